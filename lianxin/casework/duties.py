"""责任的产生与解除：谁来担、欠什么、到哪天，都按机制算。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lianxin.casework.models import Duty
from lianxin.casework.policies import is_orphaned
from lianxin.casework.spans import Window, window
from lianxin.casework.state import CaseState, day_of
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import AlsoDuty, Deadline, Role
from lianxin.kernel.mechanism.vocabulary import ASSIGNED_KINDS
from lianxin.orgs.models import Body

ESCALATION_WITHIN = "5wd"
#: 逾期升级立的督办责任，都以这几个字开头；它有自己的消息，不再当新责任说一遍。
FOLLOWUP = "督办逾期："


class NobodyHolds(RuleViolation):
    """这一环节没有人能担责任，先指定再往下走。"""


@dataclass(frozen=True, slots=True)
class Holder:
    """谁来担：机构或人，至少一个。"""

    body_id: int | None = None
    person_id: int | None = None


_BODY_KIND = {"office": Body.Kind.DEPUTY_AFFAIRS, "chair": Body.Kind.CHAIR_COUNCIL}


def holders(state: CaseState, role: Role) -> list[Holder]:
    """某身份此刻由谁担：指派的按指派，自然的按办件的属地、管辖、代表。"""
    named = [Holder(p.body_id, p.person_id) for p in state.held_by(role.key)]
    if named:
        return named
    for kind in role.kinds:
        if kind in ASSIGNED_KINDS:
            continue
        if found := _natural_holder(state, kind):
            return [found]
    office = _natural_holder(state, "office") if is_orphaned(role, state) else None
    return [office] if office else []


def _natural_holder(state: CaseState, kind: str) -> Holder | None:
    case = state.case
    if kind == "deputy":
        return Holder(person_id=case.deputy_id) if case.deputy_id else None
    if kind in ("street", "station") and case.local_body_id:
        return Holder(case.local_body_id)
    body_kind = _BODY_KIND.get("office" if kind in ("street", "station") else kind)
    if body_kind is None:
        return None
    if state.batch is not None:
        key = ("office", case.jurisdiction_id, body_kind)
        return state.batch.remember(key, lambda: _office(case.jurisdiction_id, body_kind))
    return _office(case.jurisdiction_id, body_kind)


def _office(jurisdiction_id: int, kind: str) -> Holder | None:
    """管辖机关里的某一种机构。"""
    body = Body.objects.filter(congress=jurisdiction_id, kind=kind, ends_on__isnull=True).first()
    return Holder(body.pk) if body else None


def duties_on_entering(state: CaseState, *, at: datetime) -> list[Duty]:
    """进入环节时产生的责任（未存库）。

    :raises NobodyHolds: 主责没有人担
    """
    stage = state.stage
    new: list[Duty] = []
    if stage.owner and stage.deadline:
        new += _duties(state, stage.owner, stage.owes, stage.deadline, at=at, optional=False)
    for also in stage.also:
        if also.deadline:
            new += also_duties(state, also, at=at)
    return new


def also_duties(state: CaseState, also: AlsoDuty, *, at: datetime) -> list[Duty]:
    """主责之外的一份责任（未存库）；反复要做的记下头一期。"""
    if also.deadline is None:
        return []
    made = _duties(state, also.role, also.owes, also.deadline, at=at, optional=also.optional)
    for duty in made if also.every else ():
        deadline = standing(state, also.deadline)
        start = state.marked_on(deadline.start) or day_of(at)
        nominal = window(state.calendar, deadline, start, today=day_of(at)).nominal
        duty.anchored_on, duty.period = nominal, 1
    return made


def _duties(
    state: CaseState, role_key: str, owes: str, deadline: Deadline, *, at: datetime, optional: bool
) -> list[Duty]:
    role = state.mechanism.role(role_key)
    found = holders(state, role)
    if not found and not optional:
        raise NobodyHolds(f"“{state.stage.label}”要由{role.label}来办，请先指定{role.label}。")
    return [open_duty(state, role_key, owes, deadline, holder, at=at) for holder in found]


def open_duty(
    state: CaseState,
    role: str,
    owes: str,
    deadline: Deadline,
    holder: Holder,
    *,
    at: datetime,
    since: date | None = None,
) -> Duty:
    """照一个期限立一份责任（未存库）；``since`` 另定起算日（改派时从改派之日起）。"""
    today = day_of(at)
    found = window_of(state, deadline, since=since, today=today)
    started, due = found.started_on, found.due
    rule = state.mechanism.duty(role)
    duty = Duty(
        case=state.case,
        stage=state.stage.key,
        role=role,
        holder_body_id=holder.body_id,
        holder_person_id=holder.person_id,
        owes=owes,
        started_on=started,
        within=found.within,
        due_date=due.date,
        is_provisional=due.provisional,
        calendar_version=due.calendar_version,
        opened_at=at,
    )
    if by_deed(state, duty):
        duty.check_on = first_check(state, duty, deadline)
        return duty
    if rule.sign_within:
        duty.sign_due = state.calendar.due(today, rule.sign_within).date
        duty.signed_at = _signed_before(state, role, holder)
    if rule.extend_limit:
        duty.limit_date = state.calendar.due(started, rule.extend_limit).date
    duty.check_on = first_check(state, duty, deadline)
    return duty


def _signed_before(state: CaseState, role: str, holder: Holder) -> datetime | None:
    """这一家在这件事的这个身份上已经签收过的，换个环节不必再签。"""
    found = (party for party in state.held_by(role) if Holder(party.body_id) == holder)
    return next((party.signed_at for party in found), None)


def window_of(state: CaseState, deadline: Deadline, *, since: date | None, today: date) -> Window:
    """从哪天起、到哪天；``since`` 另定起算日，但写定的日子不因改派而挪。"""
    deadline = standing(state, deadline)
    marked = state.marked_on(deadline.start)
    fixed = deadline.within is None and not deadline.by
    start = (marked if fixed else None) or since or marked or today
    return window(state.calendar, deadline, start, today=today)


def standing(state: CaseState, deadline: Deadline) -> Deadline:
    """此刻照哪一个算：日期材料没有填的，照机制写的“没有这个日子”的算法。"""
    other = deadline.otherwise
    if other is None or state.marked_on(deadline.start):
        return deadline
    return replace(deadline, start=other.start, within=other.within, otherwise=None)


def first_check(state: CaseState, duty: Duty, deadline: Deadline) -> date:
    """下一次要看它的日子：先预警日，没有预警就是逾期的第一天。"""
    if deadline.warn:
        return state.calendar.subtract(duty.due_date, deadline.warn)
    return duty.due_date + timedelta(days=1)


def discharge(duty: Duty, outcome: str, *, at: datetime) -> None:
    """解除一份责任（未存库）。"""
    duty.discharged_at = at
    duty.outcome = outcome
    duty.check_on = None


def deadline_of(state: CaseState, duty: Duty) -> Deadline | None:
    """这份责任照的是机制里哪个期限；加派的督办、复查没有。"""
    stage = state.mechanism.stage(duty.stage)
    if duty.role == stage.owner and duty.owes == stage.owes:
        found = stage.deadline
    else:
        also = also_of(state, duty)
        found = also.deadline if also else None
    return standing(state, found) if found else None


def also_of(state: CaseState, duty: Duty) -> AlsoDuty | None:
    """这份责任是环节里主责之外的哪一份；不是的为空。"""
    stage = state.mechanism.stage(duty.stage)
    return next((a for a in stage.also if a.role == duty.role and a.owes == duty.owes), None)


def by_deed(state: CaseState, duty: Duty) -> bool:
    """做了那一个动作就尽到的一份（如先联系代表）：随主责签收、退回、延期，自己没有这几样。"""
    also = also_of(state, duty)
    return also is not None and also.done_by is not None


def followup_words(duty: Duty) -> str:
    """盯着这份逾期责任的督办责任，欠什么的写法。"""
    return f"{FOLLOWUP}{duty.owes}"[:60]
