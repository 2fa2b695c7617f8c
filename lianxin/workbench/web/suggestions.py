"""代表建议：列表、提一件。办理的每一步在办件页上走。"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.orgs.queries import sitting_deputies
from lianxin.suggestions.queries import PAGE, suggestion_page
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from lianxin.workbench.filters import STATES, SuggestionForm
from lianxin.workbench.queries.options import category_groups
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.lists import kept, pages, plain_tabs


class CosponsorUnknown(RuleViolation):
    """附议代表的名字对不上。"""


@signed_in
def suggestions(request: HttpRequest) -> HttpResponse:
    """看得见的建议，新的在前。"""
    desk = desk_of(request)
    state = request.GET.get("state", "")
    cards = suggestion_page(
        viewer=desk.viewer,
        q=request.GET.get("q", ""),
        state=state,
        before=whole(request.GET.get("before")),
    )
    given = kept(request, "q", "state")
    context = {
        "cards": cards,
        "q": request.GET.get("q", ""),
        "state": state,
        "tabs": plain_tabs(STATES, state, given, "state"),
        "may_raise": desk.viewer.is_deputy,
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/suggestions.html", context, active="suggestions")


@signed_in
def suggestion_new(request: HttpRequest) -> HttpResponse:
    """提一件建议：只有在任代表提得了。"""
    desk = desk_of(request)
    if not desk.viewer.is_deputy:
        raise NotVisible("这一页给代表用。")
    choices = {"congress": _congresses(desk), "category": category_groups()}
    form = SuggestionForm(*([request.POST] if request.method == "POST" else []), choices=choices)
    if request.method == "POST" and form.is_valid() and (case_id := _raise(form, desk)):
        messages.success(request, "建议已经提交，代表工作机构五个工作日内审查交办。")
        return go(request, reverse("workbench:case", args=(case_id,)))
    return show(
        request,
        desk,
        "workbench/suggestion_new.html",
        {"form": form},
        active="suggestions",
        status=422 if form.errors else 200,
    )


def _congresses(desk: Desk) -> tuple[tuple[str, str], ...]:
    rows = Body.objects.filter(pk__in=desk.viewer.deputy_of).order_by("id")
    return tuple((str(row.pk), row.name) for row in rows)


def _raise(form: SuggestionForm, desk: Desk) -> int | None:
    given = form.cleaned_data
    try:
        made = raise_suggestion(draft=_draft(given, desk), actor=desk.actor, at=desk.now)
    except CosponsorUnknown as refusal:
        form.add_error("cosponsors", str(refusal))
        return None
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
    return made.case_id


def _draft(given: dict[str, Any], desk: Desk) -> SuggestionDraft:
    congress_id = int(given["congress"])
    return SuggestionDraft(
        jurisdiction_id=congress_id,
        lead_id=desk.viewer.person_id or 0,
        title=given["title"],
        grounds=given["grounds"],
        proposal=given["proposal"],
        permission=given["permission"],
        category_id=given["category"] or None,
        cosponsor_ids=_cosponsors(given["cosponsors"], congress_id, desk),
    )


def _cosponsors(names: str, congress_id: int, desk: Desk) -> tuple[int, ...]:
    """按姓名认附议代表；重名、认不出的说明怎么改。"""
    wanted = [name for name in re.split(r"[、，,\s]+", names) if name]
    if not wanted:
        return ()
    cards = sitting_deputies(congress_id=congress_id, on=desk.today)
    found: list[int] = []
    for name in dict.fromkeys(wanted):
        people = {card.person_id for card in cards if name in (card.person_name, card.number)}
        if len(people) != 1:
            why = "重名" if people else "不是本级在任代表"
            raise CosponsorUnknown(f"“{name}”{why}，请核对；重名的写代表证号。")
        found += people - {desk.viewer.person_id}
    return tuple(found)
