"""承办台账：本单位历年办过的每一件，一件一行；主办协办分办、谁经办、签收、联系、答复、评价。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from lianxin.access.viewers import Viewer
from lianxin.casework.following import Timed
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Party
from lianxin.kernel.mechanism.vocabulary import RESULTS, SLOTS, SUBJECTS
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.models import Post, in_force
from lianxin.ratings.models import Rating
from lianxin.supervision.queries.signing import UNIT_KINDS, goes_out
from lianxin.workbench.policies import unit_bodies
from lianxin.workbench.queries.ledger import Cell

PAGE = 50
T = TypeVar("T", Duty, Party)
SOON = Timespan(3, "wd")
ROLES = {"lead": "主办", "assist": "协办", "separate": "分办"}
STATES = (("open", "在办"), ("done", "办完"), ("all", "全部"))
LIGHTS = (("overdue", "已逾期"), ("due", "三个工作日内到期"), ("ok", "正常"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """台账的筛选；空的不限。"""

    state: str = "open"
    q: str = ""
    role: str = ""
    light: str = ""
    person: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Clock(Timed):
    """这一行的灯：本单位眼下最急的那份责任。"""

    due_date: date
    days_left: int
    is_overdue: bool
    is_paused: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """台账的一行：一件事，本单位的一份。``signs`` 是要不要签收（承诺这样的不用）。"""

    case_id: int
    number: str
    title: str
    kind: str
    role: str
    unit: str
    people: str
    received_on: date
    signs: bool
    signed_on: date | None
    contacts: int
    clock: Clock | None
    stage: str
    is_closed: bool
    replied_on: date | None
    result: str
    rating: str
    urges: int


def unit_ledger(
    *,
    viewer: Viewer,
    today: date,
    wanted: Wanted,
    before: int | None = None,
    limit: int = PAGE,
) -> list[UnitRow]:
    """本单位办过、在办的，新的在前；键集翻页。五条查询，与件数无关。"""
    bodies = unit_bodies(viewer)
    calendar = work_calendar()
    rows = _narrow(_ours(viewer), bodies, wanted, calendar, today)
    if before:
        rows = rows.filter(pk__lt=before)
    cases = list(rows.order_by("-id")[:limit])
    ids = [case.pk for case in cases]
    duties = _grouped(
        Duty.objects.filter(case__in=ids, holder_body__in=bodies).select_related(
            "holder_person", "holder_body"
        )
    )
    parties = _grouped(Party.objects.filter(case__in=ids, body__in=bodies))
    ratings = _ratings(ids)
    return [
        _row(case, duties[case.pk], parties[case.pk], ratings.get(case.pk, ""), calendar, today)
        for case in cases
    ]


def people_of(*, viewer: Viewer, today: date) -> list[tuple[int, str]]:
    """本单位在任的人，筛选用。一条查询。"""
    rows = Post.objects.filter(in_force(today), body__in=unit_bodies(viewer))
    return list(dict.fromkeys(rows.order_by("id").values_list("person", "person__name")))


def _ours(viewer: Viewer) -> QuerySet[Case]:
    bodies = unit_bodies(viewer)
    held = Duty.objects.filter(holder_body__in=bodies).order_by().values("case")
    named = Party.objects.filter(body__in=bodies).order_by().values("case")
    return Case.objects.visible_to(viewer).filter(pk__in=held.union(named))


def _narrow(
    rows: QuerySet[Case],
    bodies: frozenset[int],
    wanted: Wanted,
    calendar: WorkCalendar,
    today: date,
) -> QuerySet[Case]:
    mine = Duty.objects.filter(case=OuterRef("pk"), holder_body__in=bodies)
    if wanted.state in ("open", "done"):
        has_open = Exists(mine.filter(discharged_at__isnull=True))
        rows = rows.filter(has_open if wanted.state == "open" else ~has_open)
    if wanted.q:
        words = wanted.q.strip()
        rows = rows.filter(Q(number__iexact=words) | Q(title__icontains=words))
    if wanted.role in ROLES:
        party = Party.objects.filter(case=OuterRef("pk"), body__in=bodies, kind=wanted.role)
        rows = rows.filter(Exists(party))
    if condition := _by_light(wanted.light, calendar, today):
        rows = rows.filter(Exists(mine.filter(condition, discharged_at__isnull=True)))
    if wanted.person:
        rows = rows.filter(Exists(mine.filter(holder_person=wanted.person)))
    return rows.filter(opened_at__year=wanted.year) if wanted.year else rows


def _by_light(light: str, calendar: WorkCalendar, today: date) -> Q | None:
    soon = calendar.due(today, SOON, roll=False).date
    running = Q(paused_on__isnull=True)
    return {
        "overdue": running & Q(due_date__lt=today),
        "due": running & Q(due_date__gte=today, due_date__lte=soon),
        "ok": Q(due_date__gt=soon) | Q(paused_on__isnull=False),
    }.get(light)


def _grouped(rows: QuerySet[T]) -> Mapping[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.case_id].append(row)
    return found


def _ratings(ids: list[int]) -> dict[int, str]:
    """每件最近一次评价：先结果、没评结果的看态度。"""
    rows = Rating.objects.filter(case_id__in=ids).order_by("id")
    return {row.case_id: row.get_result_display() or row.get_attitude_display() for row in rows}


def _row(
    case: Case,
    duties: Iterable[Duty],
    parties: Iterable[Party],
    rating: str,
    calendar: WorkCalendar,
    today: date,
) -> UnitRow:
    duties, parties = list(duties), list(parties)
    mech = mechanism(case.mechanism_id)
    live = min((d for d in duties if d.discharged_at is None), key=_due, default=None)
    shown = live or (duties[-1] if duties else None)
    signed = max((d.signed_at for d in duties if d.signed_at), default=None)
    kinds = dict.fromkeys(ROLES[p.kind] for p in parties if p.kind in ROLES)
    received = min((d.opened_at for d in duties), default=case.opened_at)
    return UnitRow(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        kind=SLOTS.get(case.beside or "") or SUBJECTS.get(case.subject_kind, ""),
        role="、".join(kinds) or (mech.role(shown.role).label if shown else "参与"),
        unit=shown.holder_body.short_name if shown and shown.holder_body else "",
        people="、".join(dict.fromkeys(d.holder_person.name for d in duties if d.holder_person)),
        received_on=localtime(received).date(),
        signs=any(d.sign_due for d in duties),
        signed_on=localtime(signed).date() if signed else None,
        contacts=sum(d.contacts for d in duties),
        clock=_clock(live, calendar, today) if live else None,
        stage=mech.stage(case.stage).label,
        is_closed=case.closed_at is not None,
        replied_on=_replied(case, duties, parties),
        result=RESULTS.get(case.result, ""),
        rating=rating,
        urges=sum(d.urge_count for d in duties),
    )


def _due(duty: Duty) -> tuple[date, int]:
    return duty.due_date, duty.pk


def _clock(duty: Duty, calendar: WorkCalendar, today: date) -> Clock:
    return Clock(
        due_date=duty.due_date,
        days_left=calendar.workdays_between(today, duty.due_date),
        is_overdue=duty.due_date < today and duty.paused_on is None,
        is_paused=duty.paused_on is not None,
    )


@cache
def _reply_verbs(mechanism_id: int, role: str) -> frozenset[str]:
    """这份机制里，这个身份走哪几步算把话说出去了。"""
    moves = [move for _, move in mechanism(mechanism_id).moves() if role in move.by]
    return frozenset(m.verb for m in moves if goes_out(m.effects, moved=bool(m.to)))


def _replied(case: Case, duties: list[Duty], parties: list[Party]) -> date | None:
    """本单位最近一次答复是哪天：各答各的，别的单位答了不算这一家的。"""
    found: list[date] = []
    for party in parties:
        if party.kind == "lead":
            verbs = _reply_verbs(case.mechanism_id, party.role)
            found += [date.fromisoformat(case.marks[verb]) for verb in verbs & case.marks.keys()]
    done = (d for d in duties if d.outcome == Duty.Outcome.DONE and d.discharged_at)
    roles = {party.role for party in parties if party.kind in UNIT_KINDS - {"lead"}}
    found += [localtime(d.discharged_at).date() for d in done if d.role in roles]
    return max(found, default=None)


HEADERS = (
    *("编号", "标题", "种类", "身份", "单位", "经办人", "收到", "签收", "联系次数"),
    *("到期日", "红黄绿", "环节", "答复日期", "结果", "评价", "催办次数"),
)


def unit_cells(row: UnitRow) -> tuple[Cell, ...]:
    """台账一行导出的各格。"""
    clock = row.clock
    return (
        row.number,
        row.title,
        row.kind,
        row.role,
        row.unit,
        row.people,
        row.received_on,
        row.signed_on,
        row.contacts,
        clock.due_date if clock else None,
        clock.due_words if clock else "办完",
        row.stage,
        row.replied_on,
        row.result,
        row.rating,
        row.urges,
    )
