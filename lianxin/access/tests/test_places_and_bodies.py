"""机构、地区、类别、人员的查询。"""

from datetime import date

import pytest

from lianxin.access.usecases import registers
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.orgs import queries
from tests.world import AT, SINCE, TODAY, World

NOTE = {"actor": SYSTEM, "at": AT}


def test_departments_are_found_by_domain(world: World) -> None:
    """物业归住建，垃圾归城管；别的领域谁也不归。"""
    congress_id = world.congress.pk
    assert [card.name for card in queries.departments_for("住建", congress_id)] == [
        "区住房和城乡建设局"
    ]
    assert [card.id for card in queries.departments_for("城管", congress_id)] == [
        world.other_unit_body.pk
    ]
    assert queries.departments_for("教育", congress_id) == []


def test_the_more_specialised_unit_comes_first(world: World) -> None:
    """同一领域几家都管的，管得专的排前面。"""
    registers.register_body(
        kind="service",
        name="市政服务中心",
        slug="jx-service",
        congress=world.congress,
        region=world.county,
        domains=["住建", "城管", "水利"],
        starts_on=SINCE,
        **NOTE,
    )
    found = queries.departments_for("住建", world.congress.pk)
    assert [card.name for card in found] == ["区住房和城乡建设局", "市政服务中心"]


def test_the_counterpart_committee_follows_the_domain(world: World) -> None:
    """对口委员会按领域找；没有对口的为空。"""
    assert queries.committee_for("住建", world.congress.pk) == world.special_committee
    assert queries.committee_for("教育", world.congress.pk) is None


def test_undertakers_exclude_the_congress_itself(world: World) -> None:
    """承办单位里没有人大自己的机构，政府部门在前。"""
    names = [card.name for card in queries.undertakers(world.congress.pk)]
    assert names == ["区住房和城乡建设局", "区城市管理执法局", "五里界街道办事处"]


def test_a_closed_unit_is_no_longer_recommended(world: World) -> None:
    """撤销了的单位不再推荐。"""
    world.unit_body.ends_on = TODAY
    world.unit_body.save()
    assert queries.departments_for("住建", world.congress.pk) == []


def test_the_deputy_affairs_commission_is_found(world: World) -> None:
    """每级人大的代工委找得到；没登记的说清楚。"""
    assert queries.deputy_affairs_of(world.congress.pk) == world.deputy_affairs
    with pytest.raises(queries.BodyMissing, match="请先登记"):
        queries.deputy_affairs_of(0)


def test_a_body_is_found_by_its_slug(world: World) -> None:
    """按代号找得到机构；没有的等于看不见。"""
    assert queries.find_body("jx-wlj") == world.street_committee
    with pytest.raises(NotVisible):
        queries.find_body("nowhere")


def test_regions_form_a_tree(world: World) -> None:
    """从区选到村；全名从区写起。"""
    tree = queries.region_picker(world.county.code)
    assert [town.name for town in tree.children] == ["五里界街道"]
    assert [village.name for village in tree.children[0].children] == ["童周岭村"]
    assert queries.region_path(world.village.code) == "江夏区五里界街道童周岭村"
    under = queries.regions_under(world.county.code, level="village")
    assert [card.code for card in under] == [world.village.code]
    with pytest.raises(NotVisible):
        queries.region_picker("999999999999")


def test_categories_come_as_a_tree(world: World) -> None:
    """类别两级，按排序。"""
    top = registers.register_category(key="construction", label="城乡建设", order=1, **NOTE)
    registers.register_category(
        key="works", label="市政设施", parent=top, domain="住建", order=2, **NOTE
    )
    tree = {card.key: card for card in queries.categories()}
    assert [child.label for child in tree["construction"].children] == ["市政设施"]
    assert tree["property"].children == ()


@pytest.mark.row("S0-21")
def test_a_person_with_two_mandates_is_counted_once(world: World) -> None:
    """一人兼任两级代表：数人只算一个，数资格算两份。"""
    person = world.deputy.person
    assert person is not None
    city = registers.register_body(
        kind="congress",
        name="武汉市人大",
        slug="wh",
        prefix="WH",
        region=world.county,
        level="city",
        starts_on=SINCE,
        **NOTE,
    )
    term = registers.open_term(congress=city, ordinal=15, starts_on=SINCE, **NOTE)
    registers.seat_deputy(person=person, term=term, number="WH1", starts_on=SINCE, **NOTE)
    assert queries.count_deputies(on=TODAY) == 1
    assert queries.count_deputies(on=TODAY, distinct=False) == 2
    assert queries.count_deputies(on=TODAY, congress_ids=[city.pk]) == 1
    levels = [card.congress_name for card in queries.mandates_of(person.pk, on=TODAY)]
    assert levels == ["武汉市人大", "江夏区人大"]


def test_a_suspended_deputy_is_not_counted(world: World) -> None:
    """暂停执行职务的不计入在任代表，但资格仍列得出来。"""
    registers.suspend_mandate(mandate_id=world.mandate.pk, reason="依法", **NOTE)
    assert queries.count_deputies(on=TODAY) == 0
    cards = queries.mandates_of(world.mandate.person_id, on=TODAY)
    assert [card.state_label for card in cards] == ["暂停执行职务"]


def test_session_days_are_told_from_recess(world: World) -> None:
    """会期之内算开会，之外是闭会期间。"""
    registers.hold_session(
        term=world.term, ordinal=5, starts_on=date(2026, 1, 6), ends_on=date(2026, 1, 9), **NOTE
    )
    on_session = queries.session_on(world.congress.pk, on=date(2026, 1, 9))
    assert on_session is not None
    assert on_session.ordinal == 5
    assert queries.session_on(world.congress.pk, on=date(2026, 1, 10)) is None
    assert queries.current_term(world.congress.pk, on=TODAY) == world.term
