"""数字：收到多少、答复多少、用了几天，按月、按类别；每个数点开是背后的记录。"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
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
    named,
    numbers_page,
    period_of,
    records_behind,
    sheet_headers,
    sheet_rows,
    slice_words,
    span,
    suggestion_board,
    suggestion_section,
    words,
)
from lianxin.workbench.web.desk import Desk, desk_of, show
from lianxin.workbench.web.exports import export_links, sheet


@signed_in
def numbers(request: HttpRequest) -> HttpResponse:
    """一页数字。"""
    desk, wanted = desk_of(request), request.GET.get("period", "")
    period, chosen, known = _period(desk, wanted)
    shown = numbers_page(
        board(jurisdiction_id=desk.congress_id, period=period), link=_link, explain=_explain
    )
    context = {
        **shown,
        "suggestions": suggestion_section(
            suggestion_board(jurisdiction_id=desk.congress_id, period=period, today=desk.today),
            link=_link,
            explain=_explain,
        ),
        "activities": activity_section(
            activity_board(jurisdiction_id=desk.congress_id, period=period, today=desk.today),
            link=_link,
            explain=_explain,
        ),
        "tables": [
            {"title": "逐月", **shown.pop("months")},
            {"title": "各类别", **shown.pop("categories")},
        ],
        "period_words": words(period),
        "tabs": _tabs(known, chosen),
        "exports": export_links("workbench:numbers_export", urlencode({"period": chosen})),
        "suggestion_exports": export_links(
            "workbench:numbers_export", urlencode({"period": chosen, "what": "suggestions"})
        ),
    }
    return show(request, desk, "workbench/numbers.html", context, active="numbers")


@signed_in
def number(request: HttpRequest, key: str) -> HttpResponse:
    """一个数：怎么算的，背后是哪些记录。"""
    desk = desk_of(request)
    period, _, _ = _period(desk, request.GET.get("period", ""))
    cut = {name: request.GET[name] for name in sorted(SLICED) if name in request.GET}
    asked: dict[str, Any] = {
        "jurisdiction_id": desk.congress_id,
        "period": period,
        "today": desk.today,
        "slices": cut,
    }
    cursor = request.GET.get("after", "")
    page = records_behind(key, viewer=desk.viewer, cursor=cursor, **asked)
    here = {"period": named(period), **cut}
    context = {
        "value": indicator(key, **asked),
        "period_words": words(period),
        "slice_words": slice_words(cut, fact=definition(key).fact),
        "records": page.records,
        "back_url": f"{reverse('workbench:numbers')}?{urlencode({'period': here['period']})}",
        "next_url": f"?{urlencode({**here, 'after': page.next_cursor})}"
        if page.next_cursor
        else "",
        "first_url": f"?{urlencode(here)}" if cursor else "",
    }
    return show(request, desk, "workbench/number.html", context, active="numbers")


@signed_in
def numbers_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出这一页的数；``what=suggestions`` 是代表建议的。"""
    desk = desk_of(request)
    period, _, _ = _period(desk, request.GET.get("period", ""))
    asked: dict[str, Any] = {"jurisdiction_id": desk.congress_id, "period": period}
    if request.GET.get("what") == "suggestions":
        shown, title = suggestion_board(**asked, today=desk.today), "代表建议数字"
    else:
        shown, title = board(**asked), "群众意见数字"
    return sheet(desk, ext, title, sheet_headers(shown), sheet_rows(shown))


def _period(desk: Desk, text: str) -> tuple[Period, str, Span]:
    """网址里写的时间段；看不懂的，当作没写。"""
    known = span(jurisdiction_id=desk.congress_id, today=desk.today)
    try:
        return period_of(text, span=known, today=desk.today), text or "all", known
    except BadPeriod:
        return known.period, "all", known


def _tabs(known: Span, chosen: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": f"?period={key}", "active": key == chosen}
        for key, label in choices(known)
    ]


def _link(value: Value) -> str:
    query = urlencode({"period": named(value.period), **value.slices})
    return f"{reverse('workbench:number', args=(value.definition.key,))}?{query}"


def _explain(key: str) -> str:
    return reverse("workbench:number", args=(key,))
