"""活动的几张小表：名单点到、看过的办件、系列、选开的部分。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.models import OpenedModule
from lianxin.activities.queries.kinds import MODULES
from lianxin.activities.queries.pages import open_page
from lianxin.activities.queries.series import series_list, series_page
from lianxin.activities.usecases import (
    end_series,
    look_at_case,
    open_series,
    sign_in,
    switch_module,
)
from lianxin.casework.fields import Group, GroupedTicks
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.policies import runs_office
from lianxin.workbench.queries.activitypickers import (
    body_options,
    case_numbered,
    present_groups,
)
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import desk_of, go, show
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.registerpages import posted, sheet_page

PARTIES = 6
SESSION_HEADERS = ("第几次", "活动", "时间", "地点", "人次", "几件事")
SERIES_HEADERS = ("系列", "为了什么", "牵头", "办了几次", "结束没有")


class RosterForm(forms.Form):
    """名单点到：勾上到了的。"""

    present = forms.MultipleChoiceField(label="谁到了", choices=(), widget=GroupedTicks)

    def __init__(self, *data: Any, groups: tuple[Group, ...], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["present"].choices = groups  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """一起看了一件办件。"""

    number = forms.CharField(label="编号", max_length=40, help_text="办件、意见、建议的编号都行。")
    finding = forms.CharField(
        label="看到什么",
        min_length=4,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写进这一件的经过，办的单位看得到。",
    )


class SeriesForm(forms.Form):
    """一个系列：为了什么、哪几方、各自做什么。"""

    name = forms.CharField(label="名称", min_length=2, max_length=80)
    body = forms.ChoiceField(label="牵头", choices=())
    purpose = forms.CharField(label="为了什么", max_length=300, required=False)

    def __init__(self, *data: Any, bodies: tuple[tuple[str, str], ...], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        for place in range(1, PARTIES + 1):
            must = place <= 2
            self.fields[f"who_{place}"] = forms.CharField(
                label=f"第 {place} 方", max_length=40, required=must
            )
            self.fields[f"duty_{place}"] = forms.CharField(
                label="做什么", max_length=120, required=must
            )

    def parties(self) -> list[tuple[str, str]]:
        """填好的各方。"""
        given = self.cleaned_data
        return [(given[f"who_{n}"], given[f"duty_{n}"]) for n in range(1, PARTIES + 1)]


@signed_in
def activity_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """照名单点到几位。"""
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    if not page.may_edit:
        raise NotVisible("这场活动由主办、协办的单位来记。")
    leaders = page.kind is not None and "leader" in page.kind.named
    groups = present_groups(desk.viewer, page.row.congress_id, on=desk.today, leaders=leaders)
    form = RosterForm(posted(request), groups=groups)

    def act(given: dict[str, Any]) -> str:
        for value in given["present"]:
            role, _, person = value.partition(":")
            sign_in(
                activity_id=pk,
                person_id=int(person),
                role=role,
                way="roster",
                actor=desk.doer,
                at=desk.now,
            )
        return f"点到 {len(given['present'])} 位。"

    return sheet_page(
        request,
        desk,
        form,
        title="名单点到",
        intro="只记到了的；签过的再点一次不会重复。",
        back=(page.card.title, reverse("workbench:activity", args=(pk,))),
        button="点到",
        active="activities",
        act=act,
    )


@signed_in
def activity_look(request: HttpRequest, pk: int) -> HttpResponse:
    """一起看了一件，写进它的经过。"""
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    if not page.may_edit:
        raise NotVisible("这场活动由主办、协办的单位来记。")

    def act(given: dict[str, Any]) -> str:
        case_id = case_numbered(viewer=desk.viewer, number=given["number"])
        look_at_case(
            activity_id=pk,
            case_id=case_id,
            finding=given["finding"],
            actor=desk.doer,
            at=desk.now,
        )
        return "记下了，写进了那一件的经过。"

    return sheet_page(
        request,
        desk,
        LookForm(posted(request)),
        title="记一件看过的事",
        back=(page.card.title, reverse("workbench:activity", args=(pk,))),
        button="记下来",
        active="activities",
        act=act,
    )


@signed_in
def all_series(request: HttpRequest) -> HttpResponse:
    """本级的系列。"""
    desk = desk_of(request)
    context = {
        "cards": series_list(viewer=desk.viewer),
        "may_open": bool(body_options(desk.viewer, desk.congress_id)),
        "exports": export_links("workbench:activity_series_export", ""),
    }
    name = "workbench/activities/all_series.html"
    return show(request, desk, name, context, active="activities")


@signed_in
def series_export(request: HttpRequest, ext: str) -> Any:
    """导出系列。"""
    desk = desk_of(request)
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.purpose, one.body, one.sessions, "已结束" if one.ended_at else "")
        for one in series_list(viewer=desk.viewer)
    ]
    return sheet(desk, ext, "活动系列", SERIES_HEADERS, rows)


@signed_in
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """一个系列：各方分工、逐次、又发生的事。"""
    desk = desk_of(request)
    page = series_page(viewer=desk.viewer, pk=pk)
    name = "workbench/activities/series.html"
    exports = export_links("workbench:activity_sessions_export", "", str(pk))
    return show(request, desk, name, {"page": page, "exports": exports}, active="activities")


@signed_in
def sessions_export(request: HttpRequest, pk: int, ext: str) -> Any:
    """导出一个系列逐次的活动。"""
    desk = desk_of(request)
    page = series_page(viewer=desk.viewer, pk=pk)
    rows: list[tuple[Cell, ...]] = [
        (number, card.title, card.starts_at, card.place, card.visits, card.items)
        for number, card in page.sessions
    ]
    return sheet(desk, ext, page.row.name, SESSION_HEADERS, rows)


@signed_in
def series_new(request: HttpRequest) -> HttpResponse:
    """立一个系列。"""
    desk = desk_of(request)
    bodies = body_options(desk.viewer, desk.congress_id)
    if not bodies:
        raise NotVisible("系列由人大机关、街道工委、小组和代表来立。")
    form = SeriesForm(posted(request), bodies=bodies)

    def act(given: dict[str, Any]) -> str:
        open_series(
            congress_id=desk.congress_id,
            body_id=int(given["body"]),
            name=given["name"],
            purpose=given["purpose"],
            parties=form.parties(),
            actor=desk.doer,
            at=desk.now,
        )
        return "系列立好了；记活动时选上它，就按次编号。"

    return sheet_page(
        request,
        desk,
        form,
        title="立一个系列",
        intro="为同一件事一次接一次地协商、走访，写明有哪几方、各自做什么。",
        back=("活动系列", reverse("workbench:activity_all_series")),
        button="立下来",
        active="activities",
        act=act,
    )


@signed_in
@require_POST
def series_end(request: HttpRequest, pk: int) -> HttpResponse:
    """一个系列办完了。"""
    desk = desk_of(request)
    try:
        end_series(series_id=pk, actor=desk.doer, at=desk.now)
        messages.success(request, "系列结束了。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:activity_series", args=(pk,)))


@signed_in
def modules(request: HttpRequest) -> HttpResponse:
    """平时不开的几部分，由代工委选开。"""
    desk = desk_of(request)
    if not runs_office(desk.viewer, desk.congress_id):
        raise NotVisible("这一页给代表工作机构用。")
    opened = set(
        OpenedModule.objects.filter(congress=desk.congress_id).values_list("module", flat=True)
    )
    form = _ModulesForm(posted(request), initial={name: name in opened for name in MODULES})

    def act(given: dict[str, Any]) -> str:
        for name in MODULES:
            switch_module(
                congress_id=desk.congress_id,
                module=name,
                is_on=given[name],
                actor=desk.doer,
                at=desk.now,
            )
        return "存好了。"

    return sheet_page(
        request,
        desk,
        form,
        title="选开的部分",
        intro="党组会、理论学习这类机关内部活动平时不列；选开以后本级才记得了，永远不公开。",
        back=("活动", reverse("workbench:activities")),
        button="存下",
        active="activities",
        act=act,
    )


class _ModulesForm(forms.Form):
    """一部分一个勾。"""

    def __init__(self, *data: Any, **more: Any) -> None:
        super().__init__(*data, **more)
        for name, label in MODULES.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)
