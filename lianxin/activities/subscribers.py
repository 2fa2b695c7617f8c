"""办件上的事传回来：认领放弃了、停下了的，名额空出来；票数对得上才算数；从这里数做过几场。"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from lianxin.activities.models import Task
from lianxin.activities.queries.tallies import held_for_task
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.tasks import release
from lianxin.casework import tallies
from lianxin.casework.models import Case
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.kernel.events import CaseClosed, CaseMoved, subscribe

#: 票数：后一样不能比前一样多。
_SHRINKING = (
    ("roll", "应到"),
    ("present", "实到"),
    ("cast", "表决（举牌）"),
    ("votes_for", "赞成（满意）"),
)


def on_task_closed(event: CaseClosed) -> None:
    """任务的办件以撤回结束：认领跟着撤。"""
    if event.subject_kind != "programme_task" or event.result != "withdrawn":
        return
    if Task.objects.filter(case=event.case_id).exists():
        facts = Case.objects.values_list("facts", flat=True).get(pk=event.case_id)
        reason = facts.get("drop_reason") or facts.get("stop_reason") or ""
        release(task_id=event.subject_id, reason=reason, actor=SYSTEM_DOER, at=event.at)


def on_counted(event: CaseMoved) -> None:
    """应到、实到、表决、赞成一样比一样少，哪一样反过来了就说哪一样；不管从哪个门来。

    :raises ActivityRefused: 数对不上
    """
    if event.subject_kind == "activity_item" and "votes_for" in event.facts:
        _must_shrink(event.facts)


def _must_shrink(facts: Mapping[str, Any]) -> None:
    given = [(label, key, facts[key]) for key, label in _SHRINKING if facts.get(key) is not None]
    for (more, _, most), (fewer, key, least) in pairwise(given):
        if least > most:
            words = f"{fewer}的 {least} 人比{more}的 {most} 人还多，请核对。"
            raise ActivityRefused(words, fields={key: words})


def connect() -> None:
    """接上事件，登记数法。"""
    subscribe(CaseMoved, on_counted)
    subscribe(CaseClosed, on_task_closed)
    tallies.register("programme_task", held_for_task)
