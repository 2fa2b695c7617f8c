"""说明：怎样保护您的信息、公开的数怎么算；以及大字、深浅两个开关。"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from lianxin.access.audience import public
from lianxin.access.usecases.contacts import DEFAULT_KEEP_DAYS
from lianxin.portal.web.shell import here, show, url
from lianxin.publicity.queries import COUNT_DEFINITIONS
from lianxin.ratings.queries import DEFINITIONS

#: 记在 cookie 里的两样，和各自认得的值。脚本也要读，所以不设 HttpOnly。
CHOICES = {"elder": {"0", "1"}, "theme": {"light", "dark"}}
ONE_YEAR = 365 * 24 * 3600


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """个人信息怎么收、怎么用、留多久、怎么撤回（个保法 17 条）。"""
    context = {"keep_years": DEFAULT_KEEP_DAYS // 365}
    return show(request, "portal/privacy.html", context, place=here(request))


@public
@require_safe
def counting(request: HttpRequest) -> HttpResponse:
    """公开的数怎么算。"""
    context = {
        "counts": [{"key": key, "words": words} for key, words in COUNT_DEFINITIONS.items()],
        "ratings": [{"key": key, "words": words} for key, words in DEFINITIONS.items()],
    }
    return show(request, "portal/counting.html", context, place=here(request))


@public
@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """没有脚本时，大字与深浅由这里记下。只改显示，所以不必防冒名提交。"""
    wanted = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    response = HttpResponseRedirect(wanted if local else url("portal:home"), status=303)
    for name, known in CHOICES.items():
        if (value := request.POST.get(name, "")) in known:
            response.set_cookie(
                name,
                value,
                max_age=ONE_YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
    return response
