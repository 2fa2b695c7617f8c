"""现场的公开几页：大屏，手机凭现场号表决、评价。"""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lianxin.access.audience import public
from lianxin.activities.models import Live
from lianxin.activities.queries.live import live_screen, open_polls
from lianxin.activities.queries.live.words import CHOICES, GROUPS
from lianxin.activities.usecases.live import mark
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.portal.web.patience import came_from_here, is_stale
from lianxin.portal.web.phones import device_of, recognise
from lianxin.portal.web.shell import private, show, whole

#: 大屏每隔几秒自己换一次，不用脚本。
REFRESH_SECONDS = 5
SIX_DIGITS = "现场号是六位数字，请再看看大屏幕。"
NO_SUCH = "没有这个现场号，可能抄错了一位，请再看看大屏幕。"
OPEN_FIRST = "请先打开现场的页面再按；浏览器要允许存一个小标记，才认得出是同一部手机。"
STALE = "这一页打开得太久了，请刷新再按。"


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """输现场号进来。"""
    number = "".join(request.GET.get("no", "").replace("\x00", "").split())
    is_number = number.isascii() and number.isdecimal() and len(number) == 6
    if is_number and Live.objects.filter(number=number).exists():
        return HttpResponseRedirect(reverse("portal:live_rate", args=(number,)))
    wrong = NO_SUCH if is_number else SIX_DIGITS
    return show(request, "portal/live/find.html", {"number": number, "wrong": wrong})


@public
@require_safe
def screen(request: HttpRequest, number: str) -> HttpResponse:
    """投在墙上的一屏：到了几人、正在说的、票数、承诺；自己换，不用人管；``?still=1`` 停住。"""
    shown = live_screen(number=number, today=timezone.localdate())
    path = reverse("portal:live_rate", args=(number,))
    made = segno.make(request.build_absolute_uri(path), micro=False)
    context = {
        "screen": shown,
        "refresh": REFRESH_SECONDS if shown.live.state != "over" else 60,
        "still": request.GET.get("still") == "1",
        "qr": made.svg_data_uri(border=2, dark="#1d2430", light="#ffffff", omitsize=True),
        "now": timezone.localtime(),
        "find_words": f"{request.get_host()}{reverse('portal:live_find')}".rstrip("/"),
    }
    return private(show(request, "portal/live/screen.html", context))


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """手机上表决、评价：一部手机一项只算一次。"""
    if request.method == "POST":
        return _take(request, number)
    live, polls = open_polls(number=number)
    context = {
        "live": live,
        "polls": [(poll, CHOICES[poll.scale].items()) for poll in polls],
        "groups": GROUPS.items(),
    }
    response = private(show(request, "portal/live/rate.html", context))
    recognise(request, response)
    return response


def _take(request: HttpRequest, number: str) -> HttpResponse:
    """按一票：一条语句，别的什么也不查；一屋子人一个出口，不按网址限次数。"""
    device = device_of(request, place=number)
    if device is None:
        return _said(request, number, OPEN_FIRST, status=403)
    if not came_from_here(request) and is_stale(request):
        return _said(request, number, STALE, status=403)
    given = request.POST
    try:
        mark(
            number=number,
            poll_id=whole(given.get("poll")) or 0,
            scale=given.get("scale", ""),
            device=device,
            group=given.get("group", ""),
            choice=given.get("choice", ""),
            at=timezone.now(),
        )
    except RuleViolation as refusal:
        return _said(request, number, str(refusal), status=_status(refusal))
    return _said(request, number, "记下了，谢谢。", done=True)


def _status(refusal: RuleViolation) -> int:
    if isinstance(refusal, NotVisible):
        return 404
    return 409 if isinstance(refusal, Conflict) else 422


def _said(
    request: HttpRequest, number: str, words: str, *, done: bool = False, status: int = 200
) -> HttpResponse:
    context = {"words": words, "done": done, "number": number}
    return private(show(request, "portal/live/said.html", context, status=status))
