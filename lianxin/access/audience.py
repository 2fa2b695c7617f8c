"""给谁看：每个网址都要写明，写明了才许上线（有测试把守）。"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

AUDIENCES = frozenset({"public", "signed_in", "operator", "machine"})
LOOPBACK = frozenset({"127.0.0.1", "::1", ""})

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """谁都可以看，不必登录。"""
    return _stated(view, "public")


def signed_in(view: View) -> View:
    """登录的人可以看；没登录的先去登录，回来还在这一页。看到多少由 ``visible_to`` 定。"""
    return _stated(login_required(view), "signed_in")


def operator(view: View) -> View:
    """只给系统管理员；别人看来这个网址不存在。"""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise Http404
        return view(request, *args, **kwargs)

    return _stated(guarded, "operator")


def machine(view: View) -> View:
    """只给本机上的监控程序；隔着反向代理来的，看来不存在。"""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forwarded = request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded")
        if forwarded or request.META.get("REMOTE_ADDR", "") not in LOOPBACK:
            raise Http404
        return view(request, *args, **kwargs)

    return _stated(guarded, "machine")


def _stated(view: View, audience: str) -> View:
    @wraps(view)
    def stated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    stated.audience = audience  # type: ignore[attr-defined]
    return stated
