"""会议议题的页面：会前调研、会中讨论、会后督办三样各做没做。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import AgendaPart
from lianxin.activities.queries.contacts import agenda_items
from lianxin.activities.usecases.contacts import add_agenda_item, mark_part
from lianxin.orgs.models import Body
from lianxin.orgs.queries import bodies_of_kind
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, show
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.registerpages import posted, sheet_page
from lianxin.workbench.web.registers.forms import day_field
from lianxin.workbench.web.supervise import overseer

AGENDA_HEADERS = ("会议", "开会日期", "议题", "专（工）委", "会前调研", "会中讨论", "会后督办")


class AgendaForm(forms.Form):
    """一项会议议题。"""

    meeting = forms.CharField(label="哪次会议", max_length=60)
    held_on = day_field("开会日期")
    title = forms.CharField(label="议题", max_length=80)
    committee_id = forms.TypedChoiceField(label="哪个专（工）委负责", coerce=int)


class PartForm(forms.Form):
    """议题的三样之一。"""

    part = forms.ChoiceField(label="哪一样", choices=AgendaPart.Part.choices)
    on = day_field("哪天")
    words = forms.CharField(label="做了什么", max_length=300)
    people = forms.CharField(label="参加的委员与代表", max_length=200)


@signed_in
def agenda_list(request: HttpRequest) -> HttpResponse:
    """会议议题：会前调研、会中讨论、会后督办各做没做。"""
    desk = overseer(request)
    context = {
        "items": [
            (item, [(label, _part(item, key)) for key, label in AgendaPart.Part.choices])
            for item in agenda_items(congress_id=desk.congress_id)
        ],
        "exports": export_links("workbench:agenda_items_export", ""),
    }
    return show(request, desk, "workbench/contacts/agenda.html", context, active="contacts")


def _part(item: Any, key: str) -> AgendaPart | None:
    return next((part for part in item.parts.all() if part.part == key), None)


@signed_in
def agenda_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出会议议题的三样。"""
    desk = overseer(request)
    rows = map(_agenda_cells, agenda_items(congress_id=desk.congress_id))
    return sheet(desk, ext, "会议议题三样", AGENDA_HEADERS, rows)


def _agenda_cells(item: Any) -> tuple[Cell, ...]:
    parts = (_part(item, key) for key in AgendaPart.Part.values)
    said = (f"{part.on} {part.words}" if part else "" for part in parts)
    return (item.meeting, item.held_on, item.title, item.committee.short_name, *said)


@signed_in
def agenda_new(request: HttpRequest) -> HttpResponse:
    """列一项议题。"""
    desk = overseer(request)
    form = AgendaForm(posted(request), initial={"held_on": desk.today})
    bodies = bodies_of_kind(desk.congress_id, Body.Kind.SPECIAL_COMMITTEE)
    form.fields["committee_id"].choices = [(one.id, one.short_name) for one in bodies]  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> str:
        add_agenda_item(congress_id=desk.congress_id, **given, actor=desk.doer, at=desk.now)
        return "列好了。"

    return _sheet(request, desk, form, "列一项议题", "列上", act)


@signed_in
def agenda_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """记下议题的一样。"""
    desk = overseer(request)
    form = PartForm(posted(request), initial={"on": desk.today})

    def act(given: dict[str, Any]) -> str:
        mark_part(item_id=pk, **given, actor=desk.doer, at=desk.now)
        return "记下了。"

    return _sheet(request, desk, form, "记一样", "记下", act)


def _sheet(
    request: HttpRequest, desk: Desk, form: forms.Form, title: str, button: str, act: Any
) -> HttpResponse:
    back = ("会议议题", reverse("workbench:agenda_items"))
    return sheet_page(
        request, desk, form, title=title, back=back, button=button, active="contacts", act=act
    )
