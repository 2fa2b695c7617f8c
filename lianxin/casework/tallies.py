"""这件事上已经做过几场活动：办件自己不认识活动，由上层在启动时把数法登记进来。"""

from __future__ import annotations

from collections.abc import Callable

Tally = Callable[[int], int]
_TALLIES: dict[str, Tally] = {}


def register(subject_kind: str, tally: Tally) -> None:
    """登记一种事的数法：给事的编号，答做过几场。"""
    _TALLIES[subject_kind] = tally


def of(subject_kind: str, subject_id: int) -> int:
    """做过几场；没有登记数法的事，一场也没有。"""
    tally = _TALLIES.get(subject_kind)
    return tally(subject_id) if tally else 0
