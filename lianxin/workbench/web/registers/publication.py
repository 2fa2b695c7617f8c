"""公示审批：原话在左、公开出去的在右，看过再批；也可以再遮几个字、撤下。"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.queries.desk import PAGE, DeskMatter, Review, desk_matters, review
from lianxin.publicity.usecases import approve, withdraw
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.web.desk import Desk, go, show, whole
from lianxin.workbench.web.lists import pages, plain_tabs
from lianxin.workbench.web.registers.doors import attempt, registrar
from lianxin.workbench.web.registers.tables import Link, Table, exports_of, table_sheet

STATES = (("pending", "待批准"), ("open", "公开着的"), ("withdrawn", "撤下的"))
HEADERS = ("标题", "家站室", "走到哪", "公开程度", "公开时间", "谁批的", "撤下原因")
EMPTY = {
    "pending": "没有等着批准的。系统按机制自动公开的，先到这里等人看过。",
    "open": "还没有公开着的事。",
    "withdrawn": "没有撤下的。",
}


class ApproveForm(forms.Form):
    """批准公开：可以改写，可以再遮几个字样。"""

    title = forms.CharField(label="公开的标题", max_length=80)
    summary = forms.CharField(
        label="公开的摘要", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    hide = forms.CharField(
        label="还要遮住的字样",
        required=False,
        max_length=200,
        help_text="如文中提到的人名、门牌；几个之间用顿号或空格隔开，标题、摘要、进展里都会遮。",
    )


class WithdrawForm(forms.Form):
    """撤下。"""

    reason = forms.CharField(label="为什么撤下", max_length=120)


@signed_in
def posting_list(request: HttpRequest) -> HttpResponse:
    """公示清单。"""
    desk = registrar(request)
    state = _state(request)
    rows = desk_matters(
        viewer=desk.viewer, state=state, before=whole(request.GET.get("before")), limit=PAGE
    )
    given = {"state": state}
    context = {
        "table": _table(rows),
        "tabs": plain_tabs(STATES, state, {}, "state"),
        "empty_text": EMPTY[state],
        "may_write": policies.runs_office(desk.viewer, desk.congress_id),
        "exports": exports_of("workbench:posting_export", f"state={state}"),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/registers/postings.html", context, active="posting")


@signed_in
def posting_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出公示清单。"""
    desk = registrar(request)
    state = _state(request)
    rows = every(
        lambda before: desk_matters(viewer=desk.viewer, state=state, before=before, limit=500),
        lambda row: row.id,
    )
    return table_sheet(desk, ext, [_table(list(rows))], title="公示清单")


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in EMPTY else "pending"


def _table(rows: list[DeskMatter]) -> Table:
    return Table("公示清单", HEADERS, tuple(map(_row, rows)))


def _row(row: DeskMatter) -> tuple[Any, ...]:
    return (
        Link(row.title, reverse("workbench:matter", args=(row.id,)), row.number),
        row.station,
        row.stage,
        row.profile,
        row.published_at,
        row.approved_by,
        row.withdraw_reason,
    )


@signed_in
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """一件：左边原话，右边公开的；批准、再遮、撤下。"""
    desk = registrar(request)
    found = review(viewer=desk.viewer, matter_id=pk)
    decides = _decides(desk, found)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act and not decides:
        raise NotVisible("没有这一页。")
    initial = {"title": found.matter.title, "summary": found.summary}
    approving = ApproveForm(request.POST if act == "approve" else None, initial=initial)
    withdrawing = WithdrawForm(request.POST if act == "withdraw" else None)
    done = (
        act == "approve" and attempt(request, approving, lambda given: _approve(desk, pk, given))
    ) or (
        act == "withdraw"
        and attempt(request, withdrawing, lambda given: _withdraw(desk, found, given))
    )
    if done:
        return go(request, reverse("workbench:matter", args=(pk,)))
    context = {
        "review": found,
        "approving": approving if decides and found.withdrawn_at is None else None,
        "withdrawing": withdrawing if decides and found.withdrawn_at is None else None,
        "form": approving if approving.errors else withdrawing,
    }
    return show(
        request,
        desk,
        "workbench/registers/matter.html",
        context,
        active="posting",
        status=422 if act else 200,
    )


def _decides(desk: Desk, found: Review) -> bool:
    """谁批：代工委；属地街道批自己的。"""
    return policies.runs_office(desk.viewer, found.jurisdiction_id) or policies.runs_street(
        desk.viewer, found.local_body_id or 0
    )


def _approve(desk: Desk, pk: int, given: dict[str, Any]) -> str:
    approve(
        matter_id=pk,
        title=given["title"],
        summary=given["summary"],
        hide=[word for word in re.split(r"[、，,\s]+", given["hide"]) if word],
        actor=desk.actor,
        at=desk.now,
    )
    return "批准公开了。外人从现在起看得到右边的样子。"


def _withdraw(desk: Desk, found: Review, given: dict[str, Any]) -> str:
    withdraw(thread=found.thread, reason=given["reason"], actor=desk.actor, at=desk.now)
    return "撤下了，外人从现在起看不到。"
