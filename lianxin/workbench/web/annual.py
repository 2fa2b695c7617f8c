"""办理情况报告：选哪一年、哪一次会议，先看数，再下载或印发；一览表可以导出。"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.documents.papers import sheets_of
from lianxin.insight.models import ReportRun
from lianxin.insight.queries.annual import count_year
from lianxin.insight.queries.reports import latest_reports, report_file, report_run
from lianxin.insight.usecases import ask_report
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.suggestions.queries.papers import (
    ANNEX_HEADERS,
    Counts,
    Rate,
    Scope,
    annex_cells,
    annual_report,
    entries_of,
    scope_choices,
)
from lianxin.workbench.paperforms import AnnualForm
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.papermaking import MAKERS, letterhead
from lianxin.workbench.web.papers import paper_tabs
from lianxin.workbench.web.registers.doors import office
from lianxin.workbench.web.registers.tables import Figure, exports_of


@signed_in
def annual(request: HttpRequest) -> HttpResponse:
    """办理情况报告：先看数；要文件、要印发，排进后台去做。"""
    desk = office(request)
    choices = scope_choices(jurisdiction_id=desk.congress_id)
    chosen = _chosen(request, choices)
    if not chosen:
        context: dict[str, Any] = {"tabs": paper_tabs(desk, "annual")}
        return show(request, desk, "workbench/papers/annual.html", context, active="papers")
    form = AnnualForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _asked(request, desk, form, chosen)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            return go(request, reverse("workbench:annual_run", args=(run.pk,)))
    counts = count_year(_scope(desk, chosen), today=desk.today)
    status = 422 if form.errors else 200
    context = _context(desk, form, counts, choices, chosen)
    return show(
        request, desk, "workbench/papers/annual.html", context, active="papers", status=status
    )


def _asked(request: HttpRequest, desk: Desk, form: AnnualForm, chosen: str) -> ReportRun:
    given = form.cleaned_data
    return ask_report(
        scope=_scope(desk, chosen),
        form=request.POST.get("do", "docx"),
        given={
            **{name: given[name] for name in ("signer", "contact", "phone", "words")},
            "copies": form.copied,
            "issuer": _issuer(desk).pk,
        },
        viewer=desk.viewer,
        actor=desk.actor,
        at=desk.now,
    )


@signed_in
def annual_run(request: HttpRequest, pk: int) -> HttpResponse:
    """一份报告做到哪了。"""
    desk = office(request)
    context = {"run": report_run(viewer=desk.viewer, pk=pk)}
    return show(request, desk, "workbench/papers/annual_run.html", context, active="papers")


@signed_in
def annual_file(request: HttpRequest, pk: int) -> HttpResponse:
    """下载做好的报告。"""
    desk = office(request)
    name, content = report_file(viewer=desk.viewer, pk=pk)
    _, mime = MAKERS[name.rpartition(".")[2]]
    answer = HttpResponse(content, content_type=mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _context(
    desk: Desk,
    form: AnnualForm,
    counts: Counts,
    choices: list[tuple[str, str]],
    chosen: str,
) -> dict[str, Any]:
    head = letterhead_of(desk)
    shown = annual_report(scope=_scope(desk, chosen), head=head, counts=counts, entries=())
    return {
        "tabs": paper_tabs(desk, "annual"),
        "runs": latest_reports(viewer=desk.viewer, jurisdiction_id=desk.congress_id),
        "choices": choices,
        "chosen": chosen,
        "raised": counts.raised,
        "form": form,
        "figures": [
            Figure("提出", counts.raised, "件"),
            Figure("应办", counts.handled, "件"),
            *(Figure(rate.label, *_split(rate), rate.definition) for rate in counts.rates),
        ],
        "sheet": sheets_of(shown)[0],
        "exports": exports_of("workbench:annual_export", f"scope={chosen}"),
    }


def _split(rate: Rate) -> tuple[str, str]:
    """率写成数和单位，手机上百分号才不会单独掉到下一行；没有底数的画一横。"""
    return (rate.words.removesuffix("%"), "%") if rate.whole else ("—", "")


def letterhead_of(desk: Desk) -> Any:
    """预览用的：没有签发人。"""
    form = AnnualForm({})
    form.is_valid()
    return letterhead(form, _issuer(desk).name)


@signed_in
def annual_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出一览表。"""
    desk = office(request)
    chosen = _chosen(request, scope_choices(jurisdiction_id=desk.congress_id))
    if not chosen:
        raise NotVisible("没有可以导出的。")
    rows = map(annex_cells, entries_of(_scope(desk, chosen)))
    return sheet(desk, ext, "代表建议办理情况一览表", ANNEX_HEADERS, rows)


def _chosen(request: HttpRequest, choices: list[tuple[str, str]]) -> str:
    """网址里写的范围；不认得的，取最近的一个。"""
    known = [key for key, _ in choices]
    wanted = request.GET.get("scope", "")
    return wanted if wanted in known else next(iter(known), "")


def _scope(desk: Desk, chosen: str) -> Scope:
    number = whole(chosen[1:]) or 0
    if chosen.startswith("s"):
        return Scope(desk.congress_id, session_id=number)
    return Scope(desk.congress_id, year=number)


def _issuer(desk: Desk) -> Body:
    (post, *_) = desk.viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)
    return Body.objects.get(pk=post.body_id)
