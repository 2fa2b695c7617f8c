"""安排：一览、一个节点、实时进度、各家的数，都可导出。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.queries.boards import bars, chart, figures
from lianxin.activities.queries.programmes import (
    NodeCard,
    below,
    cards_of,
    get_node,
    node_page,
    roots,
)
from lianxin.activities.queries.standing import keeps_any, may_look, runs
from lianxin.activities.queries.summaries import tally_words
from lianxin.activities.queries.tallies import Tally, by_body
from lianxin.orgs.models import Body
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import desk_of, show
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import plain_tabs

TALLY_HEADERS = (
    *("活动场次", "人次", "其中代表人次", "有名有姓的人数", "意见建议", "意见办成"),
    *("发现问题", "现场解决", "后来办成", "走访对象", "认领", "落实", "没有落实"),
)
NODE_HEADERS = ("种类", "名称", "牵头", "起", "止", "状态", *TALLY_HEADERS)
TABS = (("", "正在办的"), ("past", "结束了的"))


def tally_cells(tally: Tally) -> tuple[Cell, ...]:
    """一行数导出的各格。"""
    return (
        *(tally.activities, tally.attendances, tally.deputies, tally.persons),
        *(tally.opinions, tally.opinions_settled, tally.problems, tally.solved_on_spot),
        *(tally.items_settled, tally.targets, tally.claimed, tally.fulfilled, tally.unfulfilled),
    )


def node_cells(card: NodeCard) -> tuple[Cell, ...]:
    """一个节点导出的各格。"""
    head = (card.kind_label, card.name, card.body, card.starts_on, card.ends_on, card.state_label)
    return (*head, *tally_cells(card.tally))


@signed_in
def programmes(request: HttpRequest) -> HttpResponse:
    """各棵树的根。"""
    desk = desk_of(request)
    past = request.GET.get("tab") == "past"
    context = {
        "cards": _cards(request, past=past),
        "tabs": plain_tabs(TABS, "past" if past else "", {}),
        "may_add": keeps_any(desk.viewer, desk.congress_id),
        "may_pass": runs(desk.viewer, desk.congress_id),
        "exports": export_links("workbench:programmes_export", "tab=past" if past else ""),
    }
    return show(request, desk, "workbench/programmes/list.html", context, active="programmes")


def _cards(request: HttpRequest, *, past: bool) -> list[NodeCard]:
    desk = desk_of(request)
    return roots(viewer=desk.viewer, congress_id=desk.congress_id, past=past)


@signed_in
def programmes_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出一览。"""
    cards = _cards(request, past=request.GET.get("tab") == "past")
    return sheet(desk_of(request), ext, "工作安排", NODE_HEADERS, map(node_cells, cards))


@signed_in
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """一个节点：数、下一级、认领、办过的活动。"""
    desk = desk_of(request)
    page = node_page(viewer=desk.viewer, pk=pk, today=desk.today)
    context = {
        "page": page,
        "words": tally_words(page.card.tally),
        "stats": figures(page.card.tally),
        "bars": bars(page.card),
        "may_look": may_look(desk.viewer, page.row),
        "may_add": keeps_any(desk.viewer, page.row.congress_id),
        "is_open": page.row.state == "open",
        "may_assign": page.may_keep and page.row.kind in ("task", "item", "theme"),
        "exports": _links("workbench:programme_export", pk),
    }
    return show(request, desk, "workbench/programmes/node.html", context, active="programmes")


@signed_in
def programme_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一个节点和它下一级的数。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    cards = cards_of([node, *below(node=node, viewer=desk.viewer)])
    return sheet(desk, ext, f"{node.name}的数", NODE_HEADERS, map(node_cells, cards))


@signed_in
def programme_live(request: HttpRequest, pk: int) -> HttpResponse:
    """实时进度：一分钟自己刷新一次，不靠脚本；``?still=1`` 停住。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    top, *rest = cards_of([node, *below(node=node, viewer=desk.viewer)])
    context = {
        "card": top,
        "below": rest,
        "stats": figures(top.tally),
        "bars": bars(top),
        "chart": chart(rest),
        "still": request.GET.get("still") == "1",
        "bodies": _by_body(node),
        "now": desk.now,
        "exports": _links("workbench:programme_bodies", pk),
    }
    return show(request, desk, "workbench/programmes/live.html", context, active="programmes")


@signed_in
def programme_bodies(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出各家的数；合办的一场各家都算一场，合计不等于总场次。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    rows = ((name, *tally_cells(tally)[:10]) for name, tally in _by_body(node))
    return sheet(desk, ext, f"{node.name}各家的数", ("机构", *TALLY_HEADERS[:10]), rows)


def _by_body(node: Any) -> list[tuple[str, Tally]]:
    found = by_body(node=node)
    names = dict(Body.objects.filter(pk__in=found).values_list("pk", "short_name"))
    rows = [(names[pk], tally) for pk, tally in found.items()]
    return sorted(rows, key=lambda row: (-row[1].activities, row[0]))


def _links(name: str, pk: int) -> list[dict[str, str]]:
    return [
        {"label": label, "url": reverse(name, args=(pk, ext))}
        for ext, label in (("xlsx", "导出表格"), ("csv", "导出 csv"))
    ]
