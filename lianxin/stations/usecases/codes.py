"""发码与吊销：站点、代表、活动各有各的码。"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Person
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, Station


class CodeRefused(RuleViolation):
    """码发不了、吊销不了。"""


@transaction.atomic
def issue_code(
    *,
    kind: str,
    congress: Body,
    label: str,
    actor: Actor,
    at: datetime,
    station: Station | None = None,
    deputy: Person | None = None,
    expires_at: datetime | None = None,
) -> AccessCode:
    """发一个码；代表码要写明是谁的，站点码要写明是哪个站的。

    :param station: 代表码也可写明常驻的站，扫码的意见就近由那里的工委登记
    :raises CodeRefused: 没写明指向，或有效期已过
    """
    if kind == AccessCode.Kind.DEPUTY and deputy is None:
        raise CodeRefused("代表码请写明是哪位代表的")
    if kind == AccessCode.Kind.STATION and station is None:
        raise CodeRefused("站点码请写明是哪个家站室的")
    if expires_at is not None and expires_at <= at:
        raise CodeRefused("有效期已经过了，请改到今后的日期")
    code = AccessCode.objects.create(
        serial=codes.new_serial(),
        kind=kind,
        congress=congress,
        station=station,
        deputy=deputy,
        label=label,
        issued_at=at,
        expires_at=expires_at,
    )
    _record(code, verb="code.issue", actor=actor, at=at, facts={"kind": kind, "label": label})
    return code


@transaction.atomic
def revoke_code(*, code_id: int, reason: str, actor: Actor, at: datetime) -> AccessCode:
    """吊销一个码；扫到的人会看到原因和可去的地方。"""
    if not reason.strip():
        raise CodeRefused("请写明吊销的原因，扫码的人会看到")
    code = AccessCode.objects.select_for_update().get(pk=code_id)
    if code.revoked_at is not None:
        raise CodeRefused("这个码已经吊销，不必再办")
    code.revoked_at, code.revoke_reason = at, reason
    code.save(update_fields=["revoked_at", "revoke_reason"])
    _record(code, verb="code.revoke", actor=actor, at=at, facts={"reason": reason})
    return code


def _record(
    code: AccessCode, *, verb: str, actor: Actor, at: datetime, facts: dict[str, str]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="access_code",
        subject_id=code.pk,
        jurisdiction_id=code.congress_id,
        facts=facts,
    )
