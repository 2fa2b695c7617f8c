"""机构人员的表：该由数据库守住的，数据库都守住。"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lianxin.orgs.models import Body, Mandate, Membership, Post, Region
from tests.world import TODAY, World


def test_a_congress_needs_a_prefix(world: World) -> None:
    """人大没有编号字头，存不进去。"""

    def store(prefix: str) -> Body:
        with transaction.atomic():
            return Body.objects.create(
                kind="congress",
                name="甲人大",
                slug="jia",
                level="county",
                region=world.county,
                prefix=prefix,
                starts_on=TODAY,
            )

    with pytest.raises(IntegrityError, match="body_congress_has_prefix"):
        store("")
    store("JIA")


def test_only_one_deputy_affairs_commission(world: World) -> None:
    """一级人大只有一个现任的代工委。"""

    def store(ends_on: date | None) -> Body:
        with transaction.atomic():
            return Body.objects.create(
                kind="deputy_affairs",
                name="又一个代工委",
                slug="another",
                level="county",
                region=world.county,
                congress=world.congress,
                starts_on=date(2020, 1, 1),
                ends_on=ends_on,
            )

    with pytest.raises(IntegrityError, match="body_one_deputy_affairs"):
        store(None)
    store(date(2021, 1, 1))


def test_an_ended_mandate_says_why(world: World) -> None:
    """资格终止要写明日期和原因。"""

    def end(reason: str) -> None:
        with transaction.atomic():
            Mandate.objects.filter(pk=world.mandate.pk).update(
                state="ended", ends_on=TODAY, end_reason=reason
            )

    with pytest.raises(IntegrityError, match="mandate_end_has_reason"):
        end("")
    end("辞职")


def test_a_post_is_not_held_twice_at_once(world: World) -> None:
    """同一人不能同时两次担任同一岗位；离任之后可以再任。"""
    held = Post.objects.get(body=world.street_committee)

    def hold_again() -> Post:
        with transaction.atomic():
            return Post.objects.create(
                person=held.person, body=held.body, kind=held.kind, title="主任", starts_on=TODAY
            )

    with pytest.raises(IntegrityError, match="post_no_double"):
        hold_again()
    Post.objects.filter(pk=held.pk).update(ends_on=TODAY)
    hold_again()


def test_a_group_has_one_leader(world: World) -> None:
    """一个小组只有一位现任组长；另一位只能等他卸任。"""
    first, second = world.office.person, world.street.person
    group = world.special_committee
    Membership.objects.create(body=group, person=first, role="leader", starts_on=TODAY)

    def lead() -> None:
        with transaction.atomic():
            Membership.objects.create(body=group, person=second, role="leader", starts_on=TODAY)

    with pytest.raises(IntegrityError, match="membership_one_leader"):
        lead()
    Membership.objects.filter(person=first).update(ends_on=TODAY)
    lead()


def test_the_prefix_holds_for_codes_ending_in_zero() -> None:
    """末位是 0 的区划代码也认得出自己管几位。"""
    assert Region(code="420110000000", level="county").prefix == "420110"
    assert Region(code="420115007000", level="town").prefix == "420115007"
