"""所找的代表不在任了：换一位代表接着管这件事。依据：代表法 62 条，资格终止即不再履职。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.changes import Changes, add_duty, drop_duty
from lianxin.casework.duties import Holder
from lianxin.casework.inheriting import taken_over
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer, kinds_of, posting_body
from lianxin.casework.state import CaseState, lock_case
from lianxin.casework.usecases.moving import MoveRefused, MoveTooLate
from lianxin.casework.writing import announce_duties, log, write_rows
from lianxin.orgs.transactions import whole


@whole
def hand_over_deputy(
    *, case_id: int, to_person_id: int, label: str, reason: str, actor: Doer, at: datetime
) -> Case:
    """把代表这一角色交给一位附议代表；旁边在办的几件一起换。只有代表工作机构能办。

    没到期的责任日子不变，已经过期的从接手之日另算。在不在任由上层核对。

    :raises MoveRefused: 不是代表工作机构，或接的人不是附议代表
    :raises MoveTooLate: 已经办结，或是旁办的一件
    """
    state = lock_case(case_id)
    case = state.case
    if case.closed_at is not None or case.beside:
        raise MoveTooLate("只有还在办的主办件才能换代表；旁边的几件会跟着换。")
    if "office" not in kinds_of(actor, state):
        raise MoveRefused("换领衔代表由代表工作机构办理，您的岗位不能办。")
    if to_person_id not in cosponsors(state):
        raise MoveRefused("只能请这件建议的附议代表接着领衔，请另选一位。")
    beside = Case.objects.filter(main=case, closed_at__isnull=True).order_by("id")
    heirs = beside.values_list("pk", flat=True)
    for one in (state, *(lock_case(pk) for pk in heirs)):
        _hand_over(one, to_person_id, label, reason, actor, at=at)
    return case


def cosponsors(state: CaseState) -> frozenset[int]:
    """此刻的附议代表。"""
    people = (party.person_id for party in state.parties if party.kind == "cosponsor")
    return frozenset(person for person in people if person is not None)


def _hand_over(
    state: CaseState, to: int, label: str, reason: str, actor: Doer, *, at: datetime
) -> None:
    """一件里的：责任转过去，接的人不再是附议代表。"""
    changes = Changes()
    for duty in [duty for duty in state.duties if _is_theirs(state, duty, to)]:
        drop_duty(state, changes, duty, Duty.Outcome.REPLACED, at=at)
        if duty.holder_person_id == state.case.deputy_id:
            add_duty(state, changes, taken_over(state, duty, Holder(person_id=to), at=at))
    for party in [party for party in state.parties if party.person_id == to]:
        if party.kind == "cosponsor":
            party.until = at
            changes.ended_parties.append(party)
    state.case.deputy_id = to
    write_rows(changes)
    Case.objects.filter(pk=state.case.pk).update(deputy=to)
    by = actor.actor(posting_body(actor, state))
    shown = {"reason": {"label": "为什么换", "text": reason, "audience": "submitter"}}
    log(state, "case.deputy_handed", actor=by, at=at, facts={"label": label, "shown": shown})
    announce_duties(state, changes, actor=by, at=at)


def _is_theirs(state: CaseState, duty: Duty, to: int) -> bool:
    """原代表肩上的，或接的人作为附议代表要回的话。"""
    seconded = any(
        role.key == duty.role and "cosponsor" in role.kinds for role in state.mechanism.roles
    )
    return duty.holder_person_id == state.case.deputy_id or (
        seconded and duty.holder_person_id == to
    )
