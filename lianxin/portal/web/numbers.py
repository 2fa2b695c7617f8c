"""公开的数字：与内部同一个定义、同一个数；点开是怎么算的、逐月多少，以及其中公开了的事。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.insight.queries import (
    SLICED,
    BadPeriod,
    Period,
    Span,
    Value,
    activity_board,
    activity_section,
    board,
    choices,
    definition,
    indicator,
    is_monthly,
    named,
    numbers_page,
    period_of,
    slice_words,
    span,
    suggestion_board,
    suggestion_section,
    trend,
    words,
)
from lianxin.portal.web.matters import matter_entry
from lianxin.portal.web.shell import Here, here, show, url
from lianxin.publicity.queries import public_matters

SHOWN = 10


@public
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """一页数字。"""
    place, wanted = here(request), request.GET.get("period", "")
    period, chosen, known = _period(place, wanted)
    shown = numbers_page(
        board(jurisdiction_id=place.congress.id, period=period),
        link=lambda value: _link(value, place.keep),
        explain=lambda key: url("portal:number", key, **place.keep),
    )
    context = {
        **shown,
        "suggestions": suggestion_section(
            suggestion_board(jurisdiction_id=place.congress.id, period=period, today=place.today),
            link=lambda value: _link(value, place.keep),
            explain=lambda key: url("portal:number", key, **place.keep),
        ),
        "activities": activity_section(
            activity_board(jurisdiction_id=place.congress.id, period=period, today=place.today),
            link=lambda value: _link(value, place.keep),
            explain=lambda key: url("portal:number", key, **place.keep),
        ),
        "tables": [
            {"title": "逐月", **shown.pop("months")},
            {"title": "各类别", **shown.pop("categories")},
        ],
        "period_words": words(period),
        "tabs": _tabs(place, known, chosen),
    }
    return show(request, "portal/numbers.html", context, place=place, section="numbers")


@public
@require_safe
def number(request: HttpRequest, key: str) -> HttpResponse:
    """一个数：怎么算的，逐月多少，其中公开了的事。"""
    place = here(request)
    period, _, _ = _period(place, request.GET.get("period", ""))
    cut = {name: request.GET[name] for name in sorted(SLICED) if name in request.GET}
    category = cut.get("category", "")
    asked: dict[str, Any] = {
        "jurisdiction_id": place.congress.id,
        "period": period,
        "today": place.today,
        "slices": cut,
    }
    value = indicator(key, **asked)
    months = trend(key, **asked) if is_monthly(value.definition) else []
    page = public_matters(
        jurisdiction_id=place.congress.id, category=category, today=place.today, limit=SHOWN
    )
    context = {
        "value": value,
        "period_words": words(period),
        "slice_words": slice_words(cut, fact=definition(key).fact),
        "months": [
            {"label": f"{month.year} 年 {month.month} 月", "shown": each.shown}
            for month, each in reversed(months)
            if each.number
        ],
        "matters": [matter_entry(card, place.today) for card in page.cards],
        "matters_url": url("portal:matters", category=category, **place.keep),
        "back_url": url("portal:numbers", period=named(period), **place.keep),
    }
    return show(request, "portal/number.html", context, place=place, section="numbers")


def _period(place: Here, text: str) -> tuple[Period, str, Span]:
    """网址里写的时间段；看不懂的，当作没写。"""
    known = span(jurisdiction_id=place.congress.id, today=place.today)
    try:
        return period_of(text, span=known, today=place.today), text or "all", known
    except BadPeriod:
        return known.period, "all", known


def _tabs(place: Here, known: Span, chosen: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": url("portal:numbers", period=key, **place.keep),
            "active": key == chosen,
        }
        for key, label in choices(known)
    ]


def _link(value: Value, keep: Mapping[str, str]) -> str:
    query = {"period": named(value.period), **value.slices, **keep}
    return url("portal:number", value.definition.key, **query)
