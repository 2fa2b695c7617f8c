"""手机上离线记下的送到时：送几次都只算一次；改过又送来的，由人选以哪一份为准。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.activities.drafts import (
    ActivityDraft,
    Record,
    Said,
    digest,
    outline_of,
    outline_of_draft,
)
from lianxin.activities.models import Activity, Attendance, Delivery, Headcount, Organiser, Voice
from lianxin.activities.refusals import ActivityRefused, SameKeyOtherContent
from lianxin.activities.usecases.planning import checked
from lianxin.activities.usecases.recording import add_record, check_record
from lianxin.activities.usecases.writing import locked, note, over_words
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole


@whole
def deliver_record(
    *,
    activity_id: int,
    client_key: UUID,
    draft: ActivityDraft,
    record: Record,
    actor: Doer,
    at: datetime,
) -> Activity:
    """把手机上记下的补到已经安排的一场上；同一把钥匙再送，什么也不多记。

    :param draft: 手机上填的时间地点，只用来认出内容变没变
    :raises SameKeyOtherContent: 同一把钥匙，内容不同
    """
    activity = locked(activity_id, actor)
    sent = digest(draft, record)
    known = Delivery.objects.filter(client_key=client_key).first()
    if known is not None and bytes(known.digest) == sent:
        return activity
    if known is not None:
        raise SameKeyOtherContent(
            activity_id=known.activity_id,
            kept=outline_of(known.activity),
            sent=outline_of_draft(draft, record),
        )
    done = add_record(activity_id=activity_id, record=record, actor=actor, at=at)
    Delivery.objects.create(
        client_key=client_key,
        activity=activity,
        person_id=actor.viewer.person_id,
        digest=sent,
        received_at=at,
    )
    return done


@whole
def prefer_sent(*, draft: ActivityDraft, record: Record, actor: Doer, at: datetime) -> Activity:
    """同一把钥匙的两份，以这次送来的为准：安排、人头、记录照这份改，意见只添没有的。

    头一次记要核对的，这时照样核对。

    :raises NotVisible: 没有先收下的那一份
    :raises ActivityRefused: 这份记不得：还没开始、时间地方不对、不能以这个机构的名义记、归档了……
    """
    key = draft.client_key or UUID(int=0)
    known = Activity.objects.filter(client_key=key).first()
    delivered = Delivery.objects.filter(client_key=key).first()
    if known is None and delivered is None:
        raise NotVisible("没有先收下的那一份，请按新的送。")
    number = known.pk if known else delivered.activity_id  # type: ignore[union-attr]
    activity = locked(number, actor)
    if activity.state == Activity.State.ARCHIVED:
        raise ActivityRefused(over_words(activity))
    if known is not None:
        check_record(draft, record, at=at)
        _rewrite(activity, checked(draft, actor, at=at), record)
    _drop_absent(activity, record)
    fresh = replace(record, voices=_unsaid(activity, record.voices), photos=record.photos)
    fresh = replace(fresh, minutes="") if clean(record.minutes) in activity.minutes else fresh
    done = add_record(activity_id=activity.pk, record=fresh, actor=actor, at=at)
    _mark(done, delivered, digest(draft, record))
    note(done, "activity.preferred", actor, at=at)
    return done


def _rewrite(activity: Activity, given: Mapping[str, Any], record: Record) -> None:
    """照这份改：核对过的各栏、主办的一行；原来的记录和多出来的人头去掉，由这份补上。"""
    for name, value in given.items():
        setattr(activity, name, value)
    activity.minutes = ""
    activity.save(update_fields=[*(name.removesuffix("_id") for name in given), "minutes"])
    rows = Organiser.objects.filter(activity=activity)
    rows.filter(body=activity.body_id).exclude(role=Organiser.Role.MAIN).delete()
    rows.filter(role=Organiser.Role.MAIN).update(body=activity.body_id)
    Headcount.objects.filter(activity=activity).exclude(
        role__in=[head.role for head in record.heads]
    ).delete()


def _drop_absent(activity: Activity, record: Record) -> None:
    """先收下的那份记了、这份没有的人，改成没到；自己签过到的不动。"""
    rows = Attendance.objects.filter(activity=activity, person__isnull=False, signed_at=None)
    gone = rows.filter(state="attended", way="record")
    gone.exclude(person__in=[each.person_id for each in record.attended]).update(state="absent")


def _unsaid(activity: Activity, voices: Iterable[Said]) -> tuple[Said, ...]:
    heard = Voice.objects.filter(activity=activity).values_list("opinion__text", flat=True)
    known = {clean(text) for text in heard}
    return tuple(each for each in voices if clean(each.text) not in known)


def _mark(activity: Activity, delivered: Delivery | None, sent: bytes) -> None:
    if delivered is not None:
        delivered.digest = sent
        delivered.save(update_fields=["digest"])
        return
    activity.client_digest = sent
    activity.save(update_fields=["client_digest"])
