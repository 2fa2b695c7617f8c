"""承诺台账：谁答应了什么、哪天做到、做到没有；过了日子没有结果的排在最前。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lianxin.access.audience import signed_in
from lianxin.casework.alongside import PAGE, Promise, commitments
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query

STATES = (
    ("overdue", "过了日子还没结果"),
    ("open", "还没有结果"),
    ("kept", "按期兑现"),
    ("late", "逾期兑现"),
    ("broken", "未兑现"),
    ("all", "全部"),
)
EMPTY = {
    "overdue": ("没有过了日子的承诺", "答应的日子过了还没有查验结果的会排在这里。"),
    "all": ("还没有承诺", "答复“正在解决”“列入计划”时写明谁、做什么、哪天做到，就记进这本台账。"),
}
HEADERS = ("编号", "谁", "做什么", "哪天做到", "承诺单位", "走到哪", "结果", "离那天还有几天")


@signed_in
def promises(request: HttpRequest) -> HttpResponse:
    """看得见的承诺，先到期的在前。"""
    desk = desk_of(request)
    state = _state(request)
    rows = commitments(
        viewer=desk.viewer,
        today=desk.today,
        state="" if state == "all" else state,
        body=whole(request.GET.get("unit")),
        after=_place(request.GET.get("after", "")),
    )
    given = {"state": state, **kept(request, "unit")}
    title, text = EMPTY.get(state, ("这一类还没有承诺", "换一类看看。"))
    context = {
        "rows": rows,
        "tabs": plain_tabs(STATES, state, given, "state"),
        "empty_title": title,
        "empty_text": text,
        "exports": export_links("workbench:promises_export", query(given)),
        **pages(request, given, _mark(rows), full=len(rows) == PAGE, name="after"),
    }
    return show(request, desk, "workbench/promises.html", context, active="promises")


@signed_in
def promises_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出承诺台账：这一类从头到尾。"""
    desk = desk_of(request)
    state = _state(request)
    page = partial(
        commitments,
        viewer=desk.viewer,
        today=desk.today,
        state="" if state == "all" else state,
        body=whole(request.GET.get("unit")),
        limit=500,
    )

    def every() -> Iterator[Promise]:
        after: tuple[date, int] | None = None
        while rows := page(after=after):
            yield from rows
            after = (rows[-1].by, rows[-1].id)

    return sheet(desk, ext, "承诺台账", HEADERS, map(_cells, every()))


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in dict(STATES) else "overdue"


def _mark(rows: list[Promise]) -> str:
    return f"{rows[-1].by.isoformat()}_{rows[-1].id}" if rows else ""


def _place(mark: str) -> tuple[date, int] | None:
    """翻页的记号；改坏了的当作第一页。"""
    day, _, last = mark.partition("_")
    try:
        return date.fromisoformat(day), int(last)
    except ValueError:
        return None


def _cells(row: Promise) -> tuple[Cell, ...]:
    return (
        *(row.number, row.who, row.what, row.by, row.body),
        *(row.stage_label, row.result_label, row.days_left),
    )
