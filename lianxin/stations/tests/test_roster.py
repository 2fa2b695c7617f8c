"""编组进站与接待：谁在哪个站、哪天接待、没人时怎么说。"""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxin.access.usecases import registers
from lianxin.access.usecases.calendar import load_published
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.models import Person
from lianxin.stations import queries
from lianxin.stations.models import Station
from lianxin.stations.usecases.registry import register_station
from lianxin.stations.usecases.roster import (
    Notice,
    RosterRefused,
    assign_deputy,
    bind_group,
    move_deputy,
    plan_reception,
    release_group,
)
from lianxin.stations.words import after_hours_words
from tests.world import AT, BEIJING, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
AUTUMN = date(2026, 9, 1)


@pytest.fixture
def room(world: World) -> Station:
    """童周岭村的工作室，上级是五里界联络站。"""
    return register_station(
        congress=world.congress,
        body=world.street_committee,
        name="童周岭代表工作室",
        kind="workroom",
        region=world.village,
        opened_on=SINCE,
        parent=world.station,
        theme="农文旅",
        brand="稻香议事",
        **NOTE,
    )


def another_deputy(world: World, name: str, number: str, workplace: str = "") -> Person:
    """再有一位代表。"""
    person = registers.register_person(name=name, workplace=workplace, **NOTE)
    registers.seat_deputy(person=person, term=world.term, number=number, starts_on=SINCE, **NOTE)
    return person


def at(day: int, hour: int) -> datetime:
    """2026 年 3 月某日某时。"""
    return datetime(2026, 3, day, hour, tzinfo=BEIJING)


@pytest.mark.row("S1-04")
def test_every_deputy_is_found_at_some_station(world: World, room: Station) -> None:
    """没进站的列得出来；进了站就不在名单上，站里的名单上有他。"""
    newcomer = another_deputy(world, "何平", "JX0002")
    missing = partial(queries.unassigned_deputies, congress_id=world.congress.pk, on=TODAY)
    assert [card.person_name for card in missing()] == ["何平"]
    assign_deputy(station=room, person=newcomer, on=TODAY, **NOTE)
    assert missing() == []
    assert [card.id for card in queries.stations_of(person_id=newcomer.pk, on=TODAY)] == [room.pk]


def test_moving_leaves_a_trace(world: World, room: Station) -> None:
    """转站以后，新站有他、旧站没他，旧的一段查得到；不在的站转不出来。"""
    person = world.mandate.person
    move = partial(
        move_deputy, person=person, from_station=world.station, to_station=room, on=AUTUMN, **NOTE
    )
    move()
    where = partial(queries.stations_of, person_id=person.pk)
    assert [card.id for card in where(on=TODAY)] == [world.station.pk]
    assert [card.id for card in where(on=AUTUMN)] == [room.pk]
    with pytest.raises(RosterRefused, match="无从转出"):
        move()


def test_only_sitting_deputies_enter_open_stations(world: World, room: Station) -> None:
    """不是代表不能进站，没开放的日子不能进站，进过的不必再进。"""
    assign = partial(assign_deputy, station=room, person=world.mandate.person, on=TODAY, **NOTE)
    with pytest.raises(RosterRefused, match="不是在任代表"):
        assign(person=world.street.person)
    with pytest.raises(RosterRefused, match="没有开放"):
        assign(on=SINCE - timedelta(days=1))
    assign()
    with pytest.raises(RosterRefused, match="不必重复"):
        assign()


@pytest.mark.row("S1-25")
def test_a_late_notice_is_pointed_out(world: World) -> None:
    """种类文件写明提前两天；晚了照样安排，但要提醒。"""
    plan = partial(
        plan_reception,
        station=world.station,
        deputies=[world.mandate.person],
        theme="物业",
        notice=Notice(days=2),
        **NOTE,
    )
    assert plan(starts_at=at(4, 9), ends_at=at(4, 11)).warnings == ()
    late = plan(starts_at=at(3, 9), ends_at=at(3, 11)).warnings
    assert late == ("预告只提前了 1 天，按要求至少提前 2 天贴出",)


def test_a_reception_needs_people_and_a_time(world: World) -> None:
    """没人接待、时间倒置、时间冲突的，都不行。"""
    plan = partial(
        plan_reception,
        station=world.station,
        deputies=[world.mandate.person],
        starts_at=at(6, 9),
        ends_at=at(6, 11),
        **NOTE,
    )
    with pytest.raises(RosterRefused, match="哪位代表"):
        plan(deputies=[])
    with pytest.raises(RosterRefused, match="在开始之后"):
        plan(ends_at=at(6, 9))
    plan()
    with pytest.raises(RosterRefused, match="换一个时间"):
        plan()


