"""网上接待：放出时段，群众不用账号就能约，约了有编号和查询码；谈过的记下来，要办的立成意见。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from lianxin.access.usecases.contacts import Contact as Known
from lianxin.access.usecases.contacts import reveal_contact, seal_contact
from lianxin.activities.drafts import Said
from lianxin.activities.models import Activity, Booking, Slot
from lianxin.activities.policies import may_call
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.items import note_voice
from lianxin.activities.usecases.recording import said_draft
from lianxin.activities.usecases.writing import locked, note, over_words
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.serials import next_serial
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean, redact
from lianxin.opinions.receipts import digest, key_for, receipt_no
from lianxin.opinions.usecases import Contact
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

SUBJECT = "live_booking"
PURPOSE = "网上接待时联系您"
MOST_SLOTS = 48
#: 接待开始前这么久截止。
CLOSES_BEFORE = timedelta(minutes=10)


class BookingRefused(ActivityRefused, Conflict):
    """约不了。"""


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """放哪些时段：从几点起、每段几分钟、放几段、怎样谈。"""

    first_at: datetime
    minutes: int
    count: int
    way: str


@dataclass(frozen=True, slots=True)
class Booked:
    """约好了：编号公开，查询码只给本人。"""

    booking_id: int
    receipt_no: str
    receipt_key: str


@whole
def offer_slots(*, activity_id: int, plan: SlotPlan, actor: Doer, at: datetime) -> list[Slot]:
    """放出若干时段；放过的不重放。

    :raises ActivityRefused: 不在活动时间里、太短、太多，或活动取消了、归档了
    """
    activity = locked(activity_id, actor)
    if words := over_words(activity):
        raise BookingRefused(words)
    if not 5 <= plan.minutes <= 120 or not 0 < plan.count <= MOST_SLOTS:
        raise ActivityRefused(f"每段五到一百二十分钟，一次最多放 {MOST_SLOTS} 段。")
    if plan.way not in Slot.Way:
        raise ActivityRefused("请选文字、语音还是视频。", fields={"way": "请选"})
    span = timedelta(minutes=plan.minutes)
    starts = [plan.first_at + span * number for number in range(plan.count)]
    if starts[0] < activity.starts_at or starts[-1] + span > activity.ends_at:
        raise ActivityRefused("时段要放在活动的起止时间里面，请少放几段或改活动的时间。")
    known = set(Slot.objects.filter(activity=activity).values_list("starts_at", flat=True))
    fresh = [
        Slot(activity=activity, starts_at=start, ends_at=start + span, way=plan.way)
        for start in starts
        if start not in known
    ]
    made = Slot.objects.bulk_create(fresh)
    note(activity, "live.slots_offered", actor, at=at, count=len(made))
    return made


@whole
def book_slot(
    *,
    slot_id: int,
    topic: str,
    contact: Contact | None = None,
    actor: Actor = PUBLIC,
    at: datetime,
) -> Booked:
    """约一个时段，不用账号；姓名电话可以不留，留了加密另存。

    :raises NotVisible: 没有这个时段，或者这场接待没有公开、还没有预告
    :raises BookingRefused: 刚被别人约走、快开始了、取消了
    """
    told = Activity.objects.shown()
    slot = Slot.objects.select_related("activity").filter(pk=slot_id, activity__in=told).first()
    if slot is None:
        raise NotVisible("没有这个时段，请回去另选一个。")
    words = redact(topic).text[:300]
    if len(words) < 4:
        raise ActivityRefused("请写几个字，想说什么事，代表好先做准备。", fields={"topic": "请写"})
    _must_be_bookable(slot, at=at)
    row = _hold(slot, words, has_contact=contact is not None, at=at)
    if contact is not None:
        _seal(contact, row, actor, at=at)
    facts = {"number": row.receipt_no, "has_contact": row.has_contact}
    _log(slot.activity, "live.slot_booked", actor, at=at, **facts)
    return Booked(row.pk, row.receipt_no, key_for(row.receipt_no))


@whole
def cancel_booking(*, receipt: str, key: str, actor: Actor = PUBLIC, at: datetime) -> Booking:
    """不约了，时段让给别人；凭编号和查询码。

    :raises NotVisible: 编号或查询码不对
    :raises BookingRefused: 已经谈过，或已经退过
    """
    row = booking_of(receipt=receipt, key=key)
    row = Booking.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != Booking.State.BOOKED:
        raise BookingRefused(f"这一段{row.get_state_display()}，不用再退。")
    row.state, row.settled_at = Booking.State.CANCELLED, at
    row.save(update_fields=["state", "settled_at"])
    activity = Activity.objects.get(slots=row.slot_id)
    _log(activity, "live.booking_cancelled", actor, at=at, number=row.receipt_no)
    return row


@whole
def settle_booking(
    *,
    booking_id: int,
    came: bool,
    minutes: str = "",
    opinion: str = "",
    actor: Doer,
    at: datetime,
) -> Booking:
    """谈过了记下来；说的事要办的，写成一条意见，照常登记立件。

    :raises BookingRefused: 已经记过，或已经退了
    :raises ActivityRefused: 谈过了却没写谈了什么
    """
    found = Booking.objects.filter(pk=booking_id).values_list("slot__activity", flat=True).first()
    if found is None:
        raise NotVisible("没有这次预约，或者您无权查看。")
    activity = locked(found, actor)
    row = Booking.objects.select_for_update(of=("self",)).get(pk=booking_id)
    if row.state != Booking.State.BOOKED:
        raise BookingRefused(f"这一段{row.get_state_display()}，不用再记。")
    if came and len(clean(minutes)) < 2:
        raise ActivityRefused("请写几句谈了什么。", fields={"minutes": "请写"})
    row.state = Booking.State.CAME if came else Booking.State.MISSED
    row.minutes, row.settled_at = redact(minutes).text[:2000], at
    if came and clean(opinion):
        draft = said_draft(activity, Said(text=opinion))
        told = note_voice(activity_id=activity.pk, draft=draft, answered=False, actor=actor, at=at)
        row.opinion_id = told.opinion_id
    row.save(update_fields=["state", "minutes", "settled_at", "opinion"])
    note(activity, "live.booking_settled", actor, at=at, number=row.receipt_no, came=came)
    return row


def call_booker(*, booking_id: int, why: str, actor: Doer, at: datetime) -> Known:
    """看一眼预约的人留的姓名电话，好按时接通；写明原因，看一次记一次。

    :raises NotVisible: 没有这次预约，没留电话，或者不归这个人看
    :raises ContactRefused: 没写原因，或已过保存期
    """
    row = Booking.objects.select_related("slot__activity__station").filter(pk=booking_id).first()
    if row is None or not row.has_contact:
        raise NotVisible("没有这次预约，或者没有留电话。")
    activity = row.slot.activity
    return reveal_contact(
        viewer=actor.viewer,
        subject_kind=SUBJECT,
        subject_id=booking_id,
        why=clean(why)[:200],
        at=at,
        policy=lambda viewer: may_call(viewer, activity),
    )


def booking_of(*, receipt: str, key: str) -> Booking:
    """凭编号和查询码找到自己的预约。

    :raises NotVisible: 编号或查询码不对；说的话一样，猜不出哪一样错了
    """
    rows = Booking.objects.select_related("slot__activity__congress")
    row = rows.filter(receipt_no=receipt.strip().upper()).first()
    if row is None or bytes(row.key_digest) != digest(key):
        raise NotVisible("编号或查询码不对，请对照约好时给您的那一页再输一遍。")
    return row


def _must_be_bookable(slot: Slot, *, at: datetime) -> None:
    activity = slot.activity
    if activity.state == Activity.State.CANCELLED:
        raise BookingRefused(f"这次接待已经取消：{activity.cancel_reason}。")
    if at > slot.starts_at - CLOSES_BEFORE:
        raise BookingRefused("这一段快开始了或已经过了，请另选一段。")


def _hold(slot: Slot, topic: str, *, has_contact: bool, at: datetime) -> Booking:
    """占下这一段；两人同时约，后到的那位得另选。"""
    congress_id = slot.activity.congress_id
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=congress_id)
    number = receipt_no(f"{prefix}-YY", next_serial(congress_id, "live-booking"), at=at)
    try:
        with transaction.atomic():
            return Booking.objects.create(
                slot=slot,
                receipt_no=number,
                key_digest=digest(key_for(number)),
                topic=topic,
                has_contact=has_contact,
                made_at=at,
            )
    except IntegrityError as taken:
        raise BookingRefused("这一段刚被别人约走了，请另选一段；您写的都还在。") from taken


def _seal(contact: Contact, row: Booking, actor: Actor, *, at: datetime) -> None:
    agreed = "contact" in contact.consents
    seal_contact(
        subject_kind=SUBJECT,
        subject_id=row.pk,
        name=contact.name,
        phone=contact.phone,
        consents={"name": agreed, "phone": agreed},
        purpose=PURPOSE,
        actor=actor,
        at=at,
        is_noted=True,
    )


def _log(activity: Activity, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="activity",
        subject_id=activity.pk,
        jurisdiction_id=activity.congress_id,
        facts=facts,
    )
