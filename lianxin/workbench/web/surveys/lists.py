"""问卷清单、起一份、改说明。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.activities.models import Programme, Survey
from lianxin.activities.queries.surveys import (
    PAGE,
    SurveyCard,
    maker_posts,
    may_run,
    survey_list,
    survey_seen,
)
from lianxin.activities.usecases.survey_building import (
    MOST_SLIPS,
    SurveyDraft,
    SurveyRefused,
    change_survey,
    draft_survey,
)
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, plain_tabs, query
from lianxin.workbench.web.registerpages import posted
from lianxin.workbench.web.registers.forms import day_field

TABS = (("", "全部"), *Survey.State.choices)
HEADERS = (
    *("编号", "题目", "第几版", "哪家发的", "安排", "从", "到", "到哪一步"),
    *("收回份数", "应答总数", "回收率"),
)


class SurveyForm(forms.Form):
    """问卷的说明。"""

    body = forms.TypedChoiceField(label="以哪家的名义", coerce=int)
    title = forms.CharField(label="题目", max_length=80)
    intro = forms.CharField(
        label="写给答的人的话",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么问、结果拿来做什么。",
    )
    opens_on = day_field("从哪天收")
    closes_on = day_field("收到哪天")
    population = forms.IntegerField(
        label="应答总数",
        required=False,
        min_value=1,
        help_text="该收多少份；不知道就空着，不算回收率。",
    )
    population_source = forms.CharField(
        label="总数从哪来",
        max_length=120,
        required=False,
        help_text="如：街道户籍 2026 年 2 月数。",
    )
    programme = forms.TypedChoiceField(
        label="属于哪项安排", required=False, coerce=int, empty_value=None
    )
    by_link = forms.BooleanField(label="可以扫码在手机上填", required=False, initial=True)
    asks_street = forms.BooleanField(
        label="问住在哪个街道，结果能按街道分开看", required=False, initial=True
    )
    slips = forms.IntegerField(
        label="发几张票号",
        min_value=0,
        max_value=MOST_SLIPS,
        initial=0,
        help_text="0 是不用票号，一部手机一份；发票号的，一个号一份，票号在问卷页下载。",
    )

    def __init__(self, *data: Any, desk: Desk, congress_id: int, **more: Any) -> None:
        super().__init__(*data, **more)
        posts = maker_posts(desk.viewer, congress_id)
        choices = {str(post.body_id): post.body_name for post in posts}
        self.fields["body"].choices = list(choices.items())  # type: ignore[attr-defined]
        going = Programme.objects.filter(congress=congress_id, state="open").order_by("-id")[:200]
        names = [(str(row.pk), row.name) for row in going]
        self.fields["programme"].choices = [("", "不挂安排"), *names]  # type: ignore[attr-defined]

    def draft(self) -> SurveyDraft:
        """填好的说明。"""
        given = self.cleaned_data
        plain = {name: given[name] for name in given if name not in ("body", "programme")}
        return SurveyDraft(body_id=given["body"], programme_id=given["programme"], **plain)

    def refuse(self, refusal: SurveyRefused) -> None:
        """原因标到那一格。"""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for name, words in refusal.fields.items():
            self.add_error(name, words)


@signed_in
def surveys(request: HttpRequest) -> HttpResponse:
    """问卷清单。"""
    desk = desk_of(request)
    given = kept(request, "state")
    page = _page(desk, request)
    cards = page(before=whole(request.GET.get("before")))
    context = {
        "cards": cards,
        "tabs": plain_tabs(TABS, given.get("state", ""), {}, "state"),
        "may_make": bool(maker_posts(desk.viewer, desk.congress_id)),
        "exports": export_links("workbench:surveys_export", query(given)),
        **pages(request, given, cards[-1].id if cards else None, full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/surveys/list.html", context, active="surveys")


@signed_in
def surveys_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出问卷清单。"""
    desk = desk_of(request)
    page = _page(desk, request)
    rows = every(lambda before: page(before=before, limit=500), lambda row: row.id)
    return sheet(desk, ext, "问卷清单", HEADERS, map(_cells, rows))


def _page(desk: Desk, request: HttpRequest) -> Any:
    state = request.GET.get("state", "")
    return partial(survey_list, viewer=desk.viewer, today=desk.today, state=state)


def _cells(row: SurveyCard) -> tuple[Cell, ...]:
    return (
        *(row.serial, row.title, row.version, row.body, row.programme),
        *(row.opens_on, row.closes_on, row.state_words),
        *(row.replies, row.population, row.rate_words),
    )


@signed_in
def survey_new(request: HttpRequest) -> HttpResponse:
    """起一份问卷。"""
    desk = desk_of(request)
    if not maker_posts(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    initial = {"opens_on": desk.today}
    form = SurveyForm(posted(request), desk=desk, congress_id=desk.congress_id, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = draft_survey(
                congress_id=desk.congress_id, draft=form.draft(), actor=desk.doer, at=desk.now
            )
            return go(request, reverse("workbench:survey", args=(row.pk,)))
        except SurveyRefused as refusal:
            form.refuse(refusal)
    back = {"url": reverse("workbench:surveys"), "label": "问卷"}
    return _sheet(request, desk, form, "做一份问卷", "存下，去出题", back)


@signed_in
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """改说明。"""
    desk = desk_of(request)
    row = survey_seen(viewer=desk.viewer, pk=pk)
    if not may_run(desk.viewer, row):
        raise NotVisible("没有这一页。")
    known = {name: getattr(row, name) for name in SurveyForm.base_fields if hasattr(row, name)}
    known |= {"body": row.body_id, "programme": row.programme_id}
    form = SurveyForm(posted(request), desk=desk, congress_id=row.congress_id, initial=known)
    back = {"url": reverse("workbench:survey", args=(pk,)), "label": row.title}
    if request.method == "POST" and form.is_valid():
        try:
            change_survey(survey_id=pk, draft=form.draft(), actor=desk.doer, at=desk.now)
            return go(request, back["url"])
        except SurveyRefused as refusal:
            form.refuse(refusal)
    return _sheet(request, desk, form, "改问卷的说明", "改好了", back)


def _sheet(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    action: str,
    back: dict[str, str],
) -> HttpResponse:
    context = {"form": form, "title": title, "action": action, "back": back}
    status = 422 if form.errors else 200
    name = "workbench/registers/form.html"
    return show(request, desk, name, context, active="surveys", status=status)
