"""开放时间的写：改每周的几段，安排某一天另开、另关，撤掉安排。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.db.models import Q

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.transactions import whole
from lianxin.stations.models import OpeningHours, SpecialDay, Station
from lianxin.stations.opening import WEEKDAYS, Span, week_words
from lianxin.stations.words import clock_words

#: 一天至多几段。
MOST_A_DAY = 4


class OpeningRefused(RuleViolation):
    """开放时间改不了。"""


@whole
def set_week(
    *, station_id: int, spans: Iterable[Span], on: date, actor: Actor, at: datetime
) -> Station:
    """从 ``on`` 这天起，每周照这几段开放；以前的几段到这天为止，留着。

    :raises OpeningRefused: 一段也没有、几段交叠、先后颠倒、太多段，或站已关闭
    """
    station = _open_station(station_id)
    week = sorted({*spans})
    if faults := list(_faults(week)):
        raise OpeningRefused("；".join(faults) + "。")
    later = OpeningHours.objects.filter(station=station).filter(
        Q(starts_on__gt=on) | Q(ends_on__gt=on)
    )
    if later.exists():
        raise OpeningRefused("这一天以后已经另定过开放时间，请把日子写在那以后。")
    current = OpeningHours.objects.filter(station=station, ends_on=None)
    # 当天又改一次的，先前那几段一天也没有用过。
    current.filter(starts_on=on).delete()
    current.update(ends_on=on)
    OpeningHours.objects.bulk_create(week_rows(station, week, on=on))
    station.hours = week_words(week)[:80]
    station.save(update_fields=["hours"])
    _record(station, "station.hours", actor, at=at, hours=station.hours, on=on.isoformat())
    return station


@whole
def set_special_day(
    *,
    station_id: int,
    on: date,
    opens: time | None,
    closes: time | None,
    note: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> SpecialDay:
    """安排某一天：不写几点就是这天不开；再安排一次，以后一次的为准。

    :raises OpeningRefused: 过去的日子、没写缘由、只写了一头、先后颠倒，或站已关闭
    """
    station = _open_station(station_id)
    why = note.strip()[:60]
    if on < today:
        raise OpeningRefused("过去的日子不能再安排，请选今天以后的。")
    if len(why) < 2:
        raise OpeningRefused("请写明缘由，来的人会看到，如“停电检修”“国庆值班”。")
    if (opens is None) != (closes is None):
        raise OpeningRefused("几点开、几点关要写全；这天不开就都空着。")
    if opens is not None and closes is not None and closes <= opens:
        raise OpeningRefused("关门要在开门以后，请核对。")
    kept, _ = SpecialDay.objects.update_or_create(
        station=station, on=on, defaults={"opens": opens, "closes": closes, "note": why}
    )
    said = f"{clock_words(opens)}—{clock_words(closes)} 开放" if opens and closes else "不开放"
    _record(station, "station.special_day", actor, at=at, on=on.isoformat(), said=said, note=why)
    return kept


@whole
def drop_special_day(*, station_id: int, on: date, actor: Actor, at: datetime, today: date) -> None:
    """撤掉某一天的安排，照每周的来。

    :raises OpeningRefused: 没有这样的安排，或已经过去
    """
    station = _open_station(station_id)
    gone, _ = SpecialDay.objects.filter(station=station, on=on, on__gte=today).delete()
    if not gone:
        raise OpeningRefused("这一天没有另外的安排，或已经过去，不用撤。")
    _record(station, "station.special_day_dropped", actor, at=at, on=on.isoformat())


def week_rows(station: Station, week: Iterable[Span], *, on: date) -> list[OpeningHours]:
    """每周的几段，各成一行，还没有存。"""
    return [
        OpeningHours(
            station=station,
            weekday=span.weekday,
            opens=span.opens,
            closes=span.closes,
            note=span.note[:40],
            starts_on=on,
        )
        for span in week
    ]


def _open_station(station_id: int) -> Station:
    station = Station.objects.select_for_update().get(pk=station_id)
    if station.closed_on is not None:
        raise OpeningRefused(f"“{station.name}”已于 {station.closed_on} 关闭，不再改开放时间")
    return station


def _faults(week: Sequence[Span]) -> Iterable[str]:
    if not week:
        yield "每周至少写一段开放时间"
    for number, name in enumerate(WEEKDAYS):
        day = [span for span in week if span.weekday == number]
        if any(span.closes <= span.opens for span in day):
            yield f"周{name}有一段关门不在开门以后"
        if any(after.opens < span.closes for span, after in pairwise(day)):
            yield f"周{name}的几段交叠了"
        if len(day) > MOST_A_DAY:
            yield f"周{name}至多写 {MOST_A_DAY} 段"


def _record(station: Station, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts=facts,
    )
