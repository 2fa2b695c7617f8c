"""责任台账：本单位担过的，一行一份责任；能筛能翻能导出。"""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.workbench.queries.ledger import (
    DUTY_HEADERS,
    PAGE,
    STATES,
    LedgerRow,
    duty_cells,
    duty_ledger,
    every,
)
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query


@signed_in
def duties(request: HttpRequest) -> HttpResponse:
    """责任台账。"""
    desk = desk_of(request)
    rows = _page_of(request, desk)(before=whole(request.GET.get("before")))
    given = kept(request, "state", "q", "person")
    state = request.GET.get("state", "open")
    context = {
        "rows": rows,
        "q": request.GET.get("q", ""),
        "state": state,
        "tabs": plain_tabs(STATES, state, given, "state"),
        "exports": export_links("workbench:duties_export", query(given)),
        "clear_url": reverse("workbench:duties"),
        **pages(request, given, rows[-1].card.id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/duties.html", context, active="duties")


@signed_in
def duties_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出责任台账：页面上看得见多少，就是多少。"""
    desk = desk_of(request)
    page = _page_of(request, desk)
    rows = every(lambda before: page(before=before, limit=500), lambda row: row.card.id)
    return sheet(desk, ext, "责任台账", DUTY_HEADERS, map(duty_cells, rows))


def _page_of(request: HttpRequest, desk: Desk) -> partial[list[LedgerRow]]:
    return partial(
        duty_ledger,
        viewer=desk.viewer,
        today=desk.today,
        state=request.GET.get("state", "open"),
        q=request.GET.get("q", ""),
        person=whole(request.GET.get("person")),
    )
