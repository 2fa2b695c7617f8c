"""编组进站与接待安排：哪位代表、哪个小组在哪个站，哪天接待。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Mandate, Person, in_force
from lianxin.stations.models import Reception, Station, StationDeputy, StationGroup

GROUP_KINDS = frozenset({Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP})


class RosterRefused(RuleViolation):
    """进站、接待安排不了。"""


@dataclass(frozen=True, slots=True)
class Notice:
    """预告要提前几天；``must`` 为真时晚了安排不了，不然只提醒、记下、数出来。"""

    days: int = 0
    must: bool = False


NO_NOTICE = Notice()


@dataclass(frozen=True, slots=True)
class Planned:
    """安排好的一次接待；``warnings`` 是提醒，不拦着。"""

    reception_id: int
    warnings: tuple[str, ...]


@transaction.atomic
def assign_deputy(
    *, station: Station, person: Person, on: date, actor: Actor, at: datetime
) -> StationDeputy:
    """代表进站；一位代表可以在几个站。

    :raises RosterRefused: 站没开放、不是在任代表，或已经在这个站
    """
    check_open(station, on=on)
    if not Mandate.objects.filter(in_force(on), person=person, state="active").exists():
        raise RosterRefused(f"{person.name}不是在任代表，请先确认代表资格")
    if StationDeputy.objects.filter(station=station, person=person, ends_on=None).exists():
        raise RosterRefused(f"{person.name}已在“{station.name}”，不必重复进站")
    placed = StationDeputy.objects.create(station=station, person=person, starts_on=on)
    facts = {"person": person.pk, "on": on.isoformat()}
    _record(station, verb="station.assign_deputy", actor=actor, at=at, facts=facts)
    return placed


@transaction.atomic
def release_deputy(
    *, station: Station, person: Person, on: date, reason: str, actor: Actor, at: datetime
) -> None:
    """代表离站；在站的一段留作历史。"""
    placed = StationDeputy.objects.filter(station=station, person=person, ends_on=None)
    if not placed.update(ends_on=on):
        raise RosterRefused(f"{person.name}不在“{station.name}”，无从转出")
    facts = {"person": person.pk, "on": on.isoformat(), "reason": reason}
    _record(station, verb="station.release_deputy", actor=actor, at=at, facts=facts)


@transaction.atomic
def move_deputy(
    *,
    person: Person,
    from_station: Station,
    to_station: Station,
    on: date,
    actor: Actor,
    at: datetime,
) -> StationDeputy:
    """代表转站：从一个站转到另一个站，原来那段留作历史。"""
    reason = f"转到{to_station.name}"
    release_deputy(station=from_station, person=person, on=on, reason=reason, actor=actor, at=at)
    return assign_deputy(station=to_station, person=person, on=on, actor=actor, at=at)


@transaction.atomic
def bind_group(
    *, station: Station, group: Body, on: date, actor: Actor, at: datetime
) -> StationGroup:
    """小组编入阵地。"""
    check_open(station, on=on)
    if group.kind not in GROUP_KINDS:
        raise RosterRefused(f"“{group.name}”不是代表小组，不能编入阵地")
    if StationGroup.objects.filter(station=station, group=group, ends_on=None).exists():
        raise RosterRefused(f"“{group.short_name}”已编入“{station.name}”")
    bound = StationGroup.objects.create(station=station, group=group, starts_on=on)
    facts = {"group": group.pk, "on": on.isoformat()}
    _record(station, verb="station.bind_group", actor=actor, at=at, facts=facts)
    return bound


@transaction.atomic
def release_group(*, station: Station, group: Body, on: date, actor: Actor, at: datetime) -> None:
    """小组调出阵地。"""
    bound = StationGroup.objects.filter(station=station, group=group, ends_on=None)
    if not bound.update(ends_on=on):
        raise RosterRefused(f"“{group.short_name}”不在“{station.name}”")
    facts = {"group": group.pk, "on": on.isoformat()}
    _record(station, verb="station.release_group", actor=actor, at=at, facts=facts)


@transaction.atomic
def succeed_group(*, group: Body, heir: Body, on: date, actor: Actor, at: datetime) -> None:
    """小组并了：编进的站从那天起换成接手的小组；已经在那个站、站已关闭的，只调出原来的。"""
    bound = StationGroup.objects.filter(group=group, ends_on=None).select_related("station")
    for row in bound.order_by("station"):
        day = max(on, row.starts_on)
        release_group(station=row.station, group=group, on=day, actor=actor, at=at)
        there = StationGroup.objects.filter(station=row.station, group=heir, ends_on=None)
        if row.station.closed_on is None and not there.exists():
            bind_group(station=row.station, group=heir, on=day, actor=actor, at=at)


@transaction.atomic
def plan_reception(
    *,
    station: Station,
    deputies: Iterable[Person],
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    theme: str = "",
    noticed_at: datetime | None = None,
    notice: Notice = NO_NOTICE,
) -> Planned:
    """安排一次接待并贴出预告；预告太晚只提醒，种类文件写明要拦的才拦。

    :param noticed_at: 预告何时贴出；不填就是现在
    :param notice: 要提前几天、晚了拦不拦，照接待的种类文件
    :raises RosterRefused: 没有接待代表、时间不对、站没开放、同一时间已有安排，或预告晚了要拦
    """
    people, noticed_at = tuple(deputies), noticed_at or at
    _check_reception(station, people, starts_at=starts_at, ends_at=ends_at)
    late = tuple(late_words(starts_at, noticed_at, notice.days))
    if late and notice.must:
        raise RosterRefused(f"{late[0]}，请改到更晚的日子")
    reception = Reception.objects.create(
        station=station,
        starts_at=starts_at,
        ends_at=ends_at,
        theme=theme,
        noticed_at=noticed_at,
        notice_days=notice.days,
    )
    reception.deputies.add(*people)
    facts = {"reception": reception.pk, "starts_at": starts_at.isoformat(), "theme": theme}
    _record(station, verb="station.plan_reception", actor=actor, at=at, facts=facts)
    return Planned(reception.pk, late)


def _check_reception(
    station: Station, people: tuple[Person, ...], *, starts_at: datetime, ends_at: datetime
) -> None:
    if not people:
        raise RosterRefused("请写明由哪位代表接待")
    if ends_at <= starts_at:
        raise RosterRefused("结束要在开始之后，请核对时间")
    check_open(station, on=localtime(starts_at).date())
    if Reception.objects.kept().filter(station=station, starts_at=starts_at).exists():
        raise RosterRefused(f"“{station.name}”这个时间已有接待安排，请换一个时间")


def check_open(station: Station, *, on: date) -> None:
    """这一天站开着。

    :raises RosterRefused: 还没开放，或已经关闭
    """
    if on < station.opened_on or (station.closed_on is not None and station.closed_on <= on):
        raise RosterRefused(f"“{station.name}”这一天没有开放，请核对日期")


def late_words(starts_at: datetime, noticed_at: datetime, days: int) -> Iterable[str]:
    """预告晚了怎么说；不晚就没有。"""
    ahead = (localtime(starts_at).date() - localtime(noticed_at).date()).days
    if ahead < days:
        yield f"预告只提前了 {max(ahead, 0)} 天，按要求至少提前 {days} 天贴出"


def _record(
    station: Station, *, verb: str, actor: Actor, at: datetime, facts: dict[str, Any]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts=facts,
    )
