"""效果：办件运行时自己能做的那几样；其余（评价、公开、转为建议）随事件交给订阅的模块。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from lianxin.casework.changes import Changes, Companion, add_duty, drop_duty
from lianxin.casework.duties import Holder, holders, open_duty
from lianxin.casework.joining import same_answer, split
from lianxin.casework.mechanisms import adopted
from lianxin.casework.models import Case, Commitment, Duty, Link, Party
from lianxin.casework.policies import Doer, unit_key
from lianxin.casework.repeating import fulfil, recheck_words
from lianxin.casework.state import CHILD_KINDS, CaseState, day_of
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Call, Deadline
from lianxin.kernel.timespans import Timespan
from lianxin.notify.usecases import post_notices
from lianxin.orgs.models import Body


class SameCase(RuleViolation):
    """关联的另一头是它自己。"""


Effect = Callable[[CaseState, Changes, Doer, datetime, tuple[str, ...]], None]

#: 由别的模块订阅 ``CaseMoved`` 来做的效果。
ELSEWHERE = frozenset(
    {
        *("convert", "tell", "ask_rating", "record_rating", "record_late_rating"),
        *("publish", "unpublish", "spawn_items", "draft_for", "carry_over"),
    }
)


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


def _release(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    _end(state, changes, state.held_by(args[0]), at=at)


def _discharge(
    state: CaseState, changes: Changes, doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    for duty in state.duties_of(args[0]):
        # 这一步里刚立的（下一期）不算。
        if doer.holds(duty) and duty.pk is not None:
            fulfil(state, changes, duty, at=at)


def _spawn(
    _state: CaseState, changes: Changes, _doer: Doer, _at: datetime, args: tuple[str, ...]
) -> None:
    changes.spawn_slots.append(args[0])


def _link(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    kind, fact = args
    # 旁办件说的是主办件的来龙去脉，关系连在主办件上；关系不是主办件的字段，不算改它。
    source = state.case.main_id or state.case.pk
    if state.facts[fact] in (source, state.case.pk):
        raise SameCase("填的就是这一件自己的编号，请填另一件的。")
    changes.new_links.append(
        Link(kind=kind, source_id=source, target_id=state.facts[fact], made_at=at)
    )


def _schedule(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, args: tuple[str, ...]
) -> None:
    word, span = args
    owes = recheck_words(state.mechanism, word)
    if any(duty.owes == owes for duty in state.duties):
        return
    office = Body.objects.get(
        congress=state.case.jurisdiction_id, kind=Body.Kind.DEPUTY_AFFAIRS, ends_on__isnull=True
    )
    deadline = Deadline(start="entered", within=Timespan.parse(span))
    duty = open_duty(state, "office", owes, deadline, Holder(office.pk), at=at, since=day_of(at))
    duty.stays = True
    add_duty(state, changes, duty)


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
    """承诺入账；这地采用了承诺办法的，每条另立一件旁办，到日子有人查。"""
    mine = [d.holder_body_id for d in state.duties if d.holder_body_id in doer.viewer.acts_for]
    made = [
        Commitment(
            case=state.case,
            body_id=mine[0] if mine else None,
            who=item["who"],
            what=item["what"],
            by=date.fromisoformat(item["by"]),
            made_at=at,
        )
        for item in _promised(state, doer, args[0])
    ]
    changes.new_commitments += made
    if made and _is_adopted(state, "promise"):
        changes.companions += [Companion("promise", commitment=each) for each in made]


def _is_adopted(state: CaseState, slot: str) -> bool:
    """这地采用了这一段的办法没有；没有采用的不开，也不出错。"""
    where = state.case.jurisdiction_id
    if state.batch is None:
        return adopted(where, slot)
    return state.batch.remember(("adopted", where, slot), lambda: adopted(where, slot))


def _promised(state: CaseState, doer: Doer, key: str) -> list[dict[str, str]]:
    value = state.facts.get(key) or []
    return value.get(unit_key(doer, state), []) if isinstance(value, dict) else value


def _accompany(
    state: CaseState, changes: Changes, _doer: Doer, _at: datetime, args: tuple[str, ...]
) -> None:
    if _is_adopted(state, args[0]):
        changes.companions.append(Companion(args[0]))


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
        "accompany": _accompany,
        "link": _link,
        "schedule": _schedule,
        "pause": _pause,
        "resume": _resume,
        "answer_parent": _answer_parent,
        "mark": _mark,
        "report_up": _report_up,
        "split": split,
        "same_answer": same_answer,
    }
)
SUPPORTED = frozenset(EFFECTS) | ELSEWHERE
