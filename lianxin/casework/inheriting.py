"""旁办件的承办人从主办件承袭：立件时照抄一份，主办件改派时跟着换。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from lianxin.casework.changes import Changes, add_duty, drop_duty, stop_following
from lianxin.casework.duties import Holder, also_duties, first_check, holders
from lianxin.casework.models import Duty, Party
from lianxin.casework.state import CaseState, day_of
from lianxin.kernel.mechanism.model import Deadline, Role
from lianxin.kernel.mechanism.vocabulary import INHERITED_KINDS
from lianxin.kernel.timespans import Timespan

#: 可以有几家的身份：新添的一家，从环节里写的责任领一份。
_SEVERAL = frozenset({"assist", "separate", "cosponsor"})


def inherit(heir: CaseState, parties: Iterable[Party], *, at: datetime) -> list[Party]:
    """照主办件在任的身份，给旁办件里对得上的身份各指派一份（未存库）。"""
    made = []
    for party in parties:
        for role in heir.mechanism.roles:
            if party.kind in INHERITED_KINDS & set(role.kinds) and _fits(heir, role, party):
                copied = _copied(heir, role, party, at=at)
                heir.parties.append(copied)
                made.append(copied)
    return made


def _fits(heir: CaseState, role: Role, party: Party) -> bool:
    """主办只有一个：已经有了的不再添；别的身份，同一家不重复。"""
    if party.kind == "lead" and any(each.kind == "lead" for each in heir.parties):
        return False
    return not any(_same(each, party) for each in heir.held_by(role.key))


def _same(one: Party, other: Party) -> bool:
    return (one.body_id, one.person_id) == (other.body_id, other.person_id)


def _copied(heir: CaseState, role: Role, party: Party, *, at: datetime) -> Party:
    return Party(
        case=heir.case,
        role=role.key,
        kind=party.kind,
        body_id=party.body_id,
        person_id=party.person_id,
        since=at,
    )


def keep_step(
    heir: CaseState, *, ended: Sequence[Party], new: Sequence[Party], at: datetime
) -> Changes:
    """主办件换了人，旁办件跟着换：身份照换，没尽到的责任原样转到新的人肩上。"""
    changes = Changes()
    touched = _dismiss(heir, changes, ended, at=at)
    changes.new_parties = inherit(heir, new, at=at)
    touched |= {party.role for party in changes.new_parties}
    for key in sorted(touched):
        _hand_over(heir, changes, heir.mechanism.role(key), at=at)
    stop_following(heir, changes, at=at)
    return changes


def succeed_body(state: CaseState, body_id: int, successor_id: int, *, at: datetime) -> Changes:
    """一家并入另一家：它担任的身份、没尽到的责任原样转到接手的那一家；它本来就担着的不重复。"""
    changes = Changes()
    for party in [each for each in state.parties if each.body_id == body_id]:
        party.until = at
        state.parties.remove(party)
        changes.ended_parties.append(party)
        role = state.mechanism.role(party.role)
        heir = _copied(state, role, party, at=at)
        heir.body_id, heir.person_id = successor_id, None
        if not any(_same(each, heir) for each in state.held_by(role.key)):
            state.parties.append(heir)
            changes.new_parties.append(heir)
        _hand_over(state, changes, role, at=at)
    stop_following(state, changes, at=at)
    return changes


def _dismiss(
    heir: CaseState, changes: Changes, ended: Sequence[Party], *, at: datetime
) -> set[str]:
    gone = [
        mine
        for mine in heir.parties
        if any(mine.kind == party.kind and _same(mine, party) for party in ended)
    ]
    for party in gone:
        party.until = at
        heir.parties.remove(party)
        changes.ended_parties.append(party)
    return {party.role for party in gone}


def _hand_over(heir: CaseState, changes: Changes, role: Role, *, at: datetime) -> None:
    now = holders(heir, role)
    lost = [duty for duty in heir.duties_of(role.key) if not _held(duty, now)]
    for duty in lost:
        drop_duty(heir, changes, duty, Duty.Outcome.REPLACED, at=at)
    fresh = [holder for holder in now if _is_new(holder, changes.new_parties, role)]
    # 还有别家担着的，各担各的；一家也没有了的，由顶上的人接。
    for holder in fresh or ([] if heir.held_by(role.key) else now):
        for duty in {duty.owes: duty for duty in lost}.values():
            add_duty(heir, changes, taken_over(heir, duty, holder, at=at))
    if _SEVERAL & set(role.kinds):
        _own_share(heir, changes, role, fresh, at=at)


def _held(duty: Duty, now: Sequence[Holder]) -> bool:
    return any(
        duty.holder_body_id == holder.body_id
        if holder.body_id
        else duty.holder_person_id == holder.person_id
        for holder in now
    )


def _is_new(holder: Holder, parties: Iterable[Party], role: Role) -> bool:
    return any(
        party.role == role.key
        and (party.body_id, party.person_id) == (holder.body_id, holder.person_id)
        for party in parties
    )


def taken_over(heir: CaseState, before: Duty, holder: Holder, *, at: datetime) -> Duty:
    """接过来的责任：还没到期的，日子不变；已经过了期的，从接手之日照原来的长短另算。"""
    duty = Duty(
        case=heir.case,
        holder_body_id=holder.body_id,
        holder_person_id=holder.person_id,
        opened_at=at,
        **{name: getattr(before, name) for name in _CARRIED},
    )
    today = day_of(at)
    if duty.due_date < today:
        due = heir.calendar.due(today, Timespan.parse(duty.within))
        duty.started_on, duty.due_date, duty.is_provisional = today, due.date, due.provisional
    rule = heir.mechanism.duty(duty.role)
    if rule.sign_within:
        duty.sign_due = heir.calendar.due(today, rule.sign_within).date
    duty.check_on = max(today, first_check(heir, duty, _PLAIN))
    return duty


_PLAIN = Deadline("entered", None)
_CARRIED = (
    *("stage", "role", "owes", "started_on", "within", "due_date", "limit_date"),
    *("is_provisional", "calendar_version", "stays", "anchored_on", "period"),
)


def _own_share(
    heir: CaseState, changes: Changes, role: Role, fresh: Sequence[Holder], *, at: datetime
) -> None:
    have = {(duty.owes, duty.holder_body_id, duty.holder_person_id) for duty in heir.duties}
    for also in heir.stage.also:
        if also.role != role.key:
            continue
        for duty in also_duties(heir, also, at=at):
            key = (duty.owes, duty.holder_body_id, duty.holder_person_id)
            if Holder(*key[1:]) in fresh and key not in have:
                add_duty(heir, changes, duty)
