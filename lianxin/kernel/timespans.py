"""时限的写法：``7d`` 七天、``2w`` 两周、``3m`` 三个月、``1y`` 一年、``5wd`` 五个工作日。"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Self

from lianxin.kernel.errors import RuleViolation

UNITS: Mapping[str, str] = MappingProxyType(
    {"d": "天", "w": "周", "m": "个月", "y": "年", "wd": "个工作日"}
)
LARGEST: Mapping[str, int] = MappingProxyType({"d": 3650, "w": 520, "m": 120, "y": 10, "wd": 2500})
_MEANT = {
    "天": "d",
    "日": "d",
    "周": "w",
    "月": "m",
    "个月": "m",
    "年": "y",
    "工作日": "wd",
    "个工作日": "wd",
}


class TimespanMistake(RuleViolation):
    """时限写错了。"""


@dataclass(frozen=True, slots=True)
class Timespan:
    """一段时限；``unit`` 是 d、w、m、y、wd 之一，``count`` 至少为 1。"""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise TimespanMistake(f"时限单位“{self.unit}”不认得，请用 d、w、m、y 或 wd")
        if self.count < 1:
            raise TimespanMistake("时限至少为 1，请写成 1d、5wd 这样")
        if self.count > LARGEST[self.unit]:
            limit = f"{LARGEST[self.unit]} {UNITS[self.unit]}"
            raise TimespanMistake(f"时限“{self.count} {UNITS[self.unit]}”太长，最多 {limit}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """读出一段时限；写得不对抛 :class:`TimespanMistake`，说明该怎么写。"""
        found = re.fullmatch(r"([0-9]{1,6})(wd|[dwmy])", text)
        if found is None:
            raise TimespanMistake(_explain(text))
        return cls(int(found[1]), found[2])

    @property
    def text(self) -> str:
        """中文说法，如“5 个工作日”。"""
        return f"{self.count} {UNITS[self.unit]}"

    @property
    def in_workdays(self) -> bool:
        """是不是按工作日算。"""
        return self.unit == "wd"

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def add(self, start: date) -> date:
        """``start`` 当日不计，往后数到的那一天。

        按月按年取对应日，没有对应日取月末（民法典201、202）；按工作日的抛 ``ValueError``。
        """
        return self._shift(start, self.count)

    def take_from(self, end: date) -> date:
        """从 ``end`` 往前数。"""
        return self._shift(end, -self.count)

    def _shift(self, day: date, count: int) -> date:
        match self.unit:
            case "d":
                return day + timedelta(days=count)
            case "w":
                return day + timedelta(weeks=count)
            case "m":
                return shift_months(day, count)
            case "y":
                return shift_months(day, 12 * count)
        raise ValueError("按工作日的时限要用 WorkCalendar 来算")


def shift_months(day: date, months: int) -> date:
    """前后若干个月的对应日；当月没有这一天的，取当月最后一天。"""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _explain(text: str) -> str:
    shown = text.strip()
    if not shown:
        return "时限没有写，请写成 7d、2w、3m、1y 或 5wd"
    chinese = re.fullmatch(r"([0-9]+)\s*(\D+)", shown)
    unit = _MEANT.get(chinese[2].strip().lower(), chinese[2].strip().lower()) if chinese else ""
    if chinese and unit in UNITS:
        return f"时限“{text}”写法不对，应写成 {int(chinese[1])}{unit}"
    return f"时限“{text}”看不懂，请写成 7d（天）、2w（周）、3m（月）、1y（年）或 5wd（工作日）"
