"""每个请求开头都要做的：这人是谁、今天哪天；结尾都要做的：配上导航把页面给出去。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.notify.queries import unread_count
from lianxin.workbench import policies
from lianxin.workbench.nav import nav_for, who_words


class NoPost(RuleViolation):
    """登录的账号没有在任的岗位，也不是在任代表。"""


@dataclass(frozen=True, slots=True)
class Desk:
    """一次请求里的人和时刻，只算一次。"""

    viewer: Viewer
    now: datetime

    @property
    def today(self) -> date:
        """今天（北京时间）。"""
        return timezone.localtime(self.now).date()

    @property
    def congress_id(self) -> int:
        """主要在哪一级人大：有岗位的按岗位，没有的按代表资格。"""
        return policies.congresses_of(self.viewer)[0]

    @property
    def doer(self) -> Doer:
        """以他的岗位和代表身份办事。"""
        return Doer(self.viewer)

    @property
    def actor(self) -> Actor:
        """留痕用的经办人。"""
        return self.viewer.as_actor()


def desk_of(request: HttpRequest) -> Desk:
    """登录的人此刻是谁。

    :raises NoPost: 没有岗位也不是代表，桌面上什么都没有
    """
    now = timezone.now()
    account = request.user
    if isinstance(account, Account):
        viewer = viewer_for(account, today=timezone.localtime(now).date())
        if not viewer.sees_nothing:
            return Desk(viewer, now)
    raise NoPost("您的账号现在没有在任的岗位，也不是在任代表。请联系代表工作机构核对任职信息。")


def is_operator(request: HttpRequest) -> bool:
    """系统管理员账号：不属于哪个人，看不到业务内容，只管运行。"""
    account = request.user
    return isinstance(account, Account) and account.is_superuser and account.person_id is None


def show(
    request: HttpRequest,
    desk: Desk,
    template: str,
    context: Mapping[str, Any],
    *,
    active: str,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """给出一页；有脚本、又写明 ``part`` 的，只给那一块。"""
    is_part = bool(part) and bool(request.headers.get("HX-Request"))
    shared: dict[str, Any] = {"today": desk.today, "viewer": desk.viewer}
    if not is_part:
        shared |= frame(desk.viewer, active=active, counts=context.get("nav_counts", {}))
    name = f"{template}#{part}" if is_part else template
    response = render(request, name, {**shared, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def frame(
    viewer: Viewer, *, active: str, counts: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Any]:
    """每一页四周都有的：左边的栏目和数、右上角是谁、回到哪里。"""
    told = {"notices": unread_count(viewer=viewer), **counts}
    return {
        "desk_nav": nav_for(viewer, active=active, counts=told),
        "desk_who": who_words(viewer),
        "desk_home": reverse("workbench:home"),
    }


def go(request: HttpRequest, url: str) -> HttpResponse:
    """办成了，去 ``url``；有脚本的整页走，清单才会跟着变。"""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def next_url(request: HttpRequest, fallback: str) -> str:
    """办完回到哪里：只认本站的网址。"""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and safe else fallback


def whole(text: str | None) -> int | None:
    """网址里的一个编号；不是数字就当没写。"""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def day(text: str | None) -> date | None:
    """网址里的一个日期；写得不对就当没写。"""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
