"""规章制度汇编：清单与各类各几项、一项的全文、登记、施行、废止、对上机制依据。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.documents.queries import (
    PAGE,
    CategoryLine,
    RuleCard,
    RulePage,
    get_rule,
    rule_categories,
    rule_counts,
    rule_page,
    rules_in_force,
)
from lianxin.documents.usecases import (
    arrange_categories,
    cite_rule,
    draft_rule,
    enact_rule,
    repeal_rule,
    revise_rule,
    show_rule,
    uncite_rule,
)
from lianxin.files.queries import attachments_on
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.queries.ledger import every
from lianxin.workbench.queries.rulelinks import basis_choices, citing, stale_citations
from lianxin.workbench.ruleforms import (
    CategoriesForm,
    CiteForm,
    RepealForm,
    RuleFilter,
    RuleForm,
)
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registers.doors import attempt, office, runs_office
from lianxin.workbench.web.registers.tables import (
    Figure,
    Link,
    Mark,
    Table,
    exports_of,
    table_sheet,
)

HEADERS = ("名称", "哪一类", "文号", "制定机关", "通过", "施行", "状态", "公开")
COUNTED = ("类别", "现行", "已废止", "草稿", "合计")


@signed_in
def rule_list(request: HttpRequest) -> HttpResponse:
    """汇编：各类各几项、清单、查找；还在引用废止了的，标出来。"""
    desk = desk_of(request)
    counts = rule_counts(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    form = _filter(request, desk, counts)
    rows = _page(desk, form)(before=whole(request.GET.get("before")), limit=PAGE)
    given = kept(request, "q", "category", "status")
    context = {
        "form": form,
        "figures": _figures(counts),
        "counted": _counted(counts, drafts=_sees_drafts(desk)),
        "counted_exports": exports_of("workbench:rules_counted", ""),
        "table": _table(rows),
        "is_filtered": bool(given),
        "stale": stale_citations(congress_id=desk.congress_id, today=desk.today),
        "may_keep": runs_office(desk),
        "exports": exports_of("workbench:rules_export", query(given)),
        **pages(request, given, rows[-1].id if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/registers/rules.html", context, active="rules")


@signed_in
def rules_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出清单：页面上看得见的，一行不多。"""
    desk = desk_of(request)
    counts = rule_counts(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    page = _page(desk, _filter(request, desk, counts))
    rows = every(lambda before: page(before=before, limit=500), lambda row: row.id)
    return table_sheet(desk, ext, [_table(list(rows))], title="规章制度汇编")


@signed_in
def rules_counted(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出各类各几项。"""
    desk = desk_of(request)
    counts = rule_counts(viewer=desk.viewer, congress_id=desk.congress_id, today=desk.today)
    table = _counted(counts, drafts=_sees_drafts(desk))
    return table_sheet(desk, ext, [table], title="规章制度各类各几项")


def _sees_drafts(desk: Desk) -> bool:
    return desk.congress_id in desk.viewer.office_of


def _filter(request: HttpRequest, desk: Desk, counts: list[CategoryLine]) -> RuleFilter:
    listed = [(one.id, one.name) for one in counts]
    return RuleFilter(request.GET, categories=listed, drafts=_sees_drafts(desk))


def _page(desk: Desk, form: RuleFilter) -> Callable[..., list[RuleCard]]:
    return partial(
        rule_page,
        viewer=desk.viewer,
        congress_id=desk.congress_id,
        today=desk.today,
        **form.wanted(),
    )


def _figures(counts: list[CategoryLine]) -> list[Figure]:
    used = sum(1 for one in counts if one.in_force)
    return [
        Figure("现行的", sum(one.in_force for one in counts), "项", "", "?status=in_force"),
        Figure("有现行规章的", used, "大类"),
        Figure("已废止的", sum(one.repealed for one in counts), "项", "", "?status=repealed"),
    ]


def _counted(counts: list[CategoryLine], *, drafts: bool) -> Table:
    rows = tuple(
        (
            Link(one.name, f"{reverse('workbench:rules')}?category={one.id}"),
            *(one.in_force, one.repealed),
            *((one.draft,) if drafts else ()),
            one.total,
        )
        for one in counts
    )
    headers = COUNTED if drafts else tuple(name for name in COUNTED if name != "草稿")
    return Table("各类各几项", headers, rows, "还没有定类别。")


def _table(rows: list[RuleCard]) -> Table:
    return Table("规章制度汇编", HEADERS, tuple(map(_row, rows)))


def _row(row: RuleCard) -> tuple[Any, ...]:
    return (
        Link(row.title, reverse("workbench:rule", args=(row.id,))),
        *(row.category, row.number, row.issuing_body, row.adopted_on, row.effective_on),
        Mark(row.state_words, row.tone),
        "公开" if row.is_public and row.standing == "in_force" else "内部",
    )


@signed_in
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """一项的全文；废止了的照样看得到。"""
    desk = desk_of(request)
    return _rule_page(request, desk, pk)


def _rule_page(
    request: HttpRequest, desk: Desk, pk: int, refused: dict[str, forms.Form] | None = None
) -> HttpResponse:
    page = get_rule(viewer=desk.viewer, pk=pk, today=desk.today)
    here = page.card.jurisdiction_id
    cited = citing(congress_id=here, basis=page.basis)
    fresh = {one: forms_ for one, forms_ in _forms(desk, page).items() if _may(desk, page)}
    files, withheld = attachments_on([("rule", pk)])
    bad = next(iter((refused or {}).values()), None)
    context = {
        "page": page,
        "card": page.card,
        "cited": list(zip(page.basis, cited.items(), strict=True)),
        "files": files,
        "withheld": withheld,
        "acts": fresh | (refused or {}),
        "form": bad,
        "may_keep": _may(desk, page),
    }
    status = 422 if refused else 200
    return show(
        request, desk, "workbench/registers/rule.html", context, active="rules", status=status
    )


def _may(desk: Desk, page: RulePage) -> bool:
    return runs_office(desk) and page.card.jurisdiction_id == desk.congress_id


def _forms(desk: Desk, page: RulePage) -> dict[str, forms.Form]:
    """这一项此刻能做的几件事，各一张表。"""
    if page.card.standing == "draft":
        return {"enact": forms.Form()}
    standing = page.card.standing == "in_force" and page.card.repealed_on is None
    choices = basis_choices(congress_id=page.card.jurisdiction_id)
    open_ = [one for one in choices if one[0] not in page.basis]
    return {
        "show": forms.Form(),
        **({"repeal": RepealForm(initial={"repealed_on": desk.today})} if standing else {}),
        **({"cite": CiteForm(choices=open_)} if open_ else {}),
    }


@signed_in
@require_POST
def rule_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """施行、废止、公开与否、对上依据、去掉联系。"""
    desk = office(request)
    page = get_rule(viewer=desk.viewer, pk=pk, today=desk.today)
    run = _ACTS.get(act)
    if run is None or not _may(desk, page):
        raise NotVisible("没有这一页。")
    form = _posted(request, page, act)
    note = {
        "jurisdiction_id": desk.congress_id,
        "rule_id": pk,
        "actor": desk.actor,
        "at": desk.now,
    }
    if attempt(request, form, lambda given: run(note, given)):
        return go(request, reverse("workbench:rule", args=(pk,)))
    return _rule_page(request, desk, pk, {act: form})


def _posted(request: HttpRequest, page: RulePage, act: str) -> forms.Form:
    if act == "repeal":
        return RepealForm(request.POST)
    if act in ("cite", "uncite"):
        known = basis_choices(congress_id=page.card.jurisdiction_id)
        return CiteForm(request.POST, choices=[*known, *((one, one) for one in page.basis)])
    return _Switch(request.POST)


class _Switch(forms.Form):
    """公开与否。"""

    public = forms.BooleanField(required=False)


def _enact(note: dict[str, Any], _: dict[str, Any]) -> str:
    enact_rule(**note)
    return "登记施行了。从此一个字不改，要改另登记一项代替它。"


def _repeal(note: dict[str, Any], given: dict[str, Any]) -> str:
    repeal_rule(**note, **given)
    return "废止了。全文照样看得到。"


def _show(note: dict[str, Any], given: dict[str, Any]) -> str:
    show_rule(**note, is_public=given["public"])
    return "公开网站上看得到了。" if given["public"] else "公开网站上不再有。"


def _cite(note: dict[str, Any], given: dict[str, Any]) -> str:
    cite_rule(**note, **given)
    return "对上了，机制页上点得开这一项。"


def _uncite(note: dict[str, Any], given: dict[str, Any]) -> str:
    uncite_rule(**note, **given)
    return "去掉了。"


_ACTS: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "enact": _enact,
    "repeal": _repeal,
    "show": _show,
    "cite": _cite,
    "uncite": _uncite,
}


@signed_in
def rule_new(request: HttpRequest) -> HttpResponse:
    """登记一项。"""
    return _form_page(request, office(request), None)


@signed_in
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """改草稿。"""
    desk = office(request)
    page = get_rule(viewer=desk.viewer, pk=pk, today=desk.today)
    if not _may(desk, page) or page.card.standing != "draft":
        raise NotVisible("没有这一页。")
    return _form_page(request, desk, page)


def _form_page(request: HttpRequest, desk: Desk, page: RulePage | None) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    categories = rule_categories(congress_id=desk.congress_id)
    standing = rules_in_force(congress_id=desk.congress_id)
    form = RuleForm(
        *sent, categories=categories, standing=standing, initial=_initial(page) if page else {}
    )
    saved: list[int] = []
    if sent and attempt(request, form, lambda _: _save(request, desk, form, page, saved)):
        return go(request, reverse("workbench:rule", args=saved))
    back = (
        {"url": reverse("workbench:rule", args=(page.card.id,)), "label": page.card.title}
        if page
        else {"url": reverse("workbench:rules"), "label": "规章制度汇编"}
    )
    context = {"form": form, "page": page, "has_categories": bool(categories), "back": back}
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/registers/rule_form.html", context, active="rules", status=status
    )


def _initial(page: RulePage) -> dict[str, Any]:
    card = page.card
    names = ("title", "number", "issuing_body", "adopted_on", "effective_on", "is_public")
    return {name: getattr(card, name) for name in names} | {
        "category": card.category_id,
        "text": page.text,
        "supersedes": page.supersedes[0] if page.supersedes else None,
    }


def _save(
    request: HttpRequest, desk: Desk, form: RuleForm, page: RulePage | None, saved: list[int]
) -> str:
    uploads = [(file, file.name or "") for file in request.FILES.getlist("attachments")]
    stored = store_files(uploads=uploads, audience="staff", doer=desk.doer, at=desk.now)
    note: dict[str, Any] = {
        "jurisdiction_id": desk.congress_id,
        "rule": form.rule(),
        "attachment_ids": [UUID(file.id) for file in stored],
        "actor": desk.actor,
        "at": desk.now,
    }
    made = revise_rule(rule_id=page.card.id, **note) if page else draft_rule(**note)
    saved.append(made.pk)
    return "存成草稿了。看过没有问题，再登记施行。"


@signed_in
def rule_categories_page(request: HttpRequest) -> HttpResponse:
    """定类别：改名、去掉、加新的。"""
    desk = office(request)
    listed = rule_categories(congress_id=desk.congress_id)
    form = CategoriesForm(*((request.POST,) if request.method == "POST" else ()), categories=listed)
    if request.method == "POST" and attempt(request, form, lambda _: _arrange(desk, form)):
        return go(request, reverse("workbench:rules"))
    context = {
        "form": form,
        "title": "规章制度分几类",
        "lead": "照从上到下的次序排；清空一格就是去掉那一类，里面还有规章制度的去不掉。",
        "action": "存好",
        "back": {"url": reverse("workbench:rules"), "label": "规章制度汇编"},
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/registers/form.html", context, active="rules", status=status
    )


def _arrange(desk: Desk, form: CategoriesForm) -> str:
    arrange_categories(
        jurisdiction_id=desk.congress_id,
        names=form.names(),
        added=form.cleaned_data["added"],
        actor=desk.actor,
        at=desk.now,
    )
    return "类别定好了。"
