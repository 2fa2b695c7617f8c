"""几点可以打扰人：照工作日历，工作日的白天；摘要在各人自己的钟点。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lianxin.kernel.workdays import WorkCalendar
from lianxin.notify.rules import Limits

BEIJING = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """可以打扰人的时间。"""

    calendar: WorkCalendar
    limits: Limits

    def is_quiet(self, at: datetime) -> bool:
        """这一刻是不是休息时间：节假日、休息日，和工作日的早晚。"""
        local = at.astimezone(BEIJING)
        if not self.calendar.is_workday(local.date()):
            return True
        return not self.limits.open_hour <= local.hour < self.limits.close_hour

    def next_open(self, at: datetime) -> datetime:
        """从这一刻起，最早什么时候可以打扰。"""
        if not self.is_quiet(at):
            return at
        return self._next_slot(at, self.limits.open_hour)

    def next_digest(self, at: datetime, hour: int | None) -> datetime:
        """这一刻之后，这个人的下一次摘要。"""
        wanted = self.limits.digest_hour if hour is None else hour
        last = self.limits.close_hour - 1
        return self._next_slot(at, min(max(wanted, self.limits.open_hour), last))

    def _next_slot(self, at: datetime, hour: int) -> datetime:
        day = at.astimezone(BEIJING).date()
        while not (self.calendar.is_workday(day) and _moment(day, hour) > at):
            day += _DAY
        return _moment(day, hour)


def day_of(at: datetime) -> date:
    """北京时间的哪一天。"""
    return at.astimezone(BEIJING).date()


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=BEIJING)
