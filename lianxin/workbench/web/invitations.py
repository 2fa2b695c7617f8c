"""邀请的页面：请了谁、凭什么、来不来、到没到；代表自己回话；每位代表的参与率。"""

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
from lianxin.activities.models import Activity, Attendance
from lianxin.activities.queries.invitations import (
    PAGE,
    InvitationCard,
    participation,
)
from lianxin.activities.queries.invitations import (
    invitations as invitation_page,
)
from lianxin.activities.usecases import answer_invitation, invite
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.queries import sitting_deputies
from lianxin.workbench import policies
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registerpages import posted, sheet_page

HEADERS = ("活动", "种类", "时间", "请的谁", "凭什么", "怎样")
STATES = (("", "全部"), *Attendance.State.choices)


class InviteForm(forms.Form):
    """请哪几位，凭什么。"""

    people = forms.TypedMultipleChoiceField(
        label="请哪几位", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(
        label="凭什么请", max_length=120, help_text="如：对口专业小组、编组轮到、提过这方面的建议。"
    )


@signed_in
def invitations(request: HttpRequest) -> HttpResponse:
    """请我的（代表）；本级请了谁、参与率（机关）。"""
    desk = desk_of(request)
    oversees = policies.oversees(desk.viewer)
    if not oversees and not desk.viewer.is_deputy:
        raise NotVisible("没有这一页。")
    given = kept(request, "state")
    state = given.get("state", "")
    cards = invitation_page(
        viewer=desk.viewer,
        at=desk.now,
        state=state,
        only_mine=not oversees,
        before=whole(request.GET.get("before")),
    )
    first = desk.today.replace(month=1, day=1)
    people = (
        participation(congress_id=desk.congress_id, since=first, until=desk.today, today=desk.today)
        if oversees
        else []
    )
    context = {
        "cards": cards,
        "oversees": oversees,
        "tabs": [
            {"label": label, "url": f"?{query({}, state=key)}", "active": key == state}
            for key, label in STATES
        ],
        "people": [one for one in people if one.invited],
        "never": sum(not one.invited for one in people),
        "exports": export_links("workbench:invitations_export", query(given)),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/contacts/invitations.html", context, active="invitations")


@signed_in
def invitations_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出邀请。"""
    desk = desk_of(request)
    mine = not policies.oversees(desk.viewer)
    state = request.GET.get("state", "")
    page = partial(
        invitation_page, viewer=desk.viewer, at=desk.now, state=state, only_mine=mine, limit=500
    )
    rows = every(lambda before: page(before=before), lambda row: row.id)
    return sheet(desk, ext, "邀请代表", HEADERS, map(_cells, rows))


def _cells(row: InvitationCard) -> tuple[Cell, ...]:
    when = row.starts_at.replace(tzinfo=None)
    return (row.title, row.kind, when, row.name, row.basis, row.state_label)


@signed_in
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """代表回话：来，或者来不了。"""
    desk = desk_of(request)
    accepted = request.POST.get("answer") == "yes"
    try:
        answer_invitation(activity_id=pk, accepted=accepted, actor=desk.doer, at=desk.now)
        messages.success(request, "回好了：答应来。" if accepted else "回好了：来不了。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:invitations"))


@signed_in
def invite_new(request: HttpRequest, pk: int) -> HttpResponse:
    """请代表参加一场活动，写明凭什么请。"""
    desk = desk_of(request)
    activity = _open(desk, pk)
    form = InviteForm(posted(request))
    deputies = sitting_deputies(congress_id=desk.congress_id, on=desk.today)
    form.fields["people"].choices = [(one.person_id, one.person_name) for one in deputies]  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> str:
        number = invite(activity_id=pk, **given, actor=desk.doer, at=desk.now)
        return f"请了 {number} 位。"

    return sheet_page(
        request,
        desk,
        form,
        title=f"请代表参加：{activity.title}",
        back=("邀请代表", reverse("workbench:invitations")),
        button="发出邀请",
        active="invitations",
        act=act,
    )


def _open(desk: Desk, pk: int) -> Activity:
    found = Activity.objects.open_to(desk.viewer).filter(pk=pk).first()
    if found is None or not policies.oversees(desk.viewer):
        raise NotVisible("没有这场活动，或者您无权查看。")
    return found
