"""征求意见：清单、一次的全部、发出、回意见、反馈结果；导出。"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.legislation import queries, usecases
from lianxin.legislation.models import Consultation, Function
from lianxin.legislation.queries import DEFINITION, PAGE, AskLine
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.consultations.forms import AnswerForm, ConsultationForm, ResultForm
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import pages
from lianxin.workbench.web.registerpages import form_page, posted
from lianxin.workbench.web.registers.tables import exports_of

HEADERS = ("题目", "哪家发的", "问哪一种", "发出", "期限", "问了", "回了", "采纳", "反馈")
LINES = ("姓名", "在哪里", "意见", "什么时候回的", "迟到", "采纳没有", "说明", "附件")


@signed_in
def consultations(request: HttpRequest) -> HttpResponse:
    """看得见的：机关看本级的，联络员看发给自己的。"""
    desk = desk_of(request)
    before = whole(request.GET.get("before"))
    rows = queries.consultation_list(viewer=desk.viewer, before=before)
    context = {
        "rows": rows,
        "may_ask": bool(queries.asker_posts(desk.viewer, desk.congress_id)),
        "functions": Function.choices,
        "exports": export_links("workbench:consultations_export", ""),
        **pages(request, {}, rows[-1].pk if rows else None, full=len(rows) == PAGE),
    }
    name = "workbench/consultations/list.html"
    return show(request, desk, name, context, active="consultations")


@signed_in
def consultations_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出清单。"""
    desk = desk_of(request)
    page = partial(queries.consultation_list, viewer=desk.viewer, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.pk)
    return sheet(desk, ext, "征求意见", HEADERS, map(_cells, rows))


def _cells(row: Consultation) -> tuple[Cell, ...]:
    counts: tuple[int, int, int] = (row.asked, row.answered, row.adopted)  # type: ignore[attr-defined]
    head = (row.title, row.body.short_name, row.get_function_display())
    back = row.returned_at.date() if row.returned_at else None
    return (*head, row.sent_at.date(), row.due_on, *counts, back)


@signed_in
def consultation_new(request: HttpRequest) -> HttpResponse:
    """发一次；``?function=`` 问哪一种联络员。"""
    desk = desk_of(request)
    posts = queries.asker_posts(desk.viewer, desk.congress_id)
    function = request.GET.get("function", "")
    if not posts or function not in Function:
        raise NotVisible("没有这一页。")
    serving = queries.officers_to_ask(
        congress_id=desk.congress_id, on=desk.today, function=function
    )
    if not serving and request.method != "POST":
        words = f"还没有在聘的{Function(function).label}，先在这里聘好，再把稿子发给他们。"
        messages.warning(request, words)
        return go(request, f"{reverse('workbench:officers')}?function={function}")
    bodies = dict.fromkeys((str(post.body_id), post.body_name) for post in posts)
    people = [(str(one.pk), f"{one.person.name}（{one.place}）") for one in serving]
    form = ConsultationForm(
        posted(request),
        request.FILES or None,
        choices={"body": list(bodies), "officers": people},
        initial={"officers": [one.pk for one in serving]},
    )

    def act(_given: dict[str, Any]) -> str:
        made = usecases.send_consultation(
            congress_id=desk.congress_id,
            draft=form.draft(function),
            actor=desk.doer,
            at=desk.now,
            attachment_ids=_stored(desk, form),
        )
        messages.success(request, "发出去了，各位都收到了消息。")
        return reverse("workbench:consultation", args=(made.pk,))

    return form_page(
        request,
        desk,
        form,
        title=f"向{Function(function).label}征求意见",
        action="发出去",
        back={"url": reverse("workbench:consultations"), "label": "征求意见"},
        active="consultations",
        act=act,
    )


@signed_in
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """一次征求意见：问了什么、谁回了、结果怎样。"""
    desk = desk_of(request)
    page = queries.consultation_page(viewer=desk.viewer, pk=pk)
    context = {
        "page": page,
        "definition": DEFINITION,
        "exports": exports_of("workbench:consultation_export", "", pk),
    }
    name = "workbench/consultations/consultation.html"
    return show(request, desk, name, context, active="consultations")


@signed_in
def consultation_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出收回的意见和采纳情况；联络员只导得出自己那一份。"""
    desk = desk_of(request)
    page = queries.consultation_page(viewer=desk.viewer, pk=pk)
    return sheet(desk, ext, f"{page.row.title}：意见汇总", LINES, map(_line, page.lines))


def _line(one: AskLine) -> tuple[Cell, ...]:
    row = one.row
    head = (row.officer.person.name, row.officer.place, row.answer or "没有回")
    taken = row.get_taken_display() if row.taken else ""
    files = "、".join(card.name for card in one.files)
    when = row.answered_at.date() if row.answered_at else None
    return (*head, when, "是" if one.is_late else "", taken, row.taken_words, files)


@signed_in
def consultation_answer(request: HttpRequest, pk: int, ask: int) -> HttpResponse:
    """回意见；纸质交来的由发出的那家代录。"""
    desk = desk_of(request)
    row = queries.ask_seen(viewer=desk.viewer, pk=ask)
    if row.consultation_id != pk or not queries.may_answer(desk.viewer, row):
        raise NotVisible("没有这一页。")
    form = AnswerForm(posted(request), request.FILES or None, initial={"answer": row.answer})
    url = reverse("workbench:consultation", args=(pk,))

    def act(given: dict[str, Any]) -> str:
        usecases.answer_consultation(
            ask_id=ask,
            answer=given["answer"],
            actor=desk.doer,
            at=desk.now,
            attachment_ids=_stored(desk, form),
        )
        messages.success(request, "收到了，谢谢。结果出来会发消息告诉您。")
        return url

    mine = row.officer.person_id == desk.viewer.person_id
    return form_page(
        request,
        desk,
        form,
        title="我的意见" if mine else f"代录{row.officer.person.name}的意见",
        action="交上去",
        back={"url": url, "label": row.consultation.title},
        active="consultations",
        act=act,
    )


@signed_in
def consultation_result(request: HttpRequest, pk: int) -> HttpResponse:
    """反馈结果。"""
    desk = desk_of(request)
    page = queries.consultation_page(viewer=desk.viewer, pk=pk)
    if not page.runs:
        raise NotVisible("没有这一页。")
    form = ResultForm(posted(request), lines=page.lines)
    url = reverse("workbench:consultation", args=(pk,))

    def act(given: dict[str, Any]) -> str:
        usecases.return_result(
            consultation_id=pk,
            result=given["result"],
            verdicts=form.verdicts(),
            actor=desk.doer,
            at=desk.now,
        )
        messages.success(request, "反馈出去了，问到的各位都收到了消息。")
        return url

    return form_page(
        request,
        desk,
        form,
        title="反馈结果",
        action="反馈给大家",
        back={"url": url, "label": page.row.title},
        active="consultations",
        act=act,
        lead=page.words,
    )


def _stored(desk: Desk, form: forms.Form) -> list[UUID]:
    uploads = [(file, file.name or "") for file in form.cleaned_data["papers"]]
    stored = store_files(uploads=uploads, audience="staff", doer=desk.doer, at=desk.now)
    return [UUID(file.id) for file in stored]
