"""规范对照：照指导意见逐站对照，符合率看得见、导得出，历次都留着。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.appraisal.queries import (
    DEFINITION,
    Norm,
    get_norm,
    norm_board,
    overall,
    station_checks,
)
from lianxin.appraisal.usecases import VERDICTS, CheckRefused, check_station
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.queries.registers import may_keep, station_seen
from lianxin.workbench.web.desk import Desk, go, show
from lianxin.workbench.web.registerpages import posted
from lianxin.workbench.web.registers.doors import registrar
from lianxin.workbench.web.registers.forms import day_field
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

NORM = "station-guidance"


class CheckForm(forms.Form):
    """一项一项：做到没有、凭什么。"""

    def __init__(self, data: Any, *, norm: Norm, desk: Desk) -> None:
        super().__init__(data, initial={"on": desk.today})
        self.norm = norm
        self.fields["on"] = day_field("哪天对照的")
        for item in norm.items:
            self.fields[f"{item.key}-said"] = forms.ChoiceField(
                label=f"{item.part}：{item.text}", choices=VERDICTS, widget=forms.RadioSelect
            )
            self.fields[f"{item.key}-why"] = forms.CharField(
                label="依据", max_length=300, required=False, help_text=f"{item.evidence}。"
            )

    def answers(self) -> dict[str, tuple[str, str]]:
        """各项的（做到没有, 依据）。"""
        given = self.cleaned_data
        keys = [item.key for item in self.norm.items]
        return {key: (given[f"{key}-said"], given[f"{key}-why"].strip()) for key in keys}


@signed_in
def norm_list(request: HttpRequest) -> HttpResponse:
    """各站最近一次对照。"""
    desk = registrar(request)
    norm = get_norm(NORM)
    lines = norm_board(congress_id=desk.congress_id, norm=norm, on=desk.today)
    context = {
        "norm": norm,
        "table": _table(desk, norm),
        "overall": overall(lines),
        "definition": DEFINITION,
        "exports": exports_of("workbench:norms_export", ""),
    }
    return show(request, desk, "workbench/registers/norms.html", context, active="stations")


@signed_in
def norms_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出各站的符合率。"""
    desk = registrar(request)
    norm = get_norm(NORM)
    return table_sheet(desk, ext, [_table(desk, norm)], title=norm.label)


def _table(desk: Desk, norm: Norm) -> Table:
    lines = norm_board(congress_id=desk.congress_id, norm=norm, on=desk.today)
    rows = tuple(
        (
            Link(line.name, reverse("workbench:station_norms", args=(line.station_id,))),
            line.body,
            Mark(line.check.rate_words, "ok" if line.check.met == line.check.counted else "warn")
            if line.check
            else "还没有对照",
            line.check.on if line.check else None,
        )
        for line in lines
    )
    headers = ("家站室", "主管工委", "符合率", "最近一次对照")
    return Table(norm.label, headers, rows, "还没有登记家站室。")


@signed_in
def station_norms(request: HttpRequest, pk: int) -> HttpResponse:
    """一个站的对照：历次的都在，管站的人可以再对照一次。"""
    desk = registrar(request)
    station = station_seen(viewer=desk.viewer, pk=pk)
    norm, keeps = get_norm(NORM), may_keep(desk.viewer, station)
    form = CheckForm(posted(request), norm=norm, desk=desk) if keeps else None
    if request.method == "POST":
        if form is None:
            raise NotVisible("没有这一步。")
        if form.is_valid() and _check(request, desk, pk, form):
            return go(request, reverse("workbench:station_norms", args=(pk,)))
    context = {
        "station": station,
        "norm": norm,
        "form": form,
        "checks": station_checks(station_id=pk, norm=norm),
        "definition": DEFINITION,
    }
    return show(
        request,
        desk,
        "workbench/registers/station_norms.html",
        context,
        active="stations",
        status=422 if form is not None and form.errors else 200,
    )


def _check(request: HttpRequest, desk: Desk, pk: int, form: CheckForm) -> bool:
    try:
        row = check_station(
            station_id=pk,
            norm_key=form.norm.key,
            on=form.cleaned_data["on"],
            answers=form.answers(),
            actor=desk.actor,
            at=desk.now,
            today=desk.today,
        )
    except CheckRefused as refusal:
        for key, why in refusal.fields.items():
            form.add_error(f"{key}-why", why)
        if not refusal.fields:
            form.add_error(None, str(refusal))
        return False
    messages.success(request, f"对照记下了：{row.counted} 项里做到 {row.met} 项。")
    return True
