"""读规范对照表：数据文件变成冻结的数据类。"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lianxin.kernel.errors import NotVisible
from lianxin.kernel.timespans import Timespan

FOLDER = Path(__file__).parent / "norms"
#: 依据的文件挂在它名下。
EVIDENCE = "norm_evidence"


@dataclass(frozen=True, slots=True)
class NormItem:
    """一项要求，和拿什么证明。"""

    key: str
    part: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Norm:
    """一张对照表；``every`` 是多久再对照一次。"""

    key: str
    version: int
    label: str
    basis: tuple[str, ...]
    every: str
    items: tuple[NormItem, ...]

    def item(self, key: str) -> NormItem:
        """取一项。

        :raises NotVisible: 没有这一项
        """
        found = next((item for item in self.items if item.key == key), None)
        if found is None:
            raise NotVisible("对照表里没有这一项。")
        return found

    def next_on(self, on: date) -> date:
        """这一天对照过，下次几时该再对照。"""
        return Timespan.parse(self.every).add(on)


@cache
def norms() -> dict[str, Norm]:
    """全部对照表。"""
    found = [_read(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {norm.key: norm for norm in found}


def get_norm(key: str) -> Norm:
    """取一张。

    :raises NotVisible: 没有这张表
    """
    norm = norms().get(key)
    if norm is None:
        raise NotVisible("没有这张对照表。")
    return norm


def _read(path: Path) -> Norm:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(NormItem(**item) for item in given.pop("item"))
    return Norm(**{**given, "basis": tuple(given["basis"]), "items": items})
