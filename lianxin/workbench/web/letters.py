"""监督意见书的页面：列表、起草、一份的全部；办理的步在办件页上走。"""

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
from lianxin.casework.facts import UNDERTAKERS
from lianxin.casework.models import Duty
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.timespans import Timespan
from lianxin.orgs.models import Body
from lianxin.orgs.queries import bodies_of_kind
from lianxin.publicity.queries import letter_showing
from lianxin.supervision.models import OpinionLetter
from lianxin.supervision.queries.letters import (
    PAGE,
    LetterCard,
    letter_list,
    letter_page,
    may_draft,
)
from lianxin.supervision.usecases.letters import (
    WITHINS,
    Wording,
    draft_letter,
    rewrite_letter,
    submit_letter,
)
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.letterpublic import may_show
from lianxin.workbench.web.lists import pages
from lianxin.workbench.web.registerpages import posted, sheet_page

ROWS = 8
HEADERS = (
    *("种类", "字号", "标题", "承办单位", "专工委", "办到哪一步", "到期日"),
    *("项数", "已销号"),
)
_SPANS = tuple((key, Timespan.parse(key).text) for key in WITHINS)


class LetterForm(forms.Form):
    """一份意见书：总的情况，加上一项一项的意见。"""

    kind = forms.ChoiceField(label="哪一种", choices=OpinionLetter.Kind.choices)
    title = forms.CharField(label="标题", min_length=6, max_length=80)
    source = forms.CharField(
        label="从哪里来", max_length=120, help_text="如：2026 年农村道路照明专项检查。"
    )
    unit = forms.TypedChoiceField(label="承办单位", coerce=int)
    committee = forms.TypedChoiceField(
        label="对口专（工）委", coerce=int, help_text="先提意见、逐项查验的是它。"
    )
    opening = forms.CharField(
        label="总的情况",
        min_length=10,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="看到什么、总的评价；下面一项一项写意见。",
    )

    def __init__(self, *data: Any, jurisdiction_id: int, **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["unit"].choices = _bodies(jurisdiction_id, *UNDERTAKERS)  # type: ignore[attr-defined]
        checkers = (Body.Kind.SPECIAL_COMMITTEE, Body.Kind.DEPUTY_AFFAIRS)
        self.fields["committee"].choices = _bodies(jurisdiction_id, *checkers)  # type: ignore[attr-defined]
        for place in range(1, ROWS + 1):
            self.fields[f"item_{place}"] = forms.CharField(
                label=f"第 {place} 项意见",
                max_length=1000,
                required=place == 1,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"within_{place}"] = forms.ChoiceField(
                label=f"第 {place} 项整改期限", choices=_SPANS, initial="3m", required=False
            )

    def wording(self, given: dict[str, Any]) -> Wording:
        """填好的一份。"""
        rows = range(1, ROWS + 1)
        return Wording(
            kind=given["kind"],
            title=given["title"],
            source=given["source"],
            opening=given["opening"],
            unit_id=given["unit"],
            committee_id=given["committee"],
            items=[(given[f"item_{n}"], given[f"within_{n}"] or "3m") for n in rows],
        )


def _bodies(jurisdiction_id: int, *kinds: str) -> list[tuple[str, str]]:
    found = bodies_of_kind(jurisdiction_id, *kinds)
    return [("", "请选一家"), *((str(one.id), one.short_name) for one in found)]


@signed_in
def letters(request: HttpRequest) -> HttpResponse:
    """监督意见书：人大机关看本级的，承办单位看印发给自己的。"""
    desk = desk_of(request)
    before = whole(request.GET.get("before"))
    cards = letter_list(viewer=desk.viewer, today=desk.today, before=before)
    context = {
        "cards": cards,
        "may_write": may_draft(desk.viewer, desk.congress_id),
        "exports": export_links("workbench:letters_export", ""),
        **pages(request, {}, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/letters.html", context, active="letters")


@signed_in
def letters_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出监督意见书。"""
    desk = desk_of(request)
    page = partial(letter_list, viewer=desk.viewer, today=desk.today, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.id)
    return sheet(desk, ext, "监督意见书", HEADERS, map(_cells, rows))


def _cells(row: LetterCard) -> tuple[Cell, ...]:
    return (
        *(row.kind, row.number, row.title, row.unit, row.committee, row.stage, row.due_on),
        *(row.items, row.struck),
    )


@signed_in
def letter_new(request: HttpRequest) -> HttpResponse:
    """起草一份。"""
    desk = _writer(request)
    form = LetterForm(posted(request), jurisdiction_id=desk.congress_id)

    def act(given: dict[str, Any]) -> str:
        draft_letter(
            jurisdiction_id=desk.congress_id,
            wording=form.wording(given),
            actor=desk.doer,
            at=desk.now,
        )
        return "意见书存好了，核对后报主任会议。"

    back = ("监督意见书", reverse("workbench:letters"))
    return sheet_page(
        request,
        desk,
        form,
        title="起草监督意见书",
        back=back,
        button="存下",
        active="letters",
        act=act,
    )


@signed_in
def letter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改一份还没有通过的。"""
    desk = _writer(request)
    page = letter_page(viewer=desk.viewer, pk=pk, today=desk.today)
    row = page.row
    if request.method != "POST" and not page.may_rewrite:
        raise Conflict(_settled(row))
    known = {
        "kind": row.kind,
        "title": row.title,
        "source": row.source,
        "unit": row.unit_id,
        "committee": row.committee_id,
        "opening": row.opening,
    }
    for item in row.items.order_by("place"):
        known |= {f"item_{item.place}": item.text, f"within_{item.place}": item.within}
    form = LetterForm(posted(request), jurisdiction_id=row.jurisdiction_id, initial=known)

    def act(given: dict[str, Any]) -> str:
        wording = form.wording(given)
        rewrite_letter(letter_id=pk, wording=wording, actor=desk.doer, at=desk.now)
        return "改好了。"

    return sheet_page(
        request,
        desk,
        form,
        title="修改监督意见书",
        back=(row.title, reverse("workbench:letter", args=(pk,))),
        button="存下",
        active="letters",
        act=act,
    )


def _settled(row: OpinionLetter) -> str:
    """为什么改不了，该怎么办。"""
    if row.document_id:
        return "这份意见书已经编号印发，一个字也不能再改；还有新的意见，请另起草一份。"
    return "这份意见书已经报主任会议，要改请等会议退回修改。"


def _writer(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not may_draft(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    return desk


@signed_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """一份意见书：写了什么、办到哪一步、每一项的状态。"""
    desk = desk_of(request)
    page = letter_page(viewer=desk.viewer, pk=pk, today=desk.today)
    context = {
        "page": page,
        "exports": _item_links(pk),
        "showing": letter_showing(letter_id=pk),
        "owed": Duty.objects.open().of(desk.viewer).filter(case=page.card.case_id).exists(),
        "may_show": page.row.document_id is not None and may_show(desk, page.row.jurisdiction_id),
    }
    return show(request, desk, "workbench/letter.html", context, active="letters")


def _item_links(pk: int) -> list[dict[str, str]]:
    url = reverse("workbench:letter_export", args=(pk, "xlsx"))
    csv = reverse("workbench:letter_export", args=(pk, "csv"))
    return [{"label": "导出表格", "url": url}, {"label": "导出 csv", "url": csv}]


@signed_in
def letter_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出一份意见书各项的办理情况。"""
    desk = desk_of(request)
    page = letter_page(viewer=desk.viewer, pk=pk, today=desk.today)
    headers = ("序号", "意见", "整改到", "办到哪一步", "谁欠着", "欠什么", "到期日")
    rows = (
        (one.place, one.text, one.due_on, one.stage, one.owed_by, one.owes, one.owed_on)
        for one in page.items
    )
    return sheet(desk, ext, "意见书办理一览表", headers, rows)


@signed_in
@require_POST
def letter_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """报主任会议。"""
    desk = _writer(request)
    try:
        submit_letter(letter_id=pk, actor=desk.doer, at=desk.now)
        messages.success(request, "已报主任会议。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:letter", args=(pk,)))
