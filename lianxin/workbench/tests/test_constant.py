"""联系、章程、议事组织、邀请、问卷、现场各页：行数从一到十，问库的次数一次也不多。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.access.usecases.registers import register_body
from lianxin.activities.tests.cadences import deputy, group, held, member
from lianxin.activities.usecases import invite
from lianxin.activities.usecases.contacts import Ends, add_point, log_contact, tie_contact
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from tests.world import AT

Grow = Callable[[Office, int], None]


def a_line_of_contact(desk: Office, number: int) -> None:
    """一位代表、一个中心户、一片选民，连成一条，记过一次联系。"""
    note: dict[str, Any] = {"actor": Doer(desk.office.viewer), "at": AT}
    here: dict[str, Any] = {"congress_id": desk.world.congress.pk, **note}
    person = deputy(desk.world, number).pk
    house = add_point(kind="household", name=f"第{number}中心户", **here).pk
    voters = add_point(kind="voters", name=f"第{number}片选民", people=30, **here).pk
    chair = desk.chair.person.pk
    tie_contact(kind="member_deputy", ends=Ends(from_person=chair, to_person=person), **here)
    official = desk.office.person.pk
    tie_contact(kind="official_deputy", ends=Ends(from_person=official, to_person=person), **here)
    tie = tie_contact(
        kind="deputy_household", ends=Ends(from_person=person, to_point=house), **here
    )
    tie_contact(kind="household_voters", ends=Ends(from_point=house, to_point=voters), **here)
    log_contact(tie_id=tie.pk, on=AT.date(), way="visit", words="上门看了看", people=3, **note)


def a_gap(desk: Office, number: int) -> None:
    """一位没人联系的代表，一个没人联系的中心户。"""
    deputy(desk.world, number)
    here: dict[str, Any] = {"congress_id": desk.world.congress.pk}
    office = Doer(desk.office.viewer)
    add_point(kind="household", name=f"第{number}中心户", actor=office, at=AT, **here)


def a_group_with_a_charter(desk: Office, number: int) -> None:
    """一个专业小组，两个人，定了章程。"""
    made = group(desk.world, number, kind="professional_group")
    for turn in (0, 1):
        member(made, deputy(desk.world, 2 * number + turn))
    given = {"least": 2, "most": 9, "industry": "光电子信息"}
    assert desk.post(desk.office, f"/desk/charters/{made.pk}/", given).status_code == 302


def a_council(desk: Office, number: int) -> None:
    """一个议事小组，坐了三席。"""
    made = register_body(
        kind="council",
        name=f"第{number}议事小组",
        slug=f"jx-council-{number}",
        region=desk.world.village,
        congress=desk.world.congress,
        starts_on=date(2025, 1, 1),
        actor=SYSTEM,
        at=AT,
    )
    for seat in range(1, 4):
        given = {"number": seat, "name": f"村民{seat}", "role": "乡贤"}
        assert desk.post(desk.street, f"/desk/councils/{made.pk}/seat/", given).status_code == 302


def an_invitation(desk: Office, number: int) -> None:
    """一场活动，请了两位代表。"""
    row = held(desk.world, date(2026, 3, 2 + number), state="announced")
    people = [deputy(desk.world, 2 * number + turn).pk for turn in (0, 1)]
    invite(activity_id=row.pk, people=people, basis="编组轮到", actor=SYSTEM_DOER, at=AT)


GROWING: list[tuple[Grow, str]] = [
    (a_line_of_contact, "/desk/contacts/"),
    (a_line_of_contact, "/desk/contacts/tree/"),
    (a_gap, "/desk/contacts/gaps/"),
    (a_group_with_a_charter, "/desk/charters/"),
    (a_council, "/desk/councils/"),
    (an_invitation, "/desk/invitations/"),
]


def asked(desk: Office, url: str) -> int:
    """代工委打开这一页，问了几次库；头一次打开不算。"""
    assert desk.get(desk.office, url).status_code == 200
    with CaptureQueriesContext(connection) as told:
        assert desk.get(desk.office, url).status_code == 200
    return len(told)


@pytest.mark.parametrize(("grow", "url"), GROWING, ids=lambda each: getattr(each, "__name__", each))
def test_a_page_asks_the_same_for_one_and_for_ten(desk: Office, grow: Grow, url: str) -> None:
    """一行与十行问库的次数一样，十行都在页上。"""
    grow(desk, 1)
    once, few = desk.get(desk.office, url).content, asked(desk, url)
    for number in range(2, 11):
        grow(desk, number)
    assert asked(desk, url) == few
    assert len(desk.get(desk.office, url).content) > len(once)
