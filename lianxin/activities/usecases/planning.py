"""安排一场活动、预告、小结、归档、取消。归档、取消都不动它的意见和事项。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from lianxin.activities.drafts import (
    ActivityDraft,
    Record,
    digest,
    outline_of,
    outline_of_draft,
)
from lianxin.activities.kindfields import clean_fields
from lianxin.activities.kindfiles import Kind, kind_of
from lianxin.activities.kindwords import NEEDS
from lianxin.activities.models import Activity, OpenedModule, Organiser, Programme, Series
from lianxin.activities.policies import could_record, may_record
from lianxin.activities.refusals import ActivityRefused, SameKeyOtherContent
from lianxin.activities.usecases.writing import is_system, locked, note, over_words
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import Conflict
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body, Region
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Station

#: 一场活动至多连着办几天；更长的分几场记。
LONGEST = timedelta(days=31)
#: 办完这么久才记的，标明事后补记。
BACKFILL_AFTER = timedelta(days=7)
MOST_CO_BODIES = 20
MOST_TAGS = 12
State = Activity.State


class AlreadyDone(ActivityRefused, Conflict):
    """这一步已经办过，或活动已经取消。"""


@whole
def plan_activity(*, draft: ActivityDraft, actor: Doer, at: datetime) -> Activity:
    """安排一场活动；凭 ``client_key`` 再送一次同样的，回同一场。

    :raises ActivityRefused: 不能以这个机构的名义记；时间不对；这种活动要填的没填
    :raises SameKeyOtherContent: 同一把钥匙，内容不同
    """
    known = received(draft, Record())
    if known is not None:
        return known
    activity = create(draft, Record(), actor, at=at)
    note(activity, "activity.planned", actor, at=at, kind=kind_of(activity.kind).label)
    return activity


@whole
def announce(*, activity_id: int, actor: Doer, at: datetime) -> Activity:
    """贴出预告，群众看得见。

    :raises ActivityRefused: 不公开的、已经开始的
    :raises AlreadyDone: 已经预告过，或取消了
    """
    activity = locked(activity_id, actor)
    if activity.state != State.PLANNED:
        raise AlreadyDone("这场活动已经预告过或已经举行，不用再预告。")
    if not activity.is_public:
        raise ActivityRefused("这场活动不公开，不能预告；要预告请先改成公开。")
    if activity.starts_at <= at:
        raise ActivityRefused("活动已经开始，不用再预告，请直接记录。")
    activity.state, activity.announced_at = State.ANNOUNCED, at
    activity.save(update_fields=["state", "announced_at"])
    note(activity, "activity.announced", actor, at=at)
    return activity


@whole
def summarise(*, activity_id: int, words: str, actor: Doer, at: datetime) -> Activity:
    """写小结；可以改写。

    :raises ActivityRefused: 还没有记录，没写什么，或归档了
    """
    activity = locked(activity_id, actor)
    summary = clean(words)
    if activity.state == State.ARCHIVED:
        raise AlreadyDone(over_words(activity))
    if activity.state not in (State.RECORDED, State.SUMMARISED):
        raise ActivityRefused("先把活动记下来，再写小结。")
    if len(summary) < 4:
        raise ActivityRefused("请写几句小结。", fields={"summary": "请写几句小结。"})
    activity.state, activity.summary = State.SUMMARISED, summary
    activity.save(update_fields=["state", "summary"])
    note(activity, "activity.summarised", actor, at=at)
    return activity


@whole
def archive_activity(*, activity_id: int, actor: Doer, at: datetime) -> Activity:
    """归档：核过了，名单、小结就此定下，不再取消；意见、事项照办，后来补记的标明。

    :raises ActivityRefused: 还没有写小结
    :raises AlreadyDone: 归档过了，或取消了
    """
    activity = locked(activity_id, actor)
    if words := over_words(activity):
        raise AlreadyDone(words)
    if activity.state != State.SUMMARISED:
        raise ActivityRefused("先把活动记下来、写好小结，再归档。")
    activity.state = State.ARCHIVED
    activity.save(update_fields=["state"])
    note(activity, "activity.archived", actor, at=at)
    return activity


@whole
def cancel_activity(*, activity_id: int, reason: str, actor: Doer, at: datetime) -> Activity:
    """取消；已经记下的意见、事项照办，不随着取消。

    :raises AlreadyDone: 已经取消过，或归档了
    :raises ActivityRefused: 没写缘由
    """
    activity = locked(activity_id, actor)
    words = clean(reason)[:200]
    if done := over_words(activity):
        raise AlreadyDone(done)
    if len(words) < 2:
        raise ActivityRefused("请写明为什么取消，看到预告的人会问。", fields={"reason": "请写明"})
    activity.state, activity.cancelled_at, activity.cancel_reason = State.CANCELLED, at, words
    activity.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    note(activity, "activity.cancelled", actor, at=at, reason=words)
    return activity


def received(draft: ActivityDraft, record: Record) -> Activity | None:
    """这把钥匙送来过没有；送来过同样的，就是那一场。

    :raises SameKeyOtherContent: 送来过，内容不同
    """
    if draft.client_key is None:
        return None
    kept = Activity.objects.filter(client_key=draft.client_key).first()
    if kept is None or bytes(kept.client_digest or b"") == digest(draft, record):
        return kept
    raise SameKeyOtherContent(
        activity_id=kept.pk, kept=outline_of(kept), sent=outline_of_draft(draft, record)
    )


def create(draft: ActivityDraft, record: Record, actor: Doer, *, at: datetime) -> Activity:
    """核对过后写下活动和举办机构；留痕由调用的用例写。"""
    activity = Activity(
        **checked(draft, actor, at=at),
        congress_id=draft.congress_id,
        client_key=draft.client_key,
        client_digest=digest(draft, record) if draft.client_key else None,
        recorded_by_id=actor.viewer.person_id,
        made_at=at,
    )
    try:
        with transaction.atomic():
            activity.save(force_insert=True)
    except IntegrityError:
        # 同一份草稿两路同时送到：后到的等先到的写完，再认出是同一场。
        known = received(draft, record)
        if known is None:
            raise
        return known
    _add_organisers(activity, draft.co_body_ids)
    return activity


def checked(draft: ActivityDraft, actor: Doer, *, at: datetime) -> dict[str, Any]:
    """核对一份安排；核对过了，就是要写到活动上的各栏。

    :raises ActivityRefused: 不能以这个机构的名义记；时间、地方、名称不对；这种活动要填的没填
    """
    kind = _startable(draft, actor)
    _check_times(draft)
    _check_places(draft)
    late = _lateness(draft, at=at)
    fields = clean_fields(kind, draft.fields)
    return {
        **_words(draft),
        "fields": fields,
        "is_backfilled": bool(late),
        "backfill_note": late,
    }


def _startable(draft: ActivityDraft, actor: Doer) -> Kind:
    kind = kind_of(draft.kind)
    if kind.retired and not is_system(actor):
        raise ActivityRefused(f"“{kind.label}”已经停用（{kind.retired}），请选别的种类。")
    opened = OpenedModule.objects.filter(congress=draft.congress_id, module=kind.module)
    if kind.module and not opened.exists():
        raise ActivityRefused(f"“{kind.label}”所在的部分还没有选开，请联系代表工作机构。")
    if not is_system(actor) and not _is_theirs(draft, actor):
        raise ActivityRefused("不能以这个机构的名义记活动，请换成您所在的机构、小组或站。")
    _check_needs(kind, draft)
    return kind


def _is_theirs(draft: ActivityDraft, actor: Doer) -> bool:
    return may_record(actor.viewer, draft.body_id) or could_record(
        actor.viewer, draft.body_id, on=day_of(draft.starts_at)
    )


def _check_needs(kind: Kind, draft: ActivityDraft) -> None:
    given = {"region": draft.region_id, "station": draft.station_id, "targets": True}
    for need in kind.needs:
        if not given[need]:
            raise ActivityRefused(f"“{kind.label}”要{NEEDS[need]}。", fields={need: NEEDS[need]})


def _check_times(draft: ActivityDraft) -> None:
    if draft.ends_at < draft.starts_at:
        raise ActivityRefused("结束的时间比开始还早，请改一改。", fields={"ends_at": "早于开始"})
    if draft.ends_at - draft.starts_at > LONGEST:
        raise ActivityRefused("一场活动最长记 31 天，更长的分几场记。", fields={"ends_at": "太长"})


def _check_places(draft: ActivityDraft) -> None:
    """机构、站、安排、系列都得是这一级的。"""
    bodies = {draft.body_id, *draft.co_body_ids}
    if len(draft.co_body_ids) > MOST_CO_BODIES:
        raise ActivityRefused(f"协办最多写 {MOST_CO_BODIES} 家。")
    known = Body.objects.filter(pk__in=bodies, congress=draft.congress_id)
    if known.count() < len(bodies - {draft.congress_id}):
        raise ActivityRefused("主办、协办的机构要是这一级账上的。", fields={"body": "不在这一级"})
    for model, pk, name in (
        (Station, draft.station_id, "家站室"),
        (Programme, draft.programme_id, "安排"),
        (Series, draft.series_id, "系列"),
    ):
        if pk is None:
            continue
        if not model._default_manager.filter(pk=pk, congress=draft.congress_id).exists():
            raise ActivityRefused(f"没有这个{name}，请重新选。")
    if draft.region_id and not Region.objects.filter(pk=draft.region_id).exists():
        raise ActivityRefused("没有这个地方，请重新选。", fields={"region": "没有这个地方"})


def _lateness(draft: ActivityDraft, *, at: datetime) -> str:
    """为什么算事后补记；不算的为空。"""
    programme = Programme.objects.filter(pk=draft.programme_id or 0).first()
    if programme is not None and programme.state in ("closed", "dropped"):
        return f"安排“{programme.name[:60]}”已经结束，请办公室核对"
    if programme is not None and programme.ends_on and programme.ends_on < day_of(draft.starts_at):
        return f"举行日期在安排“{programme.name[:60]}”结束以后，请办公室核对"
    body = Body.objects.filter(pk=draft.body_id, ends_on__lte=day_of(at)).first()
    if body is not None:
        return f"“{body.short_name[:60]}”已经撤并，是以它的名义记的，请办公室核对"
    if at - draft.ends_at > BACKFILL_AFTER:
        return f"办完 {(at - draft.ends_at).days} 天后补记"
    return ""


def _words(draft: ActivityDraft) -> dict[str, Any]:
    title = clean(draft.title).replace("\n", " ")[:80]
    if len(title) < 2:
        raise ActivityRefused("请写活动的名称。", fields={"title": "请写名称"})
    return {
        "kind": draft.kind,
        "title": title,
        "body_id": draft.body_id,
        "programme_id": draft.programme_id,
        "series_id": draft.series_id,
        "station_id": draft.station_id,
        "region_id": draft.region_id,
        "place": clean(draft.place)[:80],
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "is_public": draft.is_public,
        "tags": _tags(draft.tags),
        "agenda": clean(draft.agenda)[:1000],
        "video_link": _link(draft.video_link),
    }


def _tags(tags: Iterable[str]) -> list[str]:
    tidy = dict.fromkeys(clean(tag)[:20] for tag in tags if tag.strip())
    return list(tidy)[:MOST_TAGS]


def _link(link: str) -> str:
    tidy = link.strip()
    if tidy and not tidy.startswith(("https://", "http://")):
        raise ActivityRefused("视频链接要以 https:// 开头。", fields={"video_link": "不是网址"})
    return tidy[:300]


def _add_organisers(activity: Activity, co_body_ids: Iterable[int]) -> None:
    others = dict.fromkeys(body for body in co_body_ids if body != activity.body_id)
    Organiser.objects.bulk_create(
        [
            Organiser(activity=activity, body_id=activity.body_id, role=Organiser.Role.MAIN),
            *(Organiser(activity=activity, body_id=body, role="co") for body in others),
        ]
    )
