"""限速：同一个网络地址一分钟最多几次；记在本进程里，重启就清零。"""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
#: 最多记住这么多个来源；再多就忘掉最久没来的，内存有数。
REMEMBERED = 50_000


class Allowance:
    """令牌桶：攒满 ``burst`` 次，每分钟补 ``per_minute`` 次。时刻由外面给（单调秒数）。"""

    def __init__(self, *, per_minute: float, burst: float) -> None:
        self.per_second = per_minute / 60
        self.burst = burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, *, now: float) -> int:
        """还要等几秒才有一次；0 表示现在就可以。不扣次数。"""
        with self._lock:
            return self._wait(self._filled(key, now))

    def take(self, key: str, *, now: float) -> int:
        """用掉一次；用不了就返回要等的秒数。"""
        with self._lock:
            left = self._filled(key, now)
            wait = self._wait(left)
            self._left[key] = (left if wait else left - 1, now)
            self._left.move_to_end(key)
            while len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
            return wait

    def forget(self) -> None:
        """全部清零。"""
        with self._lock:
            self._left.clear()

    def _filled(self, key: str, now: float) -> float:
        left, since = self._left.get(key, (self.burst, now))
        return min(self.burst, left + (now - since) * self.per_second)

    def _wait(self, left: float) -> int:
        return 0 if left >= 1 else max(1, math.ceil((1 - left) / self.per_second))


def share_of(rate: int) -> int:
    """总的次数摊到每个网页进程是几次，除不尽的进一；0（不限）还是 0。"""
    return math.ceil(rate / max(1, settings.WEB_PROCESSES))


def source_of(request: HttpRequest) -> str:
    """这个请求从哪个网络地址来；本机来的为空，不限速。

    只信 ``TRUSTED_PROXIES`` 转来的 ``X-Forwarded-For``，从右往左数第一个不是代理的；
    IPv6 按 /64 算，一户人家一个号段。
    """
    near = _address(request.META.get("REMOTE_ADDR", ""))
    if near is not None and not _is_trusted(near):
        return _bucket(near)
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in map(_address, reversed(hops)):
        if hop is None:
            break
        if not _is_trusted(hop):
            return _bucket(hop)
    return "" if near is None or near.is_loopback else _bucket(near)


def _address(text: str) -> Address | None:
    """认出地址；带端口的（``1.2.3.4:567``、``[::1]:567``）也认得。"""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@cache
def _networks(listed: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(each.strip()) for each in listed]


def _bucket(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
