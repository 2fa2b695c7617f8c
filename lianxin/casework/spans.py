"""从哪天起、多长、到哪天：期限写的是多长、哪一天，还是某项日期材料，都在这里算成一个样。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.kernel.mechanism.model import Deadline, Timeout
from lianxin.kernel.timespans import LARGEST, Timespan, shift_months
from lianxin.kernel.workdays import Due, WorkCalendar

_DAY = timedelta(days=1)
_ONE = Timespan(1, "d")


@dataclass(frozen=True, slots=True)
class Window:
    """``nominal`` 是没有顺延的那一天；``within`` 是存库、给人看的多长。"""

    started_on: date
    within: str
    nominal: date
    due: Due


def window(calendar: WorkCalendar, deadline: Deadline, start: date, *, today: date) -> Window:
    """一个期限从 ``start`` 起算，到哪天。"""
    if deadline.within is not None:
        due = calendar.due(start, deadline.within, roll=deadline.roll)
        span = deadline.within
        nominal = due.date if span.in_workdays else span.add(start)
        return Window(start, str(span), nominal, due)
    target = _next_on(deadline.by, start) if deadline.by else start
    begun = start if deadline.by else today
    begun = max(min(begun, target - _DAY), target - timedelta(days=LARGEST["d"]))
    return Window(begun, f"{(target - begun).days}d", target, on_day(calendar, target, deadline))


def timeout_day(calendar: WorkCalendar, timeout: Timeout, start: date) -> date:
    """自动下一步的期满之日。"""
    plain = Deadline(timeout.start, timeout.within, roll=timeout.roll)
    return window(calendar, plain, start, today=start).due.date


def on_day(calendar: WorkCalendar, day: date, deadline: Deadline | None) -> Due:
    """定在某一天的，逢放假顺延与否照期限写的。"""
    return calendar.due(day - _DAY, _ONE, roll=deadline.roll if deadline else True)


def _next_on(by: str, start: date) -> date:
    """从 ``start`` 起（含当天）头一个这一天。"""
    this_year = date.fromisoformat(f"{start.year}-{by}")
    return this_year if this_year >= start else this_year.replace(year=start.year + 1)


def period_end(calendar: WorkCalendar, first: date, every: Timespan, period: int) -> date:
    """第 ``period`` 期（从 1 数）没有顺延的到期日；一律从头一期数起，月末也不漂移。"""
    steps = every.count * (period - 1)
    match every.unit:
        case "d":
            return first + timedelta(days=steps)
        case "w":
            return first + timedelta(weeks=steps)
        case "wd":
            return _workdays_on(calendar, first, every, period - 1)
    return shift_months(first, steps * (12 if every.unit == "y" else 1))


def _workdays_on(calendar: WorkCalendar, day: date, every: Timespan, times: int) -> date:
    for _ in range(times):
        day = calendar.due(day, every).date
    return day
