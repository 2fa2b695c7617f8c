"""小组的来龙去脉：谁哪天编进来、哪天调出去，组长是推选的还是凭岗位兼任的；导出。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.orgs.models import Body
from lianxin.orgs.queries import MemberSpell, member_spells
from lianxin.workbench.queries.roster import get_group, may_see
from lianxin.workbench.web.desk import Desk, desk_of, show
from lianxin.workbench.web.registers.tables import Line, Link, Table, exports_of, table_sheet

HEADERS = ("姓名", "身份", "凭什么", "从哪天", "到哪天")


@signed_in
def group_past(request: HttpRequest, pk: int) -> HttpResponse:
    """一个小组从成立到今天的各段。"""
    desk, group = _seen(request, pk)
    context = {
        "group": group,
        "table": _table(group),
        "exports": exports_of("workbench:group_past_export", "", pk),
    }
    return show(request, desk, "workbench/group_past.html", context, active="deputies")


@signed_in
def group_past_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一个小组的各段。"""
    desk, group = _seen(request, pk)
    return table_sheet(desk, ext, [_table(group)], title=f"{group.short_name}的来龙去脉")


def _seen(request: HttpRequest, pk: int) -> tuple[Desk, Body]:
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    return desk, get_group(congress_id=desk.congress_id, pk=pk)


def _table(group: Body) -> Table:
    rows = tuple(map(_line, member_spells(group_id=group.pk)))
    return Table("谁哪天在组里", HEADERS, rows, "还没有编过人。")


def _line(one: MemberSpell) -> Line:
    name = Link(one.name, reverse("workbench:deputy_detail", args=(one.person_id,)))
    head = (one.name if one.basis else name, one.role_label, one.basis or "编入")
    return (*head, one.starts_on, one.ends_on or "至今")
