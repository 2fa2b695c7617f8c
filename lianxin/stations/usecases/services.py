"""便民服务的写：收下、转给别家、办了回来、答复。不是意见：不立件、不走机制、不算在意见里。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from lianxin.access.usecases.contacts import seal_contact
from lianxin.audit.usecases import record
from lianxin.casework.serials import next_serial
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.receipts import ReceiptKeyMistake, normalise_key, receipt_key
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole
from lianxin.stations.models import ServiceHandover, ServiceRequest, Station

SUBJECT = "service_request"
PURPOSE = "便民服务办好了告诉您"
State = ServiceRequest.State


class ServiceRefused(RuleViolation):
    """便民服务办不了这一步。"""


class ServiceOver(ServiceRefused, Conflict):
    """这一步已经办过。"""


@dataclass(frozen=True, slots=True)
class ServiceContact:
    """留下的姓名电话；只在同意时存。"""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class ServiceReceived:
    """收下了：编号公开，查询码只给本人。"""

    request_id: int
    receipt_no: str
    receipt_key: str


@whole
def receive_service(
    *,
    station_id: int,
    kind: str,
    text: str,
    at: datetime,
    today: date,
    contact: ServiceContact | None = None,
    actor: Actor = PUBLIC,
) -> ServiceReceived:
    """收下一件便民服务，不用账号；姓名电话可以不留，留了加密另存。

    :raises NotVisible: 没有这个站，或已经关闭
    :raises ServiceRefused: 没写清要办什么、没有这种服务
    """
    station = Station.objects.running(on=today).filter(pk=station_id).first()
    if station is None:
        raise NotVisible("没有这个家站室，可能已经关闭。")
    words = clean(text)[:500]
    if kind not in ServiceRequest.Kind:
        raise ServiceRefused("请选要哪种服务。")
    if len(words) < 4:
        raise ServiceRefused("请写几个字，要办什么事。")
    number = _number(station.congress_id, at=at)
    key = service_key(number)
    row = ServiceRequest.objects.create(
        congress_id=station.congress_id,
        station=station,
        receipt_no=number,
        key_digest=_digest(key),
        kind=kind,
        text=words,
        has_contact=contact is not None,
        made_at=at,
    )
    if contact is not None:
        _seal(contact, row, actor, at=at)
    _record(row, "service.received", actor, at=at, kind=row.get_kind_display())
    return ServiceReceived(row.pk, number, key)


@whole
def hand_service_over(
    *, request_id: int, body: Body, reason: str, actor: Actor, at: datetime
) -> ServiceHandover:
    """转给街道服务中心或单位去办；一件同时只在一家手里，回来了才能再转。

    :raises ServiceOver: 已经转出去还没回来，或已经答复
    :raises ServiceRefused: 不在本级、没写缘由
    """
    row = _locked(request_id)
    if not row.is_at_station:
        raise ServiceOver(f"这一件{row.get_state_display()}，不能再转。")
    if body.congress_id != row.congress_id:
        raise ServiceRefused(f"“{body.short_name}”不在这一级，请转给本级的单位。")
    words = clean(reason)[:200]
    if len(words) < 2:
        raise ServiceRefused("请写明为什么转、请对方办什么。")
    made = ServiceHandover.objects.create(
        request=row, body=body, reason=words, handed_by=actor.name[:60], handed_at=at
    )
    _move(row, State.HANDED)
    _record(row, "service.handed", actor, at=at, body=body.short_name, reason=words)
    return made


@whole
def return_service(*, request_id: int, reply: str, actor: Actor, at: datetime) -> ServiceHandover:
    """办了回来：写明怎么办的，由站里答复群众。

    :raises ServiceOver: 不在别家手里
    :raises ServiceRefused: 没写怎么办的
    """
    row = _locked(request_id)
    handed = ServiceHandover.objects.filter(request=row, returned_at=None).first()
    if handed is None:
        raise ServiceOver(f"这一件{row.get_state_display()}，不用再回。")
    words = clean(reply)[:500]
    if len(words) < 4:
        raise ServiceRefused("请写明怎么办的，办不了的写明为什么。")
    handed.reply, handed.replied_by, handed.returned_at = words, actor.name[:60], at
    handed.save(update_fields=["reply", "replied_by", "returned_at"])
    _move(row, State.RETURNED)
    _record(row, "service.returned", actor, at=at, reply=words)
    return handed


@whole
def answer_service(*, request_id: int, answer: str, actor: Actor, at: datetime) -> ServiceRequest:
    """答复群众，这一件就了结。

    :raises ServiceOver: 在别家手里还没回来，或已经答复
    :raises ServiceRefused: 没写怎么答复
    """
    row = _locked(request_id)
    if not row.is_at_station:
        raise ServiceOver(f"这一件{row.get_state_display()}，现在不能答复。")
    words = clean(answer)[:500]
    if len(words) < 4:
        raise ServiceRefused("请写明怎么答复。")
    row.answer, row.answered_by, row.answered_at = words, actor.name[:60], at
    row.state = State.ANSWERED
    row.save(update_fields=["answer", "answered_by", "answered_at", "state"])
    _record(row, "service.answered", actor, at=at, answer=words)
    return row


@whole
def close_as_opinion(
    *, request_id: int, opinion_no: str, actor: Actor, at: datetime
) -> ServiceRequest:
    """这一件不是便民服务，已经登记成意见：记下意见的编号，便民服务这边了结。"""
    row = _locked(request_id)
    row.opinion_no, row.state = opinion_no, State.MOVED
    row.save(update_fields=["opinion_no", "state"])
    _record(row, "service.moved", actor, at=at, opinion=opinion_no)
    return row


def service_of(*, receipt: str, key: str) -> ServiceRequest:
    """凭编号和查询码找到自己的那一件。

    :raises NotVisible: 编号或查询码不对；说的话一样，猜不出哪一样错了
    """
    rows = ServiceRequest.objects.select_related("station")
    row = rows.filter(receipt_no=receipt.strip().upper()).first()
    try:
        given = _digest(key)
    except ReceiptKeyMistake:
        given = b""
    if row is None or bytes(row.key_digest) != given:
        raise NotVisible("编号或查询码不对，请对照提交时给您的那一页再输一遍。")
    return row


def _number(congress_id: int, *, at: datetime) -> str:
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=congress_id)
    serial = next_serial(congress_id, "service")
    return f"{prefix}-FW-{localtime(at).year}-{serial:06d}"


def service_key(number: str) -> str:
    """这个编号的查询码；重复提交时能再算出同一把。"""
    return receipt_key(settings.SECRET_KEY.encode(), number)


def _digest(key: str) -> bytes:
    return hashlib.sha256(normalise_key(key).encode()).digest()


def _locked(request_id: int) -> ServiceRequest:
    return ServiceRequest.objects.select_for_update().get(pk=request_id)


def _move(row: ServiceRequest, state: str) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _seal(contact: ServiceContact, row: ServiceRequest, actor: Actor, *, at: datetime) -> None:
    seal_contact(
        subject_kind=SUBJECT,
        subject_id=row.pk,
        name=contact.name,
        phone=contact.phone,
        consents={"name": True, "phone": True},
        purpose=PURPOSE,
        actor=actor,
        at=at,
        is_noted=True,
    )


def _record(row: ServiceRequest, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="service_request",
        subject_id=row.pk,
        jurisdiction_id=row.congress_id,
        facts={"number": row.receipt_no, **facts},
    )
