"""小组章程与议事组织的页面。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.usecases.charters import Charter, seat_council, set_charter
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, GroupCharter
from lianxin.orgs.queries import (
    CharterCard,
    bodies_of_kind,
    charter_cards,
    council_cards,
    sitting_deputies,
)
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, desk_of, show
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.registerpages import posted, sheet_page

CHARTER_HEADERS = (
    *("小组", "种类", "行业", "组长", "凭什么", "联系", "谁指导", "指导谁"),
    *("人数", "哪几级", "章程人数", "提醒"),
)
COUNCIL_HEADERS = ("议事组织", "在哪里", "第几席", "姓名", "身份", "代表席位")
GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)


class CharterForm(forms.Form):
    """小组的章程。"""

    industry = forms.CharField(label="行业", max_length=40, required=False)
    lead_body_id = forms.TypedChoiceField(
        label="由哪家的负责人兼任组长",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="如专（工）委主任兼任：换了主任，组长跟着换。",
    )
    contact_body_id = forms.TypedChoiceField(
        label="由哪家联系", coerce=int, required=False, empty_value=None
    )
    guided_by_id = forms.TypedChoiceField(
        label="由哪个小组指导", coerce=int, required=False, empty_value=None
    )
    mixed_levels = forms.BooleanField(label="几级代表同组", required=False)
    least = forms.IntegerField(label="至少几人", min_value=1, max_value=200, required=False)
    most = forms.IntegerField(
        label="至多几人", min_value=1, max_value=200, required=False, help_text="满了就不再编入。"
    )

    def __init__(self, *data: Any, congress_id: int, **more: Any) -> None:
        super().__init__(*data, **more)
        offices = bodies_of_kind(congress_id, Body.Kind.SPECIAL_COMMITTEE, Body.Kind.DEPUTY_AFFAIRS)
        groups = bodies_of_kind(congress_id, *GROUPS)
        for name, found in (
            ("lead_body_id", offices),
            ("contact_body_id", offices),
            ("guided_by_id", groups),
        ):
            choices = [("", "不定"), *((one.id, one.short_name) for one in found)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class SeatForm(forms.Form):
    """一席坐的是谁。"""

    number = forms.IntegerField(label="第几席", min_value=1, max_value=99)
    person_id = forms.TypedChoiceField(
        label="是代表的选姓名", coerce=int, required=False, empty_value=None
    )
    name = forms.CharField(label="不是代表的写姓名", max_length=40, required=False)
    role = forms.CharField(label="身份", max_length=40, help_text="如：组长、乡贤、党员代表。")
    is_deputy_seat = forms.BooleanField(label="这是代表席位", required=False)


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not policies.keeps_registers(desk.viewer):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def charters(request: HttpRequest) -> HttpResponse:
    """各小组的章程：谁兼任组长、几个人、由谁联系和指导。"""
    desk = _reader(request)
    context = {
        "cards": charter_cards(congress_id=desk.congress_id, on=desk.today),
        "may_set": policies.runs_office(desk.viewer, desk.congress_id),
        "exports": export_links("workbench:charters_export", ""),
    }
    return show(request, desk, "workbench/contacts/charters.html", context, active="charters")


@signed_in
def charters_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出小组章程。"""
    desk = _reader(request)
    rows = charter_cards(congress_id=desk.congress_id, on=desk.today)
    return sheet(desk, ext, "小组章程", CHARTER_HEADERS, map(_charter_cells, rows))


def _charter_cells(row: CharterCard) -> tuple[Cell, ...]:
    return (
        *(row.name, row.kind, row.industry, row.leader, row.ex_officio, row.contact),
        *(row.guided_by, "、".join(row.guides), row.members, "、".join(row.levels)),
        *(row.size_words, row.warning),
    )


@signed_in
def charter(request: HttpRequest, pk: int) -> HttpResponse:
    """定一个小组的章程。"""
    desk = desk_of(request)
    group = Body.objects.filter(pk=pk, congress=desk.congress_id, kind__in=GROUPS).first()
    if group is None or not policies.runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    known = GroupCharter.objects.filter(body=group).values().first()
    form = CharterForm(posted(request), congress_id=desk.congress_id, initial=known)

    def act(given: dict[str, Any]) -> str:
        set_charter(group=group, charter=Charter(**given), actor=desk.actor, at=desk.now)
        return "章程定好了。"

    back = ("小组章程", reverse("workbench:charters"))
    return sheet_page(
        request,
        desk,
        form,
        title=f"{group.short_name}的章程",
        back=back,
        button="定下",
        active="charters",
        act=act,
    )


@signed_in
def councils(request: HttpRequest) -> HttpResponse:
    """议事组织：几席、几席是代表。"""
    desk = _reader(request)
    context = {
        "cards": council_cards(congress_id=desk.congress_id, on=desk.today),
        "exports": export_links("workbench:councils_export", ""),
    }
    return show(request, desk, "workbench/contacts/councils.html", context, active="charters")


@signed_in
def councils_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出议事组织的席位。"""
    desk = _reader(request)
    rows = (
        (
            *(one.name, one.region, seat.number, seat.name, seat.role),
            "是" if seat.is_deputy_seat else "",
        )
        for one in council_cards(congress_id=desk.congress_id, on=desk.today)
        for seat in one.seats
    )
    return sheet(desk, ext, "议事组织席位", COUNCIL_HEADERS, rows)


@signed_in
def council_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """一席坐上人。"""
    desk = _reader(request)
    council = Body.objects.filter(pk=pk, congress=desk.congress_id, kind="council").first()
    if council is None:
        raise NotVisible("没有这个议事组织。")
    form = SeatForm(posted(request))
    deputies = sitting_deputies(congress_id=desk.congress_id, on=desk.today)
    names = [(one.person_id, one.person_name) for one in deputies]
    form.fields["person_id"].choices = [("", "不是代表"), *names]  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> str:
        seat_council(council=council, on=desk.today, **given, actor=desk.actor, at=desk.now)
        return "坐好了。"

    back = ("议事组织", reverse("workbench:councils"))
    return sheet_page(
        request,
        desk,
        form,
        title=f"{council.short_name}的席位",
        back=back,
        button="坐上",
        active="charters",
        act=act,
    )
