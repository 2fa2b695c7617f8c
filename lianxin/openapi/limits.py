"""公开的写入与领令牌限速；每个网页进程各记各的。"""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

from lianxin.access.throttle import Allowance, source_of
from lianxin.openapi.handlers import TooMany

#: 同一来源、同一用户名，五分钟里输错十次就歇一歇。
failures = Allowance(per_minute=2, burst=10)
_allowances: dict[int, Allowance] = {}


def check_public_write(request: HttpRequest) -> None:
    """公开写入：同一网络地址每分钟最多 ``API_WRITES_PER_MINUTE`` 次；设为 0 不限。

    :raises TooMany: 太频繁
    """
    rate = settings.API_WRITES_PER_MINUTE
    source = source_of(request)
    if not rate or not source:
        return
    allowance = _allowances.setdefault(rate, Allowance(per_minute=rate, burst=rate))
    wait = allowance.take(source, now=time.monotonic())
    if wait:
        raise TooMany(wait)


def check_failures(request: HttpRequest, username: str) -> None:
    """这个来源用这个用户名输错太多次，先不核对密码。

    :raises TooMany: 太频繁
    """
    wait = failures.wait(_pair(request, username), now=time.monotonic())
    if wait:
        raise TooMany(wait)


def note_failure(request: HttpRequest, username: str) -> None:
    """记一次输错。"""
    failures.take(_pair(request, username), now=time.monotonic())


def _pair(request: HttpRequest, username: str) -> str:
    return f"{source_of(request)} {username.casefold()[:80]}"
