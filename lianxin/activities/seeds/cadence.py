"""演示的频次与联系：采用三份办法，几个小组办了几场、有的欠着；联系链、包保、邀请各有一些。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from lianxin.activities.models import ContactPoint, ContactTie
from lianxin.activities.queries.cadencefiles import shipped
from lianxin.activities.usecases import ActivityDraft, Head, Present, Record, record_activity
from lianxin.activities.usecases.cadence import adopt_cadence
from lianxin.activities.usecases.contacts import Ends, add_point, log_contact, tie_contact
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import Garden
from lianxin.orgs.models import Body

_PACKS = ("two-months", "station-home-report", "contacts")
_TOPICS = ("看路灯改造", "议老年食堂", "访企业用工", "查河湖排口")
Kind = ContactTie.Kind


def plant(garden: Garden) -> None:
    """先采用办法，再办活动，再定谁联系谁。"""
    cast = Cast(garden.get("jx"), garden.today)
    _adopt(garden, cast)
    _meet(garden, cast)
    _contact(garden, cast)


def _adopt(garden: Garden, cast: Cast) -> None:
    for cadence in shipped():
        if cadence.key in _PACKS:
            adopt_cadence(
                congress_id=cast.congress.pk,
                source=cadence.text,
                path=cadence.path,
                starts_on=date(garden.today.year, 1, 1),
                actor=cast.of("da"),
                at=garden.at,
            )


def _meet(garden: Garden, cast: Cast) -> None:
    """前几个小组勤快些，后面的欠着；今年以来隔一段一场。"""
    groups = Body.objects.filter(congress=cast.congress, kind=Body.Kind.GROUP).order_by("id")
    for number, group in enumerate(groups[:6]):
        for times in range(6 - number):
            on = garden.today - timedelta(days=20 + 55 * times + number)
            if on.year == garden.today.year:
                _held(garden, cast, group, on, _TOPICS[(number + times) % len(_TOPICS)])


def _held(garden: Garden, cast: Cast, group: Body, on: date, topic: str) -> None:
    starts_at = make_aware(datetime.combine(on, time(9)))
    draft = ActivityDraft(
        congress_id=cast.congress.pk,
        kind="bench_talk",
        title=f"{group.short_name}{topic}",
        body_id=group.pk,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    record = Record(
        attended=(Present(cast.deputy("wulijie", 0)),),
        heads=(Head("resident", 12),),
        minutes=f"小组{topic}，现场听了十来位居民的想法，记下的问题当场分了工。",
    )
    record_activity(draft=draft, record=record, actor=cast.of("da"), at=garden.at)


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
    tie_contact(kind=Kind.LEADER_OBJECT, ends=Ends(from_person=chair, to_point=lake.pk), **note)
    for tie, way, words in (
        (member, "phone", "问了问小组近来的活动，想多请几位部门的人来听。"),
        (house, "visit", "上门坐了坐，三组的路灯都亮了，老人说方便多了。"),
    ):
        on = garden.today - timedelta(days=6)
        log_contact(tie_id=tie.pk, on=on, way=way, words=words, actor=office, at=garden.at)
