"""小组的来龙去脉：改过的名、并过的组，谁哪天编进来、哪天调出去，组长凭什么当；导出。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.orgs.models import Body
from lianxin.orgs.queries import GroupTurn, MemberSpell, group_turns, member_spells
from lianxin.workbench.queries.roster import get_group, may_see
from lianxin.workbench.web.desk import Desk, desk_of, show
from lianxin.workbench.web.registers.tables import Line, Link, Table, exports_of, table_sheet

TURN_HEADERS = ("哪天起", "什么事", "为什么")
HEADERS = ("姓名", "身份", "凭什么", "从哪天", "到哪天")


@signed_in
def group_past(request: HttpRequest, pk: int) -> HttpResponse:
    """一个小组从成立到今天的各段。"""
    desk, group = _seen(request, pk)
    context = {
        "group": group,
        "tables": _tables(group),
        "exports": exports_of("workbench:group_past_export", "", pk),
    }
    return show(request, desk, "workbench/group_past.html", context, active="deputies")


@signed_in
def group_past_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一个小组的各段。"""
    desk, group = _seen(request, pk)
    return table_sheet(desk, ext, _tables(group), title=f"{group.short_name}的来龙去脉")


def _seen(request: HttpRequest, pk: int) -> tuple[Desk, Body]:
    desk = desk_of(request)
    may_see(desk.viewer, desk.congress_id)
    return desk, get_group(congress_id=desk.congress_id, pk=pk)


def _tables(group: Body) -> list[Table]:
    """改名、并组一张（没有过就不列），成员一张。"""
    turns = tuple(map(_turn, group_turns(group_id=group.pk)))
    rows = tuple(map(_line, member_spells(group_id=group.pk)))
    members = Table("谁哪天在组里", HEADERS, rows, "还没有编过人。")
    return [Table("改名与并组", TURN_HEADERS, turns), members] if turns else [members]


def _turn(one: GroupTurn) -> Line:
    if one.other_id is None:
        return (one.on, one.what, one.reason)
    url = reverse("workbench:group_past", args=(one.other_id,))
    return (one.on, Link(one.what, url), one.reason)


def _line(one: MemberSpell) -> Line:
    name = Link(one.name, reverse("workbench:deputy_detail", args=(one.person_id,)))
    head = (one.name if one.basis else name, one.role_label, one.basis or "编入")
    return (*head, one.starts_on, one.ends_on or "至今")
