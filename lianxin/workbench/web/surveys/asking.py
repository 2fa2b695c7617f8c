"""出题：加一道、改一道；录纸质的：打数字、回车，一份接一份。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import Survey, SurveyQuestion, SurveyReply
from lianxin.activities.queries.surveys import may_run, streets_of, survey_seen
from lianxin.activities.usecases.survey_building import (
    SurveyRefused,
    put_question,
)
from lianxin.activities.usecases.survey_replies import enter_paper, void_reply
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.surveyforms import PaperForm, QuestionForm, VoidForm, refuse
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show
from lianxin.workbench.web.registerpages import posted


@signed_in
def question(request: HttpRequest, pk: int, question: int | None = None) -> HttpResponse:
    """加一道题，或改一道。"""
    desk, row = _runner(request, pk)
    known = next((one for one in row.questions.all() if one.pk == question), None)
    if question is not None and known is None:
        raise NotVisible("没有这道题。")
    form = QuestionForm(posted(request), initial=_known(known))
    back = reverse("workbench:survey", args=(pk,)) + "#questions"
    if request.method == "POST" and form.is_valid():
        try:
            put_question(
                survey_id=pk,
                question=form.question(),
                question_id=question,
                actor=desk.doer,
                at=desk.now,
            )
            again = reverse("workbench:survey_question_new", args=(pk,))
            return go(request, again if "again" in request.POST else back)
        except SurveyRefused as refusal:
            refuse(form, refusal)
    context = {"survey": row, "form": form, "question": known, "back": back}
    status = 422 if form.errors else 200
    name = "workbench/surveys/question.html"
    return show(request, desk, name, context, active="surveys", status=status)


def _known(row: SurveyQuestion | None) -> dict[str, Any] | None:
    if row is None:
        return None
    known = {name: getattr(row, name) for name in QuestionForm.base_fields}
    return known | {"options": "\n".join(row.options)}


@signed_in
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """录纸质的：录完一份，光标回到卷号，接着录下一份。"""
    desk, row = _runner(request, pk)
    if request.method == "POST" and request.POST.get("act") == "void":
        return _void(request, desk, row)
    sticky = day(request.GET.get("on")) or desk.today
    form = PaperForm(
        posted(request), survey=row, streets=streets_of(row), initial={"received_on": sticky}
    )
    if request.method == "POST" and form.is_valid():
        received = form.cleaned_data["received_on"]
        try:
            made = enter_paper(
                survey_id=pk,
                sheet=form.sheet(),
                received_on=received,
                actor=desk.doer,
                at=desk.now,
            )
        except SurveyRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"卷号 {made.slip} 录好了，接着录下一份。")
            url = reverse("workbench:survey_paper", args=(pk,))
            return go(request, f"{url}?on={received:%Y-%m-%d}")
    return _paper_page(request, desk, row, form, VoidForm())


def _void(request: HttpRequest, desk: Desk, row: Survey) -> HttpResponse:
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            void_reply(survey_id=row.pk, **form.cleaned_data, actor=desk.doer, at=desk.now)
            messages.success(request, "作废了，这个号可以重录。")
            return go(request, reverse("workbench:survey_paper", args=(row.pk,)))
        except SurveyRefused as refusal:
            refuse(form, refusal)
    entry = PaperForm(
        None, survey=row, streets=streets_of(row), initial={"received_on": desk.today}
    )
    return _paper_page(request, desk, row, entry, form)


def _paper_page(
    request: HttpRequest, desk: Desk, row: Survey, form: forms.Form, void: forms.Form
) -> HttpResponse:
    entered = SurveyReply.objects.filter(survey=row, way="paper", voided_at__isnull=True)
    context = {"survey": row, "form": form, "void": void, "entered": entered.count()}
    context["last"] = list(entered.order_by("-id").values_list("slip", flat=True)[:5])
    status = 422 if form.errors or void.errors else 200
    name = "workbench/surveys/paper.html"
    return show(request, desk, name, context, active="surveys", status=status)


def _runner(request: HttpRequest, pk: int) -> tuple[Desk, Survey]:
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    if not may_run(desk.viewer, row):
        raise NotVisible("没有这一页。")
    return desk, row
