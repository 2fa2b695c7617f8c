"""公文登记簿：看得见的、下载、作废、机关代字；意见书、专报、交办清单在这里起草。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.access.viewers import HeldPost
from lianxin.casework.queries import get_case
from lianxin.documents.letters import Item, brief, opinion_letter
from lianxin.documents.models import Document
from lianxin.documents.papers import Paper, sheets_of
from lianxin.documents.queries import (
    PAGE,
    DocumentCard,
    document_page,
    document_paper,
    subject_of,
    undertakers,
)
from lianxin.documents.usecases import Issue, issue_document, set_series_code, withdraw_document
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.suggestions.queries.papers import PaperRefused, dispatch_list, plain_shield
from lianxin.workbench import policies
from lianxin.workbench.paperforms import FORMS, CodeForm, PaperFilter, SignedForm, WithdrawForm
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.papermaking import letterhead, made, paper_response
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

HEADERS = ("字号", "标题", "文种", "发文机关", "主送", "签发人", "印发日期", "还有效吗")


@signed_in
def papers(request: HttpRequest) -> HttpResponse:
    """登记簿。"""
    desk = _clerk(request)
    filters = PaperFilter(request.GET)
    wanted = filters.wanted()
    rows = document_page(viewer=desk.viewer, before=whole(request.GET.get("before")), **wanted)
    given = kept(request, "kind", "q")
    context = {
        "table": Table("公文登记簿", HEADERS, tuple(map(_line, rows))),
        "filters": filters,
        "tabs": paper_tabs(desk, "papers"),
        "writes": _writes(desk),
        "codes": CodeForm() if desk.viewer.posts else None,
        "exports": exports_of("workbench:papers_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/papers/list.html", context, active="papers")


@signed_in
def papers_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出登记簿。"""
    desk = _clerk(request)
    page = partial(document_page, viewer=desk.viewer, **PaperFilter(request.GET).wanted())
    rows = every(lambda before: page(before=before, limit=500), lambda card: card.id)
    table = Table("公文登记簿", HEADERS, tuple(map(_line, rows)))
    return table_sheet(desk, ext, [table], title="公文登记簿")


