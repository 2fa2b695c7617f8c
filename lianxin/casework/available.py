"""这个人此刻能对这件办件做的几步：页面按钮、接口动词、权限检查同出一份。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.casework.guards import failing
from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer, kinds_of, roles_of
from lianxin.casework.repeating import rechecks
from lianxin.casework.startable import startable
from lianxin.casework.state import CaseState
from lianxin.casework.usecases.dutyverbs import may
from lianxin.casework.verbs import DUTY_VERBS
from lianxin.kernel.mechanism.model import Fact, Move
from lianxin.kernel.mechanism.vocabulary import SLOTS


@dataclass(frozen=True, slots=True)
class Available:
    """一步：叫什么、要什么材料、现在还差什么条件。

    ``duty_id`` 不为空的是责任动词；``blocked`` 不为空表示轮到您，但条件还不够。
    """

    verb: str
    label: str
    is_main: bool
    needs: tuple[Fact, ...]
    may: tuple[Fact, ...]
    blocked: tuple[str, ...] = ()
    duty_id: int | None = None
    note: str = ""


def available(state: CaseState, doer: Doer, *, today: date) -> tuple[Available, ...]:
    """先是环节里的步，再是责任动词、能启动的旁办；次序固定，桌面上的数字键靠它。"""
    roles = roles_of(doer, state)
    offered = (*state.stage.moves, *rechecks(state, doer))
    steps = [_step(state, move, doer, today) for move in offered if roles & set(move.by)]
    if state.case.closed_at is None:
        steps += _duty_steps(state, doer)
    return (*steps, *_openings(state, doer))


def _openings(state: CaseState, doer: Doer) -> list[Available]:
    """能在旁边启动的：与机制里的步一样，是一个按钮、一个接口动词。"""
    kinds = kinds_of(doer, state) - {"submitter", "system"}
    if not kinds:
        return []
    return [
        Available(
            verb=f"open_{each.slot}",
            label=f"启动{SLOTS[each.slot]}",
            is_main=False,
            needs=tuple(each.mechanism.fact(key) for key in each.mechanism.open_needs),
            may=(),
            note=f"{each.mechanism.label}：{each.mechanism.summary}在旁边另立一件，主办件照走。",
        )
        for each in startable(state).values()
        if each.kinds & kinds and not each.is_open
    ]


def _step(state: CaseState, move: Move, doer: Doer, today: date) -> Available:
    asked = {*move.needs, *move.may}
    # 条件里用到这一步要填的材料的，填了才知道；其余的现在就说。
    settled = tuple(call for call in move.guards if not asked & set(call.args))
    return Available(
        verb=move.verb,
        label=move.label,
        is_main=move.main,
        needs=tuple(state.mechanism.fact(key) for key in move.needs),
        may=tuple(state.mechanism.fact(key) for key in move.may),
        blocked=tuple(failing(settled, state, doer, today)),
    )


def _duty_steps(state: CaseState, doer: Doer) -> list[Available]:
    return [
        _duty_step(duty, verb)
        for duty in state.duties
        for verb in DUTY_VERBS
        if may(state, duty, verb, doer)
    ]


def _duty_step(duty: Duty, verb: str) -> Available:
    rule = DUTY_VERBS[verb]
    return Available(
        verb=verb,
        label=rule.label,
        is_main=verb == "sign",
        needs=rule.needs,
        may=rule.may,
        duty_id=duty.pk,
        note=_note(duty, verb),
    )


def _note(duty: Duty, verb: str) -> str:
    if verb in ("grant_return", "deny_return"):
        return duty.return_reason
    if verb in ("grant_extension", "deny_extension") and duty.extension_asked_to:
        asked = duty.extension_asked_to
        return f"申请延到 {asked.month} 月 {asked.day} 日：{duty.extension_reason}"
    return duty.owes
