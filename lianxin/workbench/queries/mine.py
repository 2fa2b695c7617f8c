"""我的履职：代表在手机上看的三样——等我办的、找过我的、我提的建议。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Party
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.queries import DutyCard, duty_card
from lianxin.casework.state import CaseState
from lianxin.casework.usecases.dutyverbs import may
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import work_calendar
from lianxin.workbench.queries.queue import Queue, queue
from lianxin.workbench.queries.watch import light_state

PAGE = 30
_VERBS_SHOWN = 4
#: 不放在卡片上顺手点的：撤回要进到详情里想清楚。
_NOT_IN_PASSING = frozenset({"withdraw"})


@dataclass(frozen=True, slots=True)
class Doable:
    """卡片上的一个小按钮：在哪一件上、做什么。"""

    case_id: int
    verb: str
    label: str
    duty_id: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """一条线索：说的什么、走到哪、谁在办、我能做什么。"""

    id: int
    title: str
    number: str
    at: datetime
    stage_label: str
    is_closed: bool
    light: str
    holder_words: str
    doable: tuple[Doable, ...]
    opinion_id: int | None = None


def my_duties(*, viewer: Viewer, today: date) -> Queue:
    """直接派给我本人的责任（如请我评价），机构的不算在内。"""
    return queue(viewer=replace(viewer, posts=()), today=today)


def voices(
    *, viewer: Viewer, today: date, before: int | None = None, limit: int = PAGE
) -> list[Voice]:
    """找过我的群众意见，新的在前。四条查询，与条数无关。"""
    roots = Case.objects.filter(deputy=viewer.person_id, subject_kind="opinion", pk=F("thread"))
    return _voices(roots, viewer, today, before, limit)


def my_suggestions(
    *, viewer: Viewer, today: date, before: int | None = None, limit: int = PAGE
) -> list[Voice]:
    """我领衔或附议的建议，新的在前；联审着的、联审没有成的也在内，成了的看建议那一件。"""
    joined = Party.objects.filter(person=viewer.person_id, kind="cosponsor").values("case")
    mine = Q(deputy=viewer.person_id) | Q(pk__in=joined)
    raised = Q(subject_kind="suggestion") | (Q(subject_kind="draft") & ~Q(result="accepted"))
    roots = Case.objects.filter(mine, raised, beside="")
    return _voices(roots, viewer, today, before, limit)


def _voices(
    roots: QuerySet[Case], viewer: Viewer, today: date, before: int | None, limit: int
) -> list[Voice]:
    if before:
        roots = roots.filter(pk__lt=before)
    found = list(roots.order_by("-id")[:limit])
    threads = {case.thread for case in found}
    cases = defaultdict(list)
    for case in Case.objects.filter(thread__in=threads).order_by("-id"):
        cases[case.thread].append(case)
    book = _Book(viewer, today, [case.pk for some in cases.values() for case in some])
    return [book.voice(case, cases[case.thread]) for case in found]


class _Book:
    """一页线索上的责任与身份，一次取齐。"""

    def __init__(self, viewer: Viewer, today: date, case_ids: Iterable[int]) -> None:
        self.viewer, self.today = viewer, today
        self.calendar: WorkCalendar = work_calendar()
        wanted = list(case_ids)
        self.duties: Mapping[int, list[Duty]] = defaultdict(list)
        rows = Duty.objects.open().filter(case__in=wanted)
        rows = rows.select_related(
            "case__category", "case__local_body", "holder_body", "holder_person"
        )
        for row in rows.order_by("due_date", "id"):
            self.duties[row.case_id].append(row)
        self.parties: Mapping[int, list[Party]] = defaultdict(list)
        for party in Party.objects.filter(case__in=wanted, until__isnull=True):
            self.parties[party.case_id].append(party)

    def voice(self, root: Case, thread: list[Case]) -> Voice:
        """一条线索的卡片；办理中的看派生的那一件走到哪。"""
        now = next((case for case in thread if case.closed_at is None and case != root), root)
        duty = next((row for case in thread for row in self.duties[case.pk]), None)
        card = duty_card(duty, self.calendar, today=self.today) if duty else None
        return Voice(
            id=root.pk,
            title=root.title,
            number=root.number,
            at=root.opened_at,
            stage_label=mechanism(now.mechanism_id).stage(now.stage).label,
            is_closed=root.closed_at is not None,
            light=card.light if card else "none",
            holder_words=_holder_words(card),
            doable=tuple(self._doable(thread))[:_VERBS_SHOWN],
            opinion_id=_unraised(root, thread),
        )

    def _doable(self, thread: list[Case]) -> Iterable[Doable]:
        for case in thread:
            state = light_state(case, self.duties[case.pk], self.parties[case.pk], self.calendar)
            yield from _moves(state, self.viewer)
            yield from _urges(state, self.viewer)


def _moves(state: CaseState, viewer: Viewer) -> Iterable[Doable]:
    roles = roles_of(Doer(viewer), state)
    for move in sorted(state.stage.moves, key=lambda move: not move.main):
        if roles & set(move.by) and move.verb not in _NOT_IN_PASSING:
            yield Doable(state.case.pk, move.verb, move.label)


def _urges(state: CaseState, viewer: Viewer) -> Iterable[Doable]:
    for duty in state.duties:
        if may(state, duty, "urge", Doer(viewer)):
            yield Doable(state.case.pk, "urge", "催一催", duty.pk)
            return


def _unraised(root: Case, thread: list[Case]) -> int | None:
    """还没有提成建议的那条意见；提过了的，不再请他另写一份。"""
    raised = any(case.subject_kind in {"draft", "suggestion"} for case in thread)
    return root.subject_id if root.subject_kind == "opinion" and not raised else None


def _holder_words(card: DutyCard | None) -> str:
    return f"{card.holder or card.person}在办，{card.due_words}" if card else ""
