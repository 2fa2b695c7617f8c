"""进环节、出环节：责任、等待理由、自动下一步都在这里一起换。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.changes import Changes, add_duty, drop_duty
from lianxin.casework.duties import duties_on_entering
from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer
from lianxin.casework.spans import timeout_day
from lianxin.casework.state import CaseState, day_of


def enter(state: CaseState, key: str, changes: Changes, *, at: datetime) -> None:
    """进入一个环节：立责任，或写明等什么；终点则办结。"""
    case = state.case
    case.stage, case.entered_on = key, day_of(at)
    stage = state.stage
    case.waits, case.timeout_on = stage.waits, None
    if stage.final:
        case.closed_at = at
        return
    case.closed_at = None
    for duty in duties_on_entering(state, at=at):
        add_duty(state, changes, duty)
    if stage.timeout:
        start = state.marked_on(stage.timeout.start) or day_of(at)
        case.timeout_on = timeout_day(state.calendar, stage.timeout, start)


def leave(state: CaseState, changes: Changes, doer: Doer, *, at: datetime, final: bool) -> None:
    """离开环节：经办人自己的责任算尽到，别人的算环节已过；约好的复查留着，办结才解除。"""
    others = Duty.Outcome.CLOSED if final else Duty.Outcome.MOVED_ON
    for duty in list(state.duties):
        if duty.stays and not final:
            continue
        outcome = Duty.Outcome.DONE if doer.holds(duty) else others
        drop_duty(state, changes, duty, outcome, at=at)
