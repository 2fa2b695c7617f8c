"""调研：清单与次数，一项的全部，一个组的名单，问题清单；导出。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import Research
from lianxin.activities.queries import research as queries
from lianxin.activities.queries.research import DEFINITION, PAGE, ProblemLine
from lianxin.activities.usecases.research import PLANNERS
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, day, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import pages, query
from lianxin.workbench.web.registers.tables import (
    Line,
    Link,
    Mark,
    Table,
    exports_of,
    table_sheet,
)

PROBLEM_HEADERS = ("类别", "问题", "哪天发现", "怎么处置", "哪家办", "办到哪一步", "哪天以前")
TARGET_HEADERS = ("种类", "名称", "去过没有", "说明")
GROUP_HEADERS = ("哪个组", "方法", "怎样组织", "哪天以前", "名单", "走访了", "还剩")
PRACTICE_HEADERS = ("谁", "课题调研（次）", "实事调研（次）", "解决问题（个）")


@signed_in
def research_list(request: HttpRequest) -> HttpResponse:
    """看得见的调研，和今年课题、实事调研的次数。"""
    desk = desk_of(request)
    rows = queries.research_list(viewer=desk.viewer, before=whole(request.GET.get("before")))
    since, until = _span(request, desk)
    context = {
        "rows": rows,
        "may_plan": desk.viewer.holds(*PLANNERS),
        "practice": _practice(desk, since, until),
        "since": since,
        "until": until,
        "exports": export_links("workbench:research_export", ""),
        "practice_exports": export_links(
            "workbench:research_practice", query({"since": since, "until": until})
        ),
        **pages(request, {}, rows[-1].pk if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/research/list.html", context, active="research")


def _span(request: HttpRequest, desk: Desk) -> tuple[date, date]:
    since = day(request.GET.get("since")) or desk.today.replace(month=1, day=1)
    until = day(request.GET.get("until")) or desk.today
    # 起止填反了的，照样看这一段。
    return min(since, until), max(since, until)


def _practice(desk: Desk, since: date, until: date) -> Table:
    rows = queries.practice(congress_id=desk.congress_id, since=since, until=until)
    lines = tuple((one.name, one.topic, one.practical, one.solved) for one in rows)
    note = (
        f"{since:%Y 年 %-m 月 %-d 日}到 {until:%Y 年 %-m 月 %-d 日}；一场只算一次，合计不是各人相加"
    )
    return Table("课题调研、实事调研", PRACTICE_HEADERS, lines, note=note)


@signed_in
def research_practice(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出课题、实事调研的次数。"""
    desk = desk_of(request)
    table = _practice(desk, *_span(request, desk))
    return table_sheet(desk, ext, [table], title="课题调研、实事调研")


@signed_in
def research_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出调研清单。"""
    desk = desk_of(request)
    page = partial(queries.research_list, viewer=desk.viewer, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.pk)
    headers = ("题目", "哪种", "牵头", "起", "止", "几个组", "结束了没有")
    return sheet(desk, ext, "调研清单", headers, map(_cells, rows))


def _cells(row: Research) -> tuple[Cell, ...]:
    groups: int = row.groups  # type: ignore[attr-defined]
    over = "结束了" if row.closed_at else "在办"
    head = (row.title, row.get_kind_display(), row.body.short_name)
    return (*head, row.starts_on, row.ends_on, groups, over)


@signed_in
def research(request: HttpRequest, pk: int) -> HttpResponse:
    """一项调研；``?on=`` 看截到哪天的数。"""
    desk = desk_of(request)
    on = day(request.GET.get("on")) or desk.today
    page = queries.research_page(viewer=desk.viewer, pk=pk, on=min(on, desk.today))
    context = {
        "page": page,
        "definition": DEFINITION,
        "table": _groups(page),
        "exports": exports_of("workbench:research_groups", "", pk),
        "problem_exports": exports_of(
            "workbench:research_problems", query({"on": page.now.on}), pk
        ),
    }
    return show(request, desk, "workbench/research/research.html", context, active="research")


def _groups(page: queries.ResearchPage) -> Table:
    lines: tuple[Line, ...] = tuple(
        (
            Link(one.body, reverse("workbench:research_task", args=(page.row.pk, one.id))),
            one.methods,
            one.modes,
            one.due_on,
            one.listed,
            one.visited,
            _left(one),
        )
        for one in page.lines
    )
    return Table("各组的任务", GROUP_HEADERS, lines, "还没有派给哪个组。")


def _left(one: queries.AssignmentLine) -> Mark:
    if not one.listed:
        return Mark("还没列名单", "warn")
    return Mark(f"还剩 {one.left} 处", "warn") if one.left else Mark("走完了", "ok")


@signed_in
def research_groups(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出各组的任务。"""
    desk = desk_of(request)
    page = queries.research_page(viewer=desk.viewer, pk=pk, on=desk.today)
    return table_sheet(desk, ext, [_groups(page)], title=f"{page.row.title}：各组任务")


@signed_in
def research_problems(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出分类的问题清单，截到 ``?on=`` 那天。"""
    desk = desk_of(request)
    row = queries.research_seen(viewer=desk.viewer, pk=pk)
    lines = queries.problems(row, on=day(request.GET.get("on")) or desk.today)
    return sheet(desk, ext, f"{row.title}：问题清单", PROBLEM_HEADERS, map(_problem, lines))


def _problem(one: ProblemLine) -> tuple[Cell, ...]:
    head = (one.category, one.title, one.found_on, one.disposition, one.body)
    return (*head, one.stage or "没有立件", one.due_on)


@signed_in
def research_task(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """一个组的任务：名单上去过的、没去的。"""
    desk = desk_of(request)
    assignment = queries.assignment_seen(viewer=desk.viewer, pk=pk, assignment=task)
    lines = queries.target_lines(assignment)
    context: dict[str, Any] = {
        "task": assignment,
        "methods": [queries.METHODS[key] for key in assignment.methods],
        "lines": lines,
        "visited": sum(1 for one in lines if one.visits),
        "kept": sum(1 for one in lines if not one.drop_reason),
        "may_visit": queries.may_visit(desk.viewer, assignment)
        and assignment.research.closed_at is None,
        "exports": exports_of("workbench:research_targets", "", pk, task),
    }
    return show(request, desk, "workbench/research/task.html", context, active="research")


@signed_in
def research_targets(request: HttpRequest, pk: int, task: int, ext: str) -> HttpResponseBase:
    """导出一个组的名单。"""
    desk = desk_of(request)
    assignment = queries.assignment_seen(viewer=desk.viewer, pk=pk, assignment=task)
    rows = [
        (one.kind, one.name, f"去过 {one.visits} 次" if one.visits else "没去", _why(one))
        for one in queries.target_lines(assignment)
    ]
    name = f"{assignment.research.title}：{assignment.body.short_name}的名单"
    return sheet(desk, ext, name, TARGET_HEADERS, rows)


def _why(one: queries.TargetLine) -> str:
    if one.drop_reason:
        return f"去掉了：{one.drop_reason}"
    return "计划外" if one.is_extra else ""
