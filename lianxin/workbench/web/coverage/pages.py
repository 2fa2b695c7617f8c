"""宣传报道：清单与各家媒体的篇数，记一篇，批准公开、撤下；导出。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.insight.queries.outlets import OutletLine, outlet_board
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.publicity.models import Coverage, CoverageLink
from lianxin.publicity.queries import coverage as queries
from lianxin.publicity.queries.coverage import PAGE, CoverageCard
from lianxin.publicity.usecases.coverage import (
    CoverageDraft,
    CoverageRefused,
    publish_coverage,
    record_coverage,
    withdraw_coverage,
)
from lianxin.workbench.queries.coverage import case_numbered, choices
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import pages, query
from lianxin.workbench.web.registerpages import form_page, posted
from lianxin.workbench.web.registers.forms import Choosing, day_field
from lianxin.workbench.web.registers.tables import Link, Table, exports_of, table_sheet

HEADERS = ("是什么", "标题", "媒体", "哪一类", "哪天登的", "说的是", "公开没有", "链接", "谁记的")
OUTLET_HEADERS = ("媒体", "报道（件）", "其中典型（件）")
Kind = CoverageLink.Kind


class CoverageForm(Choosing):
    """记一篇。"""

    kind = forms.ChoiceField(
        label="是什么", choices=Coverage.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label="标题", max_length=80)
    outlet = forms.CharField(label="哪家媒体", max_length=40)
    medium = forms.ChoiceField(label="哪一类媒体", choices=Coverage.Medium.choices)
    on = day_field("哪天登的")
    link = forms.URLField(label="链接", max_length=300, required=False, assume_scheme="https")
    summary = forms.CharField(
        label="讲了什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="群众的姓名、电话、住址不写；批准以后登在公开网站上。",
    )
    case_number = forms.CharField(
        label="说的是哪一件（编号）", max_length=40, required=False, help_text="办件、建议的编号。"
    )
    activity = forms.ChoiceField(label="说的是哪场活动", required=False)
    deputy = forms.ChoiceField(label="说的是哪位代表", required=False)
    outcome = forms.ChoiceField(label="说的是哪项成果", required=False)

    def draft(self, desk: Desk) -> CoverageDraft:
        """填好的一篇；编号认不出的标在那一格。"""
        given = dict(self.cleaned_data)
        number = given.pop("case_number", "")
        about = [
            (kind.value, int(given.pop(kind.value)))
            for kind in (Kind.ACTIVITY, Kind.DEPUTY, Kind.OUTCOME)
            if given.get(kind.value)
        ]
        if number:
            case = case_numbered(viewer=desk.viewer, number=number)
            if case is None:
                words = f"没有编号是“{number}”的，请照办件页上的抄。"
                raise CoverageRefused(words, {"case_number": words})
            about.append((Kind.CASE.value, case))
        for kind in Kind:
            given.pop(kind.value, None)
        return CoverageDraft(**given, about=tuple(about))


@signed_in
def coverage(request: HttpRequest) -> HttpResponse:
    """本级的报道，和一段时间里各家媒体的篇数。"""
    desk = desk_of(request)
    rows = queries.coverage_list(
        viewer=desk.viewer,
        congress_id=desk.congress_id,
        before=whole(request.GET.get("before")),
    )
    since, until = _span(request, desk)
    given = {"since": since, "until": until}
    context = {
        "rows": rows,
        "may_publish": queries.may_publish_coverage(desk.viewer, desk.congress_id),
        "outlets": _outlets(desk, given),
        "since": since,
        "until": until,
        "exports": export_links("workbench:coverage_export", ""),
        "outlet_exports": exports_of("workbench:coverage_outlets", query(given)),
        **pages(request, given, rows[-1].row.pk if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/coverage/list.html", context, active="coverage")


def _span(request: HttpRequest, desk: Desk) -> tuple[Any, Any]:
    since = day(request.GET.get("since")) or desk.today.replace(month=1, day=1)
    return since, max(since, day(request.GET.get("until")) or desk.today)


def _outlets(desk: Desk, given: dict[str, Any]) -> Table:
    board = outlet_board(congress_id=desk.congress_id, today=desk.today, **given)
    since, until = given["since"], given["until"]
    note = f"{since:%Y 年 %-m 月 %-d 日}到 {until:%Y 年 %-m 月 %-d 日}；{board.definition}"
    rows = tuple(map(_outlet_line, board.lines))
    return Table("各家媒体", OUTLET_HEADERS, rows, "这段时间没有登过。", note)


def _outlet_line(one: OutletLine) -> tuple[Any, ...]:
    url = reverse("workbench:number", args=("coverage.count",)) + "?" + query({"cut": "outlet"})
    name = Link(one.outlet, url) if one.outlet == "合计" else one.outlet
    return (name, one.reports, one.models)


@signed_in
def coverage_outlets(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出各家媒体的篇数。"""
    desk = _reader(request)
    since, until = _span(request, desk)
    table = _outlets(desk, {"since": since, "until": until})
    return table_sheet(desk, ext, [table], title=f"各家媒体 {since} 到 {until}")


@signed_in
def coverage_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出报道清单。"""
    desk = _reader(request)
    page = partial(
        queries.coverage_list, viewer=desk.viewer, congress_id=desk.congress_id, limit=500
    )
    rows = every(lambda before: page(before=before), lambda card: card.row.pk)
    return sheet(desk, ext, "宣传报道", HEADERS, map(_cells, rows))


def _cells(card: CoverageCard) -> tuple[Cell, ...]:
    row = card.row
    about = "；".join(f"{one.kind_label}：{one.title}" for one in card.about)
    head = (row.get_kind_display(), row.title, row.outlet, row.get_medium_display(), row.on)
    return (*head, about, card.state_words, row.link, row.recorded_by)


@signed_in
def coverage_new(request: HttpRequest) -> HttpResponse:
    """记一篇。"""
    desk = _reader(request)
    lists = choices(viewer=desk.viewer, congress_id=desk.congress_id, on=desk.today)
    known = {name: request.GET.get(name, "") for name in (*lists, "case_number")}
    form = CoverageForm(
        posted(request), choices=lists, initial={"on": desk.today, "kind": "report", **known}
    )

    def act(_given: dict[str, Any]) -> str:
        record_coverage(
            jurisdiction_id=desk.congress_id, draft=form.draft(desk), actor=desk.doer, at=desk.now
        )
        messages.success(request, "记好了。请代工委看过，批准以后登在公开网站上。")
        return reverse("workbench:coverage")

    return form_page(
        request,
        desk,
        form,
        title="记一篇报道或典型",
        action="记下来",
        back={"url": reverse("workbench:coverage"), "label": "宣传报道"},
        active="coverage",
        act=act,
        lead="连上它说的办件、活动、代表或成果，至少一件。",
    )


@signed_in
@require_POST
def coverage_act(request: HttpRequest, pk: int) -> HttpResponse:
    """批准公开、撤下。"""
    desk = desk_of(request)
    who: dict[str, Any] = {"coverage_id": pk, "actor": desk.doer, "at": desk.now}
    try:
        if request.POST.get("act") == "withdraw":
            withdraw_coverage(reason=request.POST.get("reason", ""), **who)
            messages.success(request, "撤下了，记的还在。")
        else:
            publish_coverage(**who)
            messages.success(request, "公开了，登在公开网站的“报道与典型”里。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:coverage"))


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not queries.may_record_coverage(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    return desk
