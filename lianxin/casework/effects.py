"""效果：办件运行时自己能做的那几样；其余（评价、公开、转为建议）随事件交给订阅的模块。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from lianxin.casework.duties import Holder, discharge, holders, open_duty
from lianxin.casework.models import Case, Commitment, Duty, Link, Party
from lianxin.casework.policies import Doer
from lianxin.casework.state import CHILD_KINDS, CaseState, day_of
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Call, Deadline
from lianxin.kernel.timespans import Timespan
from lianxin.notify.usecases import post_notices
from lianxin.orgs.models import Body


class SameCase(RuleViolation):
    """关联的另一头是它自己。"""


@dataclass(slots=True)
class Changes:
    """这一步攒下来、要一起写的改动。"""

    blank: frozenset[str] = frozenset()
    new_duties: list[Duty] = field(default_factory=list)
    touched: list[Duty] = field(default_factory=list)
    new_parties: list[Party] = field(default_factory=list)
    ended_parties: list[Party] = field(default_factory=list)
    new_commitments: list[Commitment] = field(default_factory=list)
    new_links: list[Link] = field(default_factory=list)
    spawn_slots: list[str] = field(default_factory=list)


Effect = Callable[[CaseState, Changes, Doer, datetime, tuple[str, ...]], None]

#: 由别的模块订阅 ``CaseMoved`` 来做的效果。
ELSEWHERE = frozenset({"convert", "tell", "ask_rating", "record_rating", "publish", "unpublish"})


def apply(call: Call, state: CaseState, changes: Changes, doer: Doer, *, at: datetime) -> None:
    """做一个效果；别的模块做的，这里略过。"""
    effect = EFFECTS.get(call.name)
    if effect is not None:
        effect(state, changes, doer, at, call.args)


def _hold(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    role, fact_key = args
    fact = state.mechanism.fact(fact_key)
    # 这一步问了却没填的，就是不要了，不能沿用上一次交办时填的。
    value = None if fact_key in changes.blank else state.facts.get(fact_key)
    wanted = set(value if isinstance(value, list) else [value]) - {None}
    by_person = fact.kind == "person"
    before = state.held_by(role)
    _end(state, changes, [p for p in before if _held_id(p, by_person) not in wanted], at=at)
    kept = {_held_id(p, by_person) for p in before}
    for holder_id in sorted(wanted - kept):
        party = Party(
            case=state.case,
            role=role,
            kind=state.mechanism.role(role).kinds[0],
            since=at,
            **{"person_id" if by_person else "body_id": holder_id},
        )
        state.parties.append(party)
        changes.new_parties.append(party)


def _held_id(party: Party, by_person: bool) -> int | None:  # noqa: FBT001
    return party.person_id if by_person else party.body_id


def _end(state: CaseState, changes: Changes, parties: list[Party], *, at: datetime) -> None:
    for party in parties:
        party.until = at
        state.parties.remove(party)
        changes.ended_parties.append(party)
        for duty in state.duties_of(party.role):
            if (duty.holder_body_id, duty.holder_person_id) == (party.body_id, party.person_id):
                drop_duty(state, changes, duty, Duty.Outcome.REPLACED, at=at)


def drop_duty(
    state: CaseState, changes: Changes, duty: Duty, outcome: str, *, at: datetime
) -> None:
    """解除一份责任，记入这一步的改动。"""
    discharge(duty, outcome, at=at)
    state.duties.remove(duty)
    if duty.pk is None:
        changes.new_duties.remove(duty)
    else:
        changes.touched.append(duty)


def _release(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    _end(state, changes, state.held_by(args[0]), at=at)


def _discharge(
    state: CaseState, changes: Changes, doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    for duty in state.duties_of(args[0]):
        if doer.holds(duty):
            drop_duty(state, changes, duty, Duty.Outcome.DONE, at=at)


def _spawn(
    _state: CaseState, changes: Changes, _doer: Doer, _at: datetime, args: tuple[str, ...]
) -> None:
    changes.spawn_slots.append(args[0])


def _link(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    kind, fact = args
    if state.facts[fact] == state.case.pk:
        raise SameCase("填的就是这一件自己的编号，请填另一件的。")
    changes.new_links.append(
        Link(kind=kind, source=state.case, target_id=state.facts[fact], made_at=at)
    )


def _schedule(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    word, span = args
    owes = f"复查：{state.mechanism.verb_label(word)}"
    if any(duty.owes == owes for duty in state.duties):
        return
    office = Body.objects.get(
        congress=state.case.jurisdiction_id, kind=Body.Kind.DEPUTY_AFFAIRS, ends_on__isnull=True
    )
    deadline = Deadline(start="entered", within=Timespan.parse(span))
    add_duty(
        state,
        changes,
        open_duty(state, "office", owes, deadline, Holder(office.pk), at=at, since=day_of(at)),
    )


def add_duty(state: CaseState, changes: Changes, duty: Duty) -> None:
    """加一份责任，记入这一步的改动。"""
    state.duties.append(duty)
    changes.new_duties.append(duty)


def _pause(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, _args: tuple[str, ...]
) -> None:
    for duty in state.duties:
        pause(duty, at=at, reason="")
        changes.touched.append(duty)


def pause(duty: Duty, *, at: datetime, reason: str) -> None:
    """停表。停着的责任不预警、不逾期。"""
    duty.paused_on, duty.pause_reason, duty.check_on = day_of(at), reason, None


def _resume(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, _args: tuple[str, ...]
) -> None:
    for duty in state.duties:
        if duty.paused_on:
            resume(state, duty, at=at)
            changes.touched.append(duty)


def resume(state: CaseState, duty: Duty, *, at: datetime) -> None:
    """接着走表：停了几天，到期日就顺延几天；按工作日算的按工作日顺延。"""
    today = day_of(at)
    stopped = duty.paused_on or today
    unit = Timespan.parse(duty.within).unit
    lost = (
        state.calendar.workdays_between(stopped, today) if unit == "wd" else (today - stopped).days
    )
    if lost:
        span = Timespan(lost, "wd" if unit == "wd" else "d")
        due = state.calendar.due(duty.due_date, span)
        duty.due_date, duty.is_provisional = due.date, due.provisional
    duty.paused_on, duty.pause_reason = None, ""
    duty.check_on = max(today, duty.due_date)


def _answer_parent(
    state: CaseState, _changes: Changes, _doer: Doer, _at: datetime, args: tuple[str, ...]
) -> None:
    parents = Link.objects.filter(target=state.case.pk, kind__in=CHILD_KINDS).values("source")
    for parent in Case.objects.select_for_update().filter(pk__in=parents).order_by("id"):
        parent.facts = {**parent.facts, "child_answer": state.facts.get(args[0], "")}
        parent.save(update_fields=["facts"])


def _mark(
    state: CaseState, _changes: Changes, _doer: Doer, _at: datetime, args: tuple[str, ...]
) -> None:
    if args[0] not in state.case.flags:
        state.case.flags = [*state.case.flags, args[0]]


def _report_up(
    state: CaseState, changes: Changes, doer: Doer, at: datetime, _args: tuple[str, ...]
) -> None:
    _mark(state, changes, doer, at, ("reported_up",))


def _commit(
    state: CaseState, changes: Changes, doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    mine = [d.holder_body_id for d in state.duties if d.holder_body_id in doer.viewer.body_ids]
    changes.new_commitments += [
        Commitment(
            case=state.case,
            body_id=mine[0] if mine else None,
            who=item["who"],
            what=item["what"],
            by=date.fromisoformat(item["by"]),
            made_at=at,
        )
        for item in state.facts.get(args[0], [])
    ]


def _notify(
    state: CaseState, _changes: Changes, doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    case = state.case
    post_notices(
        readers=[(h.body_id, h.person_id) for h in holders(state, state.mechanism.role(args[0]))],
        jurisdiction_id=case.jurisdiction_id,
        case_id=case.pk,
        text=f"有新进展：{case.number} {case.title}",
        actor=doer.actor(),
        at=at,
    )


EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "commit": _commit,
        "notify": _notify,
        "hold": _hold,
        "release": _release,
        "discharge": _discharge,
        "spawn": _spawn,
        "link": _link,
        "schedule": _schedule,
        "pause": _pause,
        "resume": _resume,
        "answer_parent": _answer_parent,
        "mark": _mark,
        "report_up": _report_up,
    }
)
SUPPORTED = frozenset(EFFECTS) | ELSEWHERE
