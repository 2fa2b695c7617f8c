"""认得出是同一部手机、认不出是谁：签过名的随机串放在 cookie 里，各场算出来的摘要各不相同。"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "phone"
#: 一场活动用得上的时间；过了就是另一部。
SECONDS = 7 * 24 * 3600
SALT = "lianxin.portal.phones"


def device_of(request: HttpRequest, *, place: str) -> bytes | None:
    """这部手机在这一场的摘要，三十二字节；还没有打开过页面的没有。"""
    try:
        token = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return hashlib.sha256(f"{place}:{token}".encode()).digest()


def recognise(request: HttpRequest, response: HttpResponse) -> None:
    """头一回打开的，发一个随机串；以后认得出是这部手机。"""
    if device_of(request, place="") is not None:
        return
    response.set_cookie(
        COOKIE,
        signing.dumps(secrets.token_urlsafe(16), salt=SALT),
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
