"""一步攒下来、要一起写的改动。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianxin.casework.duties import FOLLOWUP, discharge, followup_words
from lianxin.casework.models import Commitment, Duty, Link, Party
from lianxin.casework.state import CaseState


@dataclass(frozen=True, slots=True)
class Companion:
    """要在旁边开的一件：什么用途，填好什么材料；承诺的另写明是哪一条、由谁担着。"""

    slot: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    commitment: Commitment | None = None


@dataclass(slots=True)
class Changes:
    """这一步攒下来、要一起写的改动。"""

    blank: frozenset[str] = frozenset()
    new_duties: list[Duty] = field(default_factory=list)
    touched: list[Duty] = field(default_factory=list)
    new_parties: list[Party] = field(default_factory=list)
    ended_parties: list[Party] = field(default_factory=list)
    signed_parties: list[Party] = field(default_factory=list)
    new_commitments: list[Commitment] = field(default_factory=list)
    new_links: list[Link] = field(default_factory=list)
    spawn_slots: list[str] = field(default_factory=list)
    companions: list[Companion] = field(default_factory=list)
    missed: list[Duty] = field(default_factory=list)

    @property
    def is_one_duty(self) -> bool:
        """只新立了一份责任，别的都没有动：收一件时多半如此。"""
        others = (self.touched, self.new_parties, self.ended_parties, self.new_commitments)
        return len(self.new_duties) == 1 and not any((*others, self.new_links))


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


def add_duty(state: CaseState, changes: Changes, duty: Duty) -> None:
    """加一份责任，记入这一步的改动。"""
    state.duties.append(duty)
    changes.new_duties.append(duty)


def stop_following(state: CaseState, changes: Changes, *, at: datetime) -> None:
    """逾期的已经补上、改派或者准了延期，盯着它的督办责任也过去了；还有一家欠着就接着盯。"""
    late = {followup_words(duty) for duty in state.duties if duty.escalated_at}
    for duty in list(state.duties):
        if duty.owes.startswith(FOLLOWUP) and duty.owes not in late:
            drop_duty(state, changes, duty, Duty.Outcome.MOVED_ON, at=at)
