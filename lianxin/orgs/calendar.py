"""工作日历：从库里装成内核用的一版，每个进程记一份，改了就重装。"""

from __future__ import annotations

from django.db import connection

from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.models import CalendarDay

#: 行版本号（xmin）也算在内：回滚之后修订次数可能重复，行版本号不会。
_VERSION = (
    "SELECT min(year), max(year), sum(revision), max(xmin::text::bigint) FROM orgs_calendaryear"
)
_Key = tuple[int | None, int | None, int | None, int | None]
_remembered: dict[_Key, WorkCalendar] = {}


def work_calendar() -> WorkCalendar:
    """现行的工作日历；一年都没装时全按周一至周五，推算结果都是暂定。"""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        key: _Key = cursor.fetchone()
    if key not in _remembered:
        calendar = _load(key)
        _remembered.clear()
        _remembered[key] = calendar
    return _remembered[key]


def _load(key: _Key) -> WorkCalendar:
    first, last, revisions, _ = key
    days = list(CalendarDay.objects.values_list("date", "kind"))
    return WorkCalendar(
        version=f"{last}.{revisions}" if last else "未装入",
        holidays=frozenset(day for day, kind in days if kind == CalendarDay.Kind.HOLIDAY),
        makeup=frozenset(day for day, kind in days if kind == CalendarDay.Kind.MAKEUP),
        first_year=first,
        last_year=last,
    )
