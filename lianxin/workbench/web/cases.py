"""一件事的详情页，以及看联系方式。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.access.contacts import ContactRefused
from lianxin.access.usecases.contacts import erase_contact, reveal_contact
from lianxin.casework.queries import get_case
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.queries import get_opinion, may_reveal
from lianxin.supervision.queries.outside import askable_duty, asks_of
from lianxin.workbench.queries.casepage import CasePage, case_page
from lianxin.workbench.queries.casepapers import case_papers
from lianxin.workbench.queries.steps import Step
from lianxin.workbench.queries.storyline import Happened
from lianxin.workbench.web.desk import Desk, desk_of, next_url, show
from lianxin.workbench.web.supervising import supervision_context

SAME_THING = "您反映的“{}”与已经在办的一件是同一件事，我们合在一起办，办好一并答复您。"

SAME_MATTER = "说的是同一件事，合在一起办，一并答复各位代表。"


@signed_in
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """一件事。"""
    desk = desk_of(request)
    context = case_context(desk, pk, back=next_url(request, ""))
    return show(request, desk, "workbench/case.html", context, active="", part="case")


@signed_in
def opinion_case(request: HttpRequest, pk: int) -> HttpResponse:
    """一条意见，转到它的办件。"""
    opinion = get_opinion(viewer=desk_of(request).viewer, pk=pk)
    return redirect("workbench:case", opinion.case_id)


@signed_in
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """看联系方式：写明原因，留痕，只在这一页显示一次。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    if case.subject_kind != "opinion":
        raise NotVisible("没有联系方式。")
    contact = reveal_contact(
        viewer=desk.viewer,
        subject_kind="opinion",
        subject_id=case.subject_id,
        why=request.POST.get("why", "")[:200],
        at=desk.now,
        policy=lambda viewer: may_reveal(viewer, case),
    )
    context = case_context(desk, pk, back=next_url(request, "")) | {"contact": contact}
    response = show(request, desk, "workbench/case.html", context, active="", part="case")
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """照本人的意思抹掉姓名电话（个保法 15 条）：写明是怎么提出的，留痕，抹了补不回来。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    if case.subject_kind != "opinion" or not may_reveal(desk.viewer, case):
        raise NotVisible("没有联系方式。")
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        raise ContactRefused("请写明本人是怎么提出来的，如“来站里当面说的”，会记下来。")
    erase_contact(
        subject_kind="opinion",
        subject_id=case.subject_id,
        reason=reason,
        actor=desk.actor,
        at=desk.now,
    )
    messages.success(request, "姓名电话抹掉了，办理照常。")
    return redirect("workbench:case", pk)


def case_context(desk: Desk, pk: int, *, back: str = "") -> dict[str, Any]:
    """详情页要的全部；``back`` 是办完回到的清单。"""
    page = case_page(viewer=desk.viewer, pk=pk, today=desk.today)
    return {
        "case": page,
        "timeline": [_line_context(line) for line in page.timeline],
        "steps": [step_context(page, step, back) for step in page.steps if not step.is_tucked],
        "tucked": [step_context(page, step, back) for step in page.steps if step.is_tucked],
        "tucked_words": _tucked_words(page.steps),
        "papers": case_papers(viewer=desk.viewer, case=get_case(viewer=desk.viewer, pk=pk)),
        "back": back,
        "merge": merge_context(page, back),
        "asks": asks_of(viewer=desk.viewer, case_id=pk, at=desk.now),
        "may_ask": askable_duty(doer=desk.doer, case_id=pk) is not None,
        **supervision_context(desk, pk),
    }


def _tucked_words(steps: Iterable[Step]) -> str:
    """收在一处的是哪几样，如“催办、记一次联系”；哪一份责任的写在各自的按钮上。"""
    kinds = (step.label.partition("（")[0] for step in steps if step.is_tucked)
    return "、".join(dict.fromkeys(kinds))


def _line_context(line: Happened) -> dict[str, Any]:
    """经过里的一行：照片有小图，别的文件写明多大。"""
    return {
        "state": line.state,
        "title": line.title,
        "meta": line.meta,
        "text": line.text,
        "photos": [
            {
                "url": reverse("workbench:file", args=(card.id,)),
                "thumb_url": reverse("workbench:thumbnail", args=(card.id,)),
                "alt": card.name,
            }
            for card in line.photos
        ],
        "files": [
            {
                "url": reverse("workbench:file", args=(card.id,)),
                "name": f"{card.name}（{filesizeformat(card.size)}）",
            }
            for card in line.files
        ],
    }


def step_context(page: CasePage, step: Step, back: str) -> dict[str, Any]:
    """一个按钮和它的去处。"""
    extra = {"duty": step.duty_id, "next": back}
    query = urlencode({key: value for key, value in extra.items() if value})
    url = reverse("workbench:move", args=(page.id, step.verb))
    return {
        "label": step.label,
        "url": f"{url}?{query}" if query else url,
        "main": step.is_main,
        "small": step.is_small,
        "direct": step.is_direct,
        "blocked": step.blocked,
        "note": step.note,
    }


def merge_context(page: CasePage, back: str) -> dict[str, Any]:
    """能并案时，类似的每一件旁边就有一个“并到这一件”；填什么话，意见、建议各有各的。"""
    can = any(step.verb == "merge" and not step.blocked for step in page.steps)
    if not can:
        return {}
    told = {"answer": SAME_THING.format(page.opinion.title)} if page.opinion else {}
    return {
        "url": reverse("workbench:move", args=(page.id, "merge")),
        "reason": SAME_MATTER,
        "next": back,
        **told,
    }
