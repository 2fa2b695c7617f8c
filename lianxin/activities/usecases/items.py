"""活动上听到的意见、带出的事项。意见照常登记立件；要跟到底的事项各立各的件。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from lianxin.access.viewers import LOCAL_KINDS
from lianxin.activities.drafts import ItemDraft
from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, Item, LookedAt, Voice
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.writing import SUBJECT, is_system, locked, note
from lianxin.casework.mechanisms import adopted
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of, lock_case
from lianxin.casework.usecases import open_case
from lianxin.casework.usecases.opening import Subject
from lianxin.casework.writing import log
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean, redact, title_from
from lianxin.opinions.usecases import Draft, Registered, register_opinion
from lianxin.orgs.models import Body, Category
from lianxin.orgs.queries import local_body_for
from lianxin.orgs.transactions import whole

MOST_ITEMS = 500
#: 说好了要办的：走得了机制的就立件。
TO_FOLLOW = (Item.Disposition.ACCEPTED, Item.Disposition.TAKEN_BACK)
_ON_SPOT = (Item.Disposition.ANSWERED, Item.Disposition.SOLVED)


class AlreadyLookedAt(ActivityRefused, Conflict):
    """这一件在这场活动上已经看过。"""


@whole
def note_voice(
    *, activity_id: int, draft: Draft, answered: bool, actor: Doer, at: datetime
) -> Registered:
    """活动上听到一条意见：照常登记立件，连到活动；活动取消了也照收。

    :raises OpinionRefused: 太短、太长
    """
    activity = locked(activity_id, actor)
    registered = add_voice(activity, draft, actor, answered=answered, at=at)
    note(activity, "activity.voice", actor, at=at, receipt_no=registered.receipt_no)
    return registered


@whole
def note_item(*, activity_id: int, item: ItemDraft, actor: Doer, at: datetime) -> Item:
    """活动带出一件事；说好了要办、这地又采用了那一段机制的，当场立件。

    :raises ActivityRefused: 这种活动不记这种事项；当场答的没写怎么答；接办的没写哪家
    """
    activity = locked(activity_id, actor)
    row = add_item(activity, item, actor, at=at)
    note(activity, "activity.item", actor, at=at, number=row.number, what=row.title)
    return row


@whole
def look_at_case(
    *, activity_id: int, case_id: int, finding: str, actor: Doer, at: datetime
) -> LookedAt:
    """活动上一起看了一件办件：看到什么，写进那件的经过；办到哪一步不因此改变。

    :raises NotVisible: 看不见那一件
    :raises AlreadyLookedAt: 这场活动上已经记过这一件
    """
    activity = locked(activity_id, actor)
    seen = Case.objects.visible_to(actor.viewer).filter(pk=case_id)
    if not is_system(actor) and not seen.exists():
        raise NotVisible("没有这件事，或者您无权查看。")
    words = clean(finding)[:1000]
    if len(words) < 4:
        raise ActivityRefused("请写明看到什么情况。", fields={"finding": "请写明"})
    state = lock_case(case_id)
    row, is_new = LookedAt.objects.get_or_create(
        activity=activity, case=state.case, defaults={"finding": words, "noted_at": at}
    )
    if not is_new:
        raise AlreadyLookedAt("这一件在这场活动上已经记过，要补充请记在那一件自己的页上。")
    facts = {
        "title": activity.title,
        "finding": words,
        "activity": activity.pk,
        "label": f"在“{activity.title}”上一起看过",
        "shown": {"finding": {"label": "看到", "text": words, "audience": "staff"}},
    }
    log(state, "activity.looked_at", actor=actor.actor(), at=at, facts=facts)
    note(activity, "activity.looked", actor, at=at, number=state.case.number)
    return row


def add_voice(
    activity: Activity, draft: Draft, actor: Doer, *, answered: bool, at: datetime
) -> Registered:
    """登记一条并连上；留痕由调用的用例写。活动须已锁住。"""
    if draft.jurisdiction_id != activity.congress_id:
        raise ActivityRefused("意见要登记在这场活动所在的这一级。")
    # 一条来源只许登记一次：写成“第几场-第几条”。活动已锁住，号不会重。
    place = Voice.objects.filter(activity=activity).count() + 1
    told = replace(
        draft,
        channel="activity",
        source_kind=SUBJECT,
        source_id=f"{activity.pk}-{place}",
        station_id=draft.station_id or activity.station_id,
    )
    registered = register_opinion(draft=told, actor=actor.actor(), at=at)
    Voice.objects.create(activity=activity, opinion_id=registered.opinion_id, answered=answered)
    return registered


def add_item(activity: Activity, draft: ItemDraft, actor: Doer, *, at: datetime) -> Item:
    """写下一件，要跟的立件；留痕由调用的用例写。活动须已锁住，编号才不会重。"""
    row = _row(activity, draft, at=at)
    row.save()
    follow_up(activity, row, actor, at=at)
    return row


def follow_up(activity: Activity, row: Item, actor: Doer, *, at: datetime) -> None:
    """说好了要办、这地又采用了那一段机制的，立件；别的什么也不做。留痕由调用的用例写。"""
    if row.slot and row.disposition in TO_FOLLOW and adopted(activity.congress_id, row.slot):
        row.case = _open(activity, row, actor, at=at)
        row.save(update_fields=["case"])


def _row(activity: Activity, draft: ItemDraft, *, at: datetime) -> Item:
    _check(activity, draft)
    last = Item.objects.filter(activity=activity).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_ITEMS:
        raise ActivityRefused(f"一场活动最多记 {MOST_ITEMS} 件事，更多的请另记一场。")
    # 来电、发言里报的姓名电话不进事项：接办的单位、大屏、导出的表看的都是这一份。
    text = redact(draft.text).text
    return Item(
        activity=activity,
        number=last + 1,
        kind=draft.kind,
        slot=_slots(activity).get(draft.kind, ""),
        text=text[:1000],
        title=redact(title_from(text)).text[:80],
        category_id=draft.category_id,
        body_id=draft.body_id,
        person_id=draft.person_id,
        due_on=draft.due_on,
        disposition=draft.disposition,
        answer=clean(draft.answer)[:1000],
        answered_by=clean(draft.answered_by)[:80],
        recurs_id=draft.recurs_id,
        is_public=draft.is_public,
        opinion_id=draft.opinion_id,
        noted_at=at,
    )


def _check(activity: Activity, draft: ItemDraft) -> None:
    kind = kind_of(activity.kind)
    if draft.kind not in Item.Kind or (kind.items and draft.kind not in kind.items):
        raise ActivityRefused(f"“{kind.label}”不记这种事项，请换一种。", fields={"kind": "请换"})
    if draft.disposition not in Item.Disposition:
        raise ActivityRefused("请选当场怎么处置的。", fields={"disposition": "请选"})
    if len(clean(draft.text)) < 2:
        raise ActivityRefused("请写明是什么事。", fields={"text": "请写明"})
    if draft.disposition in _ON_SPOT and len(clean(draft.answer)) < 2:
        raise ActivityRefused("当场答复、解决的，请写明怎么答的。", fields={"answer": "请写明"})
    if draft.disposition == Item.Disposition.ACCEPTED and draft.body_id is None:
        raise ActivityRefused("当场接办的，请写明哪家接的。", fields={"body": "请选哪家"})
    if kind.items.get(draft.kind) == "pledge" and draft.disposition in TO_FOLLOW:
        _must_be_whole(draft)
    _check_references(activity, draft)


def _must_be_whole(draft: ItemDraft) -> None:
    """承诺三样缺一样就没法到日子去查：谁、做什么、哪天前。"""
    if draft.body_id is None:
        raise ActivityRefused("承诺要写明是哪家答应的。", fields={"body": "请选哪家"})
    if draft.due_on is None:
        raise ActivityRefused("承诺要写明哪天前做到。", fields={"due_on": "请填日子"})


def _check_references(activity: Activity, draft: ItemDraft) -> None:
    if draft.category_id and not Category.objects.filter(pk=draft.category_id).exists():
        raise ActivityRefused("没有这个类别，请重新选。", fields={"category": "没有"})
    if draft.body_id and not Body.objects.filter(pk=draft.body_id).exists():
        raise ActivityRefused("没有这家机构，请重新选。", fields={"body": "没有"})
    if draft.recurs_id and not _same_congress(activity, draft.recurs_id):
        raise ActivityRefused("没有那一件事项，请重新选是哪一件又发生了。")


def _same_congress(activity: Activity, item_id: int) -> bool:
    rows = Item.objects.filter(pk=item_id, activity__congress=activity.congress_id)
    return rows.exists()


def _slots(activity: Activity) -> Mapping[str, str]:
    return kind_of(activity.kind).items


def _open(activity: Activity, row: Item, actor: Doer, *, at: datetime) -> Case:
    """立件：主办是接办的那家；带回办理没写哪家的，由举办的机构先拿着。"""
    return open_case(
        subject=_subject(activity, row),
        slot=row.slot,
        actor=actor.actor(),
        at=at,
        facts=_facts(activity, row),
        bodies={"lead": row.body_id or activity.body_id},
        words={"label": f"第 {row.number} 项立件", "activity": activity.pk},
    )


def _subject(activity: Activity, row: Item) -> Subject:
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=activity.congress_id)
    return Subject(
        kind="activity_item",
        id=row.pk,
        number=f"{prefix}-活动{activity.pk}-{row.number}",
        title=row.title,
        jurisdiction_id=activity.congress_id,
        category_id=row.category_id,
        region_id=activity.region_id,
        local_body_id=_local(activity),
        deputy_id=row.person_id,
    )


def _local(activity: Activity) -> int | None:
    """属地的街道工委：活动在哪个地方、哪个站，或者就是它办的；都不是的没有。"""
    if activity.region_id:
        found = local_body_for(activity.region_id, congress_id=activity.congress_id)
        if found is not None:
            return found
    hosts = [activity.station.body] if activity.station else []
    return next((body.pk for body in [*hosts, activity.body] if body.kind in LOCAL_KINDS), None)


def _facts(activity: Activity, row: Item) -> dict[str, Any]:
    facts = {"item": row.text, "held_on": day_of(activity.starts_at).isoformat()}
    return {**facts, "due_on": row.due_on.isoformat()} if row.due_on else facts
