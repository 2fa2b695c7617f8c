"""门户首页：有话去哪说、我那件事办到哪了、近来办了什么、哪天有接待。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.portal.forms import FindForm
from lianxin.portal.web.articles import article_entry
from lianxin.portal.web.matters import matter_entry
from lianxin.portal.web.shell import Here, here, show, url
from lianxin.portal.web.stations import reception_entry
from lianxin.publicity.queries import articles, public_counts, public_matters
from lianxin.stations.queries import receptions

COMING_DAYS = 30
COUNTED = (
    ("published", "公开的事", ""),
    ("open", "正在办", "open"),
    ("answered", "已答复", "answered"),
    ("closed", "已办结", "closed"),
)


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """首页。"""
    place = here(request)
    page = public_matters(jurisdiction_id=place.congress.id, state="answered", limit=5)
    days = receptions(
        since=place.now,
        until=place.now + timedelta(days=COMING_DAYS),
        congress_id=place.congress.id,
        limit=6,
    )
    context = {
        "find_form": FindForm(auto_id="find_%s"),
        "find_url": url("portal:receipt_find"),
        "search_url": url("portal:matters"),
        "stats": _stats(place),
        "stats_as_of": f"截至 {place.today.month} 月 {place.today.day} 日",
        "matters": [matter_entry(card, place.today) for card in page.cards],
        "receptions": [reception_entry(day, place) for day in days],
        "articles": [
            article_entry(card, place.today)
            for card in articles(jurisdiction_id=place.congress.id, limit=5)
        ],
        "congresses": place.doors("portal:home"),
    }
    return show(request, "portal/home.html", context, place=place, section="home")


def _stats(place: Here) -> list[dict[str, Any]]:
    """公开的几个数：点开是背后的清单，旁边有怎么算的。"""
    counts = public_counts(today=place.today, jurisdiction_id=place.congress.id)
    if not counts.published:
        return []
    return [
        {
            "label": label,
            "value": getattr(counts, name),
            "unit": "件",
            "url": url("portal:matters", state=state, **place.keep),
            "definition_url": f"{url('portal:counting')}#{name}",
        }
        for name, label, state in COUNTED
    ]
