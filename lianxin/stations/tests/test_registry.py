"""家站室名录：大事带日期，旧数字永远算得出来。"""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.stations import queries
from lianxin.stations.models import Station
from lianxin.stations.usecases.registry import (
    StationRefused,
    change_station,
    record_event,
    register_station,
)
from tests.world import AT, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
SPRING, SUMMER, AUTUMN = date(2026, 3, 2), date(2026, 6, 1), date(2026, 9, 1)


def station(world: World, name: str, kind: str = "workroom", **more: Any) -> Station:
    """再登记一个站。"""
    given = {"opened_on": SINCE, "region": world.village, **more}
    return register_station(
        congress=world.congress, body=world.street_committee, name=name, kind=kind, **given, **NOTE
    )


@pytest.mark.row("S0-01")
def test_counts_are_those_of_the_day(world: World) -> None:
    """先有工作室，六月提升成联络站，九月又新建一个：三个日子各是各的数。"""
    upgraded = station(world, "童周岭代表工作室")
    step = partial(record_event, station_id=upgraded.pk, kind="upgraded", **NOTE)
    step(happened_on=SUMMER, new_kind="liaison", note="单一功能提升为多功能")
    station(world, "新建工作室", opened_on=AUTUMN)

    def counts(on: date) -> tuple[int, dict[str, int]]:
        found = queries.counts_by_kind(congress_id=world.congress.pk, on=on)
        return found.total, dict(found.labelled)

    assert counts(SPRING) == (2, {"代表联络站": 1, "代表工作室": 1})
    assert counts(SUMMER) == (2, {"代表联络站": 2})
    assert counts(AUTUMN) == (3, {"代表联络站": 2, "代表工作室": 1})
    assert counts(SINCE - timedelta(days=1)) == (0, {})


@pytest.mark.row("S0-01")
def test_two_upgrades_unwind_one_by_one(world: World) -> None:
    """提升两次的，退回哪天就是哪天的种类；补记不能插到前面。"""
    twice = station(world, "两级跳", kind="point")
    step = partial(record_event, station_id=twice.pk, kind="upgraded", **NOTE)
    step(happened_on=SUMMER, new_kind="workroom")
    step(happened_on=AUTUMN, new_kind="center")
    kinds = {
        on: queries.kinds_on(congress_id=world.congress.pk, on=on)[twice.pk]
        for on in (SPRING, SUMMER, AUTUMN)
    }
    assert kinds == {SPRING: "point", SUMMER: "workroom", AUTUMN: "center"}
    with pytest.raises(StationRefused, match="按先后"):
        step(happened_on=date(2026, 7, 1), new_kind="home")


@pytest.mark.row("S0-01")
def test_built_and_upgraded_are_counted_in_a_period(world: World) -> None:
    """一段时间里新建、提升、试点各几个，件件列得出来。"""
    fresh = station(world, "新站", opened_on=SUMMER)
    step = partial(record_event, happened_on=SUMMER, **NOTE)
    step(station_id=world.station.pk, kind="upgraded", note="增设议事功能")
    step(station_id=fresh.pk, kind="pilot", note="枢纽型试点")
    between = partial(queries.events_between, congress_id=world.congress.pk)
    done = between(since=SUMMER, until=SUMMER, kinds=("built", "upgraded"))
    assert {(line.station_name, line.kind_label) for line in done} == {
        ("新站", "新建"),
        ("五里界代表联络站", "提升"),
    }
    assert len(between(since=SUMMER, until=SUMMER)) == 3


def test_a_closed_station_leaves_the_count_but_not_history(world: World) -> None:
    """关闭之日起不计；以前的日子仍算在内；关了不能再记大事。"""
    close = partial(record_event, station_id=world.station.pk, happened_on=SUMMER, **NOTE)
    close(kind="closed", note="撤并")
    total = {
        on: queries.counts_by_kind(congress_id=world.congress.pk, on=on).total
        for on in (SPRING, SUMMER)
    }
    assert total == {SPRING: 1, SUMMER: 0}
    with pytest.raises(StationRefused, match="已于"):
        close(kind="pilot")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "renamed"}, "新名称"),
        ({"kind": "built"}, "登记时已经记下"),
        ({"kind": "pilot", "new_kind": "home"}, "请记为“提升”"),
        ({"happened_on": date(2020, 1, 1)}, "才开放"),
    ],
)
def test_events_must_make_sense(world: World, change: dict[str, Any], why: str) -> None:
    """更名要有新名，新建不重复记，改种类要记提升，不能早于开放。"""
    good = {"kind": "renamed", "new_name": "五里界中心站", "happened_on": TODAY}
    step = partial(record_event, station_id=world.station.pk, **NOTE)
    with pytest.raises(StationRefused, match=why):
        step(**{**good, "new_name": "", **change})
    assert step(**good).note == "原名五里界代表联络站"


def test_names_are_unique_within_a_congress(world: World) -> None:
    """同一级人大不能有两个同名的站。"""
    with pytest.raises(StationRefused, match="换一个名称"):
        station(world, world.station.name)
    station(world, "另一个站")


def test_an_industry_point_names_its_industry(world: World) -> None:
    """产业联系点要写明产业。"""
    with pytest.raises(StationRefused, match="什么产业"):
        station(world, "光谷联系点", "industry")
    station(world, "光谷联系点", "industry", industry="光电子信息")


@pytest.mark.row("S0-02")
def test_stations_are_found_by_what_people_know(world: World) -> None:
    """按种类、主题、地区（含下级）、功能、名称都找得到；翻页不重不漏。"""
    farm = station(world, "小朱湾工作室", theme="农文旅", siting="项目地", functions=["hub"])
    find = partial(queries.station_cards, congress_id=world.congress.pk, on=TODAY)
    for question in (
        {"kind": "workroom"},
        {"theme": "农文旅"},
        {"function": "hub"},
        {"text": "小朱湾"},
        {"region_code": world.village.code},
    ):
        assert [card.id for card in find(**question)] == [farm.pk], question
    assert [card.id for card in find(region_code=world.town.code)] == [world.station.pk, farm.pk]
    first = find(limit=1)
    assert [card.id for card in find(limit=1, after_id=first[0].id)] == [farm.pk]
    assert find(on=SINCE - timedelta(days=1)) == []


def test_a_missing_station_is_invisible(world: World) -> None:
    """没有的站等于看不见；有的站点页什么都有。"""
    with pytest.raises(NotVisible):
        queries.station_page(station_id=0, at=AT, today=TODAY)
    page = queries.station_page(station_id=world.station.pk, at=AT, today=TODAY)
    assert (page.card.name, page.card.deputies) == ("五里界代表联络站", 1)
    assert [(d.person.name, d.levels) for d in page.deputies] == [("周岭梅", ("江夏区人大",))]
    assert [event.kind_label for event in page.events] == ["新建"]


def test_only_plain_facts_are_changed_directly(world: World) -> None:
    """地址可以直接改；名称、种类要记大事；关了的站不再改。"""
    change = partial(change_station, station_id=world.station.pk, **NOTE)
    with pytest.raises(StationRefused, match="请记大事"):
        change(name="新名")
    assert change(address=" 街口一号 ").address == "街口一号"
    record_event(station_id=world.station.pk, kind="closed", happened_on=TODAY, **NOTE)
    with pytest.raises(StationRefused, match="资料不再改"):
        change(address="街口二号")
