"""巡查：到预警日提醒，逾期升级，等待期满自动走下一步。

可反复跑、可几个一起跑：每批先锁住没人锁的行（``SKIP LOCKED``），做完改掉条件再提交；
中途被杀，没提交的下次照做，提交了的不会再做。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.casework.duties import ESCALATION_WITHIN, deadline_of, holders
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.casework.repeating import due_again
from lianxin.casework.state import CaseState, day_of, state_of
from lianxin.casework.usecases.moving import move_case
from lianxin.casework.writing import duty_words, envelope
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.events import DutyDueSoon, DutyOverdue, publish
from lianxin.kernel.timespans import Timespan
from lianxin.orgs.calendar import work_calendar

BATCH = 200


@dataclass(slots=True)
class SweepReport:
    """一遍巡查做了什么：提醒几份、升级几份、自动走几件、条件不够没走成几件。"""

    warned: int = 0
    escalated: int = 0
    advanced: int = 0
    blocked: int = 0


def sweep(*, actor: Doer = SYSTEM_DOER, at: datetime) -> SweepReport:
    """巡查一遍。按编号往前走，每份责任、每件办件一遍里只看一次。"""
    report = SweepReport()
    last: int | None = 0
    while last is not None:
        last = _sweep_duties(report, actor, after=last, at=at)
    last = 0
    while last is not None:
        last = _sweep_timeouts(report, actor, after=last, at=at)
    return report


@transaction.atomic
def _sweep_duties(report: SweepReport, doer: Doer, *, after: int, at: datetime) -> int | None:
    today = day_of(at)
    batch = list(
        Duty.objects.open()
        .filter(check_on__lte=today, pk__gt=after)
        .select_related("case")
        .order_by("id")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    for duty in batch:
        _look_at(duty, report, doer, today, at=at)
    if batch:
        Duty.objects.bulk_update(batch, ["check_on", "warned_at", "escalated_at"])
    return batch[-1].pk if batch else None


def _look_at(duty: Duty, report: SweepReport, doer: Doer, today: date, *, at: datetime) -> None:
    if today > duty.due_date:
        _escalate(duty, doer, at=at)
        report.escalated += 1
        return
    duty.check_on = duty.due_date + timedelta(days=1)
    if duty.warned_at is None:
        duty.warned_at = at
        report.warned += 1
        _note(duty, "duty.warned", doer, at=at)
        publish(DutyDueSoon(**_shared(duty, doer, at), **duty_words(duty)))


def _escalate(duty: Duty, doer: Doer, *, at: datetime) -> None:
    """逾期：写明报给谁，并在那里立一份督办责任。只升级一次。"""
    duty.check_on, duty.escalated_at = None, at
    state = state_of(duty.case)
    deadline = deadline_of(state, duty)
    role = deadline.escalate if deadline else None
    told = _open_followups(state, duty, role, at=at) if role else 0
    _note(duty, "duty.overdue", doer, at=at, escalate=role or "", told=told)
    publish(DutyOverdue(**_shared(duty, doer, at), **duty_words(duty), escalate=role))


def _open_followups(state: CaseState, duty: Duty, role: str, *, at: datetime) -> int:
    today = day_of(at)
    due = state.calendar.due(today, Timespan.parse(ESCALATION_WITHIN))
    owed = f"督办逾期：{duty.owes}"[:60]
    followups = [
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
    Duty.objects.bulk_create(followups, ignore_conflicts=True)
    return len(followups)


def _note(duty: Duty, verb: str, doer: Doer, *, at: datetime, **more: Any) -> None:
    record(
        actor=doer.actor(),
        at=at,
        verb=verb,
        subject_kind="case",
        subject_id=duty.case_id,
        jurisdiction_id=duty.case.jurisdiction_id,
        thread=duty.case.thread,
        facts={"duty": duty.pk, "owes": duty.owes, "due": duty.due_date.isoformat(), **more},
    )


def _shared(duty: Duty, doer: Doer, at: datetime) -> dict[str, Any]:
    return envelope(duty.case, mechanism=str(duty.case.mechanism_id), actor=doer.actor(), at=at)


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
    calendar, changed = work_calendar(), 0
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
            changed += 1
            duty.check_on = min(duty.check_on or due.date, due.date)
            _note(duty, "duty.recomputed", actor, at=at, before=before.isoformat())
    Duty.objects.bulk_update(
        duties, ["due_date", "is_provisional", "calendar_version", "check_on"], batch_size=500
    )
    return changed
