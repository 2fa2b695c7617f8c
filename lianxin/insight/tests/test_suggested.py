"""代表建议的数：不管发生过什么，都与一件一件从头数的一样；每个数打得开。"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianxin.casework.models import Case, Duty, Link, Party, PublishedMechanism
from lianxin.insight.queries import (
    Period,
    breakdown,
    following,
    indicator,
    records_behind,
    suggestion_board,
    trend,
)
from lianxin.insight.tests.brute import BEIJING
from lianxin.insight.tests.brute_suggestions import counted_suggestions
from lianxin.ratings.models import Rating
from lianxin.suggestions.models import Suggestion
from tests.packs.story import install
from tests.world import AT, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
START = datetime(2025, 11, 28, 22, tzinfo=BEIJING)
YEAR = Period(date(2025, 11, 1), date(2026, 11, 1))
TODAY = date(2026, 3, 20)
RESULTS = ("resolved", "in_progress", "planned", "reference", "withdrawn", "rejected", "")
GRADES = ("satisfied", "basic", "dissatisfied")
BESIDE = {
    "lookback": ("implemented", "partly", "not_implemented"),
    "promise": ("kept", "late", "broken"),
}


@pytest.fixture
def town(world: World) -> World:
    """采用了建议办理的小世界，另有回看、承诺两段的机制。"""
    install(world, "deputy_suggestion")
    source = PublishedMechanism.objects.get().source
    for slot in BESIDE:
        PublishedMechanism.objects.create(
            key=f"try-{slot}", version=1, label=slot, slot=slot, source=source, published_at=AT
        )
    return world


class Ledger:
    """一本可以乱改的账：每一笔都是办理中会发生的改动。"""

    def __init__(self, town: World) -> None:
        self.town = town
        self.made = 0
        self.main = PublishedMechanism.objects.get(slot="suggestion")

    def pick(self, number: int) -> Suggestion | None:
        """第几件（绕着数）。"""
        rows = list(Suggestion.objects.order_by("id").select_related("case"))
        return rows[number % len(rows)] if rows else None

    def _case(self, mechanism: PublishedMechanism, at: datetime, **more: Any) -> Case:
        self.made += 1
        case = Case.objects.create(
            jurisdiction=self.town.congress,
            mechanism=mechanism,
            subject_kind="suggestion",
            subject_id=self.made,
            number=f"T{self.made}",
            title="一件建议",
            stage="handling",
            waits="试一试",
            entered_on=at.date(),
            opened_at=at,
            **more,
        )
        if case.thread is None:
            Case.objects.filter(pk=case.pk).update(thread=case.pk)
        return case

    def submit(self, number: int, hours: int) -> None:
        """提一件，会中或闭会。"""
        at = START + timedelta(hours=hours)
        case = self._case(self.main, at, category_id=(None, "waste", "property")[number % 3])
        Suggestion.objects.create(
            jurisdiction=self.town.congress,
            number=f"T{self.made}",
            raised_in=("session", "recess")[number % 2],
            title="一件建议",
            grounds="案据",
            proposal="方案",
            lead=self.town.deputy.person,
            permission="full",
            case=case,
            submitted_at=at,
        )

    def dispatch(self, number: int, hours: int) -> None:
        """交给一家主办，或再加一家分办；一家一份责任。"""
        row = self.pick(number)
        if row is None:
            return
        units = [self.town.unit_body, self.town.other_unit_body]
        kind = ("lead", "separate")[hours % 2]
        body = units[number % 2]
        taken = Party.objects.filter(case=row.case, until=None)
        if taken.filter(body=body).exists() or (kind == "lead" and taken.filter(kind=kind)):
            return
        Party.objects.create(case=row.case, role=kind, kind=kind, body=body, since=AT)
        due = row.submitted_at.date() + timedelta(days=hours % 90)
        Duty.objects.create(
            case=row.case,
            stage="handling",
            role=kind,
            holder_body=body,
            owes=f"答复{Duty.objects.count()}",
            started_on=row.submitted_at.date(),
            within="3m",
            due_date=due,
            calendar_version="x",
            opened_at=AT,
            contacts=number % 3,
            paused_on=due if number % 7 == 0 else None,
            sign_due=due if number % 4 else None,
        )

    def discharge(self, number: int, hours: int) -> None:
        """一份责任尽到了，或退回、改派、随环节过去了。"""
        row = self.pick(number)
        duty = row and Duty.objects.filter(case=row.case, discharged_at=None).first()
        if row and duty:
            duty.discharged_at = row.submitted_at + timedelta(hours=hours)
            duty.outcome = ("done", "done", "returned", "moved_on")[hours % 4]
            duty.save(update_fields=["discharged_at", "outcome"])

    def swap(self, number: int, hours: int) -> None:
        """收回一家的指派。"""
        if row := self.pick(number):
            Party.objects.filter(case=row.case, kind="lead").update(until=AT)

    def move(self, number: int, hours: int) -> None:
        """答复（各种结果），有的跟着归档，有的重新打开。"""
        if row := self.pick(number):
            result = RESULTS[hours % len(RESULTS)]
            closed = row.submitted_at + timedelta(hours=hours) if hours % 2 and result else None
            Case.objects.filter(pk=row.case_id).update(result=result, closed_at=closed)

    def rate(self, number: int, hours: int) -> None:
        """代表评一次；群众评的、迟到的不算。"""
        row = self.pick(number)
        if row and row.case:
            Rating.objects.create(
                jurisdiction_id=self.town.congress.pk,
                thread=row.case.thread,
                case_id=row.case.pk,
                entry_id=Rating.objects.count() + 1,
                rater=("deputy", "deputy", "submitter")[number % 3],
                attitude=GRADES[hours % 3],
                result=("", *GRADES)[number % 4],
                rated_at=row.submitted_at + timedelta(hours=hours),
                is_valid=number % 5 != 0,
            )

    def carry(self, number: int, hours: int) -> None:
        """一件接着另一件办，不另算一件。"""
        before, after = self.pick(number), self.pick(hours)
        if before and after and before.pk != after.pk:
            Link.objects.get_or_create(
                kind="carries_over",
                source=before.case,
                target=after.case,
                defaults={"made_at": after.submitted_at},
            )

    def beside(self, number: int, hours: int) -> None:
        """旁边立一件回看或承诺，有的已有结论。"""
        row = self.pick(number)
        if row and row.case:
            slot = ("lookback", "promise")[hours % 2]
            at = row.submitted_at + timedelta(hours=hours)
            result = ("", *BESIDE[slot])[number % 4]
            self._case(
                PublishedMechanism.objects.get(slot=slot),
                at,
                thread=row.case.thread,
                result=result,
                closed_at=at if result else None,
            )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("submit", "submit", "submit", "dispatch", "dispatch", "discharge"),
                *("discharge", "swap", "move", "move", "rate", "rate", "beside", "beside", "carry"),
            ]
        ),
        st.integers(0, 30),
        st.integers(0, 24 * 60),
    ),
    min_size=4,
    max_size=40,
)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_suggestion_numbers_equal_the_records_whatever_happened(
    town: World, steps: list[Any]
) -> None:
    """任意一串改动之后，总数、逐月、按承办单位都与一件一件从头数的一样，清单也对得上。"""
    with transaction.atomic():
        ledger = Ledger(town)
        for name, number, hours in [("submit", 0, 0), *steps]:
            getattr(ledger, name)(number, hours)
        _compare(town)
        transaction.set_rollback(True)


def _compare(town: World) -> None:
    asked: dict[str, Any] = {"jurisdiction_id": town.congress.pk, "period": YEAR, "today": TODAY}
    shown = suggestion_board(**asked)
    truth = counted_suggestions(town.congress.pk, YEAR.since, YEAR.until, TODAY)
    assert {key: value.number for key, value in shown.totals.items()} == truth
    for part in shown.units:
        if part.key:
            expected = counted_suggestions(
                town.congress.pk, YEAR.since, YEAR.until, TODAY, int(part.key)
            )
            assert {key: value.number for key, value in part.values.items()} == expected
    for key in ("suggestion.replied.count", "suggestion.overdue.count"):
        for month, value in trend(key, **asked):
            months = counted_suggestions(town.congress.pk, month, following(month), TODAY)
            assert value.number == months[key]
    for value in shown.totals.values():
        if value.definition.measure == "count":
            behind = records_behind(
                value.definition.key, viewer=town.office.viewer, limit=100, **asked
            )
            assert len(behind.records) == value.number, value.definition.key


def test_each_cut_adds_up_and_opens(town: World) -> None:
    """按会中闭会、按类别、按单位分开，各份的清单就是各份的数；两家分办的各算一件。"""
    ledger = Ledger(town)
    for number in range(6):
        ledger.submit(number, number * 100)
    for number in (0, 1, 1, 2):
        ledger.dispatch(number, 1)
    ledger.dispatch(7, 1)
    asked: dict[str, Any] = {"jurisdiction_id": town.congress.pk, "period": YEAR, "today": TODAY}
    for by, total in (("raised_in", 6), ("category", 6), ("session", 6), ("term", 6)):
        parts = breakdown("suggestion.count", by=by, **asked)
        assert sum(int(part.values["suggestion.count"].number or 0) for part in parts) == total
    for part in breakdown("suggestion.count", by="unit", **asked):
        (value,) = part.values.values()
        again = indicator("suggestion.count", slices=value.slices, **asked)
        behind = records_behind(
            "suggestion.count", slices=value.slices, viewer=town.office.viewer, **asked
        )
        assert value.number == again.number == len(behind.records)


def test_the_statements_do_not_grow_with_the_suggestions(town: World) -> None:
    """多少件建议都是那几条语句。"""
    ledger = Ledger(town)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            suggestion_board(jurisdiction_id=town.congress.pk, period=YEAR, today=TODAY)
        return len(queries)

    ledger.submit(0, 0)
    few = statements()
    for number in range(12):
        ledger.submit(number, number * 90)
        ledger.dispatch(number, number)
    assert statements() == few <= 2
