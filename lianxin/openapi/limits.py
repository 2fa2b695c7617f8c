"""公开的写入与领令牌限速：输错口令的次数几个网页进程合起来记，写入各进程分一份。"""

from __future__ import annotations

import math
import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from lianxin.access.throttle import Allowance, share_of, source_of
from lianxin.openapi.handlers import TooMany

#: 同一来源、同一用户名，五分钟里输错十次就歇一歇；与网页登录的限次记在同一处。
MOST_FAILURES = 10
WINDOW_SECONDS = 300
_allowances: dict[int, Allowance] = {}


def check_public_write(request: HttpRequest) -> None:
    """公开写入：同一网络地址每分钟最多 ``API_WRITES_PER_MINUTE`` 次；设为 0 不限。

    登记一条的语句数有上限，记在库里要多花，所以记在进程里，每个网页进程分到总数的一份。

    :raises TooMany: 太频繁
    """
    rate = share_of(settings.API_WRITES_PER_MINUTE)
    source = source_of(request)
    if not rate or not source:
        return
    allowance = _allowances.setdefault(rate, Allowance(per_minute=rate, burst=rate))
    wait = allowance.take(source, now=time.monotonic())
    if wait:
        raise TooMany(wait)


def check_failures(request: HttpRequest, username: str) -> None:
    """这个来源用这个用户名输错太多次，先不核对口令。

    :raises TooMany: 太频繁
    """
    now = time.time()
    failed = _failed(_key(request, username), now)
    if len(failed) >= MOST_FAILURES:
        raise TooMany(max(1, math.ceil(failed[-MOST_FAILURES] + WINDOW_SECONDS - now)))


def note_failure(request: HttpRequest, username: str) -> None:
    """记一次输错。"""
    key, now = _key(request, username), time.time()
    cache.set(key, [*_failed(key, now), now][-MOST_FAILURES:], WINDOW_SECONDS)


def _failed(key: str, now: float) -> list[float]:
    """五分钟里输错的各个时刻。"""
    return [at for at in cache.get(key, ()) if at > now - WINDOW_SECONDS]


def _key(request: HttpRequest, username: str) -> str:
    """存的是摘要：用户名可以写得很长、写什么字都行。"""
    pair = f"{source_of(request)} {username.casefold()}"
    return f"api-failures:{sha256(pair.encode()).hexdigest()}"
