"""活动门口扫码签到：群众一点就签上，不问姓名；代表登录着的，签在自己名下。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianxin.access.audience import public
from lianxin.access.models import Account
from lianxin.access.viewers import Viewer, viewer_for
from lianxin.activities.queries.signing import SignPage, sign_count, sign_page, signed_by_device
from lianxin.activities.usecases import SignedIn, SignInRefused, sign_in, sign_in_device
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.portal.web.patience import STALE, came_from_here, count_phone, is_crowded, is_stale
from lianxin.portal.web.phones import device_of, recognise
from lianxin.portal.web.shell import private, show, url

#: 各场签到共用一处：同一部手机同时签两场，要看得出来。
DOOR = "door"
FORGED = "这不是本平台的签到码，或者没有扫全。请再扫一次，或者请现场的工作人员帮您登记。"
REVOKED = "停用的缘由：{}。请看看门口有没有新的码，或者请工作人员帮您登记。"
NO_COOKIE = "刚才没有认出这部手机。请再点一次“签到”；还不行的话，请现场的工作人员帮您登记。"

CROWDED = (
    "从这个网络签到的手机，已经比会场坐得下的还多出一倍，这一部先不记。"
    "请现场的工作人员帮您登记，或者按人头数记上。"
)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def attend(request: HttpRequest, code: str) -> HttpResponse:
    """签到页：扫了就开，点一下就签。"""
    page = sign_page(code)
    if page is None:
        return _gone(request, "这个码不能用", FORGED, 404)
    if page.revoked:
        return _gone(request, "这个签到码停用了", REVOKED.format(page.revoked), 410)
    now = timezone.now()
    viewer = _viewer(request, now)
    context: dict[str, Any] = {"page": page, "name": viewer.name if viewer else ""}
    if page.cancelled:
        return _shown(request, {**context, "cancelled": page.cancelled}, status=410)
    if request.method == "POST":
        return _sign(request, page, viewer, context, now)
    device = device_of(request, place=DOOR)
    if device and viewer is None:
        context["signed_at"] = signed_by_device(page.activity_id, device)
    return _shown(request, {**context, "count": sign_count(page.activity_id)})


def _sign(
    request: HttpRequest,
    page: SignPage,
    viewer: Viewer | None,
    context: dict[str, Any],
    now: datetime,
) -> HttpResponse:
    if not came_from_here(request) and is_stale(request):
        return _shown(request, {**context, "problem": STALE}, status=422)
    device = device_of(request, place=DOOR)
    if viewer is None and device is None:
        return _shown(request, {**context, "problem": NO_COOKIE}, status=422)
    if viewer is None and _is_over(request, page, device or b""):
        return _shown(request, {**context, "problem": CROWDED}, status=429)
    try:
        done = _named(page, viewer, now) if viewer else _phone(page, device or b"", now)
    except (SignInRefused, NotVisible) as refusal:
        return _shown(request, {**context, "problem": str(refusal)}, status=422)
    if viewer is None and not done.again:
        count_phone(request, door=page.serial, crowd=page.crowd)
    return _shown(request, {**context, "done": done, "now": now})


def _is_over(request: HttpRequest, page: SignPage, device: bytes) -> bool:
    """同一个出口签到的手机太多；早就签过的不算，照样告诉他签过了。平时一句也不查。"""
    crowded = is_crowded(request, door=page.serial, crowd=page.crowd)
    return crowded and signed_by_device(page.activity_id, device) is None


def _named(page: SignPage, viewer: Viewer, now: datetime) -> SignedIn:
    return sign_in(
        activity_id=page.activity_id,
        person_id=viewer.person_id or 0,
        role="deputy" if viewer.is_deputy else "staff",
        way="code",
        actor=Doer(viewer),
        at=now,
    )


def _phone(page: SignPage, device: bytes, now: datetime) -> SignedIn:
    return sign_in_device(code_serial=page.serial, device=device, role="resident", at=now)


def _viewer(request: HttpRequest, now: datetime) -> Viewer | None:
    """登录着的人；没带会话的一条语句也不花。"""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    account = request.user
    if not isinstance(account, Account) or account.person_id is None:
        return None
    return viewer_for(account, today=timezone.localtime(now).date())


def _shown(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = private(show(request, "portal/attend.html", context, status=status))
    recognise(request, response)
    return response


def _gone(request: HttpRequest, title: str, words: str, status: int) -> HttpResponse:
    context = {"title": title, "message": words, "say_url": url("portal:say")}
    return private(show(request, "portal/code_gone.html", context, status=status))
