"""尽到责任以后：反复要做的立下一期，约好的复查解除；漏掉的几期如实记下，不悄悄跳过。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from lianxin.casework.changes import Changes, add_duty, drop_duty
from lianxin.casework.duties import also_of, deadline_of, discharge, first_check, window_of
from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer
from lianxin.casework.spans import on_day, period_end, timeout_day
from lianxin.casework.state import CaseState, day_of
from lianxin.kernel.mechanism.model import AlsoDuty, Mechanism, Move
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import Due, WorkCalendar


def recheck_words(mechanism: Mechanism, verb: str) -> str:
    """约好的复查，欠什么的写法。"""
    return f"复查：{mechanism.verb_label(verb)}"


def rechecks(state: CaseState, doer: Doer) -> list[Move]:
    """他担着复查、而本环节没有的那几步：责任跨了环节，按钮也跟着。"""
    owed = {duty.owes for duty in state.duties if duty.stays and doer.holds(duty)}
    if not owed:
        return []
    here = {move.verb for move in state.stage.moves}
    found = {
        move.verb: move
        for _, move in state.mechanism.moves()
        if move.to is None
        and move.verb not in here
        and recheck_words(state.mechanism, move.verb) in owed
    }
    return list(found.values())


def credit(state: CaseState, changes: Changes, verb: str, doer: Doer, *, at: datetime) -> None:
    """担责者走了这一步：写明“做了它就尽到”的责任和约好的复查，都解除。"""
    for duty in list(state.duties):
        if doer.holds(duty) and _fulfilled_by(state, duty, verb):
            fulfil(state, changes, duty, at=at)


def _fulfilled_by(state: CaseState, duty: Duty, verb: str) -> bool:
    if duty.stays:
        return duty.owes == recheck_words(state.mechanism, verb)
    also = also_of(state, duty)
    return also is not None and also.done_by == verb


def fulfil(state: CaseState, changes: Changes, duty: Duty, *, at: datetime) -> None:
    """这份责任尽到了；反复要做的立下一期，期间漏掉的记作没有做。"""
    drop_duty(state, changes, duty, Duty.Outcome.DONE, at=at)
    also = also_of(state, duty)
    if also is None or also.every is None or duty.anchored_on is None:
        return
    period, today = duty.period + 1, day_of(at)
    fresh = _nth(state, duty, also, also.every, period, at=at)
    while fresh.due_date < today:
        discharge(fresh, Duty.Outcome.MISSED, at=at)
        changes.new_duties.append(fresh)
        changes.missed.append(fresh)
        period += 1
        fresh = _nth(state, duty, also, also.every, period, at=at)
    add_duty(state, changes, fresh)


def _nth(
    state: CaseState, before: Duty, also: AlsoDuty, every: Timespan, period: int, *, at: datetime
) -> Duty:
    """第几期（未存库）：起点是上一期的到期日，不因晚做、不因逢假顺延而漂移。"""
    first = before.anchored_on or before.due_date
    nominal = period_end(state.calendar, first, every, period)
    due = on_day(state.calendar, nominal, also.deadline)
    duty = Duty(
        case=state.case,
        stage=before.stage,
        role=before.role,
        holder_body_id=before.holder_body_id,
        holder_person_id=before.holder_person_id,
        owes=before.owes,
        started_on=period_end(state.calendar, first, every, period - 1),
        within=str(every),
        due_date=due.date,
        is_provisional=due.provisional,
        calendar_version=due.calendar_version,
        opened_at=at,
        anchored_on=first,
        period=period,
    )
    if also.deadline:
        duty.check_on = first_check(state, duty, also.deadline)
    return duty


def due_again(calendar: WorkCalendar, duty: Duty) -> Due:
    """放假安排变了，这份责任重算是哪天到期。"""
    span = Timespan.parse(duty.within)
    if duty.anchored_on is None or duty.period < 2:
        return calendar.due(duty.started_on, span)
    return on_day(calendar, period_end(calendar, duty.anchored_on, span, duty.period), None)


def redate(
    state: CaseState, changes: Changes, keys: Collection[str], *, at: datetime
) -> list[Duty]:
    """日期材料改了：从它起算的责任和自动下一步，到期日跟着改。返回改了的责任。"""
    changed = []
    for duty in state.duties:
        deadline = deadline_of(state, duty)
        if deadline is None or deadline.start not in keys or duty.pk is None or duty.period > 1:
            continue
        found = window_of(state, deadline, since=None, today=day_of(at))
        if duty.due_date == found.due.date:
            continue
        _move_to(state, duty, found.due, started_on=found.started_on, within=found.within)
        duty.anchored_on = found.nominal if duty.anchored_on else None
        duty.check_on = None if duty.paused_on else first_check(state, duty, deadline)
        changes.touched.append(duty)
        changed.append(duty)
    _redate_timeout(state, keys, at=at)
    return changed


def _move_to(state: CaseState, duty: Duty, due: Due, *, started_on: date, within: str) -> None:
    duty.started_on, duty.within = started_on, within
    duty.due_date, duty.is_provisional = due.date, due.provisional
    duty.calendar_version = due.calendar_version
    duty.warned_at = duty.escalated_at = duty.extension_asked_to = duty.extended_from = None
    limit = state.mechanism.duty(duty.role).extend_limit
    duty.limit_date = state.calendar.due(started_on, limit).date if limit else None


def _redate_timeout(state: CaseState, keys: Collection[str], *, at: datetime) -> None:
    timeout = state.stage.timeout
    if timeout and timeout.start in keys:
        start = state.marked_on(timeout.start) or day_of(at)
        state.case.timeout_on = timeout_day(state.calendar, timeout, start)
