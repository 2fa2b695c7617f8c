"""接口令牌：密码换令牌，只存摘要，停用账号立即失效。"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from lianxin.access.models import Account, ApiToken
from lianxin.access.viewers import STANDING, STRANGER, Viewer, standing_viewer
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.statements import fetch

DEFAULT_DAYS = 30
_OF_TOKEN = f"""
SELECT t.account_id, a.person_id, {STANDING}
  FROM access_apitoken t
  JOIN access_account a ON a.id = t.account_id
  LEFT JOIN orgs_person p ON p.id = a.person_id
 WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND t.expires_at > %(at)s AND a.is_active
"""  # noqa: S608 （没有拼接外来的值）


class SignInRefused(RuleViolation):
    """登录不了；不说是用户名不对还是密码不对。"""


def sign_in(*, username: str, password: str) -> Account:
    """核对用户名和密码。没有这个人、密码不对、账号停用，答复完全相同。"""
    account = ModelBackend().authenticate(None, username=username, password=password)
    if not isinstance(account, Account):
        raise SignInRefused("用户名或密码不对，请核对后再试；忘了密码请联系代工委重设")
    return account


@transaction.atomic
def issue_token(*, account: Account, at: datetime, days: int = DEFAULT_DAYS) -> str:
    """签发一个令牌；原文只在这时给一次。

    :raises SignInRefused: 账号已停用
    """
    if not account.is_active:
        raise SignInRefused("账号已停用，请联系代工委")
    token = f"lx_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        account=account,
        digest=_digest(token),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    _record(row, account, verb="token.issue", at=at)
    return token


def account_of(*, token: str, at: datetime) -> Account | None:
    """令牌是谁的；不认得、过期、吊销、账号停用都为空。"""
    row = _valid(token, at).select_related("account__person").first()
    return row.account if row else None


def viewer_of(*, token: str, at: datetime) -> Viewer | None:
    """拿令牌来的是谁、此刻担任什么；一次查询。令牌无效为空，不属于任何人的等于陌生人。"""
    asked = {"digest": _digest(token), "at": at, "today": localtime(at).date()}
    found = next(iter(fetch(_OF_TOKEN, asked)), None)
    if found is None:
        return None
    _, person_id, *_ = found
    return STRANGER if person_id is None else standing_viewer(*found)


def _valid(token: str, at: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(
        digest=_digest(token), revoked_at=None, expires_at__gt=at, account__is_active=True
    )


@transaction.atomic
def revoke_token(*, token: str, at: datetime) -> None:
    """吊销一个令牌；已经吊销或不认得的，照样当作吊销了。"""
    row = ApiToken.objects.select_for_update().filter(digest=_digest(token)).first()
    if row is None or row.revoked_at is not None:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    _record(row, row.account, verb="token.revoke", at=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(row: ApiToken, account: Account, *, verb: str, at: datetime) -> None:
    record(
        actor=Actor(account.pk, account.username),
        at=at,
        verb=verb,
        subject_kind="token",
        subject_id=row.pk,
    )
