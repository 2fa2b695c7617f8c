"""频次板：三百个小组五年、三千位代表五年，与三十个小组、三十位代表比语句数，报几秒、多少内存。

在比快慢那套服务的库里跑；成片的活动是整批放进库里的，只有比快慢时这样做。
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.volumes import peak_mib, timed
from lianxin.activities.models import Activity, Attendance, Organiser
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.ops.packs import PACKS
from lianxin.orgs.models import Body, Mandate, Person, Term
from lianxin.stations.models import Station

YEARS = 5
FEW, GROUPS, DEPUTIES = 30, 300, 3_000
#: 一个小组两个月一场，一位代表一月进一次站。
GROUP_DAYS, STATION_DAYS = 61, 30.5
_EVERYBODY_CAME = """
INSERT INTO activities_attendance (activity_id, person_id, role, duty, state, way, basis)
SELECT activity, person, 'deputy', '', 'attended', 'record', ''
  FROM unnest(%s::bigint[]) AS activity, unnest(%s::bigint[]) AS person
"""


def main(given: dict[str, str]) -> dict[str, str]:
    """先放三十，再补到三百、三千，各开一遍。"""
    station = Station.objects.order_by("pk").first()
    assert station is not None
    congress = Body.objects.get(pk=station.body.jurisdiction_id)
    today = timezone.localdate()
    since = date(today.year - YEARS + 1, 1, 1)
    rules = {pack: _adopt(congress, pack, since) for pack in ("two-months", "station-home")}
    client = Client(headers={"Cookie": f"sessionid={given['office_session']}"})
    pages = {
        f"频次板，{GROUPS} 个小组 {YEARS} 年": f"/desk/cadence/rules/{rules['two-months']}-group/",
        f"频次板，{DEPUTIES:,} 位代表 {YEARS} 年": (
            f"/desk/cadence/rules/{rules['station-home']}-station/"
        ),
    }
    span = f"?years={YEARS}"
    _fill(congress, station, groups=FEW, deputies=FEW, first=0)
    few = {name: _open(client, path + span)[1] for name, path in pages.items()}
    _fill(congress, station, groups=GROUPS, deputies=DEPUTIES, first=FEW)
    found = {}
    for name, path in pages.items():
        before = peak_mib()
        spent, asked, size = _open(client, path + span)
        found[name] = (
            f"{spent:.1f} 秒，语句 {few[name]} → {asked}，{size // 1024:,} KiB，"
            f"内存最高 {before} → {peak_mib()} MiB"
        )
    return found


def _open(client: Client, path: str) -> tuple[float, int, int]:
    """打开一页：几秒、几条语句、多大。"""
    client.get(path)
    answer, spent, asked = timed(lambda: client.get(path))
    assert answer.status_code == 200, (path, answer.status_code)
    return spent, asked, len(answer.content)


def _adopt(congress: Body, pack: str, since: date) -> int:
    row = adopt_cadence(
        congress_id=congress.pk,
        source=(PACKS / "cadence" / f"cadence-{pack}.toml").read_text(encoding="utf-8"),
        path=pack,
        starts_on=since,
        actor=SYSTEM_DOER,
        at=timezone.now(),
    )
    return row.pk


def _fill(congress: Body, station: Station, *, groups: int, deputies: int, first: int) -> None:
    """补到这么多小组、代表，连同五年的活动。"""
    since = date(timezone.localdate().year - YEARS + 1, 1, 1)
    bodies = Body.objects.bulk_create(
        Body(
            kind=Body.Kind.GROUP,
            name=f"第{n}小组",
            short_name=f"第{n}小组",
            slug=f"board-{n}",
            level=congress.level,
            region_id=congress.region_id,
            congress=congress,
            starts_on=since,
        )
        for n in range(first, groups)
    )
    people = Person.objects.bulk_create(Person(name=f"代表{n}") for n in range(first, deputies))
    term = Term.objects.filter(congress=congress).latest("ordinal")
    Mandate.objects.bulk_create(
        Mandate(person=p, congress=congress, term=term, number=f"BD{p.pk:06}", starts_on=since)
        for p in people
    )
    for body in bodies:
        rows = _activities(congress, station, body, GROUP_DAYS)
        Organiser.objects.bulk_create(Organiser(activity=r, body=body, role="main") for r in rows)
        Attendance.objects.bulk_create(
            Attendance(activity=r, person=people[n % len(people)], role="deputy")
            for n, r in enumerate(rows)
        )
    held = [row.pk for row in _activities(congress, station, station.body, STATION_DAYS)]
    with connection.cursor() as cursor:
        cursor.execute(_EVERYBODY_CAME, [held, [person.pk for person in people]])


def _activities(congress: Body, station: Station, body: Body, every: float) -> list[Activity]:
    """五年里隔几天一场，记过的。"""
    now = timezone.now()
    count = int(YEARS * 365 / every)
    starts: list[datetime] = [now - timedelta(days=every * (n + 1)) for n in range(count)]
    return Activity.objects.bulk_create(
        Activity(
            congress=congress,
            kind="bench_talk",
            title=f"板凳会{n}",
            body=body,
            station=station,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            state=Activity.State.RECORDED,
            recorded_at=start + timedelta(hours=2),
            minutes="谈了路灯",
            made_at=start,
        )
        for n, start in enumerate(starts)
    )


def report(given: dict[str, Any]) -> None:
    """打印给比快慢的程序读。"""
    print(json.dumps(main(given), ensure_ascii=False))


if __name__ == "__main__":
    report(json.loads(sys.argv[1]))
