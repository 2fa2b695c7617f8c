"""一份频次办法的样子：几条规则，各对一种对象、一种窗口、一种数法。"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lianxin.kernel.cadence.windows import Frame
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.words import words

#: 对谁。
WHO = words(
    group="代表小组",
    professional_group="专业代表小组",
    deputy="代表",
    station="家站室",
    leader="常委会领导",
)
#: 数什么，与它的量词。
MEASURES = words(
    activities="活动",
    topics="议题事项",
    solved="解决的事",
    themes="认领的主题",
    contacts="联系走访",
)
UNITS = words(activities="次", topics="项", solved="件", themes="个", contacts="次")
#: 各种对象能数哪几样。
COUNTABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "group": frozenset({"activities", "topics", "solved", "themes"}),
        "professional_group": frozenset({"activities", "topics", "solved", "themes"}),
        "deputy": frozenset({"activities", "topics", "solved", "contacts"}),
        "station": frozenset({"activities", "topics", "solved"}),
        "leader": frozenset({"activities", "contacts"}),
    }
)
#: 活动要有什么才算数。
NEEDS = words(attendance="有人到场", minutes="有记录", summary="有小结")


@dataclass(frozen=True, slots=True)
class Rule:
    """一条频次规则。``kinds``、``families`` 空着就是各种活动都算；``places`` 是哪几种站。"""

    key: str
    label: str
    who: str
    frame: Frame
    measure: str
    least: int
    most: int | None
    year_least: int | None
    kinds: tuple[str, ...]
    families: tuple[str, ...]
    places: tuple[str, ...]
    needs: tuple[str, ...]
    warn: Timespan

    @property
    def unit(self) -> str:
        """量词。"""
        return UNITS[self.measure]

    @property
    def text(self) -> str:
        """一句话说清，如“每两个月至少 1 次，全年至少 6 次”。"""
        each = f"每{self.frame.text}{_bounds(self.least, self.most, self.unit)}"
        year = f"，全年至少 {self.year_least} {self.unit}" if self.year_least else ""
        return each + year


def _bounds(least: int, most: int | None, unit: str) -> str:
    if most is None:
        return f"至少 {least} {unit}"
    return f" {least} 至 {most} {unit}" if most > least else f" {least} {unit}"


@dataclass(frozen=True, slots=True)
class Cadence:
    """一份频次办法。"""

    key: str
    version: int
    label: str
    place: str
    basis: tuple[str, ...]
    summary: str
    rules: tuple[Rule, ...]
    path: str
    text: str

    @property
    def id(self) -> str:
        """标识与版本。"""
        return f"{self.key}@{self.version}"

    @property
    def digest(self) -> str:
        """全文的摘要；同一版本不许有两种全文。"""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def rule(self, key: str) -> Rule | None:
        """按标识取一条。"""
        return next((rule for rule in self.rules if rule.key == key), None)
