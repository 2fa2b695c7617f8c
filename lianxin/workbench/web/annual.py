"""办理情况报告：选哪一年、哪一次会议，先看数，再下载或印发；一览表可以导出。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.documents.papers import Paper, sheets_of
from lianxin.documents.usecases import Issue, issue_document
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body
from lianxin.suggestions.queries.papers import (
    ANNEX_HEADERS,
    Counts,
    Scope,
    annex_cells,
    annual_report,
    count_year,
    scope_choices,
)
from lianxin.workbench.paperforms import AnnualForm
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.papermaking import letterhead, made
from lianxin.workbench.web.papers import paper_tabs
from lianxin.workbench.web.registers.doors import office
from lianxin.workbench.web.registers.tables import Figure, exports_of


@signed_in
def annual(request: HttpRequest) -> HttpResponse:
    """办理情况报告。"""
    desk = office(request)
    choices = scope_choices(jurisdiction_id=desk.congress_id)
    chosen = _chosen(request, choices)
    if not chosen:
        context: dict[str, Any] = {"tabs": paper_tabs(desk, "annual")}
        return show(request, desk, "workbench/papers/annual.html", context, active="papers")
    counts = count_year(_scope(desk, chosen))
    form = AnnualForm(request.POST if request.method == "POST" else None)
    issuer = _issuer(desk)
    done = made(
        request,
        form,
        lambda: annual_report(
            scope=_scope(desk, chosen),
            head=letterhead(form, issuer.name),
            words=form.cleaned_data["words"],
            counts=counts,
        ),
        lambda drafted: _issued(request, desk, issuer, drafted),
    )
    if done is not None:
        return done
    status = 422 if form.errors else 200
    return show(
        request,
        desk,
        "workbench/papers/annual.html",
        _context(desk, form, counts, choices, chosen),
        active="papers",
        status=status,
    )


def _context(
    desk: Desk,
    form: AnnualForm,
    counts: Counts,
    choices: list[tuple[str, str]],
    chosen: str,
) -> dict[str, Any]:
    shown = annual_report(scope=_scope(desk, chosen), head=letterhead_of(desk), counts=counts)
    return {
        "tabs": paper_tabs(desk, "annual"),
        "choices": choices,
        "chosen": chosen,
        "raised": counts.raised,
        "form": form,
        "figures": [
            Figure("提出", counts.raised, "件"),
            Figure("应办", counts.handled, "件"),
            *(Figure(rate.label, rate.words, "", rate.definition) for rate in counts.rates),
        ],
        "sheet": sheets_of(shown)[0],
        "exports": exports_of("workbench:annual_export", f"scope={chosen}"),
    }


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
    counts = count_year(_scope(desk, chosen))
    return sheet(
        desk, ext, "代表建议办理情况一览表", ANNEX_HEADERS, map(annex_cells, counts.entries)
    )


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


def _issued(request: HttpRequest, desk: Desk, issuer: Body, drafted: Paper) -> HttpResponse:
    document = issue_document(
        issue=Issue(issuer_id=issuer.pk, kind=drafted.kind, paper=drafted),
        actor=desk.viewer.as_actor(issuer.pk),
        at=desk.now,
    )
    messages.success(request, f"已经印发：{document.number}。")
    return go(request, reverse("workbench:paper", args=(document.pk,)))
