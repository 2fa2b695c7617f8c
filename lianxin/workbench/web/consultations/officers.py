"""联络员名册：在聘的、离任届满的，聘一位、办离任；导出。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.legislation.models import Function, Officer
from lianxin.legislation.queries import asker_posts, officer_list, officer_seen
from lianxin.legislation.usecases import appoint_officer, end_officer
from lianxin.workbench.queries.officers import people_to_appoint
from lianxin.workbench.web.consultations.forms import LeaveForm, OfficerForm
from lianxin.workbench.web.desk import Desk, desk_of, show
from lianxin.workbench.web.lists import kept, plain_tabs, query
from lianxin.workbench.web.registerpages import form_page, posted, sheet_page
from lianxin.workbench.web.registers.tables import Line, Link, Table, exports_of, table_sheet

HEADERS = ("姓名", "哪一种", "在哪里", "聘任", "聘期到", "离任")
TABS = (("", "都看"), *Function.choices)


@signed_in
def officers(request: HttpRequest) -> HttpResponse:
    """名册，按哪一种筛；``?past=1`` 看离任、届满的。"""
    desk = _keeper(request)
    given = kept(request, "function", "past")
    context = {
        "table": _table(desk, given),
        "tabs": plain_tabs(TABS, given.get("function", ""), given, name="function"),
        "past": bool(given.get("past")),
        "exports": exports_of("workbench:officers_export", query(given)),
    }
    name = "workbench/consultations/officers.html"
    return show(request, desk, name, context, active="consultations")


@signed_in
def officers_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出名册；带着此刻的筛选。"""
    desk = _keeper(request)
    table = _table(desk, kept(request, "function", "past"))
    return table_sheet(desk, ext, [table], title="联络员名册")


def _table(desk: Desk, given: dict[str, str]) -> Table:
    rows = officer_list(
        viewer=desk.viewer,
        on=desk.today,
        function=given.get("function", ""),
        past=bool(given.get("past")),
    )
    return Table("联络员名册", HEADERS, tuple(map(_line, rows)), "还没有聘联络员。")


def _line(row: Officer) -> Line:
    left = f"{row.left_on}：{row.left_reason}" if row.left_on else ""
    name = row.person.name
    leave = Link(name, reverse("workbench:officer_leave", args=(row.pk,)), "办离任")
    shown = name if row.left_on else leave
    return (shown, row.get_function_display(), row.place, row.starts_on, row.ends_on, left)


@signed_in
def officer_new(request: HttpRequest) -> HttpResponse:
    """聘一位。"""
    desk = _keeper(request)
    people = people_to_appoint(congress_id=desk.congress_id, on=desk.today)
    form = OfficerForm(
        posted(request), choices={"person": people}, initial={"starts_on": desk.today}
    )

    def act(_given: dict[str, Any]) -> str:
        appoint_officer(
            congress_id=desk.congress_id, draft=form.draft(), actor=desk.doer, at=desk.now
        )
        return reverse("workbench:officers")

    return form_page(
        request,
        desk,
        form,
        title="聘一位联络员",
        action="聘任",
        back={"url": reverse("workbench:officers"), "label": "联络员名册"},
        active="consultations",
        act=act,
    )


@signed_in
def officer_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """提前离任。"""
    desk = _keeper(request)
    row = officer_seen(viewer=desk.viewer, pk=pk)
    form = LeaveForm(posted(request), initial={"on": desk.today})

    def act(given: dict[str, Any]) -> str:
        end_officer(officer_id=pk, **given, actor=desk.doer, at=desk.now)
        return f"{row.person.name}离任了，原来的一段留在名册里。"

    return sheet_page(
        request,
        desk,
        form,
        title=f"{row.person.name}离任",
        back=("联络员名册", reverse("workbench:officers")),
        button="离任",
        active="consultations",
        act=act,
    )


def _keeper(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not asker_posts(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    return desk
