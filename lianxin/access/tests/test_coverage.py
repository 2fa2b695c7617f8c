"""工作力量全覆盖：应配的岗位有没有人，谁接了谁。"""

from datetime import date, timedelta
from functools import partial

import pytest
from pytest_django import DjangoAssertNumQueries

from lianxin.access.usecases import registers
from lianxin.access.usecases.accounts import end_post, grant_post
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs import queries
from lianxin.orgs.models import Body, Post
from tests.world import AT, SINCE, TODAY, World

NOTE = {"actor": SYSTEM, "at": AT}


@pytest.fixture
def village(world: World) -> Body:
    """童周岭村。"""
    return registers.register_body(
        kind="village",
        name="童周岭村",
        slug="jx-tzl",
        congress=world.congress,
        region=world.village,
        starts_on=SINCE,
        **NOTE,
    )


def fill(
    body: Body, name: str, kind: str, title: str, on: date = SINCE, *, full: bool = False
) -> Post:
    """有人到任。"""
    person = registers.register_person(name=name, **NOTE)
    return grant_post(
        person=person, body=body, kind=kind, title=title, starts_on=on, is_full_time=full, **NOTE
    )


@pytest.mark.row("S1-02")
def test_every_required_post_shows_who_holds_it(world: World, village: Body) -> None:
    """街道要有专职主任和联络员，村里要有负责的副书记；兼职的不算专职。"""
    matrix = partial(queries.coverage_matrix, congress_id=world.congress.pk, on=TODAY)
    assert {cell.requirement.key for cell in matrix().vacancies} == {
        "street_head",
        "street_liaison",
        "village_vice_secretary",
    }
    fill(world.street_committee, "郑专", "head", "副主任", full=True)
    fill(world.street_committee, "王联", "liaison", "联络员")
    fill(village, "周副", "head", "党委副书记")
    assert matrix().vacancies == ()
    assert [cell.holders for cell in matrix().cells] == [("郑专",), ("王联",), ("周副",)]
    assert matrix().ratio("street_head") == (1, 1)


@pytest.mark.row("S1-02")
def test_a_departure_shows_as_vacancy_until_someone_takes_over(world: World) -> None:
    """离任之日起显示空缺，有人接任后记成一次交接，空了几天也写明。"""
    body = world.street_committee
    before = fill(body, "王联", "liaison", "联络员")
    end_post(post_id=before.pk, on=TODAY, reason="轮岗", **NOTE)
    later = TODAY + timedelta(days=10)

    def key_vacant(on: date) -> bool:
        vacancies = queries.coverage_matrix(congress_id=world.congress.pk, on=on).vacancies
        return "street_liaison" in {cell.requirement.key for cell in vacancies}

    passed = partial(queries.handovers, congress_id=world.congress.pk, since=SINCE, until=later)
    assert key_vacant(TODAY)
    assert [(h.outgoing, h.incoming, h.gap_days) for h in passed()] == [("王联", "", 10)]
    fill(body, "刘接", "liaison", "联络员", TODAY + timedelta(days=4))
    assert not key_vacant(later)
    assert [(h.outgoing, h.incoming, h.gap_days) for h in passed()] == [("王联", "刘接", 4)]


def test_the_matrix_costs_two_queries(
    world: World, village: Body, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """机构再多，也只查两次。"""
    with django_assert_num_queries(2):
        queries.coverage_matrix(congress_id=world.congress.pk, on=TODAY)
