"""句式文件：每一句的文字、每个空从哪个指标来；写错了启动就报，一次报全。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from lianxin.insight.sentences.wording import HEDGES, SCALES
from lianxin.kernel.errors import NotVisible

#: 不用写在句式里、总能填的空。
BUILT_IN: Final = frozenset({"when", "until", "place"})
_SLOT: Final = re.compile(r"\{(\w+)\}")


class BadSentences(ValueError):
    """句式写错了；消息逐条列出。"""


@dataclass(frozen=True, slots=True)
class Slot:
    """一个从指标来的空。

    ``where`` 只数哪一份；``at`` 写 ``before`` 的，看这段时间开始前一天的时点；
    ``subset_of`` 是“其中”，不能比那个空多。
    """

    indicator: str
    where: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    hedge: str = ""
    scale: str = ""
    step: Decimal | None = None
    hedge_last: bool = False
    subset_of: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """一个从别的空推出来的词：``all`` 全部、均，``rate`` 百分数，``levels`` 几级。

    ``part`` 里的每一个空都要等于（或占）``whole`` 那个空。
    """

    kind: str
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    word: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """一句的句式。"""

    id: str
    source: str
    text: str
    slots: Mapping[str, Slot]
    claims: Mapping[str, Claim]
    period: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """文字里的空，按先后。"""
        return tuple(dict.fromkeys(_SLOT.findall(self.text)))


def parse(text: str) -> dict[str, Sentence]:
    """读一份句式。

    :raises BadSentences: 有写错的，逐条列出
    """
    found: dict[str, Sentence] = {}
    mistakes: list[str] = []
    for raw in tomllib.loads(text, parse_float=Decimal).get("sentence", []):
        try:
            made = _made(raw)
        except (KeyError, TypeError) as wrong:
            mistakes.append(f"{raw.get('id', '（没有编号）')}：少了或不认识 {wrong}")
            continue
        wrong_words = [*_mistakes(made), *(["与前面的重号"] if made.id in found else [])]
        mistakes += [f"{made.id}：{words}" for words in wrong_words]
        found[made.id] = made
    if mistakes:
        raise BadSentences("；".join(mistakes))
    return found


def _made(raw: Mapping[str, Any]) -> Sentence:
    given = dict(raw)
    return Sentence(
        slots={name: Slot(**slot) for name, slot in given.pop("slots", {}).items()},
        claims={
            name: Claim(**{key: _tuple(key, value) for key, value in claim.items()})
            for name, claim in given.pop("claims", {}).items()
        },
        **given,
    )


def _tuple(key: str, value: Any) -> Any:
    return (
        tuple([value] if isinstance(value, str) else value) if key in ("part", "whole") else value
    )


def _mistakes(made: Sentence) -> Iterator[str]:
    known = {*made.slots, *made.claims, *BUILT_IN}
    yield from (f"文字里的“{name}”没有来处" for name in made.names if name not in known)
    asked = {name for claim in made.claims.values() for name in (*claim.part, *claim.whole)}
    yield from (f"没有“{name}”这个空" for name in sorted(asked - made.slots.keys()))
    for name, slot in made.slots.items():
        if slot.hedge and slot.hedge not in HEDGES:
            yield f"{name} 不认识约数词“{slot.hedge}”"
        if slot.scale not in SCALES:
            yield f"{name} 不认识“{slot.scale}”"
        if slot.subset_of and slot.subset_of not in made.slots:
            yield f"{name} 说是“{slot.subset_of}”的一部分，可是没有这个空"
        if name not in made.names and name not in asked:
            yield f"“{name}”没有用到"
    for name, claim in made.claims.items():
        if claim.kind not in ("all", "rate", "levels"):
            yield f"{name} 不认识“{claim.kind}”"


@cache
def sentences() -> Mapping[str, Sentence]:
    """全部句式，次序就是文件里的次序。"""
    text = files("lianxin.insight.sentences").joinpath("sentences.toml").read_text("utf-8")
    return MappingProxyType(parse(text))


def sentence(sentence_id: str) -> Sentence:
    """按编号取一句的句式。

    :raises NotVisible: 没有这一句
    """
    found = sentences().get(sentence_id.upper())
    if found is None:
        raise NotVisible(f"没有“{sentence_id}”这一句；lianxin sentence --list 列出全部。")
    return found
