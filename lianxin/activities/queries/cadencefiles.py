"""频次办法的文件：随程序来的有哪几份，采用的全文怎样读回来。"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import lianxin
from lianxin.activities.kindfiles import kinds
from lianxin.activities.kindwords import FAMILIES
from lianxin.kernel.cadence.model import Cadence
from lianxin.kernel.cadence.parse import Known, load_cadence
from lianxin.stations.models import Station

FOLDER = Path(lianxin.__file__).parent / "packs" / "cadence"
PREFIX = "cadence-"


def known_words() -> Known:
    """频次文件里能写的活动种类、族，家站室的种类。"""
    return Known(frozenset(kinds()), frozenset(FAMILIES), frozenset(Station.Kind.values))


@lru_cache(maxsize=256)
def cadence_in(source: str) -> Cadence:
    """采用的全文读成办法；全文不变，结果也不变。不再查种类：种类停用了，旧办法照样读得出。"""
    return load_cadence(source, "采用的频次办法")


def shipped() -> list[Cadence]:
    """随程序来的各份，按文件名。"""
    paths = sorted(FOLDER.glob(f"{PREFIX}*.toml"))
    return [cadence_in(path.read_text(encoding="utf-8")) for path in paths]
