"""认得出是同一部手机、认不出是谁：一个签过名的随机串放在 cookie 里，全站只这一个。

签到、现场表决、问卷都靠它；各处存的是算出来的摘要，一处一个，互相对不上。
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "phone"
#: 一年多：去年签过到、答过问卷的还认得；过了就是另一部。
SECONDS = 400 * 24 * 3600
SALT = "lianxin.portal.phones"


def phone_of(request: HttpRequest) -> str:
    """这部手机的随机串；还没有打开过页面的、不让记 cookie 的为空。"""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return ""


def device_of(request: HttpRequest, *, place: str) -> bytes | None:
    """这部手机在这一处的摘要，三十二字节；认不出手机的没有。"""
    token = phone_of(request)
    return salted_hmac(SALT, f"{place}:{token}", algorithm="sha256").digest() if token else None


def recognise(request: HttpRequest, response: HttpResponse) -> None:
    """头一回打开的，发一个随机串；以后认得出是这部手机。"""
    if phone_of(request):
        return
    response.set_cookie(
        COOKIE,
        new_phone(),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def new_phone() -> str:
    """给一部手机的随机串，只存在它自己那里。"""
    return signing.dumps(secrets.token_urlsafe(16), salt=SALT)
