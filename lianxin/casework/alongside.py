"""一件事旁边的几件、一地的承诺台账：给页面看的，都按看的人裁过。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min, OuterRef, Q, Subquery

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Commitment, Duty
from lianxin.kernel.mechanism.vocabulary import RESULTS, SLOTS

PAGE = 50


@dataclass(frozen=True, slots=True)
class BesideCard:
    """旁办的一件：什么用途、走到哪、最近哪天到期、还剩几天（负数是逾期）、结果。"""

    id: int
    slot: str
    slot_label: str
    title: str
    mechanism: str
    stage_label: str
    waits: str
    next_due: date | None
    days_left: int | None
    is_closed: bool
    result_label: str


def beside_cards(*, viewer: Viewer, thread: int, today: date) -> list[BesideCard]:
    """这条线索上看得见的旁办件，在办的在前，按立件先后。一条语句，另加机制缓存。"""
    rows = Case.objects.visible_to(viewer).filter(thread=thread, main__isnull=False)
    rows = rows.annotate(next_due=_next_due()).order_by(F("closed_at").asc(nulls_first=True), "id")
    return [_beside(row, getattr(row, "next_due", None), today=today) for row in rows]


def _next_due() -> Subquery:
    """这一件没尽到的责任里最近的到期日；停着表的不算。"""
    running = Duty.objects.open().filter(case=OuterRef("pk"), paused_on__isnull=True)
    soonest = running.order_by().values("case").annotate(due=Min("due_date"))
    return Subquery(soonest.values("due"))


def _beside(case: Case, due: date | None, *, today: date) -> BesideCard:
    mech = mechanism(case.mechanism_id)
    return BesideCard(
        id=case.pk,
        slot=case.beside,
        slot_label=SLOTS[case.beside],
        title=case.title,
        mechanism=mech.label,
        stage_label=mech.stage(case.stage).label,
        waits=case.waits,
        next_due=due,
        days_left=(due - today).days if due else None,
        is_closed=case.closed_at is not None,
        result_label=RESULTS.get(case.result, "") if case.closed_at else "",
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """承诺台账的一行。``case_id`` 为空的是没有采用承诺办法时记的，没有人查验。

    ``days_left`` 到答应的日子还有几天，负数是过了几天；有了结果的为空。
    """

    id: int
    case_id: int | None
    main_id: int
    number: str
    who: str
    what: str
    by: date
    body: str
    stage_label: str
    result: str
    result_label: str
    is_overdue: bool
    days_left: int | None


def commitments(
    *,
    viewer: Viewer,
    today: date,
    state: str = "",
    body: int | None = None,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[Promise]:
    """看得见的承诺，先到期的在前；键集翻页，不数总数。两条语句。

    :param state: open 还没有结果、overdue 过了日子还没有结果，或 kept、late、broken 之一
    :param after: 上一页最后一行的（答应的日子, 编号）
    """
    seen = Case.objects.visible_to(viewer)
    own = Case.objects.filter(beside="promise", subject_id=OuterRef("pk"))
    rows = Commitment.objects.annotate(
        promise_id=Subquery(own.values("pk")[:1]), ending=Subquery(own.values("result")[:1])
    ).filter(Q(case__in=seen) | Q(promise_id__in=seen.values("pk")))
    if body:
        rows = rows.filter(body=body)
    rows = rows.filter(_in_state(state, today))
    if after:
        rows = rows.filter(Q(by__gt=after[0]) | Q(by=after[0], pk__gt=after[1]))
    found = list(rows.select_related("case", "body").order_by("by", "id")[:limit])
    cases = Case.objects.in_bulk([row.promise_id for row in found if row.promise_id])
    return [_promise(row, cases.get(row.promise_id or 0), today=today) for row in found]


def _in_state(state: str, today: date) -> Q:
    unsettled = Q(ending__isnull=True) | Q(ending="")
    known = {"": Q(), "open": unsettled, "overdue": unsettled & Q(by__lt=today)}
    return known.get(state, Q(ending=state))


def _promise(row: Commitment, case: Case | None, *, today: date) -> Promise:
    result = case.result if case else ""
    label = mechanism(case.mechanism_id).stage(case.stage).label if case else ""
    return Promise(
        id=row.pk,
        case_id=case.pk if case else None,
        main_id=row.case_id,
        number=row.case.number,
        who=row.who,
        what=row.what,
        by=row.by,
        body=row.body.short_name if row.body else "",
        stage_label=label,
        result=result,
        result_label=RESULTS.get(result, ""),
        is_overdue=not result and row.by < today,
        days_left=None if result else (row.by - today).days,
    )
