"""登记一条意见：给了编号，就是已经入账、立件、有人管。所有渠道走同一条路。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from lianxin.access.usecases.contacts import seal_contact
from lianxin.casework.batches import CASE_NUMBERS, Batch
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.casework.usecases import move_case, open_case
from lianxin.casework.usecases.opening import Desk, Subject, prepare
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.events import OpinionRegistered, publish
from lianxin.lexis.similar import bands
from lianxin.lexis.text import clean, redact, title_from
from lianxin.opinions.models import Opinion
from lianxin.opinions.receipts import SEQUENCES, digest, key_for, receipt_no
from lianxin.orgs.queries import local_body_for
from lianxin.orgs.statements import insert_later
from lianxin.orgs.transactions import whole

LONGEST = 5000
SHORTEST = 2
FOLLOWED = "您反映的“{}”与已经在办的一件是同一件事，我们合在一起办，办好一并答复您。"
CONTACT_PURPOSE = "告知办理情况"


class OpinionRefused(RuleViolation):
    """这条意见收不下；消息说明怎么改，``fields`` 指明是哪一项。"""

    def __init__(self, words: str, *, field: str) -> None:
        self.fields = {field: words}
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Contact:
    """联系方式；``consents`` 逐项写明同意了什么。"""

    name: str = ""
    phone: str = ""
    consents: tuple[str, ...] = ("contact",)


@dataclass(frozen=True, slots=True)
class Draft:
    """要登记的一条。原话必填，其余都可以没有；``consents`` 是联系方式以外的同意，如 publish。"""

    jurisdiction_id: int
    text: str
    channel: str
    title: str = ""
    kind: str = Opinion.Kind.OPINION
    category_id: str | None = None
    region_id: str | None = None
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    code_id: int | None = None
    station_id: int | None = None
    local_body_id: int | None = None
    deputy_id: int | None = None
    contact: Contact | None = None
    consents: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    source_kind: str = ""
    source_id: str = ""
    prefix: str = ""
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """登记成了：编号、查询码，以及内部的编号。"""

    receipt_no: str
    receipt_key: str
    opinion_id: int
    case_id: int


@whole
def register_opinion(
    *, draft: Draft, actor: Actor, at: datetime, batch: Batch | None = None
) -> Registered:
    """登记一条意见并立件。返回即已提交（最外层事务提交之后）。

    :param batch: 成批补记旧账时攒着一起写
    :raises OpinionRefused: 太短、太长，或没有这个类别、地方
    :raises NoPractice: 这里还没有采用收件机制
    """
    tidy = _tidied(draft)
    desk = _desk(tidy, batch)
    serial, opinion_id = desk.numbers
    number = receipt_no(tidy.prefix or desk.prefix, serial, at=at)
    key = key_for(number)
    case = open_case(
        subject=_subject(tidy, opinion_id, number),
        slot="intake",
        actor=actor,
        at=at,
        facts=_opening_facts(tidy),
        verb="opinion.registered",
        words=_words(tidy),
        desk=desk,
        batch=batch,
    )
    row = _row(tidy, opinion_id, number, key, case.pk, at=at)
    if batch is None:
        insert_later(row)
    else:
        batch.add(row)
    if tidy.files:
        attach(
            attachment_ids=[UUID(each) for each in tidy.files],
            subject_kind="opinion",
            subject_id=opinion_id,
            actor=actor,
            at=at,
        )
    if tidy.contact:
        _seal(tidy.contact, opinion_id, actor, at=at)
    registered = OpinionRegistered(
        opinion_id=opinion_id,
        case_id=case.pk,
        jurisdiction_id=tidy.jurisdiction_id,
        receipt_no=number,
        channel=tidy.channel,
        station_id=tidy.station_id,
        at=at,
        actor=actor,
    )
    (batch.publish if batch is not None else publish)(registered)
    return Registered(number, key, opinion_id, case.pk)


def _tidied(draft: Draft) -> Draft:
    text = clean(draft.text)
    if len(text.strip()) < SHORTEST:
        raise OpinionRefused("请写几个字，说说是什么事、在哪里。", field="text")
    if len(text) > LONGEST:
        raise OpinionRefused(
            f"写得太长了（{len(text)} 字），请控制在 {LONGEST} 字以内；更多材料可以拍照附上。",
            field="text",
        )
    local = draft.local_body_id
    if local is None and draft.region_id:
        local = local_body_for(draft.region_id, congress_id=draft.jurisdiction_id)
    contact = draft.contact if draft.contact and draft.contact.phone.strip() else None
    title = clean(draft.title).replace("\n", " ").strip()[:80] or title_from(text)
    return replace(
        draft,
        text=text,
        title=title,
        place=clean(draft.place)[:80],
        local_body_id=local,
        contact=contact,
    )


def _desk(draft: Draft, batch: Batch | None) -> Desk:
    desk = _prepared(draft) if batch is None else _prepared_once(draft, batch)
    if not desk.has_category:
        raise OpinionRefused("没有这个类别，请重新选；拿不准就不选，我们来分。", field="category")
    if not desk.has_region:
        raise OpinionRefused("没有这个地方，请重新选；拿不准就不选，写明位置即可。", field="region")
    return desk


def _prepared(draft: Draft) -> Desk:
    return prepare(
        jurisdiction_id=draft.jurisdiction_id,
        slot="intake",
        category_id=draft.category_id,
        region_id=draft.region_id,
        sequences=SEQUENCES,
    )


def _prepared_once(draft: Draft, batch: Batch) -> Desk:
    """同一级人大、同一类别、同一地点的，只查一次；编号每条另要。"""
    key = ("desk", draft.jurisdiction_id, draft.category_id, draft.region_id)
    return replace(
        batch.remember(key, lambda: _prepared(draft)),
        case_id=batch.number(CASE_NUMBERS),
        numbers=tuple(map(batch.number, SEQUENCES)),
    )


def _subject(draft: Draft, opinion_id: int, number: str) -> Subject:
    return Subject(
        kind="opinion",
        id=opinion_id,
        number=number,
        title=redact(draft.title).text[:80],
        jurisdiction_id=draft.jurisdiction_id,
        category_id=draft.category_id,
        region_id=draft.region_id,
        local_body_id=draft.local_body_id,
        deputy_id=draft.deputy_id,
    )


def _opening_facts(draft: Draft) -> dict[str, Any]:
    consents = {*draft.consents, *(draft.contact.consents if draft.contact else ())}
    return {f"consent_{name}": True for name in sorted(consents)}


def _words(draft: Draft) -> dict[str, Any]:
    """留痕里不抄原话（要能按规定抹除），只留原话的摘要，回执据此验真。"""
    return {
        "label": "已收到",
        "public": f"已收到 · {draft.where}" if draft.where else "已收到",
        "channel": draft.channel,
        "contact": CONTACT_PURPOSE if draft.contact else "",
        "text_digest": hashlib.sha256(draft.text.encode()).hexdigest(),
    }


def _row(
    draft: Draft, opinion_id: int, number: str, key: str, case_id: int, *, at: datetime
) -> Opinion:
    return Opinion(
        id=opinion_id,
        jurisdiction_id=draft.jurisdiction_id,
        receipt_no=number,
        key_digest=digest(key),
        kind=draft.kind,
        channel=draft.channel,
        code_id=draft.code_id,
        station_id=draft.station_id,
        local_body_id=draft.local_body_id,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        text=draft.text,
        title=draft.title,
        category_id=draft.category_id,
        region_id=draft.region_id,
        place=draft.place,
        latitude=draft.latitude,
        longitude=draft.longitude,
        bands=bands(f"{draft.title}\n{draft.text}"),
        has_contact=draft.contact is not None,
        submitted_at=at,
        case_id=case_id,
    )


def _seal(contact: Contact, opinion_id: int, actor: Actor, *, at: datetime) -> None:
    agreed = "contact" in contact.consents
    seal_contact(
        subject_kind="opinion",
        subject_id=opinion_id,
        name=contact.name,
        phone=contact.phone,
        consents={"name": agreed, "phone": agreed},
        purpose=CONTACT_PURPOSE,
        actor=actor,
        at=at,
        is_noted=True,
    )


@whole
def follow_opinion(
    *,
    target_id: int,
    contact: Contact | None,
    channel: str,
    actor: Actor,
    at: datetime,
    text: str = "",
    place: str = "",
    files: tuple[str, ...] = (),
    consents: tuple[str, ...] = (),
) -> Registered:
    """“我也是”：登记一条自己的，当场并入已有的那一条；各有各的编号，各自收到答复。

    :param text: 跟进的人自己写的话；没写就记一句“我也遇到同样的问题”
    :raises NotVisible: 没有这一条，或它已办结
    """
    target = Opinion.objects.select_related("case").filter(pk=target_id).first()
    if target is None or target.case is None or target.case.closed_at is not None:
        raise NotVisible("这件事已经办结，请单独写一条，我们重新办。")
    while target.merged_into is not None:
        target = target.merged_into
    # 跟进的是谁都可能，邻居的题目先遮住个人信息，邻居的门牌不抄过来。
    title = redact(target.title).text
    registered = register_opinion(
        draft=Draft(
            jurisdiction_id=target.jurisdiction_id,
            text=text.strip() or f"我也遇到同样的问题：{title}",
            title=title,
            channel=channel,
            category_id=target.category_id,
            region_id=target.region_id,
            place=place,
            station_id=target.station_id,
            local_body_id=target.case.local_body_id if target.case else None,
            contact=contact,
            consents=consents,
            files=files,
        ),
        actor=actor,
        at=at,
    )
    move_case(
        case_id=registered.case_id,
        verb="merge",
        actor=SYSTEM_DOER,
        at=at,
        facts={"merge_into": target.receipt_no, "answer": FOLLOWED.format(title)},
    )
    return registered
