"""办件的读：取一件、可走的步、时间线、责任清单。返回冻结的数据类。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.casework.available import Available, available
from lianxin.casework.following import Line, Timed, timeline
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Link, Practice, PublishedMechanism
from lianxin.casework.policies import Doer
from lianxin.casework.state import CaseState, state_of
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import work_calendar

PAGE = 50
_SOON = Timespan(3, "wd")


@dataclass(frozen=True, slots=True)
class DutyCard(Timed):
    """一份责任：谁、欠什么、到哪天、为什么是那天。"""

    id: int
    case_id: int
    number: str
    title: str
    stage: str
    role: str
    holder: str
    person: str
    owes: str
    started_on: date
    within: str
    due_date: date
    is_provisional: bool
    calendar_version: str
    days_left: int
    is_overdue: bool
    is_paused: bool
    signed_at: datetime | None
    sign_due: date | None
    sign_is_late: bool
    return_reason: str
    extension_asked_to: date | None
    urge_count: int
    urge_weight: int
    category: str
    local_body: str
    opened_at: datetime
    is_escalated: bool


def get_case(*, viewer: Viewer, pk: int) -> Case:
    """取一件。

    :raises NotVisible: 看不见与不存在同样对待
    """
    case = (
        Case.objects.visible_to(viewer)
        .with_calendar()
        .select_related("local_body", "deputy", "category", "jurisdiction", "region")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise NotVisible("没有这件事，或者您无权查看。")
    return case


def moves_for(*, case: Case, doer: Doer, today: date) -> tuple[Available, ...]:
    """这个人此刻能做的几步。"""
    return available(state_of(case), doer, today=today)


def state_for(*, viewer: Viewer, pk: int) -> CaseState:
    """取一件连同它的责任与身份。

    :raises NotVisible: 看不见
    """
    return state_of(get_case(viewer=viewer, pk=pk))


def thread_lines(*, viewer: Viewer, thread: int) -> list[Line]:
    """这个人看得见的时间线：看不见的办件上，只留给群众看的那句话。两次查询。"""
    seen = set(Case.objects.visible_to(viewer).filter(thread=thread).values_list("pk", flat=True))
    lines = timeline(thread=thread)
    return [
        line if line.case_id in seen else replace(line, shown=(), files=(), actor="", post="")
        for line in lines
        if line.case_id in seen or line.public
    ]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """列表里的一件。"""

    id: int
    number: str
    title: str
    subject_kind: str
    mechanism: str
    stage: str
    stage_label: str
    waits: str
    result: str
    is_closed: bool
    opened_at: datetime
    closed_at: datetime | None
    category: str
    local_body: str
    deputy: str


def case_page(
    *,
    viewer: Viewer,
    q: str = "",
    subject_kind: str = "",
    state: str = "",
    category: str = "",
    local_body: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[CaseCard]:
    """看得见的办件，新的在前；键集翻页（``before`` 是上一页最后一条的编号），不数总数。

    :param state: open 未办结、closed 已办结
    """
    wanted = Q()
    if q:
        wanted &= Q(number__iexact=q.strip()) | Q(title__icontains=q.strip())
    if subject_kind:
        wanted &= Q(subject_kind=subject_kind)
    if category:
        wanted &= Q(category=category) | Q(category__parent=category)
    if local_body:
        wanted &= Q(local_body=local_body)
    if state in ("open", "closed"):
        wanted &= Q(closed_at__isnull=state == "open")
    if before:
        wanted &= Q(pk__lt=before)
    rows = Case.objects.visible_to(viewer).filter(wanted)
    rows = rows.select_related("category", "local_body", "deputy").order_by("-id")
    return [_case_card(row) for row in rows[:limit]]


def _case_card(case: Case) -> CaseCard:
    mech = mechanism(case.mechanism_id)
    return CaseCard(
        id=case.pk,
        number=case.number,
        title=case.title,
        subject_kind=case.subject_kind,
        mechanism=mech.id,
        stage=case.stage,
        stage_label=mech.stage(case.stage).label,
        waits=case.waits,
        result=case.result,
        is_closed=case.closed_at is not None,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        category=case.category.label if case.category else "",
        local_body=case.local_body.short_name if case.local_body else "",
        deputy=case.deputy.name if case.deputy else "",
    )


def duty_page(
    *,
    viewer: Viewer,
    today: date,
    which: str = "all",
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[DutyCard]:
    """压在这个人肩上的责任，按到期日排；键集翻页，不数总数。

    :param which: all 全部、new 未签收或新到、due 三个工作日内到期、overdue 已逾期
    :param after: 上一页最后一份的（到期日, 编号）
    """
    rows = Duty.objects.open().of(viewer).filter(_bucket(which, today))
    if after:
        rows = rows.filter(Q(due_date__gt=after[0]) | Q(due_date=after[0], id__gt=after[1]))
    rows = rows.select_related(
        "case", "case__category", "case__local_body", "holder_body", "holder_person"
    ).order_by("due_date", "id")[:limit]
    calendar = work_calendar()
    return [duty_card(row, calendar, today=today) for row in rows]


def _bucket(which: str, today: date) -> Q:
    soon = work_calendar().due(today, _SOON, roll=False).date
    return {
        "new": Q(signed_at__isnull=True, due_date__gte=today),
        "due": Q(due_date__gte=today, due_date__lte=soon, paused_on__isnull=True),
        "overdue": Q(due_date__lt=today, paused_on__isnull=True),
    }.get(which, Q())


def duty_card(duty: Duty, calendar: WorkCalendar, *, today: date) -> DutyCard:
    """把一份责任写成卡片；须已连带取出办件与责任机构。"""
    case = duty.case
    mech = mechanism(case.mechanism_id)
    left = calendar.workdays_between(today, duty.due_date)
    return DutyCard(
        id=duty.pk,
        case_id=case.pk,
        number=case.number,
        title=case.title,
        stage=mech.stage(duty.stage).label,
        role=mech.role(duty.role).label if any(r.key == duty.role for r in mech.roles) else "",
        holder=duty.holder_body.short_name if duty.holder_body else "",
        person=duty.holder_person.name if duty.holder_person else "",
        owes=duty.owes,
        started_on=duty.started_on,
        within=duty.within,
        due_date=duty.due_date,
        is_provisional=duty.is_provisional,
        calendar_version=duty.calendar_version,
        days_left=left,
        is_overdue=duty.due_date < today and duty.paused_on is None,
        is_paused=duty.paused_on is not None,
        signed_at=duty.signed_at,
        sign_due=duty.sign_due,
        sign_is_late=duty.signed_at is None and (duty.sign_due or today) < today,
        return_reason=duty.return_reason,
        extension_asked_to=duty.extension_asked_to,
        urge_count=duty.urge_count,
        urge_weight=duty.urge_weight,
        category=case.category.label if case.category else "",
        local_body=case.local_body.short_name if case.local_body else "",
        opened_at=duty.opened_at,
        is_escalated=duty.escalated_at is not None,
    )


def open_duties(*, thread: int, today: date) -> list[DutyCard]:
    """这条线索上此刻未解除的责任：谁在管、到哪天。一次查询。"""
    rows = (
        Duty.objects.open()
        .filter(case__thread=thread)
        .select_related(
            "case", "case__category", "case__local_body", "holder_body", "holder_person"
        )
        .with_calendar()
        .order_by("due_date", "id")
    )
    calendars = (work_calendar(getattr(row, "calendar_now", None)) for row in rows)
    return [
        duty_card(row, calendar, today=today) for row, calendar in zip(rows, calendars, strict=True)
    ]


def thread_cases(*, thread: int) -> list[Case]:
    """这条线索上的全部办件，按立件先后。"""
    return list(Case.objects.filter(thread=thread).order_by("id"))


def links_of(*, case: Case) -> list[Link]:
    """与这件有关联的：并入、派生、转来、接办。"""
    rows = Link.objects.filter(Q(source=case) | Q(target=case))
    return list(rows.select_related("source", "target").order_by("id"))


def visible_links(*, viewer: Viewer, case: Case) -> list[Link]:
    """与这件有关联、这个人也看得见的。两次查询。"""
    links = links_of(case=case)
    others = {link.target_id if link.source_id == case.pk else link.source_id for link in links}
    seen = set(Case.objects.visible_to(viewer).filter(pk__in=others).values_list("pk", flat=True))
    return [link for link in links if {link.source_id, link.target_id} - {case.pk} <= seen]


def neglected_cases(*, limit: int = 100) -> list[int]:
    """夜间核验“事事有人管”：未办结、没有责任人、也没写理由的办件编号；应当总是空的。"""
    held = Duty.objects.open().values("case")
    rows = Case.objects.filter(closed_at__isnull=True, waits="").exclude(pk__in=held)
    return list(rows.values_list("pk", flat=True)[:limit])


def practices(*, jurisdiction_id: int) -> list[tuple[str, PublishedMechanism]]:
    """这级人大现在采用的机制：（用在哪一段，哪一份）。"""
    rows = Practice.objects.filter(jurisdiction=jurisdiction_id, ends_at__isnull=True)
    return [(row.slot, row.mechanism) for row in rows.select_related("mechanism").order_by("slot")]


def titles_of(*, viewer: Viewer, pks: Iterable[int]) -> dict[int, str]:
    """这些办件的标题；看不见的不在里面。一条语句。"""
    rows = Case.objects.visible_to(viewer).filter(pk__in=set(pks))
    return dict(rows.values_list("pk", "title"))
