"""写建议：起稿、边写边存、请人附议、提出。没有脚本靠“保存”，有脚本停笔就存。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.suggestions import queries
from lianxin.suggestions.usecases import (
    DraftConflict,
    DraftStart,
    answer_invitation,
    discard_draft,
    invite_cosponsors,
    save_draft,
    start_draft,
    submit_draft,
    withdraw_invitation,
)
from lianxin.workbench.draftforms import DraftForm, InviteForm, StartForm
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.web.cosponsors import people_named
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole

PAGE = "workbench/draft.html"


def _deputy(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.viewer.is_deputy:
        raise NotVisible("这一页给代表用。")
    return desk


@signed_in
def draft_new(request: HttpRequest) -> HttpResponse:
    """写一件建议：挑一份样稿，或从空白、从一条群众意见写起。"""
    desk = _deputy(request)
    opinion_id = whole(request.GET.get("opinion"))
    given = [request.POST] if request.method == "POST" else []
    form = StartForm(
        *given,
        congresses=_congresses(desk),
        templates=[(one.key, one.label) for one in queries.templates()],
    )
    if given and form.is_valid():
        made = start_draft(start=_start(form, opinion_id), doer=desk.doer, at=desk.now)
        return go(request, reverse("workbench:draft", args=(made.pk,)))
    context = {
        "form": form,
        "opinion_id": opinion_id,
        "exclusions": queries.exclusions(),
        "drafts": queries.drafts_of(viewer=desk.viewer),
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/suggestion_new.html", context, active="suggestions", status=status
    )


def _congresses(desk: Desk) -> tuple[tuple[str, str], ...]:
    rows = Body.objects.filter(pk__in=desk.viewer.deputy_of).order_by("id")
    return tuple((str(row.pk), row.name) for row in rows)


def _start(form: StartForm, opinion_id: int | None) -> DraftStart:
    given = form.cleaned_data
    return DraftStart(
        jurisdiction_id=int(given["congress"]),
        template=given["template"],
        opinion_id=opinion_id,
        activity=given["activity"],
    )


@signed_in
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """一份稿：写、存、对照、请人附议、提出。"""
    desk = _deputy(request)
    page = queries.draft_page(draft_id=pk, viewer=desk.viewer)
    if request.method == "POST":
        return _save(request, desk, page)
    return _shown(request, desk, page, _form(page))


def _form(page: queries.DraftPage, *data: Any) -> DraftForm:
    row = page.row
    known = {
        "title": row.title,
        "grounds": row.grounds,
        "proposal": row.proposal,
        "category": row.category_id or "",
        "permission": row.permission,
        "exclusions_clear": row.exclusions_clear,
    }
    return DraftForm(*data, category=category_groups(), is_lead=page.is_lead, initial=known)


def _save(request: HttpRequest, desk: Desk, page: queries.DraftPage) -> HttpResponse:
    form = _form(page, request.POST)
    version = whole(request.POST.get("version")) or 0
    said, saved = "", None
    if form.is_valid():
        try:
            save_draft(
                draft_id=page.row.pk,
                version=version,
                given=form.given(),
                doer=desk.doer,
                at=desk.now,
            )
            if request.POST.get("do") == "submit":
                return _submit(request, desk, page.row.pk)
            said = "已保存"
        except DraftConflict as conflict:
            saved = conflict.saved
            form.add_error(None, str(conflict))
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
    fresh = queries.draft_page(draft_id=page.row.pk, viewer=desk.viewer)
    return _shown(request, desk, fresh, form, saved=saved, said=said, kept_version=version)


def _submit(request: HttpRequest, desk: Desk, draft_id: int) -> HttpResponse:
    made = submit_draft(draft_id=draft_id, doer=desk.doer, at=desk.now)
    told = (
        f"已经送去联审，编号 {made.number}：代表团先审，议案组后审，通过了编号成为建议。"
        if made.in_review
        else f"建议已经提交，编号 {made.number}，代表工作机构审查交办。"
    )
    messages.success(request, told)
    return go(request, reverse("workbench:case", args=(made.case_id,)))


def _shown(
    request: HttpRequest,
    desk: Desk,
    page: queries.DraftPage,
    form: DraftForm,
    *,
    saved: Any = None,
    said: str = "",
    kept_version: int = 0,
    invite: InviteForm | None = None,
) -> HttpResponse:
    words = _words(page, form)
    by_script = bool(request.headers.get("HX-Request")) and request.POST.get("do") is None
    context = {
        "page": page,
        "form": form,
        "invite": invite or InviteForm(),
        "checks": queries.checks(**words),
        "doubts": queries.doubts(**words),
        "exclusions": queries.exclusions(),
        "similar": queries.similar_suggestions(
            text="\n".join(words.values()),
            viewer=desk.viewer,
            jurisdiction_id=page.row.jurisdiction_id,
        ),
        "window": queries.next_window(jurisdiction_id=page.row.jurisdiction_id, at=desk.now),
        "saved": saved,
        "said": said,
        # 停笔自动存时撞上了，先不换成新的次数：等他看过对方写的、自己按了保存才算数。
        "version": kept_version if saved and by_script else page.row.version,
    }
    wrong = bool(form.errors) or bool(invite and invite.errors)
    return show(
        request,
        desk,
        PAGE,
        context,
        active="suggestions",
        part="side",
        status=422 if wrong else 200,
    )


def _words(page: queries.DraftPage, form: DraftForm) -> dict[str, str]:
    """对照表看的是屏幕上这会儿写的，不是上次存的。"""
    names = ("title", "grounds", "proposal")
    if form.is_bound:
        return {name: str(form.data.get(name, "")) for name in names}
    return {name: str(getattr(page.row, name)) for name in names}


@signed_in
@require_POST
def draft_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """请几位代表附议。"""
    desk = _deputy(request)
    page = queries.draft_page(draft_id=pk, viewer=desk.viewer)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            names = form.cleaned_data["people"]
            people = people_named(names, page.row.jurisdiction_id, desk.today)
            invite_cosponsors(draft_id=pk, people=people, doer=desk.doer, at=desk.now)
        except RuleViolation as refusal:
            form.add_error("people", str(refusal))
        else:
            messages.success(request, f"请了 {len(people)} 位；他们确认了才算附议。")
            return go(request, _url(pk))
    return _shown(request, desk, page, _form(page), invite=form)


@signed_in
@require_POST
def draft_uninvite(request: HttpRequest, pk: int) -> HttpResponse:
    """不再请某位附议。"""
    desk = _deputy(request)
    person = whole(request.POST.get("person")) or 0
    withdraw_invitation(draft_id=pk, person_id=person, doer=desk.doer, at=desk.now)
    messages.success(request, "不再请这位代表附议了。")
    return go(request, _url(pk))


@signed_in
@require_POST
def draft_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """附议代表本人回话。"""
    desk = _deputy(request)
    joins = request.POST.get("joins") == "yes"
    try:
        answer_invitation(
            draft_id=pk,
            joins=joins,
            digest=request.POST.get("digest", ""),
            doer=desk.doer,
            at=desk.now,
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return go(request, _url(pk))
    messages.success(request, "已确认附议。" if joins else "已回话：不附议。")
    return go(request, _url(pk) if joins else reverse("workbench:deputy") + "?tab=drafts")


@signed_in
@require_POST
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """这份稿不要了。"""
    desk = _deputy(request)
    discard_draft(draft_id=pk, doer=desk.doer, at=desk.now)
    messages.success(request, "这份稿不再列出。")
    return go(request, reverse("workbench:deputy") + "?tab=drafts")


def _url(pk: int) -> str:
    return reverse("workbench:draft", args=(pk,))