def _clerk(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.viewer.posts:
        raise NotVisible("没有这一页。")
    return desk


def _line(card: DocumentCard) -> tuple[Any, ...]:
    return (
        Link(card.number, reverse("workbench:paper", args=(card.id,))),
        card.title,
        card.kind_label,
        card.issuer,
        card.addressee,
        card.signer,
        localtime(card.issued_at).date(),
        Mark(card.state_words, "none" if card.withdrawn_at else "ok"),
    )


def paper_tabs(desk: Desk, active: str) -> list[dict[str, Any]]:
    """登记簿、批示、办理情况报告。"""
    tabs = [("papers", "登记簿"), ("instructions", "批示")]
    if policies.runs_office(desk.viewer, desk.congress_id):
        tabs.append(("annual", "办理情况报告"))
    return [
        {"label": label, "url": reverse(f"workbench:{key}"), "active": key == active}
        for key, label in tabs
    ]


def _writes(desk: Desk) -> list[tuple[str, str]]:
    """这个人能起草的几种。"""
    return [
        (Document.Kind(kind).label, reverse("workbench:paper_new", args=(kind,)))
        for kind in FORMS
        if _writer(desk, kind)
    ]


def _writer(desk: Desk, kind: str) -> HeldPost | None:
    """以哪个岗位起草：交办只归代表工作机构；意见书、专报人大机关和专（工）委都能写。"""
    kinds = (
        (Body.Kind.DEPUTY_AFFAIRS,) if kind == Document.Kind.DISPATCH_LIST else policies.OVERSEERS
    )
    return next(iter(desk.viewer.posts_in(*kinds)), None)


@signed_in
@require_POST
def paper_code(request: HttpRequest) -> HttpResponse:
    """定机关代字。"""
    desk = _clerk(request)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            row = set_series_code(
                issuer_id=desk.viewer.posts[0].body_id,
                kind=form.cleaned_data["kind"],
                code=form.cleaned_data["code"],
                actor=desk.actor,
                at=desk.now,
            )
            messages.success(request, f"机关代字定为“{row.code}”，从 1 号起编。")
        except RuleViolation as why:
            messages.error(request, str(why))
    else:
        messages.error(request, "请选文种、写机关代字。")
    return go(request, reverse("workbench:papers"))


@signed_in
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """一份印发的公文：全文、下载、作废。"""
    desk = desk_of(request)
    card, body = _seen(desk, pk)
    mine = card.issuer_id in desk.viewer.body_ids and not card.withdrawn_at
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and mine and attempt(request, form, _withdrawing(desk, pk)):
        return go(request, reverse("workbench:paper", args=(pk,)))
    context = {
        "card": card,
        "sheets": sheets_of(body),
        "form": form if mine else None,
        "files": [
            (label, reverse("workbench:paper_file", args=(pk, ext)))
            for ext, label in (("docx", "Word 文件"), ("pdf", "PDF"))
        ],
    }
    return show(
        request,
        desk,
        "workbench/papers/paper.html",
        context,
        active="papers",
        status=422 if form.errors else 200,
    )


def _withdrawing(desk: Desk, pk: int) -> Any:
    def run(given: dict[str, Any]) -> str:
        withdraw_document(document_id=pk, reason=given["reason"], actor=desk.actor, at=desk.now)
        return "已经作废；字号不收回，内容照样留着。"

    return run


@signed_in
def paper_file(request: HttpRequest, pk: int, ext: str) -> HttpResponse:
    """下载一份印发的公文。"""
    _, body = _seen(desk_of(request), pk)
    return paper_response(body, ext)


def _seen(desk: Desk, pk: int) -> tuple[DocumentCard, Paper]:
    """登记簿上看得见的，或者附在看得见的办件上的。"""
    subject = subject_of(pk)
    known = []
    if subject and subject[0] == "case":
        try:
            known = [("case", get_case(viewer=desk.viewer, pk=subject[1]).pk)]
        except NotVisible:
            known = []
    return document_paper(viewer=desk.viewer, pk=pk, subjects=known)


@signed_in
def paper_new(request: HttpRequest, key: str) -> HttpResponse:
    """起草一份：下载草稿，或者编号印发。"""
    desk = desk_of(request)
    post = _writer(desk, key) if key in FORMS else None
    if post is None:
        raise NotVisible("没有这一页。")
    issuer = Body.objects.get(pk=post.body_id)
    form = _blank(request, desk, key)
    done = made(
        request,
        form,
        lambda: _drafted(form, key, issuer),
        lambda drafted: _issued(request, desk, issuer, drafted, form),
    )
    if done is not None:
        return done
    context = {
        "form": form,
        "title": f"起草{Document.Kind(key).label}",
        "lead": "版式、字号、附件的一览表由系统排；下载草稿不占号，编号印发以后不能改。",
        "back": {"url": reverse("workbench:papers"), "label": "公文"},
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/papers/make.html", context, active="papers", status=status
    )


def _blank(request: HttpRequest, desk: Desk, key: str) -> SignedForm:
    form = FORMS[key](request.POST if request.method == "POST" else None)
    field = form.fields["addressee"]
    if hasattr(field, "choices"):
        field.choices = [("", "请选"), *undertakers(jurisdiction_id=desk.congress_id)]
    if "until" in form.fields:
        form.initial = {"since": date(desk.today.year, 1, 1), "until": desk.today}
    return form


def _drafted(form: SignedForm, key: str, issuer: Body) -> Paper:
    given, head = form.cleaned_data, letterhead(form, issuer.name)
    if key == Document.Kind.BRIEF:
        return brief(
            head=head,
            title=plain_shield(given["title"]),
            addressee=given["addressee"],
            text=plain_shield(given["text"]),
        )
    unit = Body.objects.get(pk=given["addressee"])
    if key == Document.Kind.DISPATCH_LIST:
        return dispatch_list(
            jurisdiction_id=issuer.jurisdiction_id,
            unit=unit,
            since=given["since"],
            until=given["until"],
            head=head,
        )
    return opinion_letter(
        head=head,
        title=plain_shield(given["title"]),
        addressee=unit.name,
        opening=plain_shield(given["opening"]),
        items=_items(given["items"]),
        closing=plain_shield(given["closing"]),
        kind=key,
    )


def _items(text: str) -> list[Item]:
    """一行一项；“｜”后面是期限。"""
    return [_item(line) for line in map(str.strip, text.splitlines()) if line]


def _item(line: str) -> Item:
    words, mark, day = line.rpartition("｜")
    if not mark:
        return Item(plain_shield(line))
    try:
        return Item(plain_shield(words.strip()), date.fromisoformat(day.strip()))
    except ValueError:
        raise PaperRefused(f"“{line}”末尾的期限请写成 2026-09-30 这样。") from None


def _issued(
    request: HttpRequest, desk: Desk, issuer: Body, drafted: Paper, form: SignedForm
) -> HttpResponse:
    to = str(form.cleaned_data["addressee"])
    document = issue_document(
        issue=Issue(
            issuer_id=issuer.pk,
            kind=drafted.kind,
            paper=drafted,
            addressee_body_id=int(to) if to.isdecimal() else None,
        ),
        actor=desk.viewer.as_actor(issuer.pk),
        at=desk.now,
    )
    messages.success(request, f"已经印发：{document.number}。内容冻住了，要改请另发一份。")
    return go(request, reverse("workbench:paper", args=(document.pk,)))
