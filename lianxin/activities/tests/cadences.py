"""频次测试共用的：采用一份办法、记一场活动、建几个小组。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from lianxin.access.usecases.groups import assign_group
from lianxin.access.usecases.registers import register_body, register_person, seat_deputy
from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, CadencePractice
from lianxin.activities.usecases import ActivityDraft, Place, Present, Record, record_activity
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.activities.usecases.planning import announce, cancel_activity, plan_activity
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Body, Membership, Person
from lianxin.stations.models import Station
from tests.world import AT, BEIJING, World

PACKS = Path(__file__).resolve().parents[2] / "packs" / "cadence"


def adopt(world: World, name: str, *, starts_on: date = date(2025, 1, 1)) -> CadencePractice:
    """代工委采用一份随程序来的频次办法。"""
    source = (PACKS / f"cadence-{name}.toml").read_text(encoding="utf-8")
    return adopt_cadence(
        congress_id=world.congress.pk,
        source=source,
        path=name,
        starts_on=starts_on,
        actor=Doer(world.office.viewer),
        at=AT,
    )


def group(
    world: World, number: int, *, kind: str = "group", since: date = date(2022, 1, 5)
) -> Body:
    """登记一个小组。"""
    return register_body(
        kind=kind,
        name=f"第{number}代表小组",
        slug=f"jx-{kind.replace('_', '-')}-{number}",
        region=world.town,
        congress=world.congress,
        starts_on=since,
        actor=SYSTEM,
        at=AT,
    )


def deputy(world: World, number: int) -> Person:
    """又一位在任代表。"""
    person = register_person(name=f"代表{number}", actor=SYSTEM, at=AT)
    seat_deputy(
        person=person,
        term=world.term,
        number=f"JX1{number:03}",
        starts_on=world.term.starts_on,
        actor=SYSTEM,
        at=AT,
    )
    return person


def member(
    group: Body, person: Person, role: str = "member", *, on: date = date(2022, 2, 1)
) -> Membership:
    """编入小组。"""
    return assign_group(
        person=person, group=group, on=on, rule="按选区", role=role, actor=SYSTEM, at=AT
    )


def held(
    world: World,
    on: date,
    *bodies: Body,
    people: tuple[Person, ...] = (),
    station: Station | None = None,
    kind: str = "visit",
    state: str = "recorded",
    hour: int = 9,
    **more: Any,
) -> Activity:
    """办一场，记下来：经安排、预告、记录、取消几个用例，办完一小时后记。

    :param more: 记录里的 ``minutes``、``items``，安排里的 ``title``、``is_public`` 等
    """
    starts_at = datetime(on.year, on.month, on.day, hour, tzinfo=BEIJING)
    written = starts_at + timedelta(hours=2)
    record = Record(
        attended=tuple(Present(person.pk) for person in people),
        targets=(Place("village", "童周岭村"),) if "targets" in kind_of(kind).needs else (),
        minutes=more.pop("minutes", "谈了路灯"),
        items=more.pop("items", ()),
    )
    draft = ActivityDraft(
        congress_id=world.congress.pk,
        kind=kind,
        body_id=(bodies[0] if bodies else world.street_committee).pk,
        co_body_ids=tuple(body.pk for body in bodies[1:]),
        station_id=station.pk if station else None,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        **{"title": f"{on:%m%d}活动", **more},
    )
    given: dict[str, Any] = {"actor": SYSTEM_DOER}
    if state in ("planned", "announced"):
        row = plan_activity(draft=draft, at=AT, **given)
        return announce(activity_id=row.pk, at=AT, **given) if state == "announced" else row
    row = record_activity(draft=draft, record=record, at=written, **given)
    if state == "cancelled":
        return cancel_activity(activity_id=row.pk, reason="下雨", at=written, **given)
    return row
