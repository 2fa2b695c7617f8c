"""频次测试共用的：采用一份办法、记一场活动、建几个小组。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from lianxin.access.usecases.registers import register_body
from lianxin.activities.models import Activity, Attendance, CadencePractice, Organiser
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Body, Person
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


def held(
    world: World,
    on: date,
    *bodies: Body,
    people: tuple[Person, ...] = (),
    station: Station | None = None,
    kind: str = "visit",
    minutes: str = "谈了路灯",
    state: str = "recorded",
    hour: int = 9,
) -> Activity:
    """直接放一场记好的活动：算法只看表里的行，不管是从哪扇门记进来的。"""
    starts_at = datetime(on.year, on.month, on.day, hour, tzinfo=BEIJING)
    cancelled = {"cancelled_at": AT, "cancel_reason": "下雨"} if state == "cancelled" else {}
    row = Activity.objects.create(
        congress=world.congress,
        kind=kind,
        title=f"{on:%m%d}活动",
        body=bodies[0] if bodies else world.street_committee,
        station=station,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        state=state,
        minutes=minutes,
        made_at=AT,
        **cancelled,
    )
    for place, body in enumerate(bodies or (world.street_committee,)):
        Organiser.objects.create(activity=row, body=body, role="co" if place else "main")
    for person in people:
        Attendance.objects.create(activity=row, person=person, role="deputy")
    return row
