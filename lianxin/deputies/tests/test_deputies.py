"""代表名录与代表页：依法公开的都有，没同意公开的一项也没有。"""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxin.access.usecases import registers
from lianxin.access.usecases.groups import assign_group
from lianxin.audit.models import Entry
from lianxin.deputies import queries
from lianxin.deputies.usecases import ProfileRefused, consent, update_profile
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Person, Term
from tests.world import AT, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}
page = partial(queries.deputy_page, today=TODAY)


def another(world: World, name: str, number: str, term: Term | None = None) -> Person:
    """再有一位代表，选区在童周岭村。"""
    person = registers.register_person(name=name, workplace=f"{name}合作社", **NOTE)
    area = registers.register_constituency(
        congress=world.congress, name=f"第{number}选区", regions=[world.village], **NOTE
    )
    registers.seat_deputy(
        person=person,
        term=term or world.term,
        number=number,
        starts_on=SINCE,
        constituency=area,
        **NOTE,
    )
    return person


@pytest.fixture
def city(world: World) -> Body:
    """上一级人大。"""
    return registers.register_body(
        kind="congress",
        name="武汉市人大",
        slug="wh",
        prefix="WH",
        region=world.county,
        level="city",
        starts_on=SINCE,
        **NOTE,
    )


@pytest.mark.row("S1-25")
def test_contact_is_shown_only_with_consent(world: World) -> None:
    """填了联系方式不等于公开；同意才看得到，撤回同意又看不到。"""
    person = world.mandate.person
    update_profile(person=person, contact="13900000000", expertise="物业治理", **NOTE)
    agree = partial(consent, person=person, **NOTE)
    shown = partial(page, person_id=person.pk)
    assert (shown().contact, shown().expertise) == ("", "")
    agree(fields=["contact", "expertise"])
    assert (shown().contact, shown().expertise) == ("13900000000", "物业治理")
    agree(fields=["expertise"])
    assert (shown().contact, shown().expertise) == ("", "物业治理")
    assert queries.own_profile(person_id=person.pk).contact == "13900000000"
    assert "13900000000" not in repr(list(Entry.objects.values()))


def test_statutory_facts_need_no_consent(world: World) -> None:
    """姓名、单位、届次、选区依法公开，不必同意。"""
    person = another(world, "何平", "JX0002")
    found = page(person_id=person.pk)
    assert (found.name, found.workplace) == ("何平", "何平合作社")
    assert [(m.number, m.constituency) for m in found.mandates] == [("JX0002", "第JX0002选区")]


def test_nobody_else_has_a_deputy_page(world: World) -> None:
    """不是代表的人没有代表页，也没有代表资料；资格终止后就没有了。"""
    staff, deputy = world.street.person, world.mandate.person
    assert staff is not None
    with pytest.raises(NotVisible):
        page(person_id=staff.pk)
    update = partial(update_profile, introduction="简介", **NOTE)
    with pytest.raises(ProfileRefused, match="不是代表"):
        update(person=staff)
    update(person=deputy)
    assert page(person_id=deputy.pk).name == "周岭梅"
    registers.end_mandate(mandate_id=world.mandate.pk, on=TODAY, reason="辞职", **NOTE)
    with pytest.raises(NotVisible):
        page(person_id=deputy.pk)
    assert page(person_id=deputy.pk, today=TODAY - timedelta(days=1)).name == "周岭梅"


def test_odd_profiles_are_refused(world: World) -> None:
    """写得太长、勾了没有的项，都请改。"""
    person = world.mandate.person
    update = partial(update_profile, person=person, **NOTE)
    with pytest.raises(ProfileRefused, match="最多 60 个字"):
        update(expertise="长" * 61)
    update(expertise="长" * 60)
    agree = partial(consent, person=person, **NOTE)
    with pytest.raises(ProfileRefused, match="重新勾选"):
        agree(fields=["password"])
    agree(fields=["expertise"])


@pytest.mark.row("S0-21")
def test_several_mandates_show_on_one_page(world: World, city: Body) -> None:
    """一人两级代表、又任村职，一页都看得到；名录里只列一次。"""
    person = world.mandate.person
    term = registers.open_term(congress=city, ordinal=15, starts_on=SINCE, **NOTE)
    registers.seat_deputy(person=person, term=term, number="WH0001", starts_on=SINCE, **NOTE)
    assert [m.congress_name for m in page(person_id=person.pk).mandates] == [
        "武汉市人大",
        "江夏区人大",
    ]
    everyone = queries.deputy_list(on=TODAY)
    assert [(card.name, card.levels) for card in everyone.cards] == [
        ("周岭梅", ("江夏区人大", "武汉市人大"))
    ]
    of_city = queries.deputy_list(on=TODAY, congress_id=city.pk)
    assert [card.number for card in of_city.cards] == ["WH0001"]


def test_the_list_is_searched_and_paged(world: World) -> None:
    """按姓名、单位、地区、小组都找得到；翻页不重不漏。"""
    people = [another(world, name, number) for name, number in (("何平", "A1"), ("何安", "A2"))]
    group = registers.register_body(
        kind="group",
        name="五里界第一代表小组",
        slug="g1",
        congress=world.congress,
        region=world.town,
        starts_on=SINCE,
        **NOTE,
    )
    assign_group(person=people[1], group=group, on=TODAY, rule="按选区", **NOTE)
    find = partial(queries.deputy_list, on=TODAY, congress_id=world.congress.pk)

    def names(**question: Any) -> list[str]:
        return [card.name for card in find(**question).cards]

    assert names() == ["何平", "何安", "周岭梅"]
    assert names(text="何") == ["何平", "何安"]
    assert names(text="何安合作社") == ["何安"]
    assert names(group_id=group.pk) == ["何安"]
    assert names(region_code=world.village.code) == ["何平", "何安"]
    assert names(region_code=world.town.code) == ["何平", "何安"]
    first = find(limit=2)
    assert names(limit=2, cursor=first.next_cursor) == ["周岭梅"]
    assert find(limit=2, cursor=first.next_cursor).next_cursor == ""
    assert names(cursor="乱写") == names()


def test_the_list_costs_the_same_however_long(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """代表再多，名录也只查四次，代表页六次以内。"""
    for number in range(8):
        another(world, f"代表{number}", f"B{number}")
    with django_assert_num_queries(4):
        assert len(queries.deputy_list(on=TODAY, congress_id=world.congress.pk).cards) == 9
    with django_assert_num_queries(5):
        page(person_id=world.mandate.person_id)


def test_suspended_deputies_are_not_listed(world: World) -> None:
    """暂停执行职务的不在名录里；本人的页面写明状态。"""
    registers.suspend_mandate(mandate_id=world.mandate.pk, reason="依法", **NOTE)
    assert queries.deputy_list(on=TODAY).cards == ()
    states = [m.state_label for m in page(person_id=world.mandate.person_id).mandates]
    assert states == ["暂停执行职务"]
    assert queries.deputy_list(on=date(2020, 1, 1)).cards == ()
