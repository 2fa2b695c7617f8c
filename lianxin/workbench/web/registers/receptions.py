"""接待安排：本级各站今后的接待，预告够不够提前。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lianxin.access.audience import signed_in
from lianxin.stations.queries.ledger import PlannedReception, reception_plan
from lianxin.workbench.web.desk import Desk, show
from lianxin.workbench.web.lists import plain_tabs
from lianxin.workbench.web.registers.boards import station_link
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.rescheduling import reception_notice
from lianxin.workbench.web.registers.tables import Figure, Mark, Table, exports_of, table_sheet

SPANS = {"month": timedelta(days=31), "quarter": timedelta(days=92), "past": timedelta(days=-92)}
TABS = (("month", "今后一个月"), ("quarter", "今后三个月"), ("past", "过去三个月"))
HEADERS = ("家站室", "什么时候", "接待代表", "主题", "预告", "变动")


@signed_in
def reception_list(request: HttpRequest) -> HttpResponse:
    """接待安排。"""
    desk = registrar(request)
    span = _span(request)
    rows = _rows(desk, span)
    late = sum(row.is_late for row in rows)
    context = {
        "table": _table(rows),
        "tabs": plain_tabs(TABS, span, {}, "span"),
        "notice": reception_notice(),
        "figures": [
            Figure("接待", sum(not row.is_cancelled for row in rows), "次"),
            Figure("预告不够提前", late, "次"),
            Figure("改期", sum(row.was_moved for row in rows), "次"),
            Figure("取消", sum(row.is_cancelled for row in rows), "次"),
        ],
        "exports": exports_of("workbench:receptions_export", f"span={span}"),
    }
    return show(request, desk, "workbench/registers/receptions.html", context, active="receptions")


@signed_in
def receptions_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出接待安排。"""
    desk = registrar(request)
    rows = _rows(desk, _span(request))
    return table_sheet(desk, ext, [_table(rows)], title="接待安排")


def _span(request: HttpRequest) -> str:
    asked = request.GET.get("span", "")
    return asked if asked in SPANS else "month"


def _rows(desk: Desk, span: str) -> list[PlannedReception]:
    since, until = sorted((desk.now, desk.now + SPANS[span]))
    return reception_plan(since=since, until=until, congress_id=desk.congress_id, limit=500)


def _table(rows: list[PlannedReception]) -> Table:
    return Table("接待安排", HEADERS, tuple(map(_row, rows)))


def _row(row: PlannedReception) -> tuple[Any, ...]:
    return (
        station_link(row.station_id, row.station_name),
        row.words,
        "、".join(row.deputies),
        row.theme,
        Mark(row.notice_words, _tone(row)),
        row.changed,
    )


def _tone(row: PlannedReception) -> str:
    if row.is_cancelled:
        return "none"
    return "warn" if row.is_late else "ok"
