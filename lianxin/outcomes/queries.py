"""成果的读：一件事、一条线、一级人大各有多少；单位不同的从不相加，背后的清单随时列得出。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, QuerySet, Sum

from lianxin.access.viewers import Viewer
from lianxin.kernel.errors import NotVisible
from lianxin.outcomes.metrics import GROUPS, METRICS, Metric, keys_in, metric_choices
from lianxin.outcomes.models import Outcome, OutcomeQuerySet
from lianxin.outcomes.words import amount_words, together

__all__ = [
    "DEFINITIONS",
    "GROUPS",
    "METRICS",
    "PAGE",
    "STATES",
    "Metric",
    "OutcomeCard",
    "Total",
    "case_totals",
    "congress_totals",
    "counted_of",
    "get_outcome",
    "listed_totals",
    "metric_choices",
    "outcome_page",
    "outcomes_of",
    "thread_totals",
]

PAGE = 50
STATES = (("counted", "算数的"), ("pending", "待核实"), ("undone", "更正、作废的"), ("all", "全部"))
DEFINITIONS: Mapping[str, str] = {
    "counted": "核实了、没有更正作废的；写明是别人总数里一部分的，总数核实后不另算。",
    "pending": "记下了，还没有人核实，不进总数。",
    "undone": "已更正或作废，留着备查，不进总数。",
}


@dataclass(frozen=True, slots=True)
class Total:
    """一种量法的总数：``precision`` 是几个数加起来有多准，``number`` 是由几项加成。"""

    metric: Metric
    source: str
    value: Decimal
    precision: str
    number: int

    @property
    def label(self) -> str:
        """叫什么：钱写来源。"""
        return Outcome.Source(self.source).label if self.source else self.metric.label

    @property
    def words(self) -> str:
        """写给人看的数。"""
        return amount_words(self.value, self.metric.unit, self.precision)


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """一项成果。``state`` 见 :data:`STATES`；``part_of`` 是它在谁的总数里。"""

    id: int
    case_id: int
    thread: int
    metric: Metric
    what: str
    value: Decimal
    precision: str
    source: str
    words: str
    happened_on: date
    part_of: int | None
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int | None
    verified_at: datetime | None
    verified_by: str
    state: str
    undone_reason: str
    corrected_by: int | None

    @property
    def source_label(self) -> str:
        """钱从哪来；不是钱的为空。"""
        return Outcome.Source(self.source).label if self.source else ""

    @property
    def state_label(self) -> str:
        """此刻算不算数。"""
        return dict(STATES)[self.state]


def case_totals(*, case_id: int) -> tuple[Total, ...]:
    """一件办件自己的总数。一条语句。"""
    return _totals(Outcome.objects.counted().filter(case_id=case_id))


def thread_totals(*, thread: int) -> tuple[Total, ...]:
    """一条线从头到尾的总数，上下级办件不重复算。一条语句。"""
    return _totals(Outcome.objects.counted().filter(thread=thread))


def congress_totals(
    *, jurisdiction_id: int, since: date | None = None, until: date | None = None
) -> tuple[Total, ...]:
    """一级人大一段时间（含起不含止）的总数。一条语句。"""
    rows = Outcome.objects.counted().filter(jurisdiction=jurisdiction_id)
    return _totals(rows.filter(_period(since, until)))


def listed_totals(*, viewer: Viewer, cases: QuerySet[Any], **wanted: Any) -> tuple[Total, ...]:
    """与 :func:`outcome_page` 同样条件下，算数的总数。一条语句。"""
    rows = Outcome.objects.visible_to(viewer, cases=cases).counted()
    return _totals(rows.filter(_wanted(**wanted)))


def outcome_page(
    *,
    viewer: Viewer,
    cases: QuerySet[Any],
    state: str = "counted",
    before: int | None = None,
    limit: int = PAGE,
    **wanted: Any,
) -> list[OutcomeCard]:
    """看得见的成果，新的在前。一条语句。

    :param cases: 这个人看得见的办件
    :param state: 见 :data:`STATES`
    :param wanted: ``group`` 哪一堆、``source`` 钱从哪来、``q`` 说明里的字、``since`` ``until``
    """
    rows = _in_state(Outcome.objects.visible_to(viewer, cases=cases), state)
    rows = rows.filter(_wanted(**wanted))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in _with_parent(rows).order_by("-pk")[:limit]]


def outcomes_of(*, viewer: Viewer, cases: QuerySet[Any], thread: int) -> list[OutcomeCard]:
    """一条线上、这个人看得见的办件上的成果，先记的在前；更正作废的也在。一条语句。"""
    rows = Outcome.objects.visible_to(viewer, cases=cases).filter(thread=thread)
    return [_card(row) for row in _with_parent(rows).order_by("pk")]


def counted_of(*, thread: int) -> list[OutcomeCard]:
    """一条线上算数的成果，公开时用。一条语句。"""
    rows = Outcome.objects.counted().filter(thread=thread)
    return [_card(row) for row in _with_parent(rows).order_by("happened_on", "pk")]


def get_outcome(*, viewer: Viewer, cases: QuerySet[Any], pk: int) -> OutcomeCard:
    """取一项。

    :raises NotVisible: 没有，或看不见那件事
    """
    rows = Outcome.objects.visible_to(viewer, cases=cases).filter(pk=pk)
    row = _with_parent(rows).first()
    if row is None:
        raise NotVisible("没有这项成果。")
    return _card(row)


def _with_parent(rows: OutcomeQuerySet) -> OutcomeQuerySet:
    return rows.select_related("part_of")


def _in_state(rows: OutcomeQuerySet, state: str) -> OutcomeQuerySet:
    if state == "pending":
        return rows.live().filter(verified_at__isnull=True)
    if state == "undone":
        return rows.exclude(voided_at__isnull=True, corrected_by__isnull=True)
    return rows if state == "all" else rows.counted()


def _wanted(
    *,
    group: str = "",
    source: str = "",
    q: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Q:
    wanted = _period(since, until)
    if group:
        wanted &= Q(metric__in=keys_in(group))
    if source:
        wanted &= Q(source=source)
    if q:
        wanted &= Q(what__icontains=q.strip())
    return wanted


def _period(since: date | None, until: date | None) -> Q:
    found = Q()
    if since:
        found &= Q(happened_on__gte=since)
    if until:
        found &= Q(happened_on__lt=until)
    return found


def _totals(rows: QuerySet[Outcome]) -> tuple[Total, ...]:
    summed = (
        rows.order_by()
        .values("metric", "source")
        .annotate(
            total=Sum("value"),
            number=Count("pk"),
            precisions=ArrayAgg("precision", distinct=True),
        )
    )
    found = [
        Total(
            METRICS[row["metric"]],
            row["source"],
            row["total"],
            together(row["precisions"]),
            row["number"],
        )
        for row in summed
    ]
    return tuple(sorted(found, key=_order))


_ORDER = {key: place for place, key in enumerate(METRICS)}
_SOURCES = {key: place for place, key in enumerate(Outcome.Source.values)}


def _order(total: Total) -> tuple[int, int]:
    return _ORDER[total.metric.key], _SOURCES.get(total.source, -1)


def _card(row: Outcome) -> OutcomeCard:
    return OutcomeCard(
        id=row.pk,
        case_id=row.case_id,
        thread=row.thread,
        metric=METRICS[row.metric],
        what=row.what,
        value=row.value,
        precision=row.precision,
        source=row.source,
        words=amount_words(row.value, row.unit, row.precision),
        happened_on=row.happened_on,
        part_of=row.part_of_id,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        recorded_by_id=row.recorded_by_id,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
        state=_state_of(row),
        undone_reason=row.void_reason,
        corrected_by=row.corrected_by_id,
    )


def _state_of(row: Outcome) -> str:
    if row.voided_at is not None or row.corrected_by_id is not None:
        return "undone"
    return "counted" if row.verified_at is not None else "pending"
