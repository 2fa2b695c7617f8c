"""公开的主题清单与专项行动：一览，一项的目标、进度和各项的数；没有姓名，没有哪个小组没做。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.activities.queries.boards import bars, chart, figures
from lianxin.activities.queries.programmes import public_node, public_roots
from lianxin.portal.web.shell import here, show


@public
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """公开的主题与行动，新的在前。"""
    place = here(request)
    context = {"cards": public_roots(congress_id=place.congress.id)}
    return show(request, "portal/programmes.html", context, place=place, section="activities")


@public
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """一项：总数、目标、各项的数；``?live=1`` 一分钟自己刷新一次，不靠脚本。"""
    place = here(request)
    node, card, below = public_node(pk=pk)
    context = {
        "node": node,
        "card": card,
        "below": below,
        "stats": figures(card.tally),
        "bars": bars(card),
        "chart": chart(below),
        "live": request.GET.get("live") == "1",
        "now": place.now,
    }
    return show(request, "portal/programme.html", context, place=place, section="activities")
