"""扫码进来的一屏，和不扫码的“我要反映”。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lianxin.access.audience import public
from lianxin.portal.queries import (
    Target,
    guessed_category,
    target_at_congress,
    target_at_station,
    target_of_code,
    target_of_deputy,
)
from lianxin.portal.web.patience import wait_before_asking
from lianxin.portal.web.saying import alike, answer
from lianxin.portal.web.shell import Here, here, private, show, url, whole
from lianxin.stations.queries import CodeCard, ExpiredCode, ForgedCode, RevokedCode, resolve_code

FORGED = "这个码不是本平台发的，或者没有扫全。请当心假冒的码，不要在别处的页面上填姓名电话。"
EXPIRED = "这个码过了有效期。要说的话，可以直接在网上说，一样有编号、有回音。"
REVOKED = "{}，这个码停用了。要说的话，可以直接在网上说，一样有编号、有回音。"


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """扫码：一屏说完；码不能用的，告诉他怎么办。"""
    now = timezone.now()
    found = resolve_code(code=code, at=now)
    if isinstance(found, CodeCard):
        return private(answer(request, target_of_code(found), now=now))
    return _gone(request, found)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """不扫码：说给某个站、某位代表，或这级人大听。"""
    place = here(request)
    return private(answer(request, _target(request, place), now=place.now, place=place))


@public
@csrf_exempt
@require_POST
def similar(request: HttpRequest, jurisdiction: int) -> HttpResponse:
    """边写边看邻居说过没有；只给脱敏后的题目。问得太密就不答，不挡着写。"""
    if wait_before_asking(request):
        return HttpResponse(status=204)
    text = request.POST.get("text", "")[:5000]
    _, guess = guessed_category(text)
    context = {"similar": alike(text, jurisdiction), "guess": guess}
    return private(show(request, "portal/scan.html#similar", context))


def _target(request: HttpRequest, place: Here) -> Target:
    if station := whole(request.GET.get("station")):
        return target_at_station(station, on=place.today)
    if deputy := whole(request.GET.get("deputy")):
        return target_of_deputy(deputy, congress=place.congress, on=place.today)
    return target_at_congress(place.congress)


def _gone(request: HttpRequest, found: ForgedCode | RevokedCode | ExpiredCode) -> HttpResponse:
    """码不能用：说清为什么、接下来去哪里。"""
    context: dict[str, object] = {"say_url": url("portal:say"), "title": "这个码不能用"}
    status = 410
    match found:
        case RevokedCode():
            context["message"] = REVOKED.format(found.reason)
            if found.station_id:
                context["say_url"] = url("portal:say", station=found.station_id)
                context["station"] = {
                    "name": found.station_name,
                    "address": found.address,
                    "url": url("portal:station", found.station_id),
                }
        case ExpiredCode():
            context |= {"message": EXPIRED, "title": "这个码过期了"}
        case ForgedCode():
            context["message"], status = FORGED, 404
    return private(show(request, "portal/code_gone.html", context, status=status))
