"""窗口的算法：半月、月、两月、季、半年、年，或者从某一天起每隔多少天、周、月。窗口不含末日的次日。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.timespans import Timespan, TimespanMistake, shift_months

#: 日历上的窗口，给人看的叫法。
NAMED: Mapping[str, str] = MappingProxyType(
    {
        "half_month": "半月",
        "month": "月",
        "two_months": "两个月",
        "quarter": "季度",
        "half_year": "半年",
        "year": "年",
    }
)
_MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}
_MIDDLE = 16
_QUARTERS = "一二三四"


class FrameMistake(RuleViolation):
    """窗口写错了。"""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """一个窗口：``starts`` 当日在内，``ends`` 当日已是下一个窗口。"""

    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day < self.ends

    @property
    def last(self) -> date:
        """最后一天。"""
        return self.ends - timedelta(days=1)

    @property
    def days(self) -> int:
        """一共几天。"""
        return (self.ends - self.starts).days


@dataclass(frozen=True, slots=True)
class Frame:
    """一种窗口；``anchor`` 只有写成 ``2w``、``10d``、``4m`` 的才有。"""

    name: str
    anchor: date | None = None

    @property
    def span(self) -> Timespan | None:
        """隔多久一个；日历上的窗口没有。"""
        return None if self.name in NAMED else Timespan.parse(self.name)

    @property
    def text(self) -> str:
        """中文说法，如“两个月”“2 周”。"""
        span = self.span
        return span.text if span else NAMED[self.name]


def frame_of(name: str, anchor: date | None = None) -> Frame:
    """读出一种窗口。

    :raises FrameMistake: 不认得，或起算日该写没写、不该写却写了
    """
    if name in NAMED:
        if anchor:
            raise FrameMistake(f"每{NAMED[name]}的窗口照日历算，不要写 anchor")
        return Frame(name)
    try:
        span = Timespan.parse(name)
    except TimespanMistake as wrong:
        words = "、".join(NAMED)
        raise FrameMistake(f"窗口“{name}”不认得，请写 {words}，或 10d、2w、4m 这样") from wrong
    if span.in_workdays:
        raise FrameMistake("窗口按日历天算，不能用工作日，请写 10d、2w、4m 这样")
    if anchor is None:
        raise FrameMistake(f"每{span.text}一个窗口，请写 anchor，说明从哪一天起算")
    return Frame(name, anchor)


def window_at(frame: Frame, day: date) -> Window:
    """这一天在哪个窗口里；每一天恰在一个窗口里。"""
    span = frame.span
    if span is None or frame.anchor is None:
        return _named(frame.name, day)
    if span.unit in "dw":
        length = span.count * (7 if span.unit == "w" else 1)
        number = (day - frame.anchor).days // length
        starts = frame.anchor + timedelta(days=number * length)
        return Window(starts, starts + timedelta(days=length))
    return _from_anchor(frame.anchor, span.count * (12 if span.unit == "y" else 1), day)


def windows(frame: Frame, since: date, until: date) -> Iterator[Window]:
    """与 ``since``（含）到 ``until``（不含）沾边的各个窗口，先后相接。"""
    day = since
    while day < until:
        window = window_at(frame, day)
        yield window
        day = window.ends


def year_at(day: date) -> Window:
    """这一天所在的年。"""
    return Window(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _named(name: str, day: date) -> Window:
    if name == "half_month":
        first = day.replace(day=1)
        middle = day.replace(day=_MIDDLE)
        if day < middle:
            return Window(first, middle)
        return Window(middle, shift_months(first, 1))
    months = _MONTHS[name]
    starts = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Window(starts, shift_months(starts, months))


def _from_anchor(anchor: date, months: int, day: date) -> Window:
    # 每次都从起算日数，不从上一个窗口数：起算日是 31 日的，不会一个月一个月往前挪。
    number = ((day.year - anchor.year) * 12 + day.month - anchor.month) // months
    while shift_months(anchor, number * months) > day:
        number -= 1
    while shift_months(anchor, (number + 1) * months) <= day:
        number += 1
    return Window(
        shift_months(anchor, number * months), shift_months(anchor, (number + 1) * months)
    )


def window_text(frame: Frame, window: Window) -> str:
    """给人看的窗口，如“2026 年 3—4 月”“2026 年二季度”“3 月上半月”。"""
    year, month = window.starts.year, window.starts.month
    last = window.last
    match frame.name:
        case "half_month":
            return f"{year} 年 {month} 月{'上' if window.starts.day == 1 else '下'}半月"
        case "month":
            return f"{year} 年 {month} 月"
        case "two_months":
            return f"{year} 年 {month}—{last.month} 月"
        case "quarter":
            return f"{year} 年{_QUARTERS[(month - 1) // 3]}季度"
        case "half_year":
            return f"{year} 年{'上' if month == 1 else '下'}半年"
        case "year":
            return f"{year} 年"
    return f"{year} 年 {month} 月 {window.starts.day} 日—{last.month} 月 {last.day} 日"
