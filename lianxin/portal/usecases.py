"""门户的写：收照片、登记、跟进、提交人走一步。真正的规矩都在下层的用例里。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lianxin.access.models import IdempotentCall
from lianxin.access.usecases.idempotency import once
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import move_case
from lianxin.files.models import Attachment
from lianxin.files.refusals import FileRefused
from lianxin.files.usecases import attach, store_image
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.usecases.returning import WRONG, opinion_of_receipt


def store_photos(
    *, photos: Iterable[UploadedFile[bytes]], actor: Actor = PUBLIC, at: datetime
) -> tuple[str, ...]:
    """把照片重新编码后收好；附到事上之前谁也看不到，一天没有附上就清掉。

    :raises FileRefused: 有一张不是照片、太大或残缺；消息写明是第几张
    """
    return tuple(_store(photo, place, actor, at) for place, photo in enumerate(photos, start=1))


def _store(photo: UploadedFile[bytes], place: int, actor: Actor, at: datetime) -> str:
    try:
        row = store_image(
            upload=cast(BinaryIO, photo),
            original_name=photo.name or "照片",
            audience=Attachment.Audience.SUBMITTER,
            actor=actor,
            at=at,
        )
    except FileRefused as refusal:
        raise FileRefused(f"第 {place} 张没有收下：{refusal}。其余的和您写的都还在。") from refusal
    return str(row.pk)


def fingerprint(words: Mapping[str, Any], photos: Sequence[UploadedFile[bytes]]) -> str:
    """这份内容的摘要：一字不差、照片也一样，才算同一份。"""
    digest = hashlib.sha256()
    for name, value in sorted(words.items()):
        digest.update(f"{name}={value!r}\n".encode())
    for photo in photos:
        for chunk in photo.chunks():
            digest.update(chunk)
        photo.seek(0)
    return digest.hexdigest()


def only_once(
    *, scope: str, key: str, content: str, at: datetime, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """同一张表、同一份内容只办一次，再来给上次的结果；改了内容就是另一份。"""
    _, answer, _ = once(
        scope=scope,
        key=f"{key}:{content[:40]}",
        body_digest=content,
        at=at,
        act=lambda: (200, act()),
    )
    return answer


def was_done(*, scope: str, key: str) -> bool:
    """这张表已经办成过一次：手快点的第二下，不必再说“不能办”。"""
    return IdempotentCall.objects.filter(scope=scope, key__startswith=f"{key}:").exists()


@transaction.atomic
def take_step(
    *,
    receipt_no: str,
    receipt_key: str,
    verb: str,
    facts: Mapping[str, Any],
    files: Iterable[str],
    actor: Doer,
    at: datetime,
) -> None:
    """提交人走一步，连同这一步的照片；有一样不成，全都不算。

    :raises NotVisible: 编号或查询码不对
    :raises RuleViolation: 现在不能这样办，或材料不对
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    case = opinion.case
    if case is None:
        raise NotVisible(WRONG)
    move_case(case_id=case.pk, verb=verb, actor=actor, at=at, facts=facts)
    wanted = [UUID(each) for each in files]
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind="case",
            subject_id=case.pk,
            actor=actor.actor(),
            at=at,
            jurisdiction_id=case.jurisdiction_id,
            thread=case.thread,
        )