@pytest.mark.row("S1-22")
def test_someone_is_on_duty_or_words_say_when(world: World) -> None:
    """接待时说谁在接待；平时说下次何时；没有安排就说开放时间。"""
    load_published(**NOTE)
    now = partial(queries.on_duty, station_id=world.station.pk)
    assert now(at=AT).words == "近期没有接待安排；开放时间：周一至周五 9:00—17:00"
    plan_reception(
        station=world.station,
        deputies=[world.mandate.person],
        starts_at=at(6, 9),
        ends_at=at(6, 11),
        **NOTE,
    )
    before, during, after = now(at=AT), now(at=at(6, 10)), now(at=at(6, 11))
    assert before.words == "下次接待：3月6日（周五）9:00—11:00"
    assert [person.name for person in during.deputies] == ["周岭梅"]
    assert during.words == "代表正在接待，11:00 结束"
    assert (before.deputies, after.is_receiving, after.next_reception) == ((), False, None)


@pytest.mark.row("S1-22")
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(2, 10), "工作人员在岗，提交后随即登记"),
        (at(2, 8), "3月2日（周一）上班后登记"),
        (at(6, 17), "3月9日（周一）上班后登记"),
        (at(7, 10), "3月9日（周一）上班后登记"),
    ],
)
def test_the_online_station_never_closes(moment: datetime, said: str) -> None:
    """下班、周末照收，并说清哪天登记。"""
    assert after_hours_words(moment, WorkCalendar("空")).endswith(said)


@pytest.mark.row("S4-16")
def test_group_bindings_follow_the_date(world: World, room: Station) -> None:
    """专业小组编入阵地，按日期数得出几个小组、几个站；调出以后不再算。"""
    groups = [
        registers.register_body(
            kind=kind,
            name=name,
            slug=slug,
            congress=world.congress,
            region=world.county,
            starts_on=SINCE,
            **NOTE,
        )
        for kind, name, slug in (
            ("professional_group", "财经专业代表小组", "g-finance"),
            ("group", "五里界第一代表小组", "g-first"),
        )
    ]
    bind = partial(bind_group, station=room, on=TODAY, **NOTE)
    for group in groups:
        bind(group=group)
    with pytest.raises(RosterRefused, match="已编入"):
        bind(group=groups[0])
    with pytest.raises(RosterRefused, match="不是代表小组"):
        bind(group=world.unit_body)

    def tally(on: date, **more: bool) -> tuple[int, int]:
        found = queries.bindings(congress_id=world.congress.pk, on=on, **more)
        return found.groups, found.stations

    release_group(station=room, group=groups[1], on=AUTUMN, **NOTE)
    assert tally(TODAY) == (2, 1)
    assert tally(TODAY, professional_only=True) == (1, 1)
    assert tally(AUTUMN) == (1, 1)
    assert tally(SINCE) == (0, 0)
    with pytest.raises(RosterRefused, match="不在"):
        release_group(station=room, group=groups[1], on=AUTUMN, **NOTE)


@pytest.mark.row("S1-17")
def test_numbers_add_up_the_tree(world: World, room: Station) -> None:
    """上级站的数字含下级；一个人在两个站，合起来只算一个。"""
    for person in (world.mandate.person, another_deputy(world, "何平", "JX0002")):
        assign_deputy(station=room, person=person, on=TODAY, **NOTE)
    plan_reception(
        station=room, deputies=[world.mandate.person], starts_at=at(4, 9), ends_at=at(4, 11), **NOTE
    )
    board = queries.station_board(congress_id=world.congress.pk, on=AUTUMN, since=TODAY)
    top = board.roots[0]
    assert (top.card.id, top.stations, top.deputies, top.receptions) == (world.station.pk, 2, 2, 1)
    assert [(node.card.id, node.stations, node.deputies) for node in top.children] == [
        (room.pk, 1, 2)
    ]
    assert (board.stations, board.deputies, board.receptions) == (2, 2, 1)
    assert queries.branch_ids(station_id=world.station.pk, on=TODAY) == {world.station.pk, room.pk}


