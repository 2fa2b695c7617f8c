"""报道与典型：批准公开了的，连着公开的事、活动、代表；没有群众的姓名和联系方式。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.portal.web.shell import Here, asked, here, show, url
from lianxin.publicity.queries.coverage import PAGE, About, CoverageCard, public_coverage


@public
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """一览，新登的在前。"""
    place, given = here(request), asked(request, "after")
    cards = public_coverage(
        congress_id=place.congress.id, before=_before(given["after"]), limit=PAGE + 1
    )
    shown, more = cards[:PAGE], len(cards) > PAGE
    context = {
        "cards": [_shown(card, place) for card in shown],
        "next_url": url("portal:coverage", **place.keep, after=_mark(shown[-1])) if more else "",
        "first_url": url("portal:coverage", **place.keep) if given["after"] else "",
    }
    return show(request, "portal/coverage.html", context, place=place, section="articles")


def _shown(card: CoverageCard, place: Here) -> dict[str, Any]:
    return {
        "row": card.row,
        "about": [
            {"label": one.kind_label, "title": one.title, "url": _url(one, place)}
            for one in card.about
        ],
    }


def _url(one: About, place: Here) -> str:
    if one.kind in ("case", "outcome"):
        return url("portal:matter", one.key, **place.keep)
    name = "portal:activity" if one.kind == "activity" else "portal:deputy"
    return url(name, one.key, **place.keep)


def _mark(card: CoverageCard) -> str:
    return f"{card.row.on.isoformat()}|{card.row.pk}"


def _before(text: str) -> tuple[date, int] | None:
    on, _, number = text.partition("|")
    try:
        found = date.fromisoformat(on)
    except ValueError:
        return None
    return (found, int(number)) if number.isdecimal() and len(number) < 19 else None
