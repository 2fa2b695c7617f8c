"""缺口清单、领导参加、标签统计与交叉表、年度总结。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import Programme, Task
from lianxin.activities.queries.gaps import Gap, gaps, participation, quarters
from lianxin.activities.queries.programmes import get_node
from lianxin.activities.queries.standing import FAMILIES, Family, may_look
from lianxin.activities.queries.summaries import brief_sections, summary_words
from lianxin.activities.queries.tallies import NOTHING, Tally, by_pair
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, day, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, plain_tabs, query
from lianxin.workbench.web.programmes.pages import TALLY_HEADERS, tally_cells

GAP_HEADERS = ("差什么", "主题（任务）", "哪一家", "说明")
GAP_TABS = (
    ("", "全部"),
    ("unclaimed", "没人认领"),
    ("unfulfilled", "没有落实"),
    ("short", "不够数"),
    ("summary", "没有季度小结"),
)
_STATES = {"done": "交了", "missed": "没有做", "late": "逾期", "due": "还没到期"}
_LEADERS = (
    *(Body.Kind.CHAIR_COUNCIL, Body.Kind.STANDING_COMMITTEE, Body.Kind.COUNCIL),
    *(Body.Kind.GOVERNMENT, Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP),
)


def _inside(desk: Desk, pk: int) -> Programme:
    """缺口、谁参加了，只给本级的机关和代表看。"""
    node = get_node(viewer=desk.viewer, pk=pk)
    if not may_look(desk.viewer, node):
        raise NotVisible("没有这一页。")
    return node


@signed_in
def programme_gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """没人认领、没有落实、不够数、没有季度小结的，连同每一期小结交没交。"""
    desk = desk_of(request)
    node = _inside(desk, pk)
    kind = request.GET.get("kind", "")
    found = gaps(node=node, today=desk.today)
    rows = Task.objects.visible_to(desk.viewer).filter(
        programme__path__startswith=node.path, dropped_at__isnull=True
    )
    periods = quarters(tasks=rows.select_related("programme", "body"), today=desk.today)
    context = {
        "node": node,
        "gaps": [one for one in found if kind in ("", one.kind)],
        "quarters": [(one, _STATES[one.state]) for one in periods],
        "tabs": plain_tabs(GAP_TABS, kind, {}, "kind"),
        "exports": _exports("workbench:programme_gaps_export", pk, f"kind={kind}"),
    }
    return show(request, desk, "workbench/programmes/gaps.html", context, active="programmes")


@signed_in
def programme_gaps_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出缺口清单。"""
    desk = desk_of(request)
    node = _inside(desk, pk)
    kind = request.GET.get("kind", "")
    found = (one for one in gaps(node=node, today=desk.today) if kind in ("", one.kind))
    return sheet(desk, ext, f"{node.name}还差什么", GAP_HEADERS, map(_gap_cells, found))


def _gap_cells(one: Gap) -> tuple[Cell, ...]:
    return (one.label, one.theme, one.body, one.words)


@signed_in
def programme_leaders(request: HttpRequest, pk: int) -> HttpResponse:
    """一批人参加了几个：如“26 名中 24 名参加”。"""
    desk = desk_of(request)
    node = _inside(desk, pk)
    bodies = _leader_bodies(node)
    body = next((one for one in bodies if one.pk == whole(request.GET.get("body"))), None)
    given = {"body": body.pk} if body else {}
    context = {
        "node": node,
        "bodies": bodies,
        "chosen": body,
        "found": participation(node=node, body=body, today=desk.today) if body else None,
        "exports": _exports("workbench:programme_leaders_export", pk, query(given)) if body else [],
    }
    return show(request, desk, "workbench/programmes/leaders.html", context, active="programmes")


@signed_in
def programme_leaders_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一批人参加没参加。"""
    desk = desk_of(request)
    node = _inside(desk, pk)
    body = next(
        (one for one in _leader_bodies(node) if one.pk == whole(request.GET.get("body"))), None
    )
    found = participation(node=node, body=body, today=desk.today) if body else None
    rows: list[tuple[Cell, ...]] = []
    if found:
        rows += [(name, "参加") for name in found.came]
        rows += [(name, "没有") for name in found.missed]
    return sheet(desk, ext, f"{node.name}参加情况", ("姓名", "参加没参加"), rows)


def _leader_bodies(node: Programme) -> list[Body]:
    rows = Body.objects.filter(
        Q(congress=node.congress_id), kind__in=_LEADERS, ends_on__isnull=True
    )
    return sorted(rows, key=lambda one: (_LEADERS.index(Body.Kind(one.kind)), one.pk))


@signed_in
def programme_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """按数字生成的总结；可以选一段时间，如一年、一季。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    since, until = _period(request, desk, node)
    context = {
        "node": node,
        "since": since,
        "until": until,
        "text": summary_words(node=node, since=since, until=until),
    }
    return show(request, desk, "workbench/programmes/summary.html", context, active="programmes")


