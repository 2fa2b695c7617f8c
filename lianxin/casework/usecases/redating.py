"""改日子：一件事约定的日子由上层改了，材料里的日子和从它起算的到期日一起改。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lianxin.casework.changes import Changes
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.repeating import redate
from lianxin.casework.state import lock_case
from lianxin.casework.writing import note_side_effects, write
from lianxin.orgs.transactions import whole


@whole
def redate_case(*, case_id: int, dates: Mapping[str, str], actor: Doer, at: datetime) -> Case:
    """把办件里由系统填的几个日子换成新的；办结的不动。"""
    state = lock_case(case_id)
    changed = [key for key, day in dates.items() if state.facts.get(key) != day]
    if state.case.closed_at is not None or not changed:
        return state.case
    changes = Changes()
    state.facts |= dict(dates)
    state.case.facts = {**state.case.facts, **dates}
    moved = redate(state, changes, changed, at=at)
    write(state, changes)
    note_side_effects(state, changes, moved, actor=actor.actor(), at=at)
    return state.case
