"""领衔代表不在任了：代表工作机构在这一页请一位附议代表接着领衔。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.casework.queries import get_case
from lianxin.kernel.errors import NotVisible
from lianxin.suggestions.queries.handing import LeadGone, lead_gone
from lianxin.suggestions.usecases import hand_over_lead
from lianxin.workbench import policies
from lianxin.workbench.web.desk import desk_of
from lianxin.workbench.web.registerpages import posted, sheet_page


class HandOverForm(forms.Form):
    """谁接着领衔、为什么换。"""

    to_person = forms.TypedChoiceField(
        label="由谁接着领衔",
        coerce=int,
        help_text="只列在任的附议代表；往后由他联系承办单位、评价办理结果。",
    )
    reason = forms.CharField(
        label="为什么换", max_length=200, help_text="写明依据，附议代表和承办单位都看得到。"
    )

    def __init__(self, data: Any, *, gone: LeadGone) -> None:
        super().__init__(data, initial={"reason": f"{gone.name}代表{gone.why}"})
        chosen = self.fields["to_person"]
        chosen.choices = [("", "请选一位"), *gone.candidates]  # type: ignore[attr-defined]


@signed_in
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """换领衔代表；还在任的、没有附议代表的，没有这一页。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    gone = lead_gone(case=case, today=desk.today)
    may = policies.runs_office(desk.viewer, case.jurisdiction_id)
    if gone is None or not gone.candidates or not may:
        raise NotVisible("没有这一页。")

    def act(given: dict[str, Any]) -> str:
        hand_over_lead(
            case_id=pk,
            to_person_id=given["to_person"],
            reason=given["reason"],
            actor=desk.doer,
            at=desk.now,
        )
        return "换好了，已经告诉接着领衔的代表。"

    return sheet_page(
        request,
        desk,
        HandOverForm(posted(request), gone=gone),
        title="换领衔代表",
        intro=case.title,
        back=(case.title, reverse("workbench:case", args=(pk,))),
        button="换",
        active="suggestions",
        act=act,
    )
