"""每一页都要的：现在几时、这是哪级人大的网站、导航里哪一项亮着。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.queries import BodyCard
from lianxin.portal.queries import open_congresses
from lianxin.portal.words import congress_words

_RETRY_SECONDS = 30


class NothingYet(RuleViolation):
    """这里还一级人大都没有登记。"""


@dataclass(frozen=True, slots=True)
class Here:
    """一次请求里的时刻和所在的人大，只算一次。"""

    now: datetime
    congress: BodyCard
    others: tuple[BodyCard, ...] = ()
    chosen: bool = False

    @property
    def today(self) -> date:
        """今天（北京时间）。"""
        return timezone.localtime(self.now).date()

    def doors(self, name: str) -> list[dict[str, str]]:
        """别的几级人大，各自这一页的网址。"""
        return [
            {"name": congress_words(card.name), "url": url(name, c=card.slug)}
            for card in self.others
        ]

    @property
    def keep(self) -> dict[str, str]:
        """往下点时要带着的：选过哪级人大。"""
        return {"c": self.congress.slug} if self.chosen else {}


def here(request: HttpRequest) -> Here:
    """在哪级人大的网站上：``?c=代号`` 选，没选就是最先开门收意见的一级。两条语句。

    :raises NothingYet: 一级都没有登记
    """
    found = open_congresses()
    if not found:
        raise NothingYet("这里还没有登记人大，请管理人员先完成登记，再请您来看。")
    wanted = request.GET.get("c") or request.POST.get("c") or ""
    chosen = next((card for card in found if card.slug == wanted), None)
    congress = chosen or found[0]
    others = tuple(card for card in found if card.id != congress.id)
    return Here(timezone.now(), congress, others, chosen=chosen is not None)


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    place: Here | None = None,
    congress: str = "",
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """画出一页。

    :param congress: 这件东西是哪级人大的（全称）；不看 ``?c=``，所以没有 ``place``
    """
    shared: dict[str, Any] = {"today": timezone.localdate(), "section": section}
    shared["say_url"] = url("portal:say", **(place.keep if place else {}))
    if congress:
        shared["site_name"] = congress_words(congress)
    if place is not None:
        shared |= {"site_name": congress_words(place.congress.name), "here": place}
    return render(request, template, {**shared, **context}, status=status)


def url(name: str, *args: Any, **query: Any) -> str:
    """网址连同查询；空的条件不写。"""
    path = reverse(name, args=args)
    kept = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """网址里的几个条件；没写的为空，看不见的空字符去掉。"""
    return {name: request.GET.get(name, "").replace("\x00", "") for name in names}


def whole(text: str | None) -> int | None:
    """网址里的一个编号；不是数字就当没写。"""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def private(response: HttpResponse) -> HttpResponse:
    """只给眼前这个人看的：不许存、不许搜索引擎收。"""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def busy_printing(request: HttpRequest) -> HttpResponse:
    """打印的人多，请过会儿再来。"""
    context = {"message": "现在打印的人多，请过半分钟再试。"}
    response = show(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response
