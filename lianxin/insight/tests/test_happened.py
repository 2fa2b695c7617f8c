"""活动的数：人与人次分开，对象去重，合办只算一场；与照着记录一条条数的一样，点开就是那几条。"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.activities.models import Activity
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    cancel_activity,
    record_activity,
)
from lianxin.casework.policies import Doer
from lianxin.insight.cells import Period
from lianxin.insight.queries import indicator, records_behind
from lianxin.orgs.models import Person
from tests.world import AT, Persona, World

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
PEOPLE, PLACES = 4, ("东村", "西村", "南村")
LOG = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["bench_talk", "visit", "reception"]),
            "people": st.sets(st.integers(0, PEOPLE - 1)),
            "heads": st.integers(1, 90),
            "places": st.lists(st.sampled_from(PLACES), min_size=1, max_size=3),
            "solved": st.booleans(),
            "day": st.integers(0, 400),
            "cancelled": st.booleans(),
        }
    ),
    max_size=5,
)


def record_all(world: World, log: list[dict[str, object]], people: list[Person]) -> None:
    """照单记下几场。"""
    doer = Doer(world.street.viewer)
    for each in log:
        begun = AT + timedelta(days=each["day"])  # type: ignore[arg-type]
        how = ("solved", "当场清了。") if each["solved"] else ("noted", "")
        made = record_activity(
            draft=ActivityDraft(
                congress_id=world.congress.pk,
                kind=str(each["kind"]),
                title="一场活动",
                body_id=world.street_committee.pk,
                starts_at=begun,
                ends_at=begun + timedelta(hours=1),
                region_id=world.village.pk,
                station_id=world.station.pk,
                co_body_ids=(world.unit_body.pk,),
            ),
            record=Record(
                attended=tuple(Present(people[n].pk) for n in each["people"]),  # type: ignore[attr-defined]
                heads=(Head("resident", each["heads"]),),  # type: ignore[arg-type]
                targets=tuple(Place("village", name) for name in each["places"]),  # type: ignore[attr-defined]
                items=(ItemDraft("problem", "水沟堵了", disposition=how[0], answer=how[1]),),
            ),
            actor=doer,
            at=begun + timedelta(hours=2),
        )
        if each["cancelled"]:
            cancel_activity(activity_id=made.pk, reason="下大雨，改期再办。", actor=doer, at=begun)


@contextmanager
def rolled_back() -> Iterator[None]:
    """这一段里写的，完了都撤掉，下一个例子从头来。"""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def counted(world: World, key: str, **slices: str) -> int:
    """这一年的一个数。"""
    value = indicator(
        key,
        jurisdiction_id=world.congress.pk,
        period=YEAR,
        today=date(2026, 12, 31),
        slices=slices,
    )
    return int(value.number or 0)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(log=LOG)
def test_the_numbers_equal_the_records_whatever_was_held(
    world: World, log: list[dict[str, object]]
) -> None:
    """不论办了什么、取消了什么、跨没跨年：场次、人次、人、对象、问题，都与一条条数的一样。"""
    with rolled_back():
        people = [Person.objects.create(name=f"代表{n}") for n in range(PEOPLE)]
        record_all(world, log, people)
        kept = [
            each
            for each in log
            if not each["cancelled"] and (AT + timedelta(days=each["day"])).year == 2026  # type: ignore[arg-type]
        ]
        seats = [n for each in kept for n in each["people"]]  # type: ignore[attr-defined]
        heads = sum(each["heads"] for each in kept)  # type: ignore[misc]
        assert counted(world, "activity.count") == len(kept)
        assert counted(world, "attendance.count") == len(seats) + heads
        assert counted(world, "attendance.count", role="deputy") == len(seats)
        assert counted(world, "visitor.count") == heads
        assert counted(world, "attendee.deputy.count") == len(set(seats))
        places = {name for each in kept for name in each["places"]}  # type: ignore[attr-defined]
        assert counted(world, "visit_target.count", kind="village") == len(places)
        assert counted(world, "problem.count") == len(kept)
        solved = sum(bool(each["solved"]) for each in kept)
        assert counted(world, "problem.solved.count") == solved
        assert counted(world, "problem.solved.count", way="onspot") == solved
        for kind in ("visit", "reception"):
            same = [each for each in kept if each["kind"] == kind]
            assert counted(world, "activity.count", kind=kind) == len(same)


def one_talk(world: World) -> Activity:
    """一场内部记录、不公开的板凳会。"""
    people = [world.deputy.person]
    log: list[dict[str, object]] = [
        {
            "kind": "bench_talk",
            "people": {0},
            "heads": 12,
            "places": ["东村", "东 村"],
            "solved": True,
            "day": 1,
            "cancelled": False,
        }
    ]
    record_all(world, log, people)
    activity = Activity.objects.get()
    Activity.objects.update(is_public=False)
    return activity


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("activity.count", 1),
        ("attendance.count", 1),
        ("attendee.count", 1),
        ("visit_target.count", 1),
        ("problem.solved.count", 1),
    ],
)
def test_each_number_opens_the_records_one_may_see(world: World, key: str, rows: int) -> None:
    """每个数点开就是背后的几条；没公开的活动，无关的单位看不见，数照旧是同一个。"""
    one_talk(world)
    ask = {"jurisdiction_id": world.congress.pk, "period": YEAR, "today": date(2026, 12, 31)}
    mine = records_behind(key, viewer=world.office.viewer, **ask)
    assert len(mine.records) == rows
    theirs = records_behind(key, viewer=world.other_unit.viewer, **ask)
    assert len(theirs.records) == (rows if key == "attendee.count" else 0)


def test_the_numbers_page_shows_the_activities(
    world: World, office: Persona, client: Client
) -> None:
    """数字页上有活动一段：场次、人次，逐月的图和各族的表；没有活动就说没有。"""
    client.force_login(office.account)
    assert "这段时间没有活动" in client.get("/desk/numbers/?period=2026").content.decode()
    one_talk(world)
    page = client.get("/desk/numbers/?period=2026").content.decode()
    assert "这段时间没有活动" not in page
    assert 'href="/desk/numbers/activity.count/?' in page
    opened = client.get("/desk/numbers/attendance.count/?period=2026").content.decode()
    assert "一场活动" in opened
    assert "13 人次" in opened
