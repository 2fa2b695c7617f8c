"""批示台账：谁在哪份材料上批了什么，交给谁，落实到什么样；能登记、能报、能导出。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.documents.models import Document, Instruction
from lianxin.documents.queries import (
    PAGE,
    InstructionCard,
    document_page,
    get_instruction,
    instruction_page,
    undertakers,
)
from lianxin.documents.usecases import Instructed, record_instruction, report_instruction
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.paperforms import InstructionForm, ProgressForm
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.papers import paper_tabs
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

STATES = (("", "全部"), *Instruction.State.choices)
HEADERS = (
    *("批示日期", "批示人", "职务", "批在什么上", "批示内容"),
    *("交给谁", "哪天以前", "落实情况", "落实到什么样"),
)


@signed_in
def instructions(request: HttpRequest) -> HttpResponse:
    """批示台账。"""
    desk = _reader(request)
    state = request.GET.get("state", "")
    rows = instruction_page(
        viewer=desk.viewer,
        today=desk.today,
        state=state,
        before=whole(request.GET.get("before")),
    )
    given = kept(request, "state")
    context = {
        "table": Table("批示台账", HEADERS, tuple(map(_line, rows))),
        "tabs": paper_tabs(desk, "instructions"),
        "states": plain_tabs(STATES, state, given, "state"),
        "may_record": _may_record(desk),
        "exports": exports_of("workbench:instructions_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/papers/instructions.html", context, active="papers")


@signed_in
def instructions_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出批示台账。"""
    desk = _reader(request)
    page = partial(
        instruction_page,
        viewer=desk.viewer,
        today=desk.today,
        state=request.GET.get("state", ""),
    )
    rows = every(lambda before: page(before=before, limit=500), lambda card: card.id)
    table = Table("批示台账", HEADERS, tuple(map(_line, rows)))
    return table_sheet(desk, ext, [table], title="批示台账")


def _reader(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.viewer.posts:
        raise NotVisible("没有这一页。")
    return desk


def _may_record(desk: Desk) -> bool:
    """人大机关的人登记；落实的单位只报情况。"""
    return desk.congress_id in desk.viewer.office_of


def _line(card: InstructionCard) -> tuple[Any, ...]:
    words = f"{card.state_label}，已过期" if card.is_overdue else card.state_label
    return (
        card.made_on,
        card.made_by,
        card.made_by_post,
        Link(card.matter, reverse("workbench:instruction", args=(card.id,))),
        card.words,
        card.assigned,
        card.due_on,
        Mark(words, card.tone),
        card.progress,
    )


@signed_in
def instruction_new(request: HttpRequest) -> HttpResponse:
    """登记一次批示。"""
    desk = _reader(request)
    if not _may_record(desk):
        raise NotVisible("没有这一页。")
    form = InstructionForm(
        request.POST if request.method == "POST" else None,
        initial={"made_on": desk.today, "document": request.GET.get("document", "")},
        documents=_recent(desk),
        bodies=undertakers(jurisdiction_id=desk.congress_id),
    )
    if request.method == "POST" and attempt(request, form, partial(_record, desk)):
        return go(request, reverse("workbench:instructions"))
    context = {
        "form": form,
        "title": "登记批示",
        "lead": "谁批的、批在什么上、批了什么；交给谁的，会排进那家单位的批示台账。",
        "action": "登记",
        "back": {"url": reverse("workbench:instructions"), "label": "批示"},
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/registers/form.html", context, active="papers", status=status
    )


def _recent(desk: Desk) -> list[tuple[str, str]]:
    """近来印发的专报和报告，批示多半批在它们上面。"""
    cards = [
        card
        for kind in (Document.Kind.BRIEF, Document.Kind.ANNUAL_REPORT)
        for card in document_page(viewer=desk.viewer, kind=kind)
    ]
    return [(str(card.id), f"{card.number} {card.title}") for card in cards]


def _record(desk: Desk, given: dict[str, Any]) -> str:
    record_instruction(
        instructed=Instructed(
            jurisdiction_id=desk.congress_id,
            made_by=given["made_by"],
            made_by_post=given["made_by_post"],
            made_on=given["made_on"],
            words=given["words"],
            matter=given["matter"],
            document_id=whole(given["document"]),
            assigned_id=whole(given["assigned"]),
            due_on=given["due_on"],
        ),
        actor=desk.actor,
        at=desk.now,
    )
    return "批示已经登记。"


@signed_in
def instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """一次批示：看、报落实情况。"""
    desk = _reader(request)
    card = get_instruction(viewer=desk.viewer, pk=pk, today=desk.today)
    form = ProgressForm(
        request.POST if request.method == "POST" else None, initial={"state": card.state}
    )
    if request.method == "POST" and attempt(request, form, partial(_report, desk, pk)):
        return go(request, reverse("workbench:instruction", args=(pk,)))
    context = {"card": card, "form": form}
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/papers/instruction.html", context, active="papers", status=status
    )


def _report(desk: Desk, pk: int, given: dict[str, Any]) -> str:
    report_instruction(
        instruction_id=pk,
        state=given["state"],
        progress=given["progress"],
        actor=desk.actor,
        at=desk.now,
    )
    return "落实情况已经记下。"
