"""办件上的事传回认领：放弃了、停下了的，名额空出来；办件也从这里数做过几场活动。"""

from __future__ import annotations

from lianxin.activities.models import Task
from lianxin.activities.queries.tallies import held_for_task
from lianxin.activities.usecases.tasks import release
from lianxin.casework import tallies
from lianxin.casework.models import Case
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.kernel.events import CaseClosed, subscribe


def on_task_closed(event: CaseClosed) -> None:
    """任务的办件以撤回结束：认领跟着撤。"""
    if event.subject_kind != "programme_task" or event.result != "withdrawn":
        return
    if Task.objects.filter(case=event.case_id).exists():
        facts = Case.objects.values_list("facts", flat=True).get(pk=event.case_id)
        reason = facts.get("drop_reason") or facts.get("stop_reason") or ""
        release(task_id=event.subject_id, reason=reason, actor=SYSTEM_DOER, at=event.at)


def connect() -> None:
    """接上事件，登记数法。"""
    subscribe(CaseClosed, on_task_closed)
    tallies.register("programme_task", held_for_task)
