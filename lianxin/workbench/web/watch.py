"""盯办督办：红黄绿的清单，勾几件一起催；等我批的退回与延期。"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.workbench.queries.watch import WATCH_HEADERS, watch_cells, watch_rows
from lianxin.workbench.queries.watch import decisions as waiting
from lianxin.workbench.queries.watch import watch as watched
from lianxin.workbench.usecases import urge_many
from lianxin.workbench.web.desk import desk_of, go, next_url, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query, tabs

EMPTY = {
    "overdue": "没有逾期的。过了到期日还没办的会出现在这里。",
    "due": "没有快到期的。离到期不到三个工作日的会出现在这里。",
    "escalated": "没有报上来的。逾期后系统自动报上级的会出现在这里。",
}


@signed_in
def watch(request: HttpRequest) -> HttpResponse:
    """别人肩上、我看得见的责任。"""
    desk = desk_of(request)
    light = request.GET.get("light", "overdue")
    holder = whole(request.GET.get("unit"))
    found = watched(
        viewer=desk.viewer,
        today=desk.today,
        light=light,
        holder=holder,
        after=request.GET.get("after", ""),
    )
    given = {"light": light, **kept(request, "unit")}
    context = {
        "watch": found,
        "tabs": tabs(found.tabs, light, given, "light"),
        "holder": holder,
        "here": f"{reverse('workbench:watch')}?{query(given)}",
        "empty_text": EMPTY.get(light, "有人在办的事都会出现在这里。"),
        "may_urge": sum(row.may_urge for row in found.rows),
        **_ticking(request, given),
        "exports": export_links("workbench:watch_export", query(given)),
        **pages(request, given, found.after, full=bool(found.after), name="after"),
    }
    return show(request, desk, "workbench/watch.html", context, active="watch")


def _ticking(request: HttpRequest, given: dict[str, str]) -> dict[str, object]:
    """一页全选上，或者都不选；不靠脚本，点一下重开这一页。"""
    ticked = request.GET.get("tick") == "all"
    page = {**given, **kept(request, "after"), **({} if ticked else {"tick": "all"})}
    return {"ticked": ticked, "tick_url": f"?{query(page)}"}


@signed_in
def watch_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出盯办清单：这一堆从头到尾。"""
    desk = desk_of(request)
    rows = watch_rows(
        viewer=desk.viewer,
        today=desk.today,
        light=request.GET.get("light", "overdue"),
        holder=whole(request.GET.get("unit")),
    )
    return sheet(desk, ext, "盯办清单", WATCH_HEADERS, map(watch_cells, rows))


@signed_in
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """一起催办。"""
    desk = desk_of(request)
    ids = [int(each) for each in request.POST.getlist("duty") if each.isdecimal()]
    done = urge_many(
        duty_ids=ids,
        note=request.POST.get("note", "")[:200],
        degree=request.POST.get("degree", ""),
        doer=desk.doer,
        at=desk.now,
    )
    if done.done:
        messages.success(request, f"已催办 {done.done} 件，对方马上会看到。")
    for why in done.refused:
        messages.warning(request, why)
    return go(request, next_url(request, reverse("workbench:watch")))


@signed_in
def decisions(request: HttpRequest) -> HttpResponse:
    """等我批的退回与延期。"""
    desk = desk_of(request)
    found = waiting(viewer=desk.viewer, today=desk.today)
    context = {"decisions": found, "here": reverse("workbench:decisions")}
    return show(request, desk, "workbench/decisions.html", context, active="decisions")
