"""走一步：锁住 → 看身份、材料、条件 → 做效果、换环节 → 留痕 → 发事件。"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.casework import effects
from lianxin.casework.batches import Batch
from lianxin.casework.changes import Changes, stop_following
from lianxin.casework.facts import Cleaned, clean
from lianxin.casework.guards import failing
from lianxin.casework.inheriting import keep_step
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link, Party
from lianxin.casework.policies import SYSTEM_DOER, Doer, posting_body, roles_of, unit_key
from lianxin.casework.repeating import credit, rechecks, redate
from lianxin.casework.stages import enter, leave
from lianxin.casework.state import (
    CALENDAR_NOW,
    CHILD_KINDS,
    CaseState,
    day_of,
    lock_case,
    state_of,
)
from lianxin.casework.usecases.accompanying import is_open_beside, stand_beside
from lianxin.casework.usecases.opening import Subject, open_case
from lianxin.casework.writing import (
    announce,
    announce_duties,
    attach_files,
    envelope,
    log,
    note_side_effects,
    write,
    write_rows,
)
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.kernel.errors import Conflict, RuleViolation
from lianxin.kernel.events import CaseClosed, CaseMoved
from lianxin.kernel.mechanism.model import Move
from lianxin.kernel.mechanism.vocabulary import INHERITED_KINDS
from lianxin.orgs.statements import select
from lianxin.orgs.transactions import whole


class MoveRefused(RuleViolation):
    """这一步走不了：环节不对、人不对，或者条件不够。"""


class MoveTooLate(MoveRefused, Conflict):
    """这一步现在没有了：多半刚有人办过，重新取一次再看。"""


@dataclass(frozen=True, slots=True)
class Step:
    """走成的一步：从哪到哪，留痕编号。"""

    case: Case
    move: Move
    from_stage: str
    entry_id: int


@whole
def move_case(
    *,
    case_id: int,
    verb: str,
    actor: Doer,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    batch: Batch | None = None,
) -> Step:
    """把办件往前走一步。

    :param verb: 机制里写的动作
    :param facts: 这一步的材料，字段由机制的 ``needs``、``may`` 决定
    :param batch: 成批补记时，办件须是这一批里立的
    :raises MoveTooLate: 环节已经不对
    :raises MoveRefused: 身份不对或条件不够
    :raises FactsRefused: 材料不齐或不对，逐项说明
    """
    state = batch.state(case_id) if batch is not None else lock_case(case_id)
    move = _permitted(state, verb, actor)
    cleaned = _cleaned(state, move, facts or {})
    state.facts |= merged(state, actor, cleaned)
    _check_guards(state, move, actor, at)
    return _take(state, move, actor, cleaned, at=at)


def _permitted(state: CaseState, verb: str, doer: Doer) -> Move:
    stage = state.stage
    offered = (*stage.moves, *rechecks(state, doer))
    move = next((move for move in offered if move.verb == verb), None)
    if move is None:
        raise MoveTooLate(f"这件事现在是“{stage.label}”，不能这样办；可能刚有人办过，请刷新看看。")
    if not roles_of(doer, state) & set(move.by):
        who = "、".join(state.mechanism.role(role).label for role in move.by)
        raise MoveRefused(f"“{move.label}”由{who}来办，您的岗位不能办这一步。")
    return move


def _cleaned(state: CaseState, move: Move, raw: Mapping[str, Any]) -> Cleaned:
    wanted = [state.mechanism.fact(key) for key in (*move.needs, *move.may)]
    return clean(
        wanted,
        frozenset(move.needs),
        raw,
        jurisdiction=state.case.jurisdiction_id,
        remember=state.batch.remember if state.batch is not None else None,
    )


def merged(state: CaseState, doer: Doer, cleaned: Cleaned) -> dict[str, Any]:
    """这一步填的材料，存成什么样：各单位各填各的，记在各自名下，不盖掉别家的。"""
    found = dict(cleaned.values)
    for fact in state.mechanism.facts:
        if fact.each and fact.key in found:
            before = state.facts.get(fact.key) or {}
            found[fact.key] = {**before, unit_key(doer, state): found[fact.key]}
    return found


def _check_guards(state: CaseState, move: Move, doer: Doer, at: datetime) -> None:
    unmet = failing(move.guards, state, doer, day_of(at))
    if unmet:
        raise MoveRefused(f"还不能“{move.label}”：{'；'.join(unmet)}。")


def _take(state: CaseState, move: Move, doer: Doer, cleaned: Cleaned, *, at: datetime) -> Step:
    case, from_stage = state.case, state.stage
    changes = Changes(blank=frozenset((*move.needs, *move.may)) - cleaned.values.keys())
    roles = roles_of(doer, state) & set(move.by)
    actor = doer.actor(posting_body(doer, state))
    redated = [key for key in cleaned.values if case.facts.get(key) != state.facts.get(key)]
    _remember(state, move.verb, cleaned, at=at)
    credit(state, changes, move.verb, doer, at=at)
    for call in move.effects:
        effects.apply(call, state, changes, doer, at=at)
    if move.to:
        _change_stage(state, move, changes, doer, at=at)
    moved_dates = redate(state, changes, redated, at=at)
    stop_following(state, changes, at=at)
    write(state, changes)
    note_side_effects(state, changes, moved_dates, actor=actor, at=at)
    attach_files(case, state.mechanism.facts, cleaned.values, actor=actor, at=at)
    entry_id = log(
        state,
        f"{state.mechanism.key}.{move.verb}",
        actor=actor,
        at=at,
        facts=_entry_facts(state, move, from_stage.label, cleaned, roles),
    )
    _announce(state, move, changes, from_stage.key, cleaned, roles, actor, entry_id, at=at)
    _spawn(state, changes, actor, at=at)
    if case.closed_at == at and move.to:
        _close(state, case.result, actor, entry_id, at=at)
    _look_aside(state, changes, actor, at=at)
    return Step(case, move, from_stage.key, entry_id)


def _remember(state: CaseState, verb: str, cleaned: Cleaned, *, at: datetime) -> None:
    case = state.case
    case.marks = {**case.marks, verb: day_of(at).isoformat()}
    case.counts = {**case.counts, verb: int(case.counts.get(verb, 0)) + 1}
    case.facts = {**case.facts, **{key: state.facts[key] for key in cleaned.values}}
    if "category" in cleaned.values:
        case.category_id = cleaned.values["category"]


def _change_stage(
    state: CaseState, move: Move, changes: Changes, doer: Doer, *, at: datetime
) -> None:
    target = state.mechanism.stage(move.to or "")
    leave(state, changes, doer, at=at, final=target.final)
    reopening = state.stage.final
    if reopening and not target.final:
        _check_alone(state.case)
    state.case.result = (
        state.mechanism.result_after(move, so_far=None if reopening else state.case.result) or ""
    )
    enter(state, target.key, changes, at=at)


def _check_alone(case: Case) -> None:
    """旁办件重新打开之前，看同一用途有没有另一件在办。"""
    again = case.beside and case.beside != "promise" and case.main is not None
    if again and case.main is not None and is_open_beside(case.main, case.beside):
        raise MoveRefused("同一件事上已经另有一件在办，请在那一件上接着办。")


def _look_aside(state: CaseState, changes: Changes, actor: Actor, *, at: datetime) -> None:
    """走完一步：该开的旁办件开起来，已有的跟着换人、看看该不该往下走。"""
    case = state.case
    for wanted in changes.companions:
        opened = stand_beside(state, wanted, actor=actor, at=at)
        if opened is not None:
            settle(case_id=opened.pk, at=at)
    if case.accompanied:
        follow(state, changes, at=at)
    if case.beside and state.stage.auto and settle(case_id=case.pk, at=at):
        case.refresh_from_db()


def follow(state: CaseState, changes: Changes, *, at: datetime) -> None:
    """主办件动了一下，旁边在办的几件：承袭的人换了就跟着换，够条件的由系统往下走。"""
    ended = [party for party in changes.ended_parties if party.kind in INHERITED_KINDS]
    new = [party for party in changes.new_parties if party.kind in INHERITED_KINDS]
    heirs = select(Case, _HEIRS, [state.case.pk], more=CALENDAR_NOW)
    for heir in heirs:
        if ended or new:
            _rehold(state_of(heir), ended, new, at=at)
        if mechanism(heir.mechanism_id).stage(heir.stage).auto:
            settle(case_id=heir.pk, at=at)


_HEIRS = "WHERE main_id = %s AND closed_at IS NULL ORDER BY id FOR UPDATE"


def _rehold(heir: CaseState, ended: list[Party], new: list[Party], *, at: datetime) -> None:
    changes = keep_step(heir, ended=ended, new=new, at=at)
    if not (changes.ended_parties or changes.new_parties):
        return
    write_rows(changes)
    log(
        heir,
        "beside.reheld",
        actor=SYSTEM,
        at=at,
        facts={"label": "主办件换了承办单位，这里跟着换"},
    )
    announce_duties(heir, changes, actor=SYSTEM, at=at)


def settle(*, case_id: int, at: datetime) -> bool:
    """由系统一步一步往下走，走到要人办的为止；返回走了没有。环里没有全由系统走的，走得完。"""
    moved = False
    while advance(case_id=case_id, actor=SYSTEM_DOER, at=at):
        moved = True
    return moved


def _entry_facts(
    state: CaseState, move: Move, from_label: str, cleaned: Cleaned, roles: frozenset[str]
) -> dict[str, Any]:
    return {
        "label": move.label,
        "from": from_label,
        "to": state.stage.label,
        "public": public_words_of(move.public, cleaned),
        "facts": cleaned.values,
        "shown": {
            key: {
                "label": state.mechanism.fact(key).label,
                "text": text,
                "audience": state.mechanism.fact(key).audience,
            }
            for key, text in cleaned.shown.items()
        },
        "roles": sorted(roles),
    }


def public_words_of(template: str, cleaned: Cleaned) -> str:
    """给群众看的话；``{材料}`` 换成这一步填的内容。"""
    return re.sub(r"\{(\w+)\}", lambda found: cleaned.shown.get(found[1], ""), template)


def _announce(
    state: CaseState,
    move: Move,
    changes: Changes,
    from_stage: str,
    cleaned: Cleaned,
    roles: frozenset[str],
    actor: Actor,
    entry_id: int,
    *,
    at: datetime,
) -> None:
    announce_duties(state, changes, actor=actor, at=at)
    kinds = {kind for role in roles for kind in state.mechanism.role(role).kinds}
    announce(
        state,
        CaseMoved(
            **envelope(state.case, mechanism=state.mechanism.id, actor=actor, at=at),
            verb=move.verb,
            from_stage=from_stage,
            to_stage=state.case.stage,
            result=state.case.result or None,
            facts={
                **cleaned.values,
                "_roles": sorted(kinds),
                "_public": public_words_of(move.public, cleaned),
                "_thread": state.case.thread,
            },
            effects=move.effects,
            reopens=state.mechanism.stage(from_stage).final and not state.stage.final,
            entry_id=entry_id,
        ),
    )


def _spawn(state: CaseState, changes: Changes, actor: Actor, *, at: datetime) -> None:
    case = state.case
    for slot in changes.spawn_slots:
        open_case(
            subject=Subject(
                kind=case.subject_kind,
                id=case.subject_id,
                number=case.number,
                title=case.title,
                jurisdiction_id=case.jurisdiction_id,
                category_id=case.category_id,
                region_id=case.region_id,
                local_body_id=case.local_body_id,
                deputy_id=case.deputy_id,
            ),
            slot=slot,
            actor=actor,
            at=at,
            facts={**state.facts},
            parent=case,
        )


def _close(state: CaseState, result: str, actor: Actor, entry_id: int, *, at: datetime) -> None:
    case = state.case
    announce(
        state,
        CaseClosed(
            **envelope(case, mechanism=state.mechanism.id, actor=actor, at=at),
            result=result,
            entry_id=entry_id,
        ),
    )
    if state.batch is not None:
        # 这一批里立的都不是派生来的，没有上一件等着它。
        return
    parents = Link.objects.filter(target=case.pk, kind__in=CHILD_KINDS).order_by("source")
    for parent_id in parents.values_list("source_id", flat=True):
        advance(case_id=parent_id, actor=SYSTEM_DOER, at=at)


@whole
def advance(*, case_id: int, actor: Doer, at: datetime) -> Step | None:
    """派生的办件办结后，上一件若写了 ``auto`` 且条件够了，系统自动走这一步。"""
    state = lock_case(case_id)
    verb = state.stage.auto
    if verb is None or state.case.closed_at is not None:
        return None
    move = state.mechanism.move(state.case.stage, verb)
    if failing(move.guards, state, actor, day_of(at)):
        return None
    return _take(state, move, actor, Cleaned({}, {}), at=at)
