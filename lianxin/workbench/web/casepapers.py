"""在一件事上做公文：答复函、督办记录单。下载草稿，或者编号印发。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.casework.models import Case
from lianxin.casework.queries import get_case
from lianxin.documents.papers import Paper
from lianxin.documents.queries import DocumentCard, documents_of
from lianxin.documents.usecases import Issue, issue_document
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body
from lianxin.suggestions.queries.papers import (
    ReplyDraft,
    default_copies,
    default_reply,
    follow_up_note,
    reply_letter,
    result_choices,
)
from lianxin.workbench.paperforms import FollowUpForm, ReplyForm, SignedForm
from lianxin.workbench.queries.casepapers import FOLLOW_UP, LABELS, REPLY, issuer_of
from lianxin.workbench.web.desk import Desk, desk_of, go, show
from lianxin.workbench.web.papermaking import letterhead, made

LEADS = {
    REPLY: "类别标记、逐条答复、协办意见、承诺事项照国家标准排好；群众的姓名、电话自动遮去。"
    "先下载草稿盖章，答复这一步再传盖章件。",
    FOLLOW_UP: "现在谁在办、到哪天、走到哪，都自动写好；只要写这次的要求。",
}


@signed_in
def case_paper(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """在一件事上做一种公文。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    issuer = issuer_of(viewer=desk.viewer, case=case, kind=key)
    if issuer is None:
        raise NotVisible("没有这一页。")
    standing = _standing(case, issuer, key)
    form = _form(request, case, issuer, standing, key)

    def build() -> Paper:
        return _paper(form, case, issuer, key, desk)

    def issue(paper: Paper) -> HttpResponse:
        return _issued(request, desk, case, issuer, paper, standing, form)

    done = made(request, form, build, issue)
    if done is not None:
        return done
    context = {
        "form": form,
        "title": LABELS[REPLY if key == REPLY else FOLLOW_UP],
        "lead": LEADS[REPLY if key == REPLY else FOLLOW_UP],
        "back": {"url": reverse("workbench:case", args=(pk,)), "label": case.title},
    }
    status = 422 if form.errors else 200
    return show(
        request, desk, "workbench/papers/make.html", context, active="papers", status=status
    )


def _standing(case: Case, issuer: Body, key: str) -> DocumentCard | None:
    """还有效的那一份答复函。"""
    return next(
        (
            card
            for card in documents_of(subject_kind="case", subject_id=case.pk)
            if card.kind == key == REPLY and card.issuer_id == issuer.pk and not card.withdrawn_at
        ),
        None,
    )


def _form(
    request: HttpRequest, case: Case, issuer: Body, standing: DocumentCard | None, key: str
) -> SignedForm:
    data = request.POST if request.method == "POST" else None
    if key == FOLLOW_UP:
        return FollowUpForm(data)
    starts = {
        "result": case.result,
        "reply": default_reply(case, issuer),
        "signer": case.facts.get("signer", ""),
        "copies": "、".join(default_copies(case, issuer)),
    }
    return ReplyForm(
        data,
        initial=starts,
        results=result_choices(case),
        standing=standing.number if standing else "",
    )


def _paper(form: SignedForm, case: Case, issuer: Body, key: str, desk: Desk) -> Paper:
    given, head = form.cleaned_data, letterhead(form, issuer.name)
    if key == FOLLOW_UP:
        return follow_up_note(case=case, head=head, words=given["words"], at=desk.now)
    draft = ReplyDraft(given["result"], given["reply"])
    return reply_letter(case=case, unit=issuer, head=head, draft=draft, at=desk.now)


def _issued(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    issuer: Body,
    paper: Paper,
    standing: DocumentCard | None,
    form: SignedForm,
) -> HttpResponse:
    given: dict[str, Any] = {}
    if paper.kind == REPLY:
        given["addressee_person_id"] = case.deputy_id
    reason = str(form.cleaned_data.get("replaces_reason", "")).strip()
    if standing and reason:
        given |= {"replaces_id": standing.id, "replaces_reason": reason}
    document = issue_document(
        issue=Issue(
            issuer_id=issuer.pk,
            kind=paper.kind,
            paper=paper,
            subject_kind="case",
            subject_id=case.pk,
            thread=case.thread,
            **given,
        ),
        actor=desk.viewer.as_actor(issuer.pk),
        at=desk.now,
    )
    messages.success(request, f"已经印发：{document.number}。内容冻住了，要改请另发一份。")
    return go(request, reverse("workbench:paper", args=(document.pk,)))
