"""责任动词：签收、退回、延期、催办、中止、记联系、记进展、派到人。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from lianxin.casework.changes import Changes, add_duty, drop_duty, stop_following
from lianxin.casework.duties import Holder, by_deed, deadline_of, open_duty
from lianxin.casework.effects import pause, resume
from lianxin.casework.facts import Cleaned, clean
from lianxin.casework.models import Case, Duty, Party
from lianxin.casework.policies import Doer, posting_body, roles_of
from lianxin.casework.repeating import credit
from lianxin.casework.state import CaseState, day_of, lock_case
from lianxin.casework.usecases.moving import MoveRefused, MoveTooLate, follow, public_words_of
from lianxin.casework.verbs import DUTY_VERBS, ORDINARY, URGE_DEGREES, DutyVerb, degree_words
from lianxin.casework.writing import (
    announce_duties,
    attach_files,
    duty_words,
    envelope,
    log,
    note_side_effects,
    write,
)
from lianxin.kernel.events import CaseMoved, DutyUrged, publish
from lianxin.kernel.mechanism.model import Deadline
from lianxin.orgs.models import Post, in_force
from lianxin.orgs.transactions import whole

#: 要别人先申请才能批的动词，各批的是什么。
ASKED = {
    "grant_return": "return",
    "deny_return": "return",
    "grant_extension": "extension",
    "deny_extension": "extension",
}


@dataclass(frozen=True, slots=True)
class DutyAct:
    """一次责任动词的全部上下文。"""

    state: CaseState
    duty: Duty
    doer: Doer
    facts: Cleaned
    changes: Changes
    at: datetime

    @property
    def today(self) -> date:
        """办这一步是哪天。"""
        return day_of(self.at)


@whole
def act_on_duty(
    *,
    case_id: int,
    verb: str,
    actor: Doer,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    duty_id: int | None = None,
) -> Case:
    """在一份责任上做一个内置动作。

    :param duty_id: 哪一份；不写则取经办人自己的，或等着他批的那一份
    :raises MoveTooLate: 不是他能做的，或已经办过
    :raises MoveRefused: 时候不对
    :raises FactsRefused: 材料不齐
    """
    state = lock_case(case_id)
    rule = DUTY_VERBS[verb]
    duty = pick(state, verb, actor, duty_id)
    if duty is None or not may(state, duty, verb, actor):
        raise MoveTooLate(f"这件事现在不能由您“{rule.label}”；可能刚有人办过，请刷新看看。")
    cleaned = clean(
        (*rule.needs, *rule.may),
        frozenset(fact.key for fact in rule.needs),
        facts or {},
        jurisdiction=state.case.jurisdiction_id,
    )
    act = DutyAct(state, duty, actor, cleaned, Changes(touched=[duty]), at)
    _ACTS[verb](act)
    _finish(act, rule)
    return state.case


def pick(state: CaseState, verb: str, doer: Doer, duty_id: int | None) -> Duty | None:
    """指明的那份责任，或第一份此人能这样办的。"""
    for duty in state.duties:
        if duty_id in (None, duty.pk) and may(state, duty, verb, doer):
            return duty
    return None


def may(state: CaseState, duty: Duty, verb: str, doer: Doer) -> bool:
    """此人此刻能不能对这份责任做这个动作：页面按钮与这里同一份判断。"""
    if verb in ASKED:
        return _may_decide(state, duty, verb, doer)
    if verb in ("pause", "resume"):
        return _may_stop_the_clock(state, duty, verb, doer)
    if verb == "urge":
        return not doer.holds(duty) and _urge_weight(state, duty, roles_of(doer, state)) > 0
    return doer.holds(duty) and _may_as_holder(state, duty, verb)


def _may_decide(state: CaseState, duty: Duty, verb: str, doer: Doer) -> bool:
    rule, roles = state.mechanism.duty(duty.role), roles_of(doer, state)
    if ASKED[verb] == "return":
        return duty.return_asked_at is not None and rule.return_by in roles
    return duty.extension_asked_to is not None and rule.extend_by in roles


def _may_stop_the_clock(state: CaseState, duty: Duty, verb: str, doer: Doer) -> bool:
    decider = state.mechanism.duty(duty.role).extend_by
    running = duty.paused_on is None
    return decider in roles_of(doer, state) and running == (verb == "pause")


def _may_as_holder(state: CaseState, duty: Duty, verb: str) -> bool:
    rule = state.mechanism.duty(duty.role)
    undertaking = not by_deed(state, duty)
    unsigned = rule.sign_within is not None and duty.signed_at is None
    extends = duty.extension_asked_to is None and rule.extend_by is not None
    allowed = {
        "sign": undertaking and unsigned,
        "ask_return": undertaking and duty.return_asked_at is None and _may_return(state, duty),
        "ask_extension": undertaking and extends,
        "assign_person": duty.holder_body_id is not None,
    }
    # 记联系、记进展：谁担着责任，谁就能记。
    return allowed.get(verb, True)


def _may_return(state: CaseState, duty: Duty) -> bool:
    rule = state.mechanism.duty(duty.role)
    used = int(state.case.counts.get("grant_return", 0))
    return rule.return_by is not None and used < rule.returns


def _urge_weight(state: CaseState, duty: Duty, roles: frozenset[str]) -> int:
    rule = state.mechanism.duty(duty.role)
    return max((rule.urge_weight(role) for role in roles), default=0)


def _sign(act: DutyAct) -> None:
    """签收一次，管这家在这件事的这个身份：到了下一个环节不再签。"""
    duty = act.duty
    duty.signed_at = act.at
    for party in act.state.held_by(duty.role):
        if party.body_id is not None and party.body_id == duty.holder_body_id:
            party.signed_at = act.at
            act.changes.signed_parties.append(party)


def _ask_return(act: DutyAct) -> None:
    duty = act.duty
    if duty.sign_due and act.today > duty.sign_due:
        raise MoveRefused(
            f"退回要在 {duty.sign_due.month} 月 {duty.sign_due.day} 日前提出，现在已过；"
            "确有困难请与交办机关联系。"
        )
    duty.return_asked_at = act.at
    duty.return_reason = act.facts.values["reason"]
    duty.return_to_id = act.facts.values.get("return_to")


def _grant_return(act: DutyAct) -> None:
    """改派：原责任解除，新单位从今天起算；同一身份换人担任。"""
    state, duty, to_body = act.state, act.duty, act.facts.values["to_body"]
    if to_body == duty.holder_body_id:
        raise MoveRefused("改派的单位与原来相同；不同意退回请选“不准退回”。")
    if any(p.body_id == to_body for p in state.held_by(duty.role)):
        raise MoveRefused("这个单位已经在办这件事，请改派别的单位。")
    deadline = deadline_of(state, duty)
    if deadline is None:
        raise MoveRefused("这份责任是加派的，不能退回。")
    for party in state.held_by(duty.role):
        if party.body_id == duty.holder_body_id:
            party.until = act.at
            state.parties.remove(party)
            act.changes.ended_parties.append(party)
            act.changes.new_parties.append(
                Party(
                    case=state.case, role=party.role, kind=party.kind, body_id=to_body, since=act.at
                )
            )
    _pass_on(act, deadline, to_body)


def _pass_on(act: DutyAct, deadline: Deadline, to_body: int) -> None:
    """主责换给新单位；随着主责的那几份（如先联系代表）也从头起算，不留在原来的单位身上。"""
    state, duty, stage = act.state, act.duty, act.state.mechanism.stage(act.duty.stage)
    begun = [(duty.owes, deadline)]
    begun += [
        (also.owes, also.deadline)
        for also in stage.also
        if also.role == duty.role and also.done_by and also.deadline
    ]
    for old in state.duties_of(duty.role):
        if old.holder_body_id == duty.holder_body_id and (old == duty or by_deed(state, old)):
            drop_duty(state, act.changes, old, Duty.Outcome.RETURNED, at=act.at)
    for owes, clock in begun:
        fresh = open_duty(
            state, duty.role, owes, clock, Holder(to_body), at=act.at, since=act.today
        )
        add_duty(state, act.changes, fresh)


def _deny_return(act: DutyAct) -> None:
    act.duty.return_asked_at = None
    act.duty.return_reason = f"未准：{act.facts.values['reason']}"[:300]


def _ask_extension(act: DutyAct) -> None:
    duty, asked = act.duty, date.fromisoformat(act.facts.values["to_date"])
    if asked <= duty.due_date:
        raise MoveRefused("延期要晚于现在的到期日。")
    if duty.limit_date and asked > duty.limit_date:
        limit = duty.limit_date
        raise MoveRefused(f"最长只能延到 {limit.year} 年 {limit.month} 月 {limit.day} 日。")
    duty.extension_asked_to, duty.extension_reason = asked, act.facts.values["reason"]


def _grant_extension(act: DutyAct) -> None:
    duty = act.duty
    duty.extended_from = duty.extended_from or duty.due_date
    duty.due_date = duty.extension_asked_to or duty.due_date
    duty.extension_asked_to = None
    duty.warned_at = duty.escalated_at = None
    duty.is_provisional = not act.state.calendar.is_published(duty.due_date)
    deadline = deadline_of(act.state, duty)
    warn = deadline.warn if deadline else None
    duty.check_on = (
        act.state.calendar.subtract(duty.due_date, warn)
        if warn
        else duty.due_date + timedelta(days=1)
    )


def _deny_extension(act: DutyAct) -> None:
    act.duty.extension_asked_to = None
    act.duty.extension_reason = f"未准：{act.facts.values['reason']}"[:300]


def _urge(act: DutyAct) -> None:
    act.duty.urge_count += 1
    act.duty.urge_weight += _weight_of(act)


def _weight_of(act: DutyAct) -> int:
    """这一次的分量：机制写的几分，乘上轻重的倍数。"""
    degree = act.facts.values.get("degree") or ORDINARY
    return _urge_weight(act.state, act.duty, roles_of(act.doer, act.state)) * URGE_DEGREES[degree]


def _pause(act: DutyAct) -> None:
    pause(act.duty, at=act.at, reason=act.facts.values["reason"])


def _resume(act: DutyAct) -> None:
    resume(act.state, act.duty, at=act.at)


def _log_contact(act: DutyAct) -> None:
    """同一家在同一身份上不止一份责任的（主责、先联系代表），联系一次都算。"""
    for duty in act.state.duties_of(act.duty.role):
        if duty == act.duty or act.doer.holds(duty):
            duty.contacts += 1
            if duty not in act.changes.touched:
                act.changes.touched.append(duty)


def _add_progress(act: DutyAct) -> None:
    """只留痕：进展写在线索上。"""
    act.state.case.facts = {
        **act.state.case.facts,
        "last_progress_on": act.today.isoformat(),
    }


def _assign_person(act: DutyAct) -> None:
    person = act.facts.values["person"]
    if not Post.objects.filter(
        in_force(act.today), person=person, body=act.duty.holder_body_id
    ).exists():
        raise MoveRefused("只能派给本单位在任的人。")
    act.duty.holder_person_id = person


_ACTS: Mapping[str, Callable[[DutyAct], None]] = MappingProxyType(
    {
        "sign": _sign,
        "ask_return": _ask_return,
        "grant_return": _grant_return,
        "deny_return": _deny_return,
        "ask_extension": _ask_extension,
        "grant_extension": _grant_extension,
        "deny_extension": _deny_extension,
        "urge": _urge,
        "pause": _pause,
        "resume": _resume,
        "log_contact": _log_contact,
        "add_progress": _add_progress,
        "assign_person": _assign_person,
    }
)


def _finish(act: DutyAct, rule: DutyVerb) -> None:
    state, case = act.state, act.state.case
    case.marks = {**case.marks, rule.verb: act.today.isoformat()}
    case.counts = {**case.counts, rule.verb: int(case.counts.get(rule.verb, 0)) + 1}
    credit(state, act.changes, rule.verb, act.doer, at=act.at)
    stop_following(state, act.changes, at=act.at)
    write(state, act.changes)
    actor = act.doer.actor(posting_body(act.doer, state))
    note_side_effects(state, act.changes, (), actor=actor, at=act.at)
    attach_files(case, (*rule.needs, *rule.may), act.facts.values, actor=actor, at=act.at)
    words = public_words_of(rule.public, act.facts)
    labels = {fact.key: fact for fact in (*rule.needs, *rule.may)}
    entry_id = log(
        state,
        f"duty.{rule.verb}",
        actor=actor,
        at=act.at,
        facts={
            "label": rule.label,
            "duty": act.duty.pk,
            "public": words,
            "facts": act.facts.values,
            "shown": {
                key: {"label": labels[key].label, "text": text, "audience": labels[key].audience}
                for key, text in act.facts.shown.items()
            },
        },
    )
    _publish(act, rule, words, entry_id)
    if case.accompanied:
        follow(state, act.changes, at=act.at)


def _publish(act: DutyAct, rule: DutyVerb, words: str, entry_id: int) -> None:
    state, case = act.state, act.state.case
    actor = act.doer.actor(posting_body(act.doer, state))
    shared = envelope(case, mechanism=state.mechanism.id, actor=actor, at=act.at)
    announce_duties(state, act.changes, actor=actor, at=act.at)
    if rule.verb == "urge":
        note = act.facts.values.get("note", "")
        degree = degree_words(act.facts.values.get("degree") or ORDINARY)
        publish(
            DutyUrged(
                **shared,
                **duty_words(act.duty),
                weight=_weight_of(act),
                degree=degree,
                note=note,
            )
        )
    publish(
        CaseMoved(
            **shared,
            verb=rule.verb,
            from_stage=case.stage,
            to_stage=case.stage,
            facts={**act.facts.values, "_roles": [], "_public": words, "_thread": case.thread},
            entry_id=entry_id,
        )
    )
