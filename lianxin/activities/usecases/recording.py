"""记一场活动：安排、举行、记录一步到位；或者在已有的一场上接着补。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.activities.drafts import ActivityDraft, Head, Present, Record, Said
from lianxin.activities.kindfiles import kind_of
from lianxin.activities.kindwords import NEEDS, ROLES
from lianxin.activities.models import Activity, Headcount
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.attending import keep_present
from lianxin.activities.usecases.items import add_item, add_voice
from lianxin.activities.usecases.planning import create, received
from lianxin.activities.usecases.targets import keep_targets
from lianxin.activities.usecases.writing import SUBJECT, locked, note, over_words
from lianxin.casework.policies import Doer
from lianxin.files.usecases import attach
from lianxin.lexis.text import clean, redact
from lianxin.opinions.usecases import Draft
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

MOST_HEADS = 1_000_000
LONGEST_MINUTES = 20_000
#: 提前这么久就能开始记（人到齐了提前开始）。
AHEAD = timedelta(minutes=30)
_LOCAL = (Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


@whole
def record_activity(*, draft: ActivityDraft, record: Record, actor: Doer, at: datetime) -> Activity:
    """安排、举行、记录一步办完；手机、离线、导入、演示都走这里。

    同一把 ``client_key``、同样的内容再送一次，回同一场，什么也不多记。

    :raises ActivityRefused: 还没开始；不能以这个机构的名义记；哪一栏不对
    :raises SameKeyOtherContent: 同一把钥匙，内容不同
    """
    known = received(draft, record)
    if known is not None:
        return known
    check_record(draft, record, at=at)
    activity = create(draft, record, actor, at=at)
    if activity.recorded_at is None:
        _keep(activity, record, actor, at=at)
        _settle(activity, record, at=at)
        note(activity, "activity.recorded", actor, at=at, kind=kind_of(activity.kind).label)
    return activity


@whole
def add_record(*, activity_id: int, record: Record, actor: Doer, at: datetime) -> Activity:
    """在已有的一场上接着记；人头按身份改成这次的数，其余只添不减。

    取消了、归档了的也照收，标明事后补记，请办公室核对。

    :raises ActivityRefused: 还没开始；哪一样不对
    """
    activity = locked(activity_id, actor)
    _must_have_begun(activity.starts_at, at=at)
    _keep(activity, record, actor, at=at)
    if over_words(activity):
        activity.is_backfilled = True
        after = "取消" if activity.state == Activity.State.CANCELLED else "归档"
        activity.backfill_note = f"活动{after}以后又送来的记录，请办公室核对"
        activity.save(update_fields=["is_backfilled", "backfill_note"])
    _settle(activity, record, at=at)
    note(activity, "activity.added", actor, at=at, what=_outline(record))
    return activity


def check_record(draft: ActivityDraft, record: Record, *, at: datetime) -> None:
    """开始了才能记；这种活动要写走访对象的，不能空着。

    :raises ActivityRefused: 还没开始，或没写走访对象
    """
    _must_have_begun(draft.starts_at, at=at)
    kind = kind_of(draft.kind)
    if "targets" in kind.needs and not record.targets:
        words = f"“{kind.label}”要{NEEDS['targets']}。"
        raise ActivityRefused(words, fields={"targets": words})


def _must_have_begun(starts_at: datetime, *, at: datetime) -> None:
    if starts_at > at + AHEAD:
        raise ActivityRefused(
            "活动还没开始，现在只能安排和预告；开始以后再来记。", fields={"starts_at": "还没到"}
        )


def _keep(activity: Activity, record: Record, actor: Doer, *, at: datetime) -> None:
    keep_present(activity, _timed(activity, record.attended))
    _keep_heads(activity, record.heads)
    keep_targets(activity, record.targets)
    for said in record.voices:
        add_voice(activity, said_draft(activity, said), actor, answered=said.answered, at=at)
    for item in record.items:
        add_item(activity, item, actor, at=at)
    if record.photos:
        attach(
            attachment_ids=[UUID(each) for each in record.photos],
            subject_kind=SUBJECT,
            subject_id=activity.pk,
            actor=actor.actor(),
            at=at,
            jurisdiction_id=activity.congress_id,
        )


def _timed(activity: Activity, present: Iterable[Present]) -> Iterable[Present]:
    """填了学时、时长的活动，没另写时长的人都按它记，进各人的履职记录。"""
    hours = activity.fields.get("hours")
    if not hours:
        return present
    usual = min(round(float(hours) * 60), 32_000)
    return [each if each.minutes is not None else replace(each, minutes=usual) for each in present]


def _settle(activity: Activity, record: Record, *, at: datetime) -> None:
    """记过就是“已记录”；写过小结、取消、归档的不动。"""
    words = clean(record.minutes)
    if len(words) > LONGEST_MINUTES:
        raise ActivityRefused(f"记录请控制在 {LONGEST_MINUTES} 字以内，更长的请作为附件。")
    if words:
        activity.minutes = f"{activity.minutes}\n{words}".strip() if activity.minutes else words
    if activity.state in (Activity.State.PLANNED, Activity.State.ANNOUNCED):
        activity.state = Activity.State.RECORDED
    activity.recorded_at = activity.recorded_at or at
    activity.save(update_fields=["minutes", "state", "recorded_at"])


def _keep_heads(activity: Activity, heads: Iterable[Head]) -> None:
    for head in heads:
        if head.role not in ROLES or head.precision not in Headcount.Precision:
            raise ActivityRefused("人头数要选是哪种人、确数还是约数。", fields={"heads": "请选"})
        if not 0 < head.count <= MOST_HEADS:
            raise ActivityRefused("人头数要大于零。", fields={"heads": "要大于零"})
        Headcount.objects.update_or_create(
            activity=activity,
            role=head.role,
            defaults={"count": head.count, "precision": head.precision},
        )


def said_draft(activity: Activity, said: Said) -> Draft:
    """活动上听到的一条，写成要登记的意见：没写地方的就是活动的地方，归活动那里的工委。"""
    region = said.region_id or activity.region_id
    return Draft(
        jurisdiction_id=activity.congress_id,
        text=said.text,
        channel="activity",
        title=said.title,
        category_id=said.category_id,
        region_id=region,
        local_body_id=None if region else _local_of(activity),
        place=said.place or activity.place,
        station_id=activity.station_id,
        deputy_id=said.deputy_id,
        contact=said.contact,
        files=said.files,
        where=redact(activity.title).text[:60],
    )


def _local_of(activity: Activity) -> int | None:
    """没有写明地方的，归站点的主管工委；没有站点的，主办的若是街道工委（乡镇主席团）就归它。"""
    if activity.station is not None:
        return activity.station.body_id
    return activity.body_id if activity.body.kind in _LOCAL else None


def _outline(record: Record) -> str:
    """这次补了哪几样。"""
    found = {
        "到场": len(record.attended),
        "人头": sum(head.count for head in record.heads),
        "对象": len(record.targets),
        "意见": len(record.voices),
        "事项": len(record.items),
        "照片": len(record.photos),
    }
    words = [f"{name} {count}" for name, count in found.items() if count]
    return "，".join([*words, "记录"] if record.minutes.strip() else words) or "确认办过"
