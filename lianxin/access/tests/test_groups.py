"""代表编组：谁在哪组、何时去的；过去的数字照过去算。"""

from datetime import date
from functools import partial

import pytest

from lianxin.access.usecases import registers
from lianxin.access.usecases.groups import GroupingRefused, assign_group, leave_group
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs import queries
from lianxin.orgs.models import Body, Person
from tests.world import AT, SINCE, World

NOTE = {"actor": SYSTEM, "at": AT}
SPRING, AUTUMN = date(2026, 3, 2), date(2026, 9, 1)


@pytest.fixture
def first(world: World) -> Body:
    """五里界第一代表小组。"""
    return group_of(world, "first", "五里界第一代表小组")


@pytest.fixture
def second(world: World) -> Body:
    """五里界第二代表小组。"""
    return group_of(world, "second", "五里界第二代表小组")


def group_of(world: World, slug: str, name: str, kind: str = "group") -> Body:
    """登记一个小组。"""
    return registers.register_body(
        kind=kind,
        name=name,
        slug=slug,
        congress=world.congress,
        region=world.town,
        starts_on=SINCE,
        **NOTE,
    )


def deputy_named(world: World, name: str, number: str) -> Person:
    """再登记一位代表，选区在五里界。"""
    person = registers.register_person(name=name, **NOTE)
    constituency = registers.register_constituency(
        congress=world.congress, name=f"第{number}选区", regions=[world.village], **NOTE
    )
    registers.seat_deputy(
        person=person,
        term=world.term,
        number=number,
        starts_on=SINCE,
        constituency=constituency,
        **NOTE,
    )
    return person


@pytest.mark.row("S2-03")
def test_totals_follow_the_date(world: World, first: Body, second: Body) -> None:
    """九月调组，三月的数字仍照三月算；调组的经过查得到。"""
    person = world.deputy.person
    assert person is not None
    assign = partial(assign_group, person=person, rule="按选区", **NOTE)
    assign(group=first, on=SPRING)
    assign(group=second, on=AUTUMN)

    def sizes(on: date) -> dict[str, int]:
        totals = queries.group_totals(congress_id=world.congress.pk, on=on)
        return {group.name: group.members for group in totals.groups}

    assert sizes(SPRING) == {first.name: 1, second.name: 0}
    assert sizes(AUTUMN) == {first.name: 0, second.name: 1}
    history = queries.group_history(person_id=person.pk, congress_id=world.congress.pk)
    assert [(spell.group_id, spell.ends_on) for spell in history] == [
        (second.pk, None),
        (first.pk, AUTUMN),
    ]
    entry = Entry.objects.filter(verb="group.assign").latest("id")
    assert (entry.facts["rule"], entry.facts["left"]) == ("按选区", [first.pk])


def test_a_professional_group_does_not_replace_the_local_one(world: World, first: Body) -> None:
    """参加专业小组，不必离开原来的小组；数人只数一个。"""
    person = world.deputy.person
    assert person is not None
    expert = group_of(world, "finance", "财经专业代表小组", "professional_group")
    for group in (first, expert):
        assign_group(person=person, group=group, on=SPRING, rule="按专业", **NOTE)
    totals = queries.group_totals(congress_id=world.congress.pk, on=SPRING)
    assert (totals.count, totals.people) == (2, 1)
    assert [group.name for group in totals.of_kind("professional_group")] == [expert.name]


def test_grouping_needs_a_group_and_a_deputy(world: World, first: Body) -> None:
    """不是小组不能编，不是代表不能编，编过的不能再编。"""
    assign = partial(assign_group, on=SPRING, rule="按选区", **NOTE)
    person, stranger = world.deputy.person, world.street.person
    assert person is not None
    assert stranger is not None
    with pytest.raises(GroupingRefused, match="不是代表小组"):
        assign(person=person, group=world.unit_body)
    with pytest.raises(GroupingRefused, match="不是在任代表"):
        assign(person=stranger, group=first)
    assign(person=person, group=first)
    with pytest.raises(GroupingRefused, match="不必重复"):
        assign(person=person, group=first)


def test_a_group_has_one_leader_at_a_time(world: World, first: Body) -> None:
    """组长只有一位；原组长调出，才能另任。"""
    person, other = world.deputy.person, deputy_named(world, "何平", "JX0002")
    assert person is not None
    lead = partial(assign_group, group=first, on=SPRING, rule="推选", role="leader", **NOTE)
    before = lead(person=person)
    with pytest.raises(GroupingRefused, match="已有组长"):
        lead(person=other)
    leave = partial(leave_group, membership_id=before.pk, on=SPRING, reason="改选", **NOTE)
    leave()
    lead(person=other)
    members = queries.group_members(group_id=first.pk, on=AUTUMN)
    assert [(member.name, member.role_label) for member in members] == [("何平", "组长")]
    with pytest.raises(GroupingRefused, match="已于"):
        leave()


def test_proposals_spread_deputies_over_their_own_street(
    world: World, first: Body, second: Body
) -> None:
    """没编组的按选区就近提议，人少的组优先；照着提议编完，就没有漏的。"""
    people = [
        deputy_named(world, name, number)
        for name, number in (("代表甲", "JX0011"), ("代表乙", "JX0012"), ("代表丙", "JX0013"))
    ]
    assign_group(person=people[0], group=first, on=SPRING, rule="按选区", **NOTE)
    proposals = queries.propose_groups(congress_id=world.congress.pk, on=SPRING)
    assert [(p.person_name, p.group_id, p.rule) for p in proposals] == [
        ("代表乙", second.pk, "按选区"),
        ("代表丙", first.pk, "按选区"),
    ]
    missing = queries.ungrouped(congress_id=world.congress.pk, on=SPRING)
    assert {card.person_name for card in missing} == {"周岭梅", "代表乙", "代表丙"}
