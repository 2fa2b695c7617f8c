"""领接口令牌：用户名加密码；开了两步验证的，再加一个验证码。"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from lianxin.access.models import Account
from lianxin.access.usecases.tokens import SignInRefused, issue_token, sign_in
from lianxin.openapi.fields import Given, Words
from lianxin.openapi.handlers import WrongPassword
from lianxin.openapi.limits import check_failures, note_failure

router = Router(tags=["令牌"])


class Credentials(Given):
    """用户名与密码。"""

    username: Words = Field(max_length=150)
    password: Words = Field(max_length=1000)
    code: Words = Field("", max_length=20, description="两步验证的验证码；没开的不写")


class Token(Schema):
    """一枚令牌；放在请求头 ``Authorization: Bearer <token>`` 里用。"""

    token: str
    token_type: str = "Bearer"  # noqa: S105 （是种类名，不是密码）


@router.post("tokens", response={201: Token}, summary="领一枚接口令牌")
def create_token(request: HttpRequest, payload: Credentials) -> dict[str, Any]:
    """用户名不存在、密码不对、账号停用，答复完全一样。"""
    check_failures(request, payload.username)
    try:
        account = _verified(payload)
    except SignInRefused as wrong:
        note_failure(request, payload.username)
        raise WrongPassword(str(wrong)) from wrong
    return {"token": issue_token(account=account, at=timezone.now())}


def _verified(payload: Credentials) -> Account:
    account = sign_in(username=payload.username, password=payload.password)
    if not _second_step(account, payload.code):
        raise SignInRefused("这个账号开了两步验证，请在 code 里写上验证码；验证码每个只能用一次")
    return account


def _second_step(account: Account, code: str) -> bool:
    """开了两步验证的，密码对了还要验证码；只有通行密钥的不能领令牌。"""
    factors = list(Authenticator.objects.filter(user=account))
    totp = next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None)
    if not factors:
        return True
    return totp is not None and bool(code) and TOTP(totp).validate_code(code)
