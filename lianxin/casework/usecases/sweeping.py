"""巡查：到预警日提醒，逾期升级，等待期满自动走下一步。

可反复跑、可几个一起跑：每批先锁住没人锁的行（``SKIP LOCKED``），做完改掉条件再提交；
中途被杀，没提交的下次照做，提交了的不会再做。一批里该查的一起查、该写的一起写，语句数与件数无关。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from lianxin.audit.digest import Line
from lianxin.audit.usecases import record_many
from lianxin.casework.batches import Batch
from lianxin.casework.duties import (
    ESCALATION_WITHIN,
    deadline_of,
    followup_words,
    holders,
)
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.casework.repeating import due_again
from lianxin.casework.state import CaseState, day_of, state_of, states_of
from lianxin.casework.usecases.moving import move_case
from lianxin.casework.writing import duty_words, envelope
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import DutyDueSoon, DutyEvent, DutyOverdue
from lianxin.kernel.timespans import Timespan
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.statements import update

BATCH = 500


@dataclass(slots=True)
class SweepReport:
    """一遍巡查做了什么：提醒几份、升级几份、自动走几件、条件不够没走成几件。"""

    warned: int = 0
    escalated: int = 0
    advanced: int = 0
    blocked: int = 0


@dataclass(slots=True)
class _Round:
    """一批：谁在巡、什么时候、各件的全部，攒着要立的督办、留痕和事件。"""

    report: SweepReport
    doer: Doer
    at: datetime
    batch: Batch
    states: dict[int, CaseState] = field(default_factory=dict)
    followups: list[Duty] = field(default_factory=list)

    @property
    def today(self) -> date:
        """今天。"""
        return day_of(self.at)

    def note(self, duty: Duty, verb: str, **more: Any) -> None:
        """留一条痕。"""
        self.batch.log(_line(duty, verb, self.doer, at=self.at, **more))

    def tell(self, kind: type[DutyEvent], duty: Duty, **more: Any) -> None:
        """发一个事件。"""
        case = duty.case
        shared = envelope(
            case, mechanism=str(case.mechanism_id), actor=self.doer.actor(), at=self.at
        )
        self.batch.publish(kind(**shared, **duty_words(duty), **more))


def sweep(*, actor: Doer = SYSTEM_DOER, at: datetime) -> SweepReport:
    """巡查一遍。按编号往前走，每份责任、每件办件一遍里只看一次。"""
    report, batch = SweepReport(), Batch()
    last: int | None = 0
    while last is not None:
        last = _sweep_duties(_Round(report, actor, at, batch), after=last)
    last = 0
    while last is not None:
        last = _sweep_timeouts(report, actor, after=last, at=at)
    return report


@transaction.atomic
def _sweep_duties(turn: _Round, *, after: int) -> int | None:
    duties = list(
        Duty.objects.open()
        .filter(check_on__lte=turn.today, pk__gt=after)
        .select_related("case")
        .order_by("id")
        # 办件也一起锁：立督办责任要碰办件，正有人在办的这一遍跳过，才不会互相等死。
        .select_for_update(skip_locked=True, no_key=True, of=("self", "case"))[:BATCH]
    )
    if not duties:
        return None
    late = {duty.case_id: duty.case for duty in duties if turn.today > duty.due_date}
    turn.states = states_of(late.values(), batch=turn.batch)
    for duty in duties:
        _look_at(duty, turn)
    update(duties, ["check_on", "warned_at", "escalated_at"])
    Duty.objects.bulk_create(turn.followups, ignore_conflicts=True)
    turn.batch.flush()
    return duties[-1].pk


def _look_at(duty: Duty, turn: _Round) -> None:
    if turn.today > duty.due_date:
        _escalate(duty, turn)
        turn.report.escalated += 1
        return
    duty.check_on = duty.due_date + timedelta(days=1)
    if duty.warned_at is None:
        duty.warned_at = turn.at
        turn.report.warned += 1
        turn.note(duty, "duty.warned")
        turn.tell(DutyDueSoon, duty)


def _escalate(duty: Duty, turn: _Round) -> None:
    """逾期：写明报给谁，并在那里立一份督办责任。只升级一次。"""
    duty.check_on, duty.escalated_at = None, turn.at
    state = turn.states[duty.case_id]
    deadline = deadline_of(state, duty)
    role = deadline.escalate if deadline else None
    followups = _followups(state, duty, role, at=turn.at) if role else []
    turn.followups += followups
    turn.note(duty, "duty.overdue", escalate=role or "", told=len(followups))
    turn.tell(DutyOverdue, duty, escalate=role)


def _followups(state: CaseState, duty: Duty, role: str, *, at: datetime) -> list[Duty]:
    today = day_of(at)
    due = state.calendar.due(today, Timespan.parse(ESCALATION_WITHIN))
    owed = followup_words(duty)
    return [
        Duty(
            case=duty.case,
            stage=duty.stage,
            role=role,
            holder_body_id=holder.body_id,
            holder_person_id=holder.person_id,
            owes=owed,
            started_on=today,
            within=ESCALATION_WITHIN,
            due_date=due.date,
            is_provisional=due.provisional,
            calendar_version=due.calendar_version,
            opened_at=at,
            check_on=due.date + timedelta(days=1),
        )
        for holder in holders(state, state.mechanism.role(role))
        if holder.body_id != duty.holder_body_id or holder.body_id is None
    ]


def _line(duty: Duty, verb: str, doer: Doer, *, at: datetime, **more: Any) -> Line:
    return Line(
        actor=doer.actor(),
        at=at,
        verb=verb,
        subject_kind="case",
        subject_id=duty.case_id,
        jurisdiction_id=duty.case.jurisdiction_id,
        thread=duty.case.thread,
        facts={"duty": duty.pk, "owes": duty.owes, "due": duty.due_date.isoformat(), **more},
    )


@transaction.atomic
def _sweep_timeouts(report: SweepReport, doer: Doer, *, after: int, at: datetime) -> int | None:
    cases = list(
        Case.objects.filter(timeout_on__lt=day_of(at), pk__gt=after)
        .order_by("id")
        .select_for_update(skip_locked=True)[:BATCH]
    )
    for case in cases:
        _time_out(case, report, doer, at=at)
    return cases[-1].pk if cases else None


def _time_out(case: Case, report: SweepReport, doer: Doer, *, at: datetime) -> None:
    """期满由系统走一步；条件还不够的，明天再看，不拖累别的办件。"""
    timeout = state_of(case).stage.timeout
    try:
        with transaction.atomic():
            if timeout:
                move_case(case_id=case.pk, verb=timeout.move, actor=doer, at=at)
                report.advanced += 1
    except RuleViolation:
        report.blocked += 1
    Case.objects.filter(pk=case.pk, timeout_on__lt=day_of(at)).update(timeout_on=day_of(at))


@transaction.atomic
def recompute_provisional(*, actor: Doer = SYSTEM_DOER, at: datetime) -> int:
    """新一年的放假安排装入后，把暂定的到期日重算一遍，变了的留痕。返回变了几份。"""
    calendar, lines = work_calendar(), list[Line]()
    duties = list(
        Duty.objects.open()
        .filter(is_provisional=True, extended_from__isnull=True)
        .select_related("case")
        .order_by("id")
        .select_for_update(of=("self",))
    )
    for duty in duties:
        due = due_again(calendar, duty)
        before, duty.due_date = duty.due_date, due.date
        duty.is_provisional, duty.calendar_version = due.provisional, due.calendar_version
        if before != due.date:
            duty.check_on = min(duty.check_on or due.date, due.date)
            lines.append(_line(duty, "duty.recomputed", actor, at=at, before=before.isoformat()))
    Duty.objects.bulk_update(
        duties, ["due_date", "is_provisional", "calendar_version", "check_on"], batch_size=500
    )
    record_many(lines)
    return len(lines)
