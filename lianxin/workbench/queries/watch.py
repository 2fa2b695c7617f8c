"""盯办：看得见、但不压在自己肩上的责任，按红黄绿分；能催的可以一起催。等我批的：退回与延期。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Party
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.queries import DutyCard, duty_card
from lianxin.casework.state import CaseState
from lianxin.casework.usecases.dutyverbs import may
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import work_calendar
from lianxin.supervision.queries.records import leaders_of
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.queries.queue import SOON, Tab, later, mark_of, states_of, turned

PAGE = 50
LIGHTS = (
    ("overdue", "已逾期"),
    ("due", "将到期"),
    ("ok", "正常"),
    ("escalated", "已报上级"),
    ("all", "全部"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """盯着的一份责任。"""

    card: DutyCard
    meta: str
    may_urge: bool
    weight: int
    leader: str


@dataclass(frozen=True, slots=True)
class HolderCount:
    """一个责任单位：几件没办、其中几件逾期。"""

    id: int
    name: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Watch:
    """一页盯办清单。"""

    light: str
    tabs: tuple[Tab, ...]
    holders: tuple[HolderCount, ...]
    rows: tuple[Watched, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Decision:
    """等着批的一件：退回还是延期，理由，怎么批。"""

    card: DutyCard
    kind: str
    asked_words: str
    reason: str
    grant: str
    deny: str


def watch(
    *,
    viewer: Viewer,
    today: date,
    light: str = "overdue",
    holder: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Watch:
    """别人肩上、我看得见的责任。四条查询，与件数无关。

    :param light: overdue 已逾期、due 三个工作日内到期、ok 正常、escalated 已报上级、all 全部
    :param holder: 只看这个责任单位的
    """
    calendar = work_calendar()
    piles = _piles(today, calendar)
    others = Duty.objects.open().filter(case__in=Case.objects.visible_to(viewer))
    others = others.exclude(pk__in=Duty.objects.open().of(viewer).values("pk"))
    counted: list[Any] = list(
        others.order_by()
        .values("holder_body", "holder_body__short_name")
        .annotate(**{key: Count("pk", filter=where or None) for key, where in piles.items()})
    )
    if holder:
        others = others.filter(holder_body=holder)
    asked = piles.get(light, Q()) & later(after)
    rows = list(turned(others.filter(asked))[: limit + 1])
    shown = _watched(rows[:limit], viewer, calendar, today)
    return Watch(
        light=light,
        tabs=tuple(_tabs(counted, holder)),
        holders=tuple(_holders(counted)),
        rows=tuple(shown),
        after=mark_of(rows[limit - 1]) if len(rows) > limit else "",
    )


def _piles(today: date, calendar: WorkCalendar) -> dict[str, Q]:
    soon = calendar.due(today, SOON, roll=False).date
    running = Q(paused_on__isnull=True)
    return {
        "overdue": running & Q(due_date__lt=today),
        "due": running & Q(due_date__gte=today, due_date__lte=soon),
        "ok": Q(due_date__gt=soon) | Q(paused_on__isnull=False),
        "escalated": Q(escalated_at__isnull=False),
        "all": Q(),
    }


def _tabs(counted: list[Any], holder: int | None) -> Iterable[Tab]:
    mine = [row for row in counted if holder in (None, row["holder_body"])]
    for key, label in LIGHTS:
        yield Tab(key, label, sum(row[key] for row in mine))


def _holders(counted: list[Any]) -> Iterable[HolderCount]:
    rows = [row for row in counted if row["holder_body"]]
    for row in sorted(rows, key=lambda row: (-row["overdue"], -row["all"], row["holder_body"])):
        yield HolderCount(
            row["holder_body"], row["holder_body__short_name"], row["all"], row["overdue"]
        )


def _watched(
    rows: list[Duty], viewer: Viewer, calendar: WorkCalendar, today: date
) -> Iterable[Watched]:
    parties, doer = _parties(rows), Doer(viewer)
    leaders = leaders_of({row.case_id for row in rows})
    for row in rows:
        card = duty_card(row, calendar, today=today)
        state = light_state(row.case, [row], parties[row.case_id], calendar)
        yield Watched(
            card=card,
            meta=" · ".join(filter(None, (card.stage, card.owes, *states_of(card)))),
            may_urge=may(state, row, "urge", doer),
            weight=_weight(state, row, doer),
            leader=leaders.get(row.case_id, ""),
        )


def _weight(state: CaseState, duty: Duty, doer: Doer) -> int:
    """这个人催一次，照机制记几分。"""
    rule = state.mechanism.duty(duty.role)
    return max((rule.urge_weight(role) for role in roles_of(doer, state)), default=0)


def watch_rows(
    *, viewer: Viewer, today: date, light: str = "overdue", holder: int | None = None
) -> Iterable[Watched]:
    """盯办清单从头到尾，一页接一页；导出用。"""
    after = ""
    while True:
        page = watch(viewer=viewer, today=today, light=light, holder=holder, after=after, limit=500)
        yield from page.rows
        if not (after := page.after):
            return


WATCH_HEADERS = (
    *("编号", "标题", "环节", "责任单位", "经办人", "要办什么", "到期日", "红黄绿"),
    *("催办次数", "催办分", "领衔督办"),
)


def watch_cells(row: Watched) -> tuple[Cell, ...]:
    """盯办清单一行导出的各格。"""
    card = row.card
    return (
        *(card.number, card.title, card.stage, card.holder, card.person, card.owes),
        *(card.due_date, card.due_words, card.urge_count, card.urge_weight, row.leader),
    )


def light_state(
    case: Case, duties: list[Duty], parties: list[Party], calendar: WorkCalendar
) -> CaseState:
    """用已经取出来的行拼一件办件此刻的样子，列表里判断身份用，不再查库。"""
    return CaseState(
        case=case,
        mechanism=mechanism(case.mechanism_id),
        duties=duties,
        parties=parties,
        calendar=calendar,
    )


def _parties(rows: Iterable[Duty]) -> Mapping[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    cases = {row.case_id for row in rows}
    for party in Party.objects.filter(case__in=cases, until__isnull=True):
        found[party.case_id].append(party)
    return found


def decisions(*, viewer: Viewer, today: date, limit: int = PAGE) -> list[Decision]:
    """等着我批的退回与延期，先到期的在前。三条查询。"""
    calendar = work_calendar()
    asked = Q(return_asked_at__isnull=False) | Q(extension_asked_to__isnull=False)
    rows = list(_with_case(Duty.objects.open().filter(asked), viewer)[: limit * 2])
    parties = _parties(rows)
    found: list[Decision] = []
    for row in rows:
        state = light_state(row.case, [row], parties[row.case_id], calendar)
        card = duty_card(row, calendar, today=today)
        if may(state, row, "grant_return", Doer(viewer)):
            found.append(_return(row, card))
        if may(state, row, "grant_extension", Doer(viewer)):
            found.append(_extension(row, card))
    return found[:limit]


def _with_case(rows: QuerySet[Duty], viewer: Viewer) -> QuerySet[Duty]:
    return (
        rows.filter(case__in=Case.objects.visible_to(viewer))
        .select_related(
            "case__category", "case__local_body", "holder_body", "holder_person", "return_to"
        )
        .order_by("due_date", "id")
    )


def _return(row: Duty, card: DutyCard) -> Decision:
    wanted = f"，建议改由{row.return_to.short_name}办" if row.return_to else ""
    return Decision(
        card, "退回", f"申请退回{wanted}", row.return_reason, "grant_return", "deny_return"
    )


def _extension(row: Duty, card: DutyCard) -> Decision:
    to, due = row.extension_asked_to or row.due_date, row.due_date
    words = f"原定 {due.month} 月 {due.day} 日，申请延到 {to.year} 年 {to.month} 月 {to.day} 日"
    return Decision(card, "延期", words, row.extension_reason, "grant_extension", "deny_extension")
