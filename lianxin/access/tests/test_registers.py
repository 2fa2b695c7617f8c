"""登记机构、人员、届次、代表资格：对得上才收，收了就留痕。"""

from datetime import date
from functools import partial

import pytest

from lianxin.access.usecases import registers
from lianxin.access.usecases.accounts import PostRefused, grant_post
from lianxin.access.usecases.registers import RegisterRefused
from lianxin.audit.models import Entry
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Term
from tests.world import AT, SINCE, TODAY, World

NOTE = {"actor": SYSTEM, "at": AT}


def test_a_region_lies_under_its_parent(world: World) -> None:
    """下级地区的代码要在上级之下。"""
    add = partial(registers.register_region, name="新村", level="village", **NOTE)
    with pytest.raises(RegisterRefused, match="不在“五里界街道”之下"):
        add(code="420115008209", parent=world.town)
    add(code="420115007209", parent=world.town)


def test_a_body_says_on_whose_books_it_is(world: World) -> None:
    """人大要有字头，别的机构要写明所属人大。"""
    add = partial(
        registers.register_body, name="某机构", slug="some", region=world.county, starts_on=TODAY
    )
    with pytest.raises(RegisterRefused, match="编号字头"):
        add(kind="congress", **NOTE)
    with pytest.raises(RegisterRefused, match="哪一级人大"):
        add(kind="department", **NOTE)
    body = add(kind="department", congress=world.congress, **NOTE)
    assert (body.parent, body.jurisdiction_id) == (world.congress, world.congress.pk)
    entry = Entry.objects.get(verb="body.register", subject_id=body.pk)
    assert (entry.jurisdiction_id, entry.facts["name"]) == (world.congress.pk, "某机构")


def test_a_body_with_people_in_post_is_not_closed(world: World) -> None:
    """还有人在任的机构不能撤销；离任之后才能撤。"""
    empty, manned = world.subdistrict, world.unit_body
    close = partial(registers.close_body, on=TODAY, reason="机构改革", **NOTE)
    with pytest.raises(RegisterRefused, match="还有人在任"):
        close(body_id=manned.pk)
    assert close(body_id=empty.pk).ends_on == TODAY
    with pytest.raises(RegisterRefused, match="已于"):
        close(body_id=empty.pk)


def test_a_new_term_ends_the_old_one(world: World) -> None:
    """新一届第一次会议之日，上一届届满。"""
    opening = date(2026, 12, 20)
    registers.open_term(congress=world.congress, ordinal=8, starts_on=opening, **NOTE)
    assert Term.objects.get(congress=world.congress, ordinal=7).ends_on == opening


def test_a_person_is_a_deputy_once_a_term_but_at_several_levels(world: World) -> None:
    """同一届不能重复登记；可以同时是上一级的代表。"""
    person = world.deputy.person
    assert person is not None
    city = registers.register_body(
        kind="congress",
        name="武汉市人大",
        slug="wh",
        prefix="WH",
        region=world.county,
        starts_on=SINCE,
        **NOTE,
    )
    upper = registers.open_term(congress=city, ordinal=15, starts_on=SINCE, **NOTE)
    seat = partial(registers.seat_deputy, person=person, number="X1", starts_on=TODAY, **NOTE)
    with pytest.raises(RegisterRefused, match="不必重复"):
        seat(term=world.term)
    assert seat(term=upper).congress_id == city.pk


def test_a_suspended_deputy_has_no_deputy_rights(world: World) -> None:
    """暂停执行职务期间不是在任代表；恢复以后又是。"""
    step = {"mandate_id": world.mandate.pk, "reason": "依法", **NOTE}
    assert registers.suspend_mandate(**step).state == "suspended"
    with pytest.raises(RegisterRefused, match="只有“在任”的才能"):
        registers.suspend_mandate(**step)
    assert registers.resume_mandate(**step).state == "active"


def test_an_ended_mandate_cannot_be_ended_again(world: World) -> None:
    """终止要写原因，只能终止一次。"""
    end = partial(registers.end_mandate, mandate_id=world.mandate.pk, on=TODAY, **NOTE)
    with pytest.raises(RegisterRefused, match="原因"):
        end(reason="")
    assert end(reason="迁出本行政区域").end_reason == "迁出本行政区域"
    with pytest.raises(RegisterRefused, match="已于"):
        end(reason="辞职")


def test_categories_have_two_levels(world: World) -> None:
    """类别最多两级；领域随上级。"""
    add = partial(registers.register_category, label="某类", **NOTE)
    top = add(key="city", domain="城管")
    child = add(key="street-light", parent=top)
    assert child.domain == "城管"
    with pytest.raises(RegisterRefused, match="不能再分"):
        add(key="bulb", parent=child)


def test_a_session_ends_after_it_begins(world: World) -> None:
    """闭幕不能早于开幕。"""
    hold = partial(registers.hold_session, term=world.term, ordinal=5, starts_on=date(2026, 1, 6))
    with pytest.raises(RegisterRefused, match="闭幕"):
        hold(ends_on=date(2026, 1, 5), **NOTE)
    hold(ends_on=date(2026, 1, 9), **NOTE)


def test_posts_in_a_closed_body_are_refused(world: World) -> None:
    """撤销了的机构不能再任职。"""
    person = registers.register_person(name="张新", **NOTE)
    registers.close_body(body_id=world.subdistrict.pk, on=TODAY, reason="改革", **NOTE)
    world.subdistrict.refresh_from_db()
    grant = partial(grant_post, person=person, kind="staff", title="科员", starts_on=TODAY, **NOTE)
    with pytest.raises(PostRefused, match="已撤销"):
        grant(body=world.subdistrict)
    grant(body=world.unit_body)
