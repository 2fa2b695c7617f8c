"""规范对照：照指导意见逐站对照，符合率看得见、导得出，历次都留着。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.appraisal.queries import (
    DEFINITION,
    PROOF,
    Norm,
    evidence_of,
    get_norm,
    norm_board,
    overall,
    station_checks,
)
from lianxin.appraisal.usecases import (
    VERDICTS,
    CheckRefused,
    add_evidence,
    check_station,
    withdraw_evidence,
)
from lianxin.casework.fields import Uploads
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.queries.registers import may_keep, station_seen
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.registerpages import posted
from lianxin.workbench.web.registers.doors import attempt, registrar
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


class EvidenceForm(forms.Form):
    """为一项放上一份依据。"""

    prefix = "evidence"

    item = forms.ChoiceField(label="哪一项")
    words = forms.CharField(
        label="是什么", max_length=200, help_text="如：门口挂牌和站点码的照片。"
    )
    link = forms.CharField(label="网址", max_length=300, required=False)
    paper = forms.Field(label="照片、文件", required=False, widget=Uploads(many=True))
    next_on = day_field("下次几时再查", required=False, help_text="到了日子会标出来；可不填。")

    def __init__(self, *data: Any, norm: Norm) -> None:
        super().__init__(*data)
        options = [(item.key, f"{item.part}：{item.text}") for item in norm.items]
        self.fields["item"].choices = options  # type: ignore[attr-defined]


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
        "proof": PROOF,
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
            f"{line.proved / len(norm.items):.0%}（{len(norm.items)} 项里 {line.proved} 项）",
            line.check.on if line.check else None,
            _next_mark(line.next_on, desk.today),
        )
        for line in lines
    )
    headers = ("家站室", "主管工委", "符合率", "有依据", "最近一次对照", "下次对照")
    return Table(norm.label, headers, rows, "还没有登记家站室。")


def _next_mark(on: date | None, today: date) -> Mark | str:
    if on is None:
        return ""
    words = f"{on:%Y 年 %-m 月 %-d 日}"
    return Mark(f"{words}，过了", "bad") if on < today else Mark(words, "none")


@signed_in
def station_norms(request: HttpRequest, pk: int) -> HttpResponse:
    """一个站的对照：历次的都在，管站的人可以再对照一次。"""
    desk = registrar(request)
    station = station_seen(viewer=desk.viewer, pk=pk)
    norm, keeps = get_norm(NORM), may_keep(desk.viewer, station)
    act = request.POST.get("act", "check") if request.method == "POST" else ""
    if act and not (keeps and act in ("check", "evidence", "withdraw")):
        raise NotVisible("没有这一步。")
    form = CheckForm(posted(request) if act == "check" else None, norm=norm, desk=desk)
    given = (request.POST, request.FILES) if act == "evidence" else ()
    evidence = EvidenceForm(*given, norm=norm)
    if act and _act(request, desk, pk, act, form, evidence):
        return go(request, reverse("workbench:station_norms", args=(pk,)))
    items = evidence_of(station_id=pk, norm=norm)
    context = {
        "station": station,
        "norm": norm,
        "form": form if keeps else None,
        "evidence": evidence if keeps else None,
        "items": [(one, one.is_due(desk.today)) for one in items],
        "proved": sum(bool(one.evidence) for one in items),
        "proof": PROOF,
        "checks": station_checks(station_id=pk, norm=norm),
        "definition": DEFINITION,
    }
    name = "workbench/registers/station_norms.html"
    status = 422 if act else 200
    return show(request, desk, name, context, active="stations", status=status)


def _act(
    request: HttpRequest, desk: Desk, pk: int, act: str, form: CheckForm, evidence: EvidenceForm
) -> bool:
    """办成了没有。"""
    if act == "check":
        return form.is_valid() and _check(request, desk, pk, form)
    if act == "evidence":
        return attempt(request, evidence, lambda given: _add(desk, pk, evidence, given))
    gone = forms.Form(request.POST)
    done = attempt(request, gone, lambda _: _withdraw(desk, pk, request.POST.get("evidence")))
    for why in () if done else gone.non_field_errors():
        messages.error(request, str(why))
    return True


def _add(desk: Desk, pk: int, form: EvidenceForm, given: dict[str, Any]) -> str:
    uploads = [(file, file.name or "") for file in form.files.getlist("evidence-paper")]
    stored = store_files(uploads=uploads, audience="staff", doer=desk.doer, at=desk.now)
    add_evidence(
        station_id=pk,
        norm_key=NORM,
        item_key=given["item"],
        words=given["words"],
        link=given["link"],
        files=[UUID(file.id) for file in stored],
        next_on=given["next_on"],
        actor=desk.actor,
        at=desk.now,
        today=desk.today,
    )
    return "依据放上了。"


def _withdraw(desk: Desk, pk: int, given: str | None) -> str:
    withdraw_evidence(evidence_id=whole(given) or 0, station_id=pk, actor=desk.actor, at=desk.now)
    return "撤下了，原来的留着备查。"


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
