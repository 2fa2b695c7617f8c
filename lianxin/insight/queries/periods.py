"""看哪段时间：网址里的写法、页面上的几个选项。"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from lianxin.insight.cells import Period, Span, following, recent
from lianxin.kernel.errors import RuleViolation

ALL, RECENT = "all", "recent"
_MONTH = r"((?:19|20)\d\d)-(0[1-9]|1[0-2])"
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONTHS: Final = re.compile(rf"{_MONTH}(?:\.\.{_MONTH})?")
_MOST_TABS: Final = 8


class BadPeriod(RuleViolation):
    """时间段看不懂。"""


def named(period: Period) -> str:
    """写进网址：一个月写 ``2026-03``，几个月写 ``2026-03..2026-08``（两头都含）。"""
    first, last = f"{period.since:%Y-%m}", f"{following(period.until, -1):%Y-%m}"
    return first if first == last else f"{first}..{last}"


def period_of(text: str, *, span: Span, today: date) -> Period:
    """读网址里的时间段：all（缺省）、recent 近十二个月、2026、2026-03、2026-03..2026-08。

    :raises BadPeriod: 看不懂，或者起在止之后
    """
    if text in ("", ALL):
        return span.period
    if text == RECENT:
        return recent(today=today, months=12)
    if _YEAR.fullmatch(text):
        return Period(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
    found = _MONTHS.fullmatch(text)
    if found is None:
        raise BadPeriod("时间段请写成 2026、2026-03 或 2026-03..2026-08 这样。")
    year, month, to_year, to_month = found.groups()
    since = date(int(year), int(month), 1)
    until = following(date(int(to_year or year), int(to_month or month), 1))
    if until <= since:
        raise BadPeriod("时间段的开头晚于结尾，请对调。")
    return Period(since, until)


def choices(span: Span) -> list[tuple[str, str]]:
    """页面上可选的时间段：全部、近一年、有意见的各年（近的在前）。"""
    years = [(str(year), f"{year} 年") for year in span.years]
    return [(ALL, "全部"), (RECENT, "近一年"), *years][:_MOST_TABS]


def words(period: Period) -> str:
    """“2026 年 3 月”或“2025 年 12 月至 2026 年 3 月”。"""
    last = following(period.until, -1)
    first = f"{period.since.year} 年 {period.since.month} 月"
    return first if last == period.since else f"{first}至 {last.year} 年 {last.month} 月"
