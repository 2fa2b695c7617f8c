"""活动的写共用的几步：锁住、认人、留痕、发事件。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lianxin.activities.models import Activity
from lianxin.activities.policies import may_edit
from lianxin.activities.refusals import ActivityRefused
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.events import ActivityChanged, publish

SUBJECT = "activity"


def is_system(doer: Doer) -> bool:
    """系统自己（导入、演示）。"""
    return "system" in doer.also


def locked(activity_id: int, doer: Doer) -> Activity:
    """锁住一场看得见、改得了的活动。

    :raises NotVisible: 没有这一场，或看不见
    :raises ActivityRefused: 看得见，但不归他记
    """
    activity = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if activity is None:
        raise NotVisible("没有这场活动，或者您无权查看。")
    if is_system(doer) or may_edit(doer.viewer, activity):
        return activity
    if not Activity.objects.visible_to(doer.viewer).filter(pk=activity_id).exists():
        raise NotVisible("没有这场活动，或者您无权查看。")
    raise ActivityRefused("这场活动由主办、协办的单位来记，您的岗位不能改。")


def over_words(activity: Activity) -> str:
    """取消了、归档了，不再签到、邀请、开现场，说明为什么；还办着的为空。"""
    if activity.state == Activity.State.CANCELLED:
        return f"这场活动已经取消：{activity.cancel_reason}。"
    if activity.state == Activity.State.ARCHIVED:
        return "这场活动已经归档，不再改动；漏记的由主办的单位补记，会标明是事后补的。"
    return ""


def note(activity: Activity, verb: str, doer: Doer, *, at: datetime, **facts: Any) -> None:
    """留痕并告诉别的模块。"""
    actor = doer.actor(activity.body_id if activity.body_id in doer.viewer.body_ids else None)
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind=SUBJECT,
        subject_id=activity.pk,
        jurisdiction_id=activity.congress_id,
        facts={"title": activity.title, **facts},
    )
    publish(
        ActivityChanged(
            activity_id=activity.pk,
            jurisdiction_id=activity.congress_id,
            kind=activity.kind,
            verb=verb,
            at=at,
            actor=actor,
        )
    )
