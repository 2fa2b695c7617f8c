"""跨年回头看：答复“正在解决”“列入计划”的建议，成批开始看，看接办到哪里；能导出。"""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import RuleViolation
from lianxin.suggestions.queries import LookBackCard, look_back
from lianxin.suggestions.queries.rolling import PAGE
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.usecases import start_many
from lianxin.workbench.web.desk import Desk, desk_of, go, next_url, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query

STATES = (
    ("todo", "还没有看"),
    ("doing", "正在看、等再交办"),
    ("carried", "已接办"),
    ("all", "全部"),
)
HEADERS = ("编号", "案由", "领衔代表", "主办单位", "答复", "走到哪", "提出", "回头看", "接办的一件")


@signed_in
def rolling(request: HttpRequest) -> HttpResponse:
    """要回头看的建议，新的在前。"""
    desk = desk_of(request)
    before = whole(request.GET.get("before"))
    cards = _page_of(request, desk)(before=before)
    given = kept(request, "state", "year")
    state = _state(request)
    may_start = state == "todo" and policies.runs_office(desk.viewer, desk.congress_id)
    context = {
        "cards": cards,
        "may_start": may_start,
        "here": f"{reverse('workbench:rolling')}?{query(given)}",
        "tabs": plain_tabs(STATES, state, given, "state"),
        "exports": export_links("workbench:rolling_export", query(given)),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/rolling.html", context, active="suggestions")


@signed_in
@require_POST
def rolling_start(request: HttpRequest) -> HttpResponse:
    """选中的几件一起开始回头看。"""
    desk = desk_of(request)
    ids = [int(each) for each in request.POST.getlist("case") if whole(each)]
    back = next_url(request, reverse("workbench:rolling"))
    try:
        done = start_many(case_ids=ids, slot="rolling", doer=desk.doer, at=desk.now)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return go(request, back)
    if done.done:
        messages.success(request, f"{done.done} 件开始回头看，承办单位一并收到自查的责任。")
    for why in done.refused:
        messages.warning(request, why)
    return go(request, back)


@signed_in
def rolling_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """照此刻的筛选导出全部。"""
    desk = desk_of(request)
    page = _page_of(request, desk)
    rows = every(lambda before: page(before=before, limit=500), lambda card: card.id)
    return sheet(desk, ext, "跨年回头看", HEADERS, map(_row, rows))


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "todo")
    return asked if asked in dict(STATES) else "todo"


def _page_of(request: HttpRequest, desk: Desk) -> partial[list[LookBackCard]]:
    return partial(
        look_back,
        viewer=desk.viewer,
        state=_state(request),
        year=whole(request.GET.get("year")),
    )


def _row(card: LookBackCard) -> list[Cell]:
    return [
        card.number,
        card.title,
        card.lead,
        card.unit,
        card.result_label,
        card.stage_label,
        localtime(card.submitted_at).replace(tzinfo=None),
        card.rolling_label,
        card.successor,
    ]
