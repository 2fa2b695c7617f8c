"""这一步能做的：把办件运行时给的清单排成按钮，主的在前，次序固定，数字键靠它。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lianxin.casework.available import Available
from lianxin.casework.state import CaseState
from lianxin.kernel.mechanism.vocabulary import OPENING_VERBS

#: 日常的小事排在后面，不跟正事抢眼。
_SMALL = (
    *("log_contact", "add_progress", "assign_person", "urge", "pause", "resume"),
    *OPENING_VERBS,
)


@dataclass(frozen=True, slots=True)
class Step:
    """一个按钮。

    ``blocked`` 不为空时按不动，并说明差什么；``is_direct`` 不用填什么，点了就办；
    ``is_tucked`` 是几份责任各有一个的小事，收在一处。
    """

    verb: str
    label: str
    duty_id: int | None
    is_main: bool
    is_small: bool
    is_direct: bool
    blocked: tuple[str, ...] = ()
    note: str = ""
    is_tucked: bool = False


def steps_of(found: Iterable[Available], state: CaseState) -> tuple[Step, ...]:
    """排好的按钮：能办的主按钮一个，其余正事，再是小事；还不能办的排在最后。"""
    steps = list(found)
    names = Counter(step.verb for step in steps)
    main = _main(steps)
    made = [
        Step(
            verb=step.verb,
            label=_label(step, state) if names[step.verb] > 1 else step.label,
            duty_id=step.duty_id,
            is_main=step is main,
            is_small=_is_small(step, state),
            is_direct=not step.needs and not step.may,
            blocked=step.blocked,
            note=step.note,
            is_tucked=step.verb in _SMALL and names[step.verb] > 1 and not _clears(step, state),
        )
        for step in steps
    ]
    return tuple(sorted(made, key=lambda s: (bool(s.blocked), not s.is_main, s.is_small)))


def _clears(step: Available, state: CaseState) -> bool:
    """这一步正是尽某一份责任的（如“先联系代表”要记一次联系）：摆在外面，不收起来。"""
    owes = {also.owes for also in state.stage.also if also.done_by == step.verb}
    return any(duty.pk == step.duty_id and duty.owes in owes for duty in state.duties)


def _is_small(step: Available, state: CaseState) -> bool:
    """日常的小事；建议并案是难得一回的事，也不抢眼。"""
    return step.verb in _SMALL or (step.verb == "merge" and state.case.subject_kind == "suggestion")


def _main(steps: list[Available]) -> Available | None:
    """一页只有一个主按钮：没签收的先签收；其次是机制里写的主按钮。"""
    usable = [step for step in steps if step.is_main and not step.blocked]
    return next((s for s in usable if s.verb == "sign"), usable[0] if usable else None)


def _label(step: Available, state: CaseState) -> str:
    """同一个动作有几份责任可用时，写明是哪一份。"""
    duty = next((duty for duty in state.duties if duty.pk == step.duty_id), None)
    return f"{step.label}（{duty.owes}）" if duty else step.label