@pytest.mark.row("S1-03")
def test_coverage_shows_who_has_no_station(world: World, room: Station) -> None:
    """街道、村各有几处有站；没站的列得出来；各种类的第一个也说得清。"""
    bare = registers.register_region(
        code="420115007001", name="界镇社区", level="village", parent=world.town, **NOTE
    )
    coverage = queries.station_coverage(congress_id=world.congress.pk, on=TODAY)
    assert (coverage.ratio("town"), coverage.ratio("village")) == ((1, 1), (1, 2))
    assert [place.region_code for place in coverage.uncovered] == [bare.code]
    town = next(place for place in coverage.places if place.level == "town")
    assert town.kinds == ("代表联络站", "代表工作室")
    firsts = queries.firsts_of_kind(congress_id=world.congress.pk)
    assert [(first.kind_label, first.station_id) for first in firsts] == [
        ("代表联络站", world.station.pk),
        ("代表工作室", room.pk),
    ]


@pytest.mark.row("S2-18")
def test_every_station_has_a_brand_or_is_listed(world: World, room: Station) -> None:
    """一站一品：有品牌的展示，没有的列名单。"""
    showcase = queries.brand_showcase(congress_id=world.congress.pk, on=TODAY)
    assert [card.brand for card in showcase.shown] == ["稻香议事"]
    assert [card.id for card in showcase.missing] == [world.station.pk]


@pytest.mark.row("S0-02")
def test_themes_carry_their_numbers(world: World, room: Station) -> None:
    """按主题看：几个站、多少代表、多少次接待。"""
    assign_deputy(station=room, person=world.mandate.person, on=TODAY, **NOTE)
    plan_reception(
        station=room, deputies=[world.mandate.person], starts_at=at(4, 9), ends_at=at(4, 11), **NOTE
    )
    lines = queries.theme_statistics(congress_id=world.congress.pk, on=AUTUMN, since=TODAY)
    assert [(n.theme, len(n.stations), n.deputies, n.receptions) for n in lines] == [
        ("农文旅", 1, 1, 1)
    ]


@pytest.mark.row("S1-19")
def test_industry_points_list_deputies_and_firms(world: World) -> None:
    """产业联系点：哪个产业、哪些代表、来自哪些企业。"""
    point = register_station(
        congress=world.congress,
        body=world.street_committee,
        name="光谷产业联系点",
        kind="industry",
        region=world.town,
        opened_on=SINCE,
        industry="光电子信息",
        **NOTE,
    )
    for name, number in (("甲", "JX0011"), ("乙", "JX0012")):
        person = another_deputy(world, name, number, "长江光电公司")
        assign_deputy(station=point, person=person, on=TODAY, **NOTE)
    found = queries.industry_points(congress_id=world.congress.pk, on=TODAY)
    assert [(p.industry, p.deputies, p.firms) for p in found] == [
        ("光电子信息", ("甲", "乙"), ("长江光电公司",))
    ]


@pytest.mark.row("S2-12")
def test_the_checklist_says_what_is_missing(world: World, room: Station) -> None:
    """逐站对照标准，差哪几项说哪几项。"""
    results = queries.checklist(congress_id=world.congress.pk, on=at(8, 0).date())
    gaps = {row.card.id: row.gaps for row in results}
    assert gaps == {
        world.station.pk: ("近三个月有接待", "有品牌活动"),
        room.pk: ("有进站代表", "贴有站点码", "近三个月有接待"),
    }
    plan_reception(
        station=world.station,
        deputies=[world.mandate.person],
        starts_at=at(6, 9),
        ends_at=at(6, 11),
        **NOTE,
    )
    again = {
        row.card.id: (row.passed, row.receptions)
        for row in queries.checklist(congress_id=world.congress.pk, on=at(8, 0).date())
    }
    assert again[world.station.pk] == (4, 1)


def test_lists_cost_the_same_however_long(
    world: World, room: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """名录、总览的查询次数与站数无关。"""
    for number in range(8):
        register_station(
            congress=world.congress,
            body=world.street_committee,
            name=f"第{number}工作室",
            kind="workroom",
            region=world.village,
            opened_on=SINCE,
            parent=room,
            **NOTE,
        )
    with django_assert_num_queries(1):
        queries.station_cards(congress_id=world.congress.pk, on=TODAY)
    with django_assert_num_queries(3):
        queries.station_board(congress_id=world.congress.pk, on=TODAY, since=SINCE)
    with django_assert_num_queries(6):
        queries.station_page(station_id=room.pk, at=AT, today=TODAY)
