"""群众联系方式的存、看、找、抹：单独同意、用途明确、看了留痕、到期抹除（个保法 13、19、51 条）。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from lianxin.access import contacts
from lianxin.access.contacts import ContactRefused
from lianxin.access.models import SealedContact
from lianxin.access.viewers import Viewer
from lianxin.audit.digest import Line
from lianxin.audit.usecases import record, record_many
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.statements import insert_later
from lianxin.orgs.transactions import whole

DEFAULT_KEEP_DAYS = 730
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Contact:
    """解开的联系方式；打印出来不露内容，免得混进日志。"""

    name: str = field(repr=False)
    phone: str = field(repr=False)


@whole
def seal_contact(
    *,
    subject_kind: str,
    subject_id: int,
    name: str,
    phone: str,
    consents: Mapping[str, bool],
    purpose: str,
    actor: Actor,
    at: datetime,
    keep_days: int = DEFAULT_KEEP_DAYS,
    is_noted: bool = False,
) -> None:
    """加密保存一份联系方式；没同意的项不存。

    :param consents: 逐项同意，如 ``{"name": True, "phone": False}``
    :param keep_days: 保存几天，到期由定时任务抹除
    :param is_noted: 调用的一方在自己的留痕里写明了，这里不再另记
    :raises ContactRefused: 一项都没同意，或电话写得不对
    """
    given = {"name": name.strip(), "phone": phone.strip() and contacts.normal_phone(phone)}
    kept = {key: value for key, value in given.items() if value and consents.get(key)}
    if not kept:
        raise ContactRefused("没有同意留下的联系方式，就不保存；请勾选同意，或者不填")
    row = SealedContact(
        subject_kind=subject_kind,
        subject_id=subject_id,
        ciphertext=contacts.seal(kept, bound_to=f"{subject_kind}:{subject_id}"),
        phone_index=contacts.phone_index(kept["phone"]) if "phone" in kept else "",
        purpose=purpose,
        consents=dict(consents),
        consented_at=at,
        expires_on=localtime(at).date() + timedelta(days=keep_days),
    )
    insert_later(row)
    if not is_noted:
        facts = {"purpose": purpose, "fields": sorted(kept), "until": row.expires_on}
        _record(row, verb="contact.seal", actor=actor, at=at, facts=facts)


def reveal_contact(
    *,
    viewer: Viewer,
    subject_kind: str,
    subject_id: int,
    why: str,
    at: datetime,
    policy: Callable[[Viewer], bool],
) -> Contact:
    """看一份联系方式；看成看不成都留痕。

    :param policy: 这个人能不能看，由办事的模块定
    :raises NotVisible: 没有、不许看
    :raises ContactRefused: 没写原因，或已到期抹除
    """
    if not why.strip():
        raise ContactRefused("请写明为什么要看联系方式，会记下来")
    row = SealedContact.objects.filter(subject_kind=subject_kind, subject_id=subject_id).first()
    if row is None:
        raise NotVisible("没有联系方式")
    allowed = policy(viewer)
    # 不许看的也要留痕，所以先记下，再拒绝。
    facts = {"why": why, "allowed": allowed}
    _record(row, verb="contact.reveal", actor=viewer.as_actor(), at=at, facts=facts)
    if not allowed:
        raise NotVisible("没有联系方式")
    if row.ciphertext is None:
        raise ContactRefused("联系方式已经抹除了：过了保存期，或者本人不想再留")
    values = contacts.unseal(bytes(row.ciphertext), bound_to=f"{subject_kind}:{subject_id}")
    return Contact(name=values.get("name", ""), phone=values.get("phone", ""))


def find_by_phone(
    *, phone: str, viewer: Viewer, why: str, at: datetime, policy: Callable[[Viewer], bool]
) -> list[tuple[str, int]]:
    """同一个电话还提过哪些事；按查找值找，不解密，查了留痕（不记号码）。

    :returns: （哪类事，编号）
    :raises NotVisible: 不许查
    """
    wanted = contacts.phone_indexes(phone)
    allowed = policy(viewer)
    record(
        actor=viewer.as_actor(),
        at=at,
        verb="contact.search",
        subject_kind="contact",
        subject_id=0,
        facts={"why": why, "allowed": allowed},
    )
    if not allowed:
        raise NotVisible("没有联系方式")
    found = SealedContact.objects.filter(phone_index__in=wanted).order_by("id")
    return list(found.values_list("subject_kind", "subject_id"))


@transaction.atomic
def erase_contact(
    *, subject_kind: str, subject_id: int, reason: str, actor: Actor, at: datetime
) -> None:
    """抹除一份联系方式，如本人撤回同意（个保法 15 条）；留一个空壳说明曾经有过。"""
    row = (
        SealedContact.objects.select_for_update()
        .filter(subject_kind=subject_kind, subject_id=subject_id)
        .first()
    )
    if row is None:
        raise NotVisible("没有联系方式")
    if row.erased_at is None:
        _empty([row], at=at)
        _record(row, verb="contact.erase", actor=actor, at=at, facts={"reason": reason})


def erase_expired(*, at: datetime) -> int:
    """抹除全部到期的联系方式，一批一提交；返回抹了几份。"""
    total = 0
    while batch := _erase_batch(at=at):
        total += batch
    return total


@transaction.atomic
def _erase_batch(*, at: datetime) -> int:
    due = SealedContact.objects.select_for_update(skip_locked=True).filter(
        erased_at=None, expires_on__lte=localtime(at).date()
    )
    rows = list(due.order_by("id")[:_BATCH])
    _empty(rows, at=at)
    record_many(
        [
            Line(
                actor=SYSTEM,
                at=at,
                verb="contact.erase",
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
                facts={"reason": "保存期满"},
            )
            for row in rows
        ]
    )
    return len(rows)


def _empty(rows: list[SealedContact], *, at: datetime) -> None:
    SealedContact.objects.filter(pk__in=[row.pk for row in rows]).update(
        ciphertext=None, phone_index="", erased_at=at
    )


def _record(
    row: SealedContact, *, verb: str, actor: Actor, at: datetime, facts: Mapping[str, object]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        facts=facts,
    )
