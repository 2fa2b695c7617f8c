"""代表建议：列表、筛选、导出，大会建议的截止时间。办理的每一步在办件页上走。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import RuleViolation
from lianxin.suggestions.queries import (
    PAGE,
    SuggestionCard,
    next_window,
    reviews,
    suggestion_page,
)
from lianxin.suggestions.usecases import set_submission_window
from lianxin.workbench import policies
from lianxin.workbench.draftforms import WindowForm
from lianxin.workbench.filters import STATES, SuggestionFilter
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.registers.doors import office

FILTERS = ("q", "raised_in", "category", "year", "state")
HEADERS = (
    "编号",
    "案由",
    "领衔代表",
    "类别",
    "提出",
    "提出时间",
    "公开程度",
    "走到哪",
    "办结没有",
    "并到哪一件",
)


@signed_in
def suggestions(request: HttpRequest) -> HttpResponse:
    """看得见的建议，新的在前。"""
    desk = desk_of(request)
    form = SuggestionFilter(request.GET, category=category_groups())
    wanted = form.wanted()
    before = whole(request.GET.get("before"))
    cards = suggestion_page(viewer=desk.viewer, before=before, **wanted)
    given = kept(request, *FILTERS)
    context = {
        "cards": cards,
        "reviews": [] if given or before else reviews(viewer=desk.viewer),
        "form": form,
        "is_filtered": bool(given),
        "state": wanted.get("state", ""),
        "tabs": plain_tabs(STATES, wanted.get("state", ""), given, "state"),
        "may_raise": desk.viewer.is_deputy,
        "exports": export_links("workbench:suggestions_export", query(given)),
        **_window(desk),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/suggestions.html", context, active="suggestions")


def _window(desk: Desk) -> dict[str, Any]:
    """代工委看得到、改得了大会建议的截止时间。"""
    if not policies.runs_office(desk.viewer, desk.congress_id):
        return {}
    found = next_window(jurisdiction_id=desk.congress_id, at=desk.now)
    if found is None:
        return {}
    session, closes_at = found
    shown = localtime(closes_at) if closes_at else None
    form = WindowForm(initial={"session": session.pk, "closes_at": shown})
    return {"window": form, "session": session}


@signed_in
def suggestions_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """照此刻的筛选导出全部。"""
    desk = desk_of(request)
    wanted = SuggestionFilter(request.GET, category=category_groups()).wanted()
    page = partial(suggestion_page, viewer=desk.viewer, limit=500, **wanted)
    rows = every(lambda before: page(before=before), lambda card: card.id)
    return sheet(desk, ext, "代表建议", HEADERS, map(_row, rows))


def _row(card: SuggestionCard) -> list[Cell]:
    return [
        card.number,
        card.title,
        card.lead,
        card.category,
        card.raised_in,
        localtime(card.submitted_at).replace(tzinfo=None),
        card.permission_label,
        card.stage_label,
        "办结" if card.is_closed else "在办",
        card.handled_with,
    ]


@signed_in
@require_POST
def submission_window(request: HttpRequest) -> HttpResponse:
    """代工委定大会建议的截止时间。"""
    desk = office(request)
    form = WindowForm(request.POST)
    back = reverse("workbench:suggestions")
    if not form.is_valid():
        messages.error(request, "截止时间没有填对，请选日期和时刻。")
        return go(request, back)
    given = form.cleaned_data
    try:
        set_submission_window(
            session_id=given["session"],
            closes_at=given["closes_at"],
            doer=desk.doer,
            at=desk.now,
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "截止时间定好了；过了的按闭会期间的建议编号办理。")
    return go(request, back)