def _period(request: HttpRequest, desk: Desk, node: Programme) -> tuple[date, date]:
    since = day(request.GET.get("since")) or node.starts_on
    last = node.ends_on or date(desk.today.year, 12, 31)
    return since, day(request.GET.get("until")) or min(last, max(desk.today, since))


@signed_in
def tags(request: HttpRequest) -> HttpResponse:
    """按标签统计，每一族一张表，附可以直接用的简报分节。"""
    desk = desk_of(request)
    given = kept(request, "family", "since", "until")
    family = _family(given.get("family"))
    choices = [(one.key, one.label) for one in FAMILIES]
    context = {
        "family": family,
        "sections": _sections(desk, given, family),
        "tabs": plain_tabs(choices, family.key, given, "family"),
        "since": day(given.get("since")),
        "until": day(given.get("until")),
        "exports": export_links("workbench:programme_tags_export", query(given)),
    }
    return show(request, desk, "workbench/programmes/tags.html", context, active="programmes")


@signed_in
def tags_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出按标签的数。"""
    desk = desk_of(request)
    given = kept(request, "family", "since", "until")
    family = _family(given.get("family"))
    rows = ((label, *tally_cells(t)[:10]) for label, t, _ in _sections(desk, given, family))
    return sheet(desk, ext, f"{family.label}统计", ("标签", *TALLY_HEADERS[:10]), rows)


def _family(key: str | None) -> Family:
    return next((one for one in FAMILIES if one.key == key), FAMILIES[0])


def _sections(desk: Desk, given: Mapping[str, str], family: Family) -> list[tuple[str, Tally, str]]:
    return brief_sections(
        congress_id=desk.congress_id,
        family=family.key,
        since=day(given.get("since")),
        until=day(given.get("until")),
    )


@signed_in
def matrix(request: HttpRequest) -> HttpResponse:
    """两族标签的交叉表：三种模式乘六个主题，场次、人次、意见各数各的。"""
    desk = desk_of(request)
    given = kept(request, "rows", "columns", "node")
    rows, columns = _axes(given)
    context = {
        "rows": rows,
        "columns": columns,
        "families": FAMILIES,
        "table": _cross(desk, given, rows, columns),
        "node": _node(desk, given),
        "exports": export_links("workbench:programme_matrix_export", query(given)),
    }
    return show(request, desk, "workbench/programmes/matrix.html", context, active="programmes")


@signed_in
def matrix_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出交叉表，一格一行。"""
    desk = desk_of(request)
    given = kept(request, "rows", "columns", "node")
    rows, columns = _axes(given)
    cells = (
        (row, column, *tally_cells(tally)[:10])
        for row, line in _cross(desk, given, rows, columns)
        for (_, column), tally in zip(columns.tags, line, strict=True)
    )
    headers = (rows.label, columns.label, *TALLY_HEADERS[:10])
    return sheet(desk, ext, f"{rows.label}与{columns.label}", headers, cells)


def _axes(given: Mapping[str, str]) -> tuple[Family, Family]:
    known = {one.key: one for one in FAMILIES}
    rows = known.get(given.get("rows", ""), known["modes"])
    return rows, known.get(given.get("columns", ""), known["themes"])


def _node(desk: Desk, given: Mapping[str, str]) -> Programme | None:
    pk = whole(given.get("node"))
    return get_node(viewer=desk.viewer, pk=pk) if pk else None


def _cross(
    desk: Desk, given: Mapping[str, str], rows: Family, columns: Family
) -> list[tuple[str, list[Tally]]]:
    found = by_pair(
        congress_id=desk.congress_id,
        rows=rows.key,
        columns=columns.key,
        node=_node(desk, given),
    )
    return [
        (label, [found.get((row, column), NOTHING) for column, _ in columns.tags])
        for row, label in rows.tags
    ]


def _exports(name: str, pk: int, given: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"{reverse(name, args=(pk, ext))}?{given}"}
        for ext, label in (("xlsx", "导出表格"), ("csv", "导出 csv"))
    ]
