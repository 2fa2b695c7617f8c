"""现场一览和一场活动的场控；请来的部门在同一个网址上只看问到自己的。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from lianxin.access.audience import signed_in
from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity
from lianxin.activities.queries.live import (
    Board,
    asked_cards,
    echoes,
    live_board,
    live_list,
    may_call,
    slot_lines,
    totals,
)
from lianxin.activities.queries.live.board import PAGE
from lianxin.activities.queries.live.items import ItemLine
from lianxin.activities.queries.live.totals import Echo
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.liveforms import ItemForm, OpenForm
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.queries.live import deputies_of, units_of
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.lists import pages

ACTIVE = "live"
HEADERS = (
    *("第几项", "哪种事", "什么事", "哪家", "哪位代表", "怎么处置", "怎么答的", "谁答的"),
    *("什么时候", "答应哪天", "办到哪一步", "结果", "结果怎么说", "谁欠着", "到期日"),
)


@signed_in
def lives(request: HttpRequest) -> HttpResponse:
    """专线、议事厅、直面、进站、共评……有现场的活动，新的在前。"""
    desk = desk_of(request)
    rows = live_list(viewer=desk.viewer, before=whole(request.GET.get("before")))
    last = rows[-1].pk if rows else None
    context = {
        "rows": [{"row": row, "kind": kind_of(row.kind)} for row in rows],
        "may_open_balance": desk.congress_id in desk.viewer.office_of,
        **pages(request, {}, last, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/live/list.html", context, active=ACTIVE)


@signed_in
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """一场的场控；不是办的人、又问到了他单位的，看到的是请他回话的几件。"""
    desk = desk_of(request)
    try:
        board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    except NotVisible:
        return _asked(request, desk, pk)
    form = item_form(board, None) if board.may_run else None
    return board_page(request, desk, board, form)


def board_page(
    request: HttpRequest, desk: Desk, board: Board, form: ItemForm | None, status: int = 200
) -> HttpResponse:
    """场控一页；登一件没登成的，连同写的一起还给他。"""
    context: dict[str, Any] = {
        "board": board,
        "activity": board.activity,
        "form": form,
        "open_form": OpenForm(),
        "screen_url": _screen(request, board),
        "exports": _links(board.activity.pk),
        "mine": desk.viewer.body_ids,
    }
    if board.form == "hotline":
        asked: dict[str, Any] = {
            "congress_id": board.activity.congress_id,
            "kind": board.activity.kind,
        }
        context |= {"totals": totals(**asked), "echoes": echoes(**asked, today=desk.today)}
    if board.form == "slots":
        context["slots"] = slot_lines(activity_id=board.activity.pk, at=desk.now)
        context["may_call"] = may_call(desk.viewer, board.activity)
    template = "workbench/live/board.html"
    return show(request, desk, template, context, active=ACTIVE, status=status)


def item_form(board: Board, data: Any) -> ItemForm:
    """登一件的表：可选的单位、代表照此刻的名录。"""
    congress_id = board.activity.congress_id
    on = timezone.localtime(board.activity.starts_at).date()
    return ItemForm(
        data,
        kind=board.kind,
        form=board.form,
        bodies=units_of(congress_id),
        people=deputies_of(congress_id, on=on),
    )


def _asked(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    cards = asked_cards(viewer=desk.viewer, activity_id=pk, today=desk.today)
    activity = Activity.objects.select_related("body", "station").get(pk=pk)
    context = {"cards": cards, "activity": activity, "kind": kind_of(activity.kind)}
    return show(request, desk, "workbench/live/asked.html", context, active=ACTIVE)


def _screen(request: HttpRequest, board: Board) -> str:
    if board.live is None:
        return ""
    return request.build_absolute_uri(reverse("portal:live_screen", args=(board.live.number,)))


def _links(pk: int) -> list[dict[str, str]]:
    named = (("xlsx", "导出表格"), ("csv", "导出 csv"))
    return [
        {"label": label, "url": reverse("workbench:live_export", args=(pk, ext))}
        for ext, label in named
    ]


@signed_in
def live_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一场的全部事项。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    return sheet(desk, ext, "现场事项", HEADERS, map(_cells, board.items))


def _cells(line: ItemLine) -> tuple[Cell, ...]:
    said = line.said.get("bill") or line.said.get("echo_words") or line.said.get("handling_result")
    return (
        *(line.number, line.kind_label, line.text, line.body, line.person),
        *(line.disposition_label, line.answer, line.answered_by, line.answered_at, line.due_on),
        *(line.stage, line.result, said or "", line.owed_by, line.owed_on),
    )


@signed_in
def echo_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出专线的回音。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    rows = echoes(
        congress_id=board.activity.congress_id,
        kind=board.activity.kind,
        today=desk.today,
        limit=5000,
    )
    headers = ("哪一期", "哪天", "来电", "哪家", "办到哪一步", "结果", "回音", "到期日")
    return sheet(desk, ext, "专线回音", headers, map(_echo_cells, rows))


def _echo_cells(row: Echo) -> tuple[Cell, ...]:
    line = row.line
    return (
        *(row.episode, row.held_on, line.title, line.body, line.stage, line.result, line.echo),
        line.owed_on,
    )
