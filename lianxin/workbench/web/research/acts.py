"""调研的几步：安排、派任务、列名单、记走访、定口径、写报告、公开报告。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.models import Research, ResearchAssignment
from lianxin.activities.queries import research as queries
from lianxin.activities.usecases import research as usecases
from lianxin.activities.usecases import research_reports
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.queries import bodies_of_kind, undertakers
from lianxin.workbench.queries.activitypickers import programme_options
from lianxin.workbench.queries.researchers import people_of
from lianxin.workbench.usecases import publish_research_report
from lianxin.workbench.web.desk import Desk, desk_of, go, whole
from lianxin.workbench.web.registerpages import form_page, posted
from lianxin.workbench.web.research import forms as sheets

Given = dict[str, Any]


@signed_in
def research_new(request: HttpRequest) -> HttpResponse:
    """安排一项调研。"""
    desk = desk_of(request)
    posts = desk.viewer.posts_in(*usecases.PLANNERS)
    if not posts:
        raise NotVisible("没有这一页。")
    bodies = {str(post.body_id): post.body_name for post in posts}
    programmes = [("", "不在哪个安排里"), *programme_options(desk.congress_id)]
    form = sheets.ResearchForm(
        posted(request),
        choices={"body": list(bodies.items()), "programme": programmes},
        initial={"starts_on": desk.today},
    )

    def act(_given: Given) -> str:
        made = usecases.plan_research(
            congress_id=desk.congress_id, draft=form.draft(), actor=desk.doer, at=desk.now
        )
        return reverse("workbench:research_one", args=(made.pk,))

    back = {"url": reverse("workbench:research"), "label": "调研"}
    return _sheet(
        request,
        desk,
        form,
        "安排一项调研",
        "安排好，去派任务",
        back,
        act,
        "先定题目和起止日子，下一步再派给几个组。",
    )


@signed_in
def research_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """派给一个组。"""
    desk, row, back = _runner(request, pk)
    groups = bodies_of_kind(row.congress_id, *usecases.GROUPS, on=desk.today)
    given = set(row.assignments.values_list("body", flat=True))
    left = [(str(one.id), one.name) for one in groups if one.id not in given]
    choices = [("", "请选"), *left]
    form = sheets.AssignForm(
        posted(request), choices={"body": choices}, initial={"due_on": row.ends_on}
    )

    def act(given: Given) -> str:
        body_id = int(given.pop("body"))
        made = usecases.assign_research(
            research_id=pk, body_id=body_id, **given, actor=desk.doer, at=desk.now
        )
        return reverse("workbench:research_task", args=(pk, made.pk))

    return _sheet(
        request,
        desk,
        form,
        "派给一个组",
        "派下去，列名单",
        back,
        act,
        "一个组一份任务；走访的名单派下去以后再列。",
    )


@signed_in
def research_list_targets(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """列名单。"""
    desk, assignment, back = _member(request, pk, task)
    form = sheets.TargetsForm(posted(request))

    def act(given: Given) -> str:
        number = usecases.list_targets(
            assignment_id=assignment.pk,
            kind=given["kind"],
            names=given["names"].splitlines(),
            actor=desk.doer,
            at=desk.now,
        )
        messages.success(request, f"新列了 {number} 处。")
        return back["url"]

    return _sheet(
        request,
        desk,
        form,
        "列入走访名单",
        "列进去",
        back,
        act,
        "要走访的企业、部门、街道；走一处，划一处。",
    )


@signed_in
@require_POST
def research_drop(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """从名单上去掉一处。"""
    desk, _, back = _member(request, pk, task)
    try:
        usecases.drop_target(
            target_id=whole(request.POST.get("target")) or 0,
            reason=request.POST.get("reason", ""),
            actor=desk.doer,
            at=desk.now,
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, back["url"])


@signed_in
def research_visit(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """记一次走访。"""
    desk, assignment, back = _member(request, pk, task)
    units = [(str(one.id), one.short_name) for one in undertakers(assignment.research.congress_id)]
    form = sheets.VisitForm(
        posted(request),
        methods=assignment.methods,
        lines=queries.target_lines(assignment),
        people=people_of(assignment, on=desk.today),
        categories=queries.category_choices(),
        units=units,
        initial={**sheets.moments(desk.now), "method": assignment.methods[0]},
    )

    def act(_given: Given) -> str:
        usecases.record_visit(assignment_id=task, draft=form.visit(), actor=desk.doer, at=desk.now)
        messages.success(request, "记好了，名单上划掉了，问题列进了清单。")
        return back["url"]

    return _sheet(
        request,
        desk,
        form,
        "记一次走访",
        "记下来",
        back,
        act,
        "去过的从名单上划掉，写下的问题进问题清单。",
    )


@signed_in
def research_cutoff(request: HttpRequest, pk: int) -> HttpResponse:
    """定一个口径。"""
    desk, _, back = _runner(request, pk)
    form = sheets.CutoffForm(posted(request), initial={"on": desk.today})

    def act(given: Given) -> str:
        research_reports.set_cutoff(research_id=pk, **given, actor=desk.doer, at=desk.now)
        return back["url"]

    return _sheet(
        request,
        desk,
        form,
        "定一个口径",
        "定下来",
        back,
        act,
        "把截到那一天的数定下来，汇报、总结都用这一组；以后补记的不改动它。",
    )


@signed_in
def research_report(request: HttpRequest, pk: int) -> HttpResponse:
    """写一份报告。"""
    desk, _, back = _runner(request, pk)
    form = sheets.ReportForm(posted(request))

    def act(given: Given) -> str:
        research_reports.write_report(research_id=pk, **given, actor=desk.doer, at=desk.now)
        return back["url"]

    return _sheet(
        request,
        desk,
        form,
        "写调研报告",
        "写好了",
        back,
        act,
        "写好先存在这里，要公开再点“公开这份报告”。",
    )


@signed_in
@require_POST
def research_act(request: HttpRequest, pk: int) -> HttpResponse:
    """结束调研，或公开一份报告。"""
    desk, row, back = _runner(request, pk)
    try:
        if request.POST.get("act") == "close":
            research_reports.close_research(research_id=pk, actor=desk.doer, at=desk.now)
        else:
            report = row.reports.filter(pk=whole(request.POST.get("report")) or 0).first()
            if report is None:
                raise NotVisible("没有这份报告。")
            publish_research_report(report=report, doer=desk.doer, at=desk.now)
            messages.success(request, "报告公开在门户的“动态与公告”里了。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, back["url"])


def _runner(request: HttpRequest, pk: int) -> tuple[Desk, Research, dict[str, str]]:
    desk = desk_of(request)
    row = queries.research_seen(viewer=desk.viewer, pk=pk)
    if not queries.may_run_research(desk.viewer, row):
        raise NotVisible("没有这一页。")
    return desk, row, {"url": reverse("workbench:research_one", args=(pk,)), "label": row.title}


def _member(
    request: HttpRequest, pk: int, task: int
) -> tuple[Desk, ResearchAssignment, dict[str, str]]:
    desk = desk_of(request)
    row = queries.assignment_seen(viewer=desk.viewer, pk=pk, assignment=task)
    if not queries.may_visit(desk.viewer, row):
        raise NotVisible("没有这一页。")
    url = reverse("workbench:research_task", args=(pk, task))
    return desk, row, {"url": url, "label": row.body.short_name}


def _sheet(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    action: str,
    back: dict[str, str],
    act: Callable[[Given], str],
    lead: str,
) -> HttpResponse:
    """一张表的页面；``act`` 真正去办，返回办成以后去哪里。"""
    return form_page(
        request,
        desk,
        form,
        title=title,
        action=action,
        back=back,
        active="research",
        act=act,
        lead=lead,
    )
