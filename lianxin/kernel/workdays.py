"""工作日历与期限推算：民法典200–203，法定节假日与调休按国务院当年公布的为准。"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from lianxin.kernel.timespans import Timespan

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """推算出来的到期日。

    ``provisional`` 为真表示用到了尚未公布放假安排的年份，日期是暂定的；
    ``calendar_version`` 是所用日历的版本，日后要能说清这个日子是怎么来的。
    """

    date: dt.date
    provisional: bool
    calendar_version: str

    @property
    def text(self) -> str:
        """如“2026年3月5日”，暂定的注明。"""
        plain = f"{self.date.year}年{self.date.month}月{self.date.day}日"
        return f"{plain}（暂定）" if self.provisional else plain


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """一版工作日历。

    ``holidays`` 是放假的日子（连同其中的周末），``makeup`` 是调休上班的周末；
    ``first_year`` 至 ``last_year`` 是已经公布的年份，``last_year`` 为空表示一年都没有。
    没有公布的年份按周一至周五上班推算，结果记为暂定。
    """

    version: str
    holidays: frozenset[dt.date] = frozenset()
    makeup: frozenset[dt.date] = frozenset()
    last_year: int | None = None
    first_year: int | None = None

    def __post_init__(self) -> None:
        both = self.holidays & self.makeup
        if both:
            raise ValueError(f"工作日历 {self.version} 里 {min(both)} 既放假又上班")

    def is_workday(self, day: dt.date) -> bool:
        """这一天上不上班。"""
        if day in self.holidays:
            return False
        return day.weekday() < 5 or day in self.makeup

    def is_published(self, day: dt.date) -> bool:
        """这一年的放假安排公布了没有。"""
        if self.last_year is None or day.year > self.last_year:
            return False
        return self.first_year is None or day.year >= self.first_year

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """从 ``start`` 次日到 ``end`` 当日有几个工作日；``end`` 在前则为负数。"""
        if end < start:
            return -self.workdays_between(end, start)
        days = (start + _DAY * n for n in range(1, (end - start).days + 1))
        return sum(map(self.is_workday, days))

    def due(self, start: dt.date, span: Timespan, *, roll: bool = True) -> Due:
        """从 ``start`` 次日起算（当日不计），时限届满之日。

        ``roll`` 为真时，按天、周、月、年的时限，最后一日逢节假日、休息日的，
        顺延到下一个工作日（民法典203）。
        """
        if span.in_workdays:
            seen = self._step(start, span.count, _DAY)
        elif roll:
            seen = self._roll(span.add(start))
        else:
            return Due(span.add(start), provisional=False, calendar_version=self.version)
        return self._concluded(seen)

    def subtract(self, day: dt.date, span: Timespan) -> dt.date:
        """从 ``day`` 往前数一段时限，用来算预警日；不顺延，按工作日的只落在工作日上。"""
        if span.in_workdays:
            *_, found = self._step(day, span.count, -_DAY)
            return found
        return span.take_from(day)

    def _step(self, start: dt.date, count: int, step: dt.timedelta) -> Iterator[dt.date]:
        day = start
        while count:
            day += step
            count -= self.is_workday(day)
            yield day

    def _roll(self, day: dt.date) -> Iterator[dt.date]:
        yield day
        while not self.is_workday(day):
            day += _DAY
            yield day

    def _concluded(self, seen: Iterator[dt.date]) -> Due:
        provisional = False
        for day in seen:
            provisional = provisional or not self.is_published(day)
        return Due(day, provisional=provisional, calendar_version=self.version)
