"""群众意见台账：能筛能翻能导出；街道分拣、单位承办，各看各的那一部分。"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.contacts import ContactRefused
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import OpinionCard, opinion_cards, opinion_page
from lianxin.opinions.usecases import find_by_caller
from lianxin.workbench import policies
from lianxin.workbench.filters import OpinionFilter
from lianxin.workbench.queries.ledger import (
    OPINION_HEADERS,
    PAGE,
    every,
    opinion_cells,
)
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.queries.pickers import station_options, street_options
from lianxin.workbench.web.desk import Desk, desk_of, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registerpages import posted

NAMES = (
    "q",
    "kind",
    "channel",
    "category",
    "station",
    "local_body",
    "state",
    "since",
    "until",
)


@signed_in
def opinions(request: HttpRequest) -> HttpResponse:
    """台账。"""
    desk = desk_of(request)
    form = OpinionFilter(request.GET, choices=_choices(desk))
    cards = _page_of(desk, form)(before=whole(request.GET.get("before")), limit=PAGE)
    given = kept(request, *NAMES)
    context = {
        "form": form,
        "cards": cards,
        "is_filtered": bool(given),
        "may_register": policies.registers_opinions(desk.viewer),
        "exports": export_links("workbench:opinions_export", query(given)),
        "clear_url": reverse("workbench:opinions"),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/opinions.html", context, active="opinions")


class PhoneForm(forms.Form):
    """凭电话找：哪个号码、为什么。"""

    phone = forms.CharField(label="他留的电话", max_length=30)
    why = forms.CharField(
        label="为什么要查", max_length=200, help_text="如：本人到站里来，编号丢了。会记下来。"
    )


@signed_in
def opinions_by_phone(request: HttpRequest) -> HttpResponse:
    """编号丢了的人，凭留过的电话找到是哪几件；写明原因，查一次记一次。"""
    desk = desk_of(request)
    if not policies.registers_opinions(desk.viewer):
        raise NotVisible("没有这一页。")
    form = PhoneForm(posted(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.cleaned_data
            ids = find_by_caller(**asked, viewer=desk.viewer, at=desk.now)
            context["cards"] = opinion_cards(viewer=desk.viewer, ids=ids)
            context["is_done"] = True
        except ContactRefused as refusal:
            form.add_error("phone", str(refusal))
    status = 422 if form.errors else 200
    page = show(request, desk, "workbench/by_phone.html", context, active="opinions", status=status)
    page.headers["Cache-Control"] = "no-store"
    return page


@signed_in
def opinions_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出台账：页面上看得见的，一行不多。"""
    desk = desk_of(request)
    page = _page_of(desk, OpinionFilter(request.GET, choices=_choices(desk)))
    rows = every(lambda before: page(before=before, limit=500), lambda card: card.id)
    return sheet(desk, ext, "群众意见台账", OPINION_HEADERS, map(opinion_cells, rows))


def _choices(desk: Desk) -> dict[str, tuple[Any, ...]]:
    """人大机关与街道另给家站室、街道的筛选。"""
    choices: dict[str, tuple[Any, ...]] = {"category": category_groups()}
    congress = desk.congress_id
    if policies.keeps_registers(desk.viewer):
        choices["station"] = station_options(congress, on=desk.today)
        choices["local_body"] = street_options(congress)
    return choices


def _page_of(desk: Desk, form: OpinionFilter) -> partial[list[OpinionCard]]:
    wanted = form.wanted()
    for name in ("station", "local_body"):
        if name in wanted:
            wanted[name] = int(wanted[name])
    if "until" in wanted:
        # 页面上写的“到”含当天。
        wanted["until"] += timedelta(days=1)
    return partial(opinion_page, viewer=desk.viewer, **wanted)
