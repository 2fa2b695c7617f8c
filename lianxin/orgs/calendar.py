"""工作日历：从库里装成内核用的一版，每个进程记一份，改了就重装。"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.models import CalendarDay

#: 行版本号（xmin）也算在内：回滚之后修订次数可能重复，行版本号不会。
VERSION_SQL = (
    "SELECT ARRAY[min(year), max(year), sum(revision), max(xmin::text::bigint)]"
    " FROM orgs_calendaryear"
)
#: 搭在别的查询里一起取版本，省一次往返；取到的交给 :func:`work_calendar`。
CALENDAR_VERSION = RawSQL(f"({VERSION_SQL})", (), output_field=ArrayField(BigIntegerField()))  # noqa: S611
#: 一年都没装时，日历的版本写成这样。
NOT_LOADED = "未装入"
_Key = tuple[int | None, int | None, int | None, int | None]
_remembered: dict[_Key, WorkCalendar] = {}


def work_calendar(version: Sequence[int | None] | None = None) -> WorkCalendar:
    """现行的工作日历；一年都没装时全按周一至周五，推算结果都是暂定。

    :param version: 已经搭在别的查询里取来的版本；不给就现查
    """
    first, last, revisions, row = version or _current_version()
    key: _Key = (first, last, revisions, row)
    if key not in _remembered:
        calendar = _load(key)
        _remembered.clear()
        _remembered[key] = calendar
    return _remembered[key]


def _current_version() -> Sequence[int | None]:
    with connection.cursor() as cursor:
        cursor.execute(VERSION_SQL)
        found: Sequence[int | None] = cursor.fetchone()[0]
    return found


def _load(key: _Key) -> WorkCalendar:
    first, last, revisions, _ = key
    days = list(CalendarDay.objects.values_list("date", "kind"))
    return WorkCalendar(
        version=f"{last}.{revisions}" if last else NOT_LOADED,
        holidays=frozenset(day for day, kind in days if kind == CalendarDay.Kind.HOLIDAY),
        makeup=frozenset(day for day, kind in days if kind == CalendarDay.Kind.MAKEUP),
        first_year=first,
        last_year=last,
    )


def calendar_words(version: str) -> str:
    """照的哪一版日历，给人看的一句。"""
    if version == NOT_LOADED:
        return "还没有装入放假安排，只跳过周末"
    return f"照工作日历 {version} 版"
