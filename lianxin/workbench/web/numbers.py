"""数字：收到多少、答复多少、用了几天，按月、按类别；每个数点开是背后的记录。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from lianxin.access.audience import signed_in
from lianxin.insight.queries import (
    SLICED,
    BadPeriod,
    Period,
    Record,
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

RECORD_HEADERS = ("编号", "说的什么", "类别", "时间", "情形")
#: 导出时一次取几条。
AT_A_TIME = 500


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
    """一个数：怎么算的，背后是哪些记录；占比的，底数里的也列得出来。"""
    desk = desk_of(request)
    asked, here, of_base = _asked(request, desk, key)
    cursor = request.GET.get("after", "")
    page = records_behind(key, viewer=desk.viewer, cursor=cursor, of_base=of_base, **asked)
    kept = {**here, "of": "base"} if of_base else here
    context = {
        "value": indicator(key, **asked),
        "period_words": words(asked["period"]),
        "slice_words": slice_words(asked["slices"], fact=definition(key).fact),
        "records": page.records,
        "tabs": _sides(key, here, of_base=of_base),
        "exports": export_links("workbench:number_export", urlencode(kept), key),
        "back_url": f"{reverse('workbench:numbers')}?{urlencode({'period': here['period']})}",
        "next_url": f"?{urlencode({**kept, 'after': page.next_cursor})}"
        if page.next_cursor
        else "",
        "first_url": f"?{urlencode(kept)}" if cursor else "",
    }
    return show(request, desk, "workbench/number.html", context, active="numbers")


@signed_in
def number_export(request: HttpRequest, key: str, ext: str) -> HttpResponseBase:
    """导出一个数背后的记录，看得见的都在；占比的，底数里的另导一份。"""
    desk = desk_of(request)
    asked, _, of_base = _asked(request, desk, key)
    records = _all_records(key, viewer=desk.viewer, of_base=of_base, **asked)
    rows = (
        (one.number, one.title, one.category, timezone.localtime(one.at).date(), one.note)
        for one in records
    )
    title = f"{definition(key).label}{'（底数）' if of_base else ''}"
    return sheet(desk, ext, title, RECORD_HEADERS, rows)


def _all_records(key: str, **asked: Any) -> Iterator[Record]:
    """一页接一页，到底为止。"""
    cursor = ""
    while True:
        page = records_behind(key, cursor=cursor, limit=AT_A_TIME, **asked)
        yield from page.records
        cursor = page.next_cursor
        if not cursor:
            return


def _asked(
    request: HttpRequest, desk: Desk, key: str
) -> tuple[dict[str, Any], dict[str, str], bool]:
    """问的是哪段时间、哪一份、是不是底数；连同写回网址的样子。"""
    period, _, _ = _period(desk, request.GET.get("period", ""))
    cut = {name: request.GET[name] for name in sorted(SLICED) if name in request.GET}
    asked: dict[str, Any] = {
        "jurisdiction_id": desk.congress_id,
        "period": period,
        "today": desk.today,
        "slices": cut,
    }
    of_base = definition(key).measure == "ratio" and request.GET.get("of") == "base"
    return asked, {"period": named(period), **cut}, of_base


def _sides(key: str, here: dict[str, str], *, of_base: bool) -> list[dict[str, object]]:
    """占比有两份记录：算上的和底数里的。"""
    if definition(key).measure != "ratio":
        return []
    return [
        {"label": "算上的", "url": f"?{urlencode(here)}", "active": not of_base},
        {"label": "底数里的", "url": f"?{urlencode({**here, 'of': 'base'})}", "active": of_base},
    ]


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
