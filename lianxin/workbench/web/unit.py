"""承办单位自己的桌面：承办台账、送审稿、审签链。"""

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
from lianxin.kernel.errors import NotVisible
from lianxin.supervision.queries.signing import Chain, chain_of, draft_page, drafts_of
from lianxin.supervision.usecases.signing import (
    MOST_STEPS,
    approve_draft,
    return_draft,
    set_chain,
    withdraw_draft,
)
from lianxin.workbench.filters import Quiet
from lianxin.workbench.policies import unit_bodies
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.queries.unitledger import (
    HEADERS,
    LIGHTS,
    PAGE,
    ROLES,
    STATES,
    UnitRow,
    Wanted,
    people_of,
    unit_cells,
    unit_ledger,
)
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.registerpages import posted, sheet_page

NO_UNIT = "这一页给承办单位的人用。"
FILTERS = ("state", "q", "role", "light", "person", "year")


class LedgerFilter(Quiet):
    """承办台账的筛选。"""

    q = forms.CharField(
        label="编号或标题", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(
        label="主办、协办、分办", choices=(("", "全部"), *ROLES.items()), required=False
    )
    light = forms.ChoiceField(label="红黄绿", choices=(("", "全部"), *LIGHTS), required=False)
    person = forms.ChoiceField(label="谁经办", required=False)
    year = forms.ChoiceField(label="哪年立的", required=False)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        people = people_of(viewer=desk.viewer, today=desk.today)
        years = [(str(year), f"{year} 年") for year in range(desk.today.year, 2019, -1)]
        self.fields["person"].choices = [("", "全部"), *people]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "历年"), *years]  # type: ignore[attr-defined]


def _unit(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not unit_bodies(desk.viewer):
        raise NotVisible(NO_UNIT)
    return desk


@signed_in
def ledger(request: HttpRequest) -> HttpResponse:
    """承办台账：今年的、往年的，一件一行。"""
    desk = _unit(request)
    form = LedgerFilter(request.GET, desk=desk)
    rows = _page_of(request, desk, form)(before=whole(request.GET.get("before")))
    given = kept(request, *FILTERS)
    state = request.GET.get("state", "open")
    context = {
        "rows": rows,
        "form": form,
        "state": state,
        "tabs": plain_tabs(STATES, state, given, "state"),
        "exports": export_links("workbench:unit_export", query(given)),
        "waiting": [one for one in _waiting(desk) if one.my_turn],
        **pages(request, given, rows[-1].case_id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/unit.html", context, active="unit")


@signed_in
def ledger_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出承办台账：页面上看得见多少，就是多少。"""
    desk = _unit(request)
    page = _page_of(request, desk, LedgerFilter(request.GET, desk=desk))
    rows = every(lambda before: page(before=before, limit=500), lambda row: row.case_id)
    return sheet(desk, ext, "承办台账", HEADERS, map(unit_cells, rows))


def _page_of(request: HttpRequest, desk: Desk, form: LedgerFilter) -> partial[list[UnitRow]]:
    asked = form.wanted()
    wanted = Wanted(
        state=request.GET.get("state", "open"),
        q=asked.get("q", ""),
        role=asked.get("role", ""),
        light=asked.get("light", ""),
        person=whole(asked.get("person")),
        year=whole(asked.get("year")),
    )
    return partial(unit_ledger, viewer=desk.viewer, today=desk.today, wanted=wanted)


def _waiting(desk: Desk) -> list[Any]:
    return drafts_of(viewer=desk.viewer, state="pending")


@signed_in
def drafts(request: HttpRequest) -> HttpResponse:
    """本单位的送审稿：轮到我的在最前。"""
    desk = _unit(request)
    found = drafts_of(viewer=desk.viewer)
    return show(request, desk, "workbench/unit_drafts.html", {"drafts": found}, active="unit")


@signed_in
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """一份送审稿。"""
    desk = _unit(request)
    page = draft_page(viewer=desk.viewer, pk=pk, today=desk.today)
    return show(request, desk, "workbench/unit_draft.html", {"page": page}, active="unit")


@signed_in
@require_POST
def draft_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """同意、退回修改、撤回。"""
    desk = _unit(request)
    if act == "approve":
        done = approve_draft(draft_id=pk, doer=desk.doer, at=desk.now)
        said = "审签齐了，已经发出。" if done.state == done.State.SENT else "已同意，转给下一级。"
    elif act == "return":
        return_draft(
            draft_id=pk, reason=request.POST.get("reason", ""), doer=desk.doer, at=desk.now
        )
        said = "已退回，承办人会看到您的意见。"
    elif act == "withdraw":
        withdraw_draft(draft_id=pk, doer=desk.doer, at=desk.now)
        said = "已撤回，改好可以再送。"
    else:
        raise NotVisible("没有这一步。")
    messages.success(request, said)
    return go(request, reverse("workbench:unit_draft", args=(pk,)))


class ChainForm(forms.Form):
    """审签链的表：先后三级，空着的不算。"""

    def __init__(self, data: Any, *, chain: Chain) -> None:
        super().__init__(data)
        people = [("", "不设这一级"), *chain.people]
        for place in range(1, MOST_STEPS + 1):
            step = chain.steps[place - 1] if place <= len(chain.steps) else None
            self.fields[f"title{place}"] = forms.CharField(
                label=f"第 {place} 级叫什么",
                max_length=20,
                required=False,
                initial=step.title if step else "",
                widget=forms.TextInput(attrs={"placeholder": "如：科室负责人"}),
            )
            self.fields[f"person{place}"] = forms.ChoiceField(
                label=f"第 {place} 级由谁审",
                choices=people,
                required=False,
                initial=step.person if step else "",
            )

    def steps(self) -> list[tuple[str, int]]:
        """填了人的几级。"""
        given = self.cleaned_data
        places = range(1, MOST_STEPS + 1)
        return [
            (given[f"title{p}"], int(given[f"person{p}"])) for p in places if given[f"person{p}"]
        ]


@signed_in
def chain(request: HttpRequest) -> HttpResponse:
    """本单位的审签链：谁先看、谁点头，答复才发得出去。"""
    desk = _unit(request)
    body_id = whole(request.GET.get("unit")) or min(unit_bodies(desk.viewer))
    found = chain_of(viewer=desk.viewer, body_id=body_id, today=desk.today)
    if not found.may_set:
        return show(request, desk, "workbench/unit_chain.html", {"chain": found}, active="unit")
    form = ChainForm(posted(request), chain=found)

    def act(_given: dict[str, Any]) -> str:
        set_chain(body_id=body_id, steps=form.steps(), doer=desk.doer, at=desk.now)
        return "审签链定下了。" if form.steps() else "答复不用审，承办人直接发。"

    return sheet_page(
        request,
        desk,
        form,
        title=f"{found.body_name}的审签链",
        intro="承办人写好答复，按这里的次序送审；都同意了才发出。一级都不设，就是承办人直接发。",
        back=("承办台账", reverse("workbench:unit")),
        button="定下",
        active="unit",
        act=act,
    )
