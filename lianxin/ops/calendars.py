"""命令行用的工作日历：库里装了就用库里的，没有就用随程序带来的。"""

from django.db import DatabaseError

from lianxin.access.holidays import published_years
from lianxin.kernel.workdays import WorkCalendar
from lianxin.ops.database import reachable
from lianxin.orgs.calendar import work_calendar


def current_calendar() -> WorkCalendar:
    """现行的工作日历；库连不上、没建表或没装日历，都用随程序带来的。"""
    if not reachable():
        return shipped_calendar()
    try:
        installed = work_calendar()
    except DatabaseError:
        return shipped_calendar()
    return installed if installed.last_year else shipped_calendar()


def shipped_calendar() -> WorkCalendar:
    """随程序带来的历年放假安排。"""
    years = published_years()
    days = [day for listed in years.values() for day in listed]
    return WorkCalendar(
        version=f"{max(years)}.随程序",
        holidays=frozenset(day.date for day in days if day.kind == "holiday"),
        makeup=frozenset(day.date for day in days if day.kind == "makeup"),
        first_year=min(years),
        last_year=max(years),
    )
