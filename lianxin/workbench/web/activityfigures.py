"""活动的统计页：按种类、按代表、按选区，都能导出。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from lianxin.access.audience import signed_in
from lianxin.activities.queries.figures import by_constituency, by_kind, by_person
from lianxin.activities.queries.lists import ActivityFilter, visible_rows
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, day, desk_of, show
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, plain_tabs, query

TABLES = (("kinds", "按种类"), ("people", "按代表"), ("constituencies", "按选区"))
TABLE_HEADERS = {
    "kinds": ("种类", "哪一类", "场次", "人次", "意见", "事项", "当场解决", "后来办结", "数字"),
    "people": ("代表", "参加场次", "领衔", "学习（小时）", "志愿服务（小时）", "最近一次"),
    "constituencies": ("选区", "见选民几次", "最近一次"),
}

#: 写字的几列，靠左；其余是数。
WORDED = {"种类", "哪一类", "数字", "代表", "选区", "最近一次", "见选民几次"}


@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """活动的统计：按种类、按代表、按选区，可以选一段日子。"""
    desk = desk_of(request)
    table = _table(request)
    given = {"table": table, **kept(request, "since", "until")}
    context = {
        "table": table,
        "tabs": plain_tabs(TABLES, table, given, "table"),
        "headers": _marked(table),
        "rows": [
            [
                (name, cell, is_number)
                for (name, is_number), cell in zip(_marked(table), row, strict=True)
            ]
            for row in _figure_rows(desk, request, table)
        ],
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "exports": export_links("workbench:activity_figures_export", query(given)),
    }
    return show(request, desk, "workbench/activities/figures.html", context, active="activities")


@signed_in
def figures_export(request: HttpRequest, ext: str) -> Any:
    """导出一张统计表。"""
    desk = desk_of(request)
    table = _table(request)
    rows = _figure_rows(desk, request, table)
    return sheet(desk, ext, f"活动统计-{dict(TABLES)[table]}", TABLE_HEADERS[table], rows)


def _marked(table: str) -> list[tuple[str, bool]]:
    """表头各列，和这一列是不是数（数靠右）。"""
    return [(name, name not in WORDED) for name in TABLE_HEADERS[table]]


def _table(request: HttpRequest) -> str:
    asked = request.GET.get("table", "")
    return asked if asked in dict(TABLES) else "kinds"


def _figure_rows(desk: Desk, request: HttpRequest, table: str) -> Iterator[tuple[Cell, ...]]:
    wanted = ActivityFilter(
        since=day(request.GET.get("since")), until=day(request.GET.get("until"))
    )
    held = visible_rows(desk.viewer, wanted).exclude(state="cancelled")
    if table == "people":
        for one in by_person(held):
            yield (
                *(one.name, one.activities, one.led),
                *(one.study_hours, one.service_hours, one.last_on),
            )
    elif table == "constituencies":
        for place in by_constituency(held, congress_id=desk.congress_id):
            yield (place.name, place.meetings or "还没有见过", place.last_on)
    else:
        for line in by_kind(held):
            told = (f"{label} {count:,} {unit}".strip() for label, count, unit in line.sums)
            yield (
                *(line.label, line.family, line.activities, line.visits, line.voices),
                *(line.items, line.solved, line.closed, "；".join(told)),
            )
