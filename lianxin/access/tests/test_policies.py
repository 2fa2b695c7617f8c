"""身份的几句话：各人是什么人。"""

from collections.abc import Callable

import pytest

from lianxin.access import policies
from lianxin.access.viewers import Viewer
from tests.world import World

ROLES = {
    policies.is_office: {"office", "chair"},
    policies.is_deputy_affairs: {"office"},
    policies.is_street_committee: {"street"},
    policies.is_committee: {"committee"},
    policies.is_undertaker: {"unit", "other_unit"},
    policies.is_deputy_of: {"deputy"},
}
PEOPLE = ("office", "street", "deputy", "unit", "other_unit", "committee", "chair", "stranger")


@pytest.mark.parametrize("policy", ROLES, ids=lambda policy: policy.__name__)
def test_each_role_belongs_to_its_own_people(
    world: World, policy: Callable[[Viewer, int], bool]
) -> None:
    """谁是什么身份，一个不多一个不少；在别的人大则什么都不是。"""
    seen = {name: getattr(world, name).viewer for name in PEOPLE}
    assert {n for n, v in seen.items() if policy(v, world.congress.pk)} == ROLES[policy]
    assert not [n for n, v in seen.items() if policy(v, world.congress.pk + 1000)]


def test_being_in_a_body_is_exact(world: World) -> None:
    """在哪个机构就是哪个机构。"""
    assert policies.is_in(world.unit.viewer, world.unit_body.pk)
    assert not policies.is_in(world.unit.viewer, world.other_unit_body.pk)
