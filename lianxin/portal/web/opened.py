"""这台手机上打开过哪几张回执：签过名的 cookie，不占服务器，也不认人。"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

OPENED, ISSUED = "receipts", "issued"
OPENED_SECONDS, ISSUED_SECONDS = 12 * 3600, 30 * 60
#: 一台手机最多记这么多张，再多就忘掉最早打开的。
MOST = 12
_SALT = "lianxin.portal.opened"


def opened(request: HttpRequest) -> tuple[str, ...]:
    """打开过的编号。"""
    return _read(request, OPENED, OPENED_SECONDS)


def is_open(request: HttpRequest, receipt_no: str) -> bool:
    """这张回执在这台手机上用查询码打开过。"""
    return receipt_no in opened(request)


def is_just_issued(request: HttpRequest, receipt_no: str) -> bool:
    """这张回执是半小时以内在这台手机上拿到的。"""
    return receipt_no in _read(request, ISSUED, ISSUED_SECONDS)


def remember(response: HttpResponse, request: HttpRequest, receipt_no: str) -> None:
    """记下打开了这一张。"""
    kept = [number for number in opened(request) if number != receipt_no]
    _write(response, OPENED, [*kept, receipt_no][-MOST:], OPENED_SECONDS)


def issue(response: HttpResponse, request: HttpRequest, receipt_no: str) -> None:
    """刚给出的一张：记下打开了，半小时内还看得到查询码。"""
    remember(response, request, receipt_no)
    _write(response, ISSUED, [receipt_no], ISSUED_SECONDS)


def forget(response: HttpResponse) -> None:
    """全部关掉，如在站里的公用电脑上看完。"""
    for name in (OPENED, ISSUED):
        response.delete_cookie(name, samesite="Lax")


def _read(request: HttpRequest, name: str, seconds: int) -> tuple[str, ...]:
    try:
        kept = signing.loads(request.COOKIES.get(name, ""), salt=_SALT + name, max_age=seconds)
    except signing.BadSignature:
        return ()
    return tuple(kept)


def _write(response: HttpResponse, name: str, numbers: list[str], seconds: int) -> None:
    response.set_cookie(
        name,
        signing.dumps(numbers, salt=_SALT + name),
        max_age=seconds,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
