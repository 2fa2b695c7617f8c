"""演示的频次与联系：采用三份办法，多数小组、代表按期办了，有的快到期，少数欠着；联系链、包保、邀请各有一些。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import make_aware

from lianxin.activities.models import ContactPoint, ContactTie
from lianxin.activities.queries.cadencefiles import shipped
from lianxin.activities.usecases import ActivityDraft, Head, Present, Record, record_activity
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.activities.usecases.contacts import Ends, add_point, log_contact, tie_contact
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import Garden
from lianxin.orgs.models import Body, Mandate, Membership
from lianxin.stations.models import Station, StationDeputy

_PACKS = ("two-months", "contacts")
#: 各站自己定的一份：这里只要每月进站一次。
_MONTHLY = """\
key     = "monthly-station"
version = 1
label   = "每月进站"
place   = "本地自定"
basis   = ["S2-16", "代表法28"]
summary = "每位代表每月到站接待一次，到场签到了才算。"

[[rule]]
key    = "station"
label  = "每月进站"
who    = "deputy"
window = "month"
least  = 1
places = ["hub", "center", "liaison", "workroom", "reception", "point", "industry"]
warn   = "7d"
"""
_TOPICS = (
    ("bench_talk", "看路灯改造"),
    ("bench_talk", "议老年食堂"),
    ("micro_supervision", "看河湖排口"),
    ("bench_talk", "访企业用工"),
    ("micro_supervision", "查校门口的停车"),
)
_GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
#: 每十七个小组、十三位代表里，上一期各有一个没办成；这一期办了大半。
_LAPSE, _ABSENT = 17, 13
Kind = ContactTie.Kind


def plant(garden: Garden) -> None:
    """先采用办法，再办活动，再定谁联系谁。"""
    cast = Cast(garden.get("jx"), garden.today)
    _adopt(garden, cast)
    _meet(garden, cast)
    _receive(garden, cast)
    _contact(garden, cast)
    _visit(garden, cast)


def _begins(today: date, *, months: int, back: int = 0) -> date:
    """今天所在的（往前数几个）窗口从哪天起；``months`` 个月一个窗口，按年排齐。"""
    number = today.year * 12 + today.month - 1
    first = number - number % 12 % months - back * months
    return date(first // 12, first % 12 + 1, 1)


def _adopt(garden: Garden, cast: Cast) -> None:
    """小组的从上个窗口起，进站的从上个月起，联系走访的从这个窗口起。"""
    sources = [(cadence.key, cadence.text, cadence.path) for cadence in shipped()]
    chosen = [one for one in sources if one[0] in _PACKS]
    chosen.append(("monthly-station", _MONTHLY, "monthly-station.toml"))
    since = {
        "two-months": _begins(garden.today, months=2, back=1),
        "contacts": _begins(garden.today, months=3),
        "monthly-station": _begins(garden.today, months=1, back=1),
    }
    for key, text, path in chosen:
        adopt_cadence(
            congress_id=cast.congress.pk,
            source=text,
            path=path,
            starts_on=since[key],
            actor=cast.of("da"),
            at=garden.at,
        )


def _meet(garden: Garden, cast: Cast) -> None:
    """各小组上个窗口、这个窗口各办一场；日子错开，还没到的日子不办。"""
    rows = Body.objects.filter(congress=cast.congress, kind__in=_GROUPS, ends_on__isnull=True)
    members = _members(rows)
    for back in (1, 0):
        begins = _begins(garden.today, months=2, back=back)
        for number, group in enumerate(rows.order_by("id")):
            on = begins + timedelta(days=3 + number * 7 % 52)
            if back and number % _LAPSE == 11:
                continue
            if on < garden.today and (back or number % 5):
                kind, topic = _TOPICS[(number + back) % len(_TOPICS)]
                people = members.get(group.pk) or [cast.deputy("wulijie", 0)]
                _held(garden, cast, group, on=on, kind=kind, topic=topic, people=people)


def _members(groups: QuerySet[Body]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Membership.objects.filter(body__in=groups, ends_on__isnull=True).order_by("pk")
    for body, person in rows.values_list("body", "person"):
        found[body].append(person)
    return found


def _held(
    garden: Garden,
    cast: Cast,
    group: Body,
    *,
    on: date,
    kind: str,
    topic: str,
    people: Sequence[int],
    station: Station | None = None,
) -> None:
    """一场：当天下午就记下。"""
    begun = make_aware(datetime.combine(on, time(9)))
    draft = ActivityDraft(
        congress_id=cast.congress.pk,
        kind=kind,
        title=f"{station.name if station else group.short_name}{topic}"[:80],
        body_id=group.pk,
        station_id=station.pk if station else None,
        starts_at=begun,
        ends_at=begun + timedelta(hours=2),
    )
    record = Record(
        attended=tuple(Present(person) for person in people),
        heads=(Head("resident", 7 + on.day % 9),),
        minutes=f"{topic}，现场听了十来位居民的想法，记下的问题当场分了工。",
    )
    at = min(begun + timedelta(hours=6), garden.at)
    record_activity(draft=draft, record=record, actor=cast.of("da"), at=at)


def _receive(garden: Garden, cast: Cast) -> None:
    """上个月、这个月，各街道的站都有一天接待；偶尔有人没来。"""
    placed = StationDeputy.objects.filter(
        station__congress=cast.congress, station__kind=Station.Kind.LIAISON, ends_on__isnull=True
    ).select_related("station__body")
    houses: dict[Station, list[int]] = defaultdict(list)
    for row in placed.order_by("station", "pk"):
        houses[row.station].append(row.person_id)
    for back in (1, 0):
        begins = _begins(garden.today, months=1, back=back)
        for number, (station, everyone) in enumerate(houses.items()):
            on = begins + timedelta(days=4 + number)
            people = [one for one in everyone if (one + back) % _ABSENT]
            if on < garden.today and people:
                _held(
                    garden,
                    cast,
                    station.body,
                    on=on,
                    kind="reception",
                    topic="接待日",
                    people=people,
                    station=station,
                )


def _contact(garden: Garden, cast: Cast) -> None:
    office, deputy = cast.of("da"), cast.deputy("wulijie", 0)
    chair = cast.of("cc").viewer.person_id
    note: dict[str, Any] = {"congress_id": cast.congress.pk, "actor": office, "at": garden.at}
    household = add_point(kind=ContactPoint.Kind.HOUSEHOLD, name="三组中心户", **note)
    voters = add_point(kind=ContactPoint.Kind.VOTERS, name="三组选民", people=186, **note)
    lake = add_point(kind=ContactPoint.Kind.WATER, name="五里界河段", **note)
    member = tie_contact(
        kind=Kind.MEMBER_DEPUTY, ends=Ends(from_person=chair, to_person=deputy), **note
    )
    house = tie_contact(
        kind=Kind.DEPUTY_HOUSEHOLD, ends=Ends(from_person=deputy, to_point=household.pk), **note
    )
    tie_contact(
        kind=Kind.HOUSEHOLD_VOTERS,
        ends=Ends(from_point=household.pk, to_point=voters.pk),
        **note,
    )
    water = tie_contact(
        kind=Kind.LEADER_OBJECT, ends=Ends(from_person=chair, to_point=lake.pk), **note
    )
    for tie, way, words in (
        (water, "visit", "沿河走了一趟，排口都挂了牌，水比春天清。"),
        (member, "phone", "问了问小组近来的活动，想多请几位部门的人来听。"),
        (house, "visit", "上门坐了坐，三组的路灯都亮了，老人说方便多了。"),
    ):
        on = max(_begins(garden.today, months=3), garden.today - timedelta(days=6))
        log_contact(tie_id=tie.pk, on=on, way=way, words=words, actor=office, at=garden.at)


def _visit(garden: Garden, cast: Cast) -> None:
    """各街道的代表都联系一家中心户；这个窗口里大半走过了，余下的正在路上。"""
    office = cast.of("da")
    note: dict[str, Any] = {"congress_id": cast.congress.pk, "actor": office, "at": garden.at}
    done = max(_begins(garden.today, months=2), garden.today - timedelta(days=9))
    mandates = Mandate.objects.filter(congress=cast.congress, ends_on__isnull=True)
    names = mandates.order_by("number").values_list("person", "person__name")
    for number, (person, name) in enumerate(names):
        if person == cast.deputy("wulijie", 0):
            continue
        house = add_point(kind=ContactPoint.Kind.HOUSEHOLD, name=f"{name}联系的中心户", **note)
        ends = Ends(from_person=person, to_point=house.pk)
        tie = tie_contact(kind=Kind.DEPUTY_HOUSEHOLD, ends=ends, **note)
        if number % 4:
            words = "上门坐了坐，问了问家里和湾子里的事。"
            log_contact(
                tie_id=tie.pk, on=done, way="visit", words=words, actor=office, at=garden.at
            )
