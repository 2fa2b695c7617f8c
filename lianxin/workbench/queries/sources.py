"""机制的依据怎么说给人听：法条照写，做法编号换成名称，不认得的编号不显示。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_LABELS = Path(__file__).resolve().parents[1] / "sources.toml"
_PRACTICE = re.compile(r"S\d-\d+")
_TABLE = re.compile(r"规则表 [\w-]+(?:：(.+))?")


def basis_words(basis: Iterable[str]) -> tuple[str, ...]:
    """依据：法条在前、照写；来自哪些做法的，写“来源：……”。"""
    laws = [one for one in basis if not _is_raw(one)]
    return (*laws, *dict.fromkeys(_sources(basis)))


def _sources(basis: Iterable[str]) -> Iterator[str]:
    for one in basis:
        if label := _labels().get(one):
            yield f"来源：{label}"
        elif (table := _TABLE.fullmatch(one)) and table[1]:
            yield f"来源：{table[1]}建议办理规定"


def _is_raw(one: str) -> bool:
    return bool(_PRACTICE.fullmatch(one) or _TABLE.fullmatch(one))


@cache
def _labels() -> dict[str, str]:
    return tomllib.loads(_LABELS.read_text(encoding="utf-8"))
