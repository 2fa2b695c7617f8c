"""开放时间的读：一个或几个站每周的几段、另有安排的几天，此刻开没开。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q

from lianxin.orgs.calendar import work_calendar
from lianxin.stations.models import OpeningHours, SpecialDay
from lianxin.stations.opening import Opening, OpenNow, Span, Special


def openings(
    *, station_ids: Iterable[int], since: date, until: date | None = None
) -> Mapping[int, Opening]:
    """各站 ``since`` 以后（到 ``until``）用得着的开放时间；没登记的站也有一份空的。两条查询。"""
    ids = list(station_ids)
    spans: dict[int, list[Span]] = defaultdict(list)
    specials: dict[int, list[Special]] = defaultdict(list)
    weeks = OpeningHours.objects.filter(station__in=ids).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=since)
    )
    days = SpecialDay.objects.filter(station__in=ids, on__gte=since)
    if until is not None:
        weeks, days = weeks.filter(starts_on__lte=until), days.filter(on__lte=until)
    for row in weeks.order_by("weekday", "opens", "id"):
        spans[row.station_id].append(
            Span(row.weekday, row.opens, row.closes, row.note, row.starts_on, row.ends_on)
        )
    for day in days.order_by("on"):
        specials[day.station_id].append(Special(day.on, day.opens, day.closes, day.note))
    return {pk: Opening(tuple(spans[pk]), tuple(specials[pk])) for pk in ids}


def opening_of(*, station_id: int, today: date) -> Opening:
    """一个站今天以后的开放时间。"""
    return openings(station_ids=[station_id], since=today)[station_id]


def open_now(*, opening: Opening, at: datetime) -> OpenNow | None:
    """此刻开没开；没有登记开放时间的为空。"""
    return opening.now(at, work_calendar()) if opening.is_known else None


def week_of(opening: Opening, *, today: date) -> tuple[Span, ...]:
    """今天照哪几段开；都还没开始用的，给将要用的。"""
    current = tuple(span for span in opening.spans if span.is_in_force(today))
    return current or opening.spans
