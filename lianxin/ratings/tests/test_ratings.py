"""评价：态度和结果分开记，一步只记一次，汇总说得清。"""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.events import CaseMoved, publish
from lianxin.kernel.mechanism.model import Call
from lianxin.ratings import queries
from lianxin.ratings.models import Rating
from lianxin.ratings.usecases import Marks, UnknownGrade, record_rating

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
FULL = Marks("satisfied", "basic", "来得快，修得慢")
rate = partial(
    record_rating,
    jurisdiction_id=1,
    thread=10,
    case_id=11,
    rater="submitter",
    rater_id=None,
    at=MONDAY,
)


def moved(
    *, entry_id: int = 1, effects: tuple[Call, ...] = (), actor: Actor = PUBLIC, **facts: Any
) -> CaseMoved:
    """办件走了一步。"""
    return CaseMoved(
        case_id=11,
        number="JX-11",
        jurisdiction_id=1,
        subject_kind="opinion",
        subject_id=5,
        mechanism="intake-qr@1",
        at=MONDAY,
        actor=actor,
        verb="rate",
        from_stage="told",
        to_stage="closed",
        facts={"_thread": 10, "_roles": ["submitter"], "_public": "", **facts},
        effects=effects,
        entry_id=entry_id,
    )


def test_a_rating_is_recorded_once_per_step() -> None:
    """一步只记一次，重来不重记。"""
    assert rate(entry_id=1, marks=FULL)
    assert not rate(entry_id=1, marks=FULL)
    assert rate(entry_id=2, marks=FULL)
    assert Rating.objects.count() == 2


@pytest.mark.parametrize("marks", [Marks(), Marks("excellent", "basic"), Marks(comment="还行")])
def test_only_three_grades_are_accepted(marks: Marks) -> None:
    """评价只有满意、基本满意、不满意，至少评一项。"""
    with pytest.raises(UnknownGrade, match="选一档"):
        rate(entry_id=1, marks=marks)
    rate(entry_id=1, marks=Marks(result="basic"))
    assert Rating.objects.count() == 1


def test_a_move_that_records_a_rating_leaves_one() -> None:
    """机制写了“记下评价”的一步，走了就有一条评价。"""
    facts = {"attitude": "satisfied", "result": "dissatisfied", "comment": "门口还是黑的"}
    publish(moved(**facts))
    assert not Rating.objects.exists()
    publish(moved(effects=(Call("record_rating", ("attitude", "result", "comment")),), **facts))
    card = queries.ratings_of(thread=10)[0]
    assert (card.attitude, card.result, card.comment) == ("满意", "不满意", "门口还是黑的")
    assert card.rater == "提交人"


def test_a_single_question_is_about_the_result() -> None:
    """只问一项的，算办理结果；没问的态度空着。"""
    publish(moved(effects=(Call("record_rating", ("voter_rating",)),), voter_rating="basic"))
    rating = Rating.objects.get()
    assert (rating.attitude, rating.result) == ("", "basic")


@pytest.mark.parametrize(
    ("roles", "rater"),
    [
        (["submitter"], "submitter"),
        (["deputy"], "deputy"),
        (["cosponsor"], "deputy"),
        ([], "public"),
    ],
)
def test_the_rater_is_known_by_role(roles: list[str], rater: str) -> None:
    """谁评的，看他在这件事上的身份。"""
    effects = (Call("record_rating", ("result",)),)
    publish(moved(effects=effects, result="basic", _roles=roles, actor=Actor(7, "周岭梅")))
    rating = Rating.objects.get()
    assert (rating.rater, rating.rater_id) == (rater, 7)


def test_a_summary_counts_each_grade(django_assert_num_queries: Any) -> None:
    """汇总按态度、结果各数三档，样本多少一起给。"""
    rate(entry_id=1, marks=FULL)
    rate(entry_id=2, marks=Marks("basic", "satisfied"))
    rate(entry_id=3, marks=Marks(result="dissatisfied"))
    rate(entry_id=4, marks=FULL, thread=99)
    with django_assert_num_queries(1):
        found = queries.summary(thread=10)
    assert found.as_json() == {
        "total": 3,
        "attitude": {"satisfied": 1, "basic": 1, "dissatisfied": 0},
        "result": {"satisfied": 1, "basic": 1, "dissatisfied": 1},
    }
    assert found.attitude.satisfied_share == 0.5
    assert found.result.accepted_share == pytest.approx(2 / 3)


def test_nobody_rated_is_not_zero_percent() -> None:
    """没人评，就没有满意率，不能写成零。"""
    found = queries.summary(thread=10)
    assert found.total == 0
    assert found.result.satisfied_share is None
    assert found.result.accepted_share is None


def test_a_period_runs_up_to_its_end(django_assert_num_queries: Any) -> None:
    """一段时间含起不含止；别处的、别类评价人的不算；明细与总数一致。"""
    week = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(days=7)}
    rate(entry_id=1, marks=FULL)
    rate(entry_id=2, marks=FULL, rater="deputy", rater_id=7)
    rate(entry_id=3, marks=FULL, at=MONDAY + timedelta(days=7))
    rate(entry_id=4, marks=FULL, jurisdiction_id=2)
    with django_assert_num_queries(1):
        found = queries.period_summary(jurisdiction_ids=[1], **week)
    listed = queries.period_ratings(jurisdiction_ids=[1], **week)
    assert found.total == len(listed) == 2
    assert queries.period_summary(jurisdiction_ids=[1], rater="deputy", **week).total == 1
    assert queries.period_ratings(jurisdiction_ids=[1], before=listed[0].id, **week) == listed[1:]


def test_every_number_has_its_definition() -> None:
    """汇总里的每个数，都有一句中文定义。"""
    numbers = {"total", "attitude", "result", "satisfied_share", "accepted_share"}
    assert queries.DEFINITIONS.keys() == numbers
