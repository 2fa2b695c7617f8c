"""数永远是准的：不管发生过什么、几时合并，与拿记录从头数的一样。"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, PublishedMechanism
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, move_case, publish_mechanism, sweep
from lianxin.insight.models import Delta, Tally
from lianxin.insight.queries import (
    Period,
    Span,
    board,
    breakdown,
    following,
    indicator,
    records_behind,
    span,
    trend,
)
from lianxin.insight.tests.brute import BEIJING, counted, rated
from lianxin.insight.usecases import fold, reconcile
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases import Draft, follow_opinion, rate_opinion, register_opinion
from lianxin.orgs.models import Category
from lianxin.ratings.models import Rating
from tests.world import AT, TODAY, World

pytestmark = pytest.mark.django_db
PACK = Path(__file__).resolve().parents[2] / "packs" / "intake_qr" / "mechanism.toml"
START = datetime(2025, 11, 28, 22, tzinfo=BEIJING)
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
CATEGORIES = (None, "waste", "property", "waste.bins")


@pytest.fixture
def town(world: World) -> World:
    """采用了收件机制的小世界，多一个二级类别。"""
    row = publish_mechanism(source=PACK.read_text(), path=str(PACK), actor=SYSTEM, at=AT)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    Category.objects.create(key="waste.bins", label="垃圾桶", parent_id="waste")
    return world


class Ledger:
    """一本可以乱改的账：每一笔都是数据库里会发生的改动。"""

    def __init__(self, town: World) -> None:
        self.town = town
        self.mechanism = PublishedMechanism.objects.get()
        self.made = 0

    def pick(self, number: int) -> Opinion | None:
        """第几条（绕着数）。"""
        rows = list(Opinion.objects.order_by("id"))
        return rows[number % len(rows)] if rows else None

    def submit(self, number: int, hours: int) -> None:
        """来一条。"""
        self.made += 1
        at = START + timedelta(hours=hours)
        case = Case.objects.create(
            jurisdiction=self.town.congress,
            mechanism=self.mechanism,
            subject_kind="opinion",
            subject_id=self.made,
            number=f"T{self.made}",
            title="一件事",
            stage="received",
            entered_on=at.date(),
            opened_at=at,
            category_id=CATEGORIES[number % 4],
        )
        Case.objects.filter(pk=case.pk).update(thread=case.pk)
        Opinion.objects.create(
            jurisdiction=self.town.congress,
            receipt_no=f"T{self.made}",
            key_digest=b"",
            channel=("scan", "phone")[number % 2],
            station=self.town.station if number % 3 else None,
            category_id=CATEGORIES[number % 4],
            text="话",
            title="一件事",
            submitted_at=at,
            case=case,
        )

    def tell(self, number: int, hours: int) -> None:
        """答复（再答复）一条。"""
        if row := self.pick(number):
            row.told_at = row.submitted_at + timedelta(hours=hours)
            row.save(update_fields=["told_at"])

    def merge(self, number: int, other: int) -> None:
        """并到另一条，或者分开。"""
        row, target = self.pick(number), self.pick(number + other)
        if row and target:
            row.merged_into = None if row == target else target
            row.save(update_fields=["merged_into"])

    def sort(self, number: int, hours: int) -> None:
        """改归另一类。"""
        if row := self.pick(number):
            key = CATEGORIES[hours % 4]
            Opinion.objects.filter(pk=row.pk).update(category_id=key)
            Case.objects.filter(pk=row.case_id).update(category_id=key)

    def close(self, number: int, hours: int) -> None:
        """办结（有各种结果），或者重新打开。"""
        if row := self.pick(number):
            result = ("resolved", "merged", "explained", "")[hours % 4]
            closed = row.case.opened_at + timedelta(hours=hours) if result else None
            Case.objects.filter(pk=row.case_id).update(closed_at=closed, result=result)

    def rate(self, number: int, hours: int) -> None:
        """评价一次。"""
        if row := self.pick(number):
            Rating.objects.create(
                jurisdiction_id=self.town.congress.pk,
                thread=row.case_id,
                case_id=row.case_id,
                entry_id=Rating.objects.count() + 1,
                rater=("submitter", "deputy")[number % 2],
                attitude=("satisfied", "basic", "dissatisfied")[hours % 3],
                result=("", "satisfied", "basic", "dissatisfied")[number % 4],
                rated_at=row.submitted_at + timedelta(hours=hours),
            )

    def erase(self, number: int, _hours: int) -> None:
        """删去一条（没有别的并进它的）。"""
        row = self.pick(number)
        if row and not Opinion.objects.filter(merged_into=row).exists():
            row.delete()

    def fold(self, _number: int, _hours: int) -> None:
        """合并一次。"""
        fold()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [*["submit"] * 3, "tell", "tell", "merge", "sort", "close", "rate", "erase", "fold"]
        ),
        st.integers(0, 30),
        st.integers(0, 24 * 60),
    ),
    min_size=3,
    max_size=30,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_numbers_equal_the_records_whatever_happened(town: World, steps: list[Any]) -> None:
    """任意一串改动、任意时候合并，总数、逐月、按类别、按渠道都与从头数的一样。"""
    with transaction.atomic():
        ledger = Ledger(town)
        for name, number, hours in steps:
            getattr(ledger, name)(number, hours)
        _compare(town)
        assert reconcile(actor=SYSTEM, at=AT) == []
        fold()
        assert not Delta.objects.exists()
        _compare(town)
        transaction.set_rollback(True)


def _compare(town: World) -> None:
    congress = town.congress.pk
    shown = board(jurisdiction_id=congress, period=YEAR)
    truth = counted(congress, YEAR.since, YEAR.until) | rated(congress, YEAR.since, YEAR.until)
    assert {key: value.number for key, value in shown.totals.items()} == truth
    for month in shown.months:
        since = date.fromisoformat(f"{month.key}-01")
        expected = counted(congress, since, following(since)) | rated(
            congress, since, following(since)
        )
        assert {key: value.number for key, value in month.values.items()} == expected
    for part in shown.categories:
        keys = {"waste", "waste.bins"} if part.key == "waste" else {part.key or None}
        expected = counted(congress, YEAR.since, YEAR.until, keys)
        assert {key: value.number for key, value in part.values.items()} == expected
    for part in breakdown(
        "opinion.count", by="channel", jurisdiction_id=congress, period=YEAR, today=TODAY
    ):
        rows = Opinion.objects.filter(channel=part.key)
        assert part.values["opinion.count"].number == rows.count()


@pytest.fixture
def story(town: World) -> Callable[..., Any]:
    """经用例走出来的一段：五条意见，两条答复，一条跟进，一条评价，一条期满办结。"""

    def walked() -> list[Any]:
        done = [
            register_opinion(
                draft=Draft(
                    jurisdiction_id=town.congress.pk,
                    text=f"第 {number} 件事，垃圾桶满了没人收。",
                    channel="scan",
                    region_id=town.village.pk,
                ),
                actor=PUBLIC,
                at=AT + timedelta(days=number),
            )
            for number in range(4)
        ]
        follow_opinion(
            target_id=done[0].opinion_id,
            contact=None,
            channel="scan",
            actor=PUBLIC,
            at=AT + timedelta(days=5),
        )
        for each, days in ((done[0], 9), (done[1], 40)):
            move_case(
                case_id=each.case_id,
                verb="answer",
                actor=Doer(town.street.viewer),
                at=AT + timedelta(days=days),
                facts={"category": "waste", "answer": "已经清运，以后每天一次。"},
            )
        rate_opinion(
            receipt_no=done[0].receipt_no,
            receipt_key=done[0].receipt_key,
            attitude="satisfied",
            result="basic",
            at=AT + timedelta(days=10),
        )
        sweep(at=AT + timedelta(days=60))
        return done

    return walked


def test_what_the_use_cases_do_is_counted(town: World, story: Callable[..., Any]) -> None:
    """收件、跟进、答复、评价、期满办结，都经用例走一遍，数与记录一致，也与手算一致。"""
    story()
    _compare(town)
    shown = board(jurisdiction_id=town.congress.pk, period=YEAR).totals
    found = {key: value.number for key, value in shown.items()}
    assert (found["opinion.count"], found["opinion.merged.count"]) == (5, 1)
    assert (found["opinion.answered.count"], found["opinion.waiting.count"]) == (2, 2)
    assert (found["opinion.days.median"], found["opinion.days.p90"]) == (9, 39)
    assert (found["opinion.within_30.count"], found["opinion.answered.rate"]) == (1, 50.0)
    assert (found["opinion.closed.count"], found["opinion.closed.rate"]) == (2, 50.0)
    assert (found["opinion.rated.count"], found["opinion.satisfied.rate"]) == (1, 0.0)
    assert found["opinion.accepted.rate"] == 100.0


@pytest.mark.row("S1-28")
def test_every_number_opens_its_records(town: World, story: Callable[..., Any]) -> None:
    """每个数打得开：清单的条数就是数本身，逐月、按类别都是；占比列出分子。"""
    story()
    fold()
    congress = town.congress.pk
    shown = board(jurisdiction_id=congress, period=YEAR)
    values = [
        *shown.totals.values(),
        *(value for month in shown.months for value in month.values.values()),
        *(value for part in shown.categories for value in part.values.values()),
    ]
    for value in values:
        definition = value.definition
        behind = records_behind(
            definition.key,
            jurisdiction_id=congress,
            period=value.period,
            today=TODAY,
            viewer=town.office.viewer,
            slices=value.slices,
        )
        if definition.measure == "count":
            assert len(behind.records) == value.number, value
        if definition.measure == "percentile":
            assert len(behind.records) == value.sample, value


def test_records_turn_page_by_page_without_gap_or_repeat(
    town: World, story: Callable[..., Any]
) -> None:
    """清单一页一页翻到底，不重不漏，新的在前。"""
    story()
    seen, cursor = [], ""
    while True:
        page = records_behind(
            "opinion.count",
            jurisdiction_id=town.congress.pk,
            period=YEAR,
            today=TODAY,
            viewer=town.office.viewer,
            cursor=cursor,
            limit=2,
        )
        seen += page.records
        if not (cursor := page.next_cursor):
            break
    assert len(seen) == len({record.id for record in seen}) == 5
    assert [record.at for record in seen] == sorted((r.at for r in seen), reverse=True)


def test_the_number_is_the_same_for_all_but_records_are_not(
    town: World, story: Callable[..., Any]
) -> None:
    """数对谁都一样；背后的记录，看得见的才列：单位看不见没交给它的。"""
    story()
    sizes = {
        name: len(
            records_behind(
                "opinion.count",
                jurisdiction_id=town.congress.pk,
                period=YEAR,
                today=TODAY,
                viewer=getattr(town, name).viewer,
            ).records
        )
        for name in ("office", "street", "unit", "stranger")
    }
    assert sizes == {"office": 5, "street": 5, "unit": 0, "stranger": 0}


def test_reading_costs_the_same_however_many_there_are(
    town: World, story: Callable[..., Any]
) -> None:
    """一页数字几条语句，与记录多少无关。"""

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            board(jurisdiction_id=town.congress.pk, period=YEAR)
        return len(queries)

    story()
    few = statements()
    story()
    fold()
    assert statements() == few <= 4


def test_a_tampered_tally_is_found_at_night(town: World, story: Callable[..., Any]) -> None:
    """合计被动过，夜间核对指出是哪一格、差多少，写进留痕；没动过的，也留一条核对过。"""
    story()
    fold()
    assert reconcile(actor=SYSTEM, at=AT) == []
    assert Entry.objects.filter(verb="insight.reconcile").exists()
    cell = Tally.objects.filter(fact="opinion", slice="all", days=9).get()
    Tally.objects.filter(pk=cell.pk).update(n=7)
    (found,) = reconcile(actor=SYSTEM, at=AT)
    assert (found.counted, found.tallied) == (1, 7)
    assert "opinion/all/2026-03-01" in str(found)
    assert Entry.objects.filter(verb="insight.mismatch").exists()


def test_a_trend_has_every_month_and_adds_up(town: World, story: Callable[..., Any]) -> None:
    """走势一个月也不缺，各月相加就是总数；整段时间从第一个有意见的月份起。"""
    story()
    congress = town.congress.pk
    months = trend("opinion.count", jurisdiction_id=congress, period=YEAR, today=TODAY)
    total = indicator("opinion.count", jurisdiction_id=congress, period=YEAR, today=TODAY)
    assert len(months) == 12
    assert sum(int(value.number or 0) for _, value in months) == total.number == 5
    known = span(jurisdiction_id=congress, today=date(2026, 5, 2))
    assert known == Span(Period(date(2026, 3, 1), date(2026, 6, 1)), (2026,))
