"""对群众要有耐心：页面开久了、点得快了、服务器忙了，写的字都不能丢。"""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from lianxin.access.throttle import Allowance, share_of, source_of

STALE = "这一页打开得太久，刚才没有交上去。您写的都还在，请再点一次提交。"
TOO_FAST = "刚才交得太密了。您写的都还在，请过 {} 秒再点一次。"
#: 边写边问有没有类似的事，比提交勤得多。
HINTS_PER_WRITE = 5
#: 一个会场多半共用一个出口，一人又可能换着浏览器点：放到坐得下的两倍，一小时回满。
PHONES_PER_SEAT = 2
_HOUR_MINUTES = 60
_allowances: dict[tuple[str, int], Allowance] = {}


class _Check(CsrfViewMiddleware):
    """只查防伪记号，查不过不拦，由页面自己说。"""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def is_stale(request: HttpRequest) -> bool:
    """防伪记号对不上。用在自己来查的页面上，那里要加 ``csrf_exempt``。"""
    return _Check(_empty).process_view(request, _empty, (), {}) is not None


def _empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def came_from_here(request: HttpRequest) -> bool:
    """浏览器担保是从本站页面交来的。不登录的表单，有这个担保就不必再看防伪记号。"""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def wait_before_writing(request: HttpRequest) -> int:
    """同一网络地址交得太密，还要等几秒；0 是现在就可以。

    记在进程里，提交不多花一条语句；每个网页进程分到总数的一份。
    """
    return _wait(request, "write", share_of(settings.API_WRITES_PER_MINUTE))


def wait_before_asking(request: HttpRequest) -> int:
    """边写边问的另算，宽得多。"""
    return _wait(request, "hint", share_of(settings.API_WRITES_PER_MINUTE * HINTS_PER_WRITE))


def is_crowded(request: HttpRequest, *, door: str, crowd: int) -> bool:
    """这个网络地址在这个门口签到的手机，是不是比会场坐得下的还多出一倍。不扣次数。"""
    source = source_of(request)
    return bool(source and _door(crowd).wait(f"{door} {source}", now=time.monotonic()))


def count_phone(request: HttpRequest, *, door: str, crowd: int) -> None:
    """这个网络地址在这个门口又签上一部。"""
    if source := source_of(request):
        _door(crowd).take(f"{door} {source}", now=time.monotonic())


def _door(crowd: int) -> Allowance:
    most = share_of(crowd * PHONES_PER_SEAT)
    made = Allowance(per_minute=most / _HOUR_MINUTES, burst=most)
    return _allowances.setdefault(("door", most), made)


def _wait(request: HttpRequest, kind: str, rate: int) -> int:
    source = source_of(request)
    if not rate or not source:
        return 0
    allowance = _allowances.setdefault((kind, rate), Allowance(per_minute=rate, burst=rate))
    return allowance.take(source, now=time.monotonic())
