"""场控：开始、翻到哪一件、结束。"""

from __future__ import annotations

import secrets
from datetime import datetime

from lianxin.activities.models import Activity, Item, Live, Poll
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.writing import locked, note, over_words
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.orgs.transactions import whole

MOST_ROLL = 10_000


class LiveRefused(ActivityRefused, Conflict):
    """现场这一步办不了。"""


@whole
def open_live(*, activity_id: int, roll: int | None = None, actor: Doer, at: datetime) -> Live:
    """开始现场：给一个六位的现场号，大屏和手机凭它进来；结束了的可以再开。

    :param roll: 应到几人；议事、表决要够数的才写
    :raises ActivityRefused: 活动取消了、归档了，或应到人数不对
    """
    activity = locked(activity_id, actor)
    if words := over_words(activity):
        raise LiveRefused(words)
    if roll is not None and not 0 < roll <= MOST_ROLL:
        raise ActivityRefused("应到人数要大于零。", fields={"roll": "要大于零"})
    live = live_of(activity, at=at)
    live.state, live.opened_at, live.closed_at = Live.State.ON, live.opened_at or at, None
    live.roll = roll or live.roll
    live.save(update_fields=["state", "opened_at", "closed_at", "roll"])
    note(activity, "live.opened", actor, at=at, number=live.number)
    return live


@whole
def turn_to(*, activity_id: int, item_id: int | None, actor: Doer, at: datetime) -> Live:
    """翻到这一件，大屏跟着翻；不写哪一件就回到总的一屏。

    :raises LiveRefused: 现场没有开着
    """
    activity = locked(activity_id, actor)
    live = _running(activity)
    if item_id is not None and not Item.objects.filter(pk=item_id, activity=activity).exists():
        raise NotVisible("这场活动上没有这一件。")
    live.item_id = item_id
    live.save(update_fields=["item"])
    note(activity, "live.turned", actor, at=at, item=item_id)
    return live


@whole
def close_live(*, activity_id: int, actor: Doer, at: datetime) -> Live:
    """结束现场；还开着的表决一起收。

    :raises LiveRefused: 现场没有开着
    """
    activity = locked(activity_id, actor)
    live = _running(activity)
    Poll.objects.filter(live=live, state=Poll.State.OPEN).update(
        state=Poll.State.CLOSED, closed_at=at
    )
    live.state, live.closed_at, live.item = Live.State.OVER, at, None
    live.save(update_fields=["state", "closed_at", "item"])
    note(activity, "live.closed", actor, at=at)
    return live


def live_of(activity: Activity, *, at: datetime) -> Live:
    """这场活动的现场；没有就立一个，现场号不与别的重。活动须已锁住。"""
    found = Live.objects.filter(activity=activity).first()
    return found or Live.objects.create(activity=activity, number=_number(), made_at=at)


def _running(activity: Activity) -> Live:
    live = Live.objects.filter(activity=activity, state=Live.State.ON).first()
    if live is None:
        raise LiveRefused("现场还没有开始，或者已经结束；请先点“开始现场”。")
    return live


def _number() -> str:
    """六位现场号：念得出、抄得下；撞上了就换一个。"""
    while True:
        number = f"{secrets.randbelow(900_000) + 100_000}"
        if not Live.objects.filter(number=number).exists():
            return number
