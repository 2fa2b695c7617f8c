"""现场的表决与评价：立一项、开、收、记数牌得来的数。票数从来只算不存。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from lianxin.activities.models import Activity, HandCount, Item, Poll
from lianxin.activities.queries.live.counting import present_count
from lianxin.activities.queries.live.words import CHOICES, GROUPS
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.live.running import LiveRefused, live_of
from lianxin.activities.usecases.writing import locked, note
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole

MOST_POLLS = 60


@dataclass(frozen=True, slots=True)
class PollDraft:
    """评什么、几种选法；评的是这场的哪件事项，或哪件办件（如一件代表建议）。"""

    title: str
    scale: str
    item_id: int | None = None
    case_id: int | None = None


@whole
def add_poll(*, activity_id: int, draft: PollDraft, actor: Doer, at: datetime) -> Poll:
    """立一项表决或评价，先不开。

    :raises ActivityRefused: 没写评什么；选法不对；同一件已经立过
    :raises NotVisible: 看不见那件事项、办件
    """
    activity = locked(activity_id, actor)
    live = live_of(activity, at=at)
    _check(activity, draft, actor)
    last = Poll.objects.filter(live=live).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_POLLS:
        raise ActivityRefused(f"一场活动最多评 {MOST_POLLS} 项。")
    poll = Poll.objects.create(
        live=live,
        number=last + 1,
        title=clean(draft.title)[:80],
        scale=draft.scale,
        item_id=draft.item_id,
        case_id=draft.case_id,
        made_at=at,
    )
    note(activity, "live.poll_added", actor, at=at, what=poll.title)
    return poll


@whole
def start_poll(*, poll_id: int, actor: Doer, at: datetime) -> Poll:
    """开始收；收过的可以接着收，先前的票还算。

    :raises LiveRefused: 已经开着
    """
    poll, activity = _locked(poll_id, actor)
    if poll.state == Poll.State.OPEN:
        raise LiveRefused("这一项已经开着了。")
    poll.state, poll.opened_at, poll.closed_at = Poll.State.OPEN, poll.opened_at or at, None
    poll.save(update_fields=["state", "opened_at", "closed_at"])
    note(activity, "live.poll_started", actor, at=at, what=poll.title)
    return poll


@whole
def stop_poll(*, poll_id: int, actor: Doer, at: datetime) -> Poll:
    """收；之后按的不算。

    :raises LiveRefused: 没有开着
    """
    poll, activity = _locked(poll_id, actor)
    if poll.state != Poll.State.OPEN:
        raise LiveRefused("这一项没有开着，不用收。")
    poll.state, poll.closed_at = Poll.State.CLOSED, at
    poll.save(update_fields=["state", "closed_at"])
    note(activity, "live.poll_stopped", actor, at=at, what=poll.title)
    return poll


@whole
def count_hands(
    *, poll_id: int, group: str, counts: Mapping[str, int], actor: Doer, at: datetime
) -> Poll:
    """记下数牌、数手、数纸票得来的数；再记一次就是改，改前的留在痕里。

    :raises ActivityRefused: 选法没有；比到场的人还多
    """
    poll, activity = _locked(poll_id, actor)
    if group not in GROUPS:
        raise ActivityRefused("请选是哪类人评的。", fields={"group": "请选"})
    wanted = {choice: counts.get(choice, 0) for choice in CHOICES[poll.scale]}
    if set(counts) - set(wanted) or min(wanted.values()) < 0:
        raise ActivityRefused("票数按列出的几种选法填，没有的填零。", fields={"counts": "请核对"})
    _must_fit(activity, poll, group, sum(wanted.values()))
    for choice, count in wanted.items():
        HandCount.objects.update_or_create(
            poll=poll, group=group, choice=choice, defaults={"count": count}
        )
    words = "，".join(f"{CHOICES[poll.scale][key]} {count}" for key, count in wanted.items())
    note(activity, "live.hands_counted", actor, at=at, what=poll.title, counts=words)
    return poll


def _must_fit(activity: Activity, poll: Poll, group: str, total: int) -> None:
    """只有到场的能举牌：数出来的比到场的多，一定数错了。"""
    present = present_count(activity.pk)
    others = HandCount.objects.filter(poll=poll).exclude(group=group)
    counted = total + sum(others.values_list("count", flat=True))
    if present and counted > present:
        raise ActivityRefused(
            f"到场的一共 {present} 人，票数加起来却有 {counted}，请核对；"
            "有人没有签到的，请先补记到场人数。",
            fields={"counts": "比到场的多"},
        )


def _locked(poll_id: int, actor: Doer) -> tuple[Poll, Activity]:
    found = Poll.objects.filter(pk=poll_id).values_list("live__activity", flat=True).first()
    if found is None:
        raise NotVisible("没有这一项，或者您无权查看。")
    activity = locked(found, actor)
    return Poll.objects.select_for_update().get(pk=poll_id), activity


def _check(activity: Activity, draft: PollDraft, actor: Doer) -> None:
    if draft.scale not in Poll.Scale:
        raise ActivityRefused("请选几种选法。", fields={"scale": "请选"})
    if len(clean(draft.title)) < 2:
        raise ActivityRefused("请写明评什么。", fields={"title": "请写明"})
    _check_subject(activity, draft, actor)


def _check_subject(activity: Activity, draft: PollDraft, actor: Doer) -> None:
    same = Poll.objects.filter(live__activity=activity)
    if draft.item_id is not None:
        if not Item.objects.filter(pk=draft.item_id, activity=activity).exists():
            raise NotVisible("这场活动上没有这一件。")
        if same.filter(item=draft.item_id, scale=draft.scale).exclude(state="closed").exists():
            raise ActivityRefused("这一件已经立过一项还没有收的，不用再立。")
    if draft.case_id is not None:
        if not Case.objects.visible_to(actor.viewer).filter(pk=draft.case_id).exists():
            raise NotVisible("没有这件事，或者您无权查看。")
        if same.filter(case=draft.case_id).exists():
            raise ActivityRefused("这一件已经选进来了，不用再选。")
