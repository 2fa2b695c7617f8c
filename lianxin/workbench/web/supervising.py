"""在一件事上督办：记一次督办、登记谁领衔、结束领衔。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.fields import UploadsField
from lianxin.casework.models import Case
from lianxin.casework.queries import get_case
from lianxin.kernel.errors import NotVisible
from lianxin.supervision.queries.records import FORMS, MEDIA, leadership_on, records_of, seats_for
from lianxin.supervision.usecases.records import end_leadership, record_supervision, set_leader
from lianxin.workbench import policies
from lianxin.workbench.usecases import store_files
from lianxin.workbench.web.desk import Desk, go, show
from lianxin.workbench.web.registerpages import posted, sheet_page
from lianxin.workbench.web.registers.doors import attempt
from lianxin.workbench.web.registers.forms import day_field
from lianxin.workbench.web.supervise import overseer


class RecordForm(forms.Form):
    """记一次督办。"""

    form = forms.ChoiceField(label="形式", choices=FORMS, widget=forms.RadioSelect)
    medium = forms.ChoiceField(label="线上还是线下", choices=MEDIA, widget=forms.RadioSelect)
    on = day_field("哪天")
    people = forms.CharField(
        label="谁参加", max_length=200, help_text="督办的人和到场的单位，用顿号隔开。"
    )
    finding = forms.CharField(
        label="看到什么情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "finding"}),
        help_text="办到哪一步、还差什么、当场说定了什么。",
    )
    photos = UploadsField(label="照片或文件", required=False)
    next_on = day_field("下次哪天再看", required=False, help_text="写了会进督办日历。")


@signed_in
def record_new(request: HttpRequest, pk: int) -> HttpResponse:
    """记一次督办。"""
    desk = overseer(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    form = RecordForm(posted(request), request.FILES or None, initial={"on": desk.today})
    back = reverse("workbench:case", args=(pk,))
    if request.method == "POST" and attempt(request, form, lambda given: _record(desk, pk, given)):
        return go(request, back)
    context = {
        "form": form,
        "title": "记一次督办",
        "lead": case.title,
        "back": {"url": back, "label": case.title},
        "action": "记下",
        "multipart": True,
    }
    return show(
        request,
        desk,
        "workbench/registers/form.html",
        context,
        active="supervise",
        status=422 if form.errors else 200,
    )


def _record(desk: Desk, case_id: int, given: dict[str, Any]) -> str:
    photos = given.pop("photos")
    uploads = [(one, one.name or "附件") for one in photos]
    stored = store_files(uploads=uploads, audience="staff", doer=desk.doer, at=desk.now)
    record_supervision(
        case_id=case_id,
        files=[one.id for one in stored],
        actor=desk.doer,
        at=desk.now,
        **given,
    )
    return "督办记下了。"


class LeaderForm(forms.Form):
    """登记领衔督办。"""

    leader = forms.TypedChoiceField(label="由谁领衔", coerce=int)
    committee = forms.TypedChoiceField(
        label="配合的专工委", coerce=int, empty_value=None, required=False
    )
    decision = forms.CharField(
        label="哪次会议、什么决定",
        max_length=200,
        help_text="如：第三十一次主任会议，列为重点督办建议。",
    )
    decided_on = day_field("决定日期")

    def __init__(self, data: Any, *, case: Case, desk: Desk) -> None:
        super().__init__(data, initial={"decided_on": desk.today})
        people, committees = seats_for(case=case, today=desk.today)
        self.fields["leader"].choices = [("", "请选一位"), *people]  # type: ignore[attr-defined]
        self.fields["committee"].choices = [("", "不选"), *committees]  # type: ignore[attr-defined]


@signed_in
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """登记谁领衔督办这一件。"""
    desk = overseer(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    if not leadership_on(viewer=desk.viewer, case=case)[1]:
        raise NotVisible("没有这一页。")
    form = LeaderForm(posted(request), case=case, desk=desk)

    def act(given: dict[str, Any]) -> str:
        set_leader(
            case_id=pk,
            leader_id=given["leader"],
            committee_id=given["committee"],
            decision=given["decision"],
            decided_on=given["decided_on"],
            actor=desk.doer,
            at=desk.now,
        )
        return "领衔督办登记好了，清单上会挂牌。"

    return sheet_page(
        request,
        desk,
        form,
        title="登记领衔督办",
        intro=case.title,
        back=(case.title, reverse("workbench:case", args=(pk,))),
        button="登记",
        active="supervise",
        act=act,
    )


@signed_in
@require_POST
def lead_end(request: HttpRequest, pk: int) -> HttpResponse:
    """结束领衔督办。"""
    desk = overseer(request)
    row = end_leadership(
        leadership_id=pk, reason=request.POST.get("reason", ""), actor=desk.doer, at=desk.now
    )
    messages.success(request, "领衔督办结束了。")
    return go(request, reverse("workbench:case", args=(row.case_id,)))


def supervision_context(desk: Desk, pk: int) -> dict[str, Any]:
    """办件页上督办的一块：记录、谁领衔、能不能记。"""
    case = get_case(viewer=desk.viewer, pk=pk)
    leadership, may_lead = leadership_on(viewer=desk.viewer, case=case)
    return {
        "supervised": records_of(viewer=desk.viewer, thread=case.thread or case.pk),
        "leadership": leadership,
        "may_lead": may_lead,
        "may_supervise": policies.oversees(desk.viewer),
    }
