"""安排上办的几样：建、改、改日子、公布、结束、取消、认领、分任务、放弃、转手。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.models import Programme
from lianxin.activities.queries.programmes import claimants, droppable, get_node
from lianxin.activities.queries.standing import (
    CLAIMABLE,
    UNDER,
    keeps,
    keeps_any,
    may_keep,
    runs,
)
from lianxin.activities.queries.summaries import summary_words
from lianxin.activities.usecases.programmes import (
    close_node,
    create_node,
    drop_node,
    edit_node,
    move_dates,
    publish_node,
)
from lianxin.activities.usecases.tasks import assign, claim, drop_task, pass_on
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body
from lianxin.workbench.web.desk import Desk, desk_of, go, whole
from lianxin.workbench.web.programmes import forms as sheets
from lianxin.workbench.web.registerpages import posted, sheet_page

_GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
_LEADING = (
    *(Body.Kind.DEPUTY_AFFAIRS, Body.Kind.STANDING_COMMITTEE, Body.Kind.CHAIR_COUNCIL),
    *(Body.Kind.SPECIAL_COMMITTEE, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM),
)
Options = list[tuple[str, str]]


def _kept(desk: Desk, pk: int) -> Programme:
    node = get_node(viewer=desk.viewer, pk=pk)
    if not keeps(desk.viewer, node):
        raise NotVisible("没有这一页。")
    return node


def _home(node: Programme) -> tuple[str, str]:
    return node.name, reverse("workbench:programme", args=(node.pk,))


def _leaders(desk: Desk, congress_id: int) -> Options:
    """可以选来牵头的：机关选任一家，街道、专（工）委只有自己。"""
    rows = Body.objects.filter(congress=congress_id, kind__in=_LEADING, ends_on__isnull=True)
    may = partial(may_keep, desk.viewer, congress_id=congress_id)
    return [
        (str(body.pk), body.short_name)
        for body in sorted(rows, key=lambda one: (_LEADING.index(Body.Kind(one.kind)), one.pk))
        if may(body_id=body.pk)
    ]


@signed_in
def programme_new(request: HttpRequest) -> HttpResponse:
    """建一个节点；``?parent=`` 写明挂在哪里。"""
    desk = desk_of(request)
    above = whole(request.GET.get("parent"))
    parent = get_node(viewer=desk.viewer, pk=above) if above else None
    congress_id = parent.congress_id if parent else desk.congress_id
    if not keeps_any(desk.viewer, congress_id):
        raise NotVisible("没有这一页。")
    kinds = [kind for kind, under in UNDER.items() if (parent.kind if parent else "") in under]
    form = sheets.NodeForm(
        posted(request),
        initial={"starts_on": desk.today, "ends_on": parent.ends_on if parent else None},
        choices={
            "kind": [(kind.value, str(kind.label)) for kind in kinds],
            "body": _leaders(desk, congress_id),
        },
    )
    back = _home(parent) if parent else ("安排", reverse("workbench:programmes"))

    def act(given: dict[str, Any]) -> str:
        made = create_node(
            congress_id=congress_id,
            parent_id=parent.pk if parent else None,
            node=form.node(given),
            actor=desk.doer,
            at=desk.now,
        )
        return f"“{made.name}”建好了。"

    title = f"在“{parent.name}”下面添一项" if parent else "建一项安排"
    return _sheet(request, desk, form, title, back, "建好", act)


@signed_in
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """改名称、说明、牵头、上下限、标签、目标。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    plain = ("name", "summary", "least", "most", "is_mandatory", "is_public", "tags")
    form = sheets.NodeForm(
        posted(request),
        editing=True,
        initial={
            **{name: getattr(node, name) for name in plain},
            **{f"target_{key}": value for key, value in node.targets.items()},
            "body": node.body_id,
        },
        choices={"body": _leaders(desk, node.congress_id)},
    )

    def act(given: dict[str, Any]) -> str:
        wanted = form.node(given, before=node)
        edit_node(programme_id=pk, node=wanted, actor=desk.doer, at=desk.now)
        return "改好了。"

    return _sheet(request, desk, form, f"修改“{node.name}”", _home(node), "保存", act)


@signed_in
def programme_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """改日子。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    initial = {name: getattr(node, name) for name in ("starts_on", "ends_on", "claim_by")}
    form = sheets.DatesForm(posted(request), initial=initial)

    def act(given: dict[str, Any]) -> str:
        move_dates(programme_id=pk, actor=desk.doer, at=desk.now, **given)
        return "日子改好了，领下的任务到期日也跟着改了。"

    return _sheet(request, desk, form, f"改“{node.name}”的日子", _home(node), "改日子", act)


@signed_in
@require_POST
def programme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """公布草稿。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    act = partial(publish_node, programme_id=pk, actor=desk.doer, at=desk.now)
    return _pressed(request, act, "公布了，可以认领了。", _home(node)[1])


@signed_in
def programme_close(request: HttpRequest, pk: int) -> HttpResponse:
    """结束并写小结；先按数字起草一份。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    form = sheets.CloseForm(posted(request), initial={"words": summary_words(node=node)})

    def act(given: dict[str, Any]) -> str:
        close_node(programme_id=pk, words=given["words"], actor=desk.doer, at=desk.now)
        return "结束了，小结记下了。"

    return _sheet(request, desk, form, f"结束“{node.name}”", _home(node), "结束并记下小结", act)


@signed_in
def programme_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """取消。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    form = sheets.ReasonForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        drop_node(programme_id=pk, reason=given["reason"], actor=desk.doer, at=desk.now)
        return "取消了。"

    return _sheet(request, desk, form, f"取消“{node.name}”", _home(node), "取消这一项", act)


@signed_in
def programme_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """认领：从这一项下面的主题里选，一次交一张单子。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    rows = Programme.objects.visible_to(desk.viewer).filter(
        path__startswith=node.path, kind__in=CLAIMABLE, state=Programme.State.OPEN
    )
    themes = [(str(one.pk), one.name) for one in rows.order_by("parent", "order", "id")]
    bodies = claimants(viewer=desk.viewer, congress_id=node.congress_id)
    if not bodies:
        raise NotVisible("没有这一页。")
    names = [(str(one.pk), one.short_name) for one in bodies]
    mine = next((one.pk for one in bodies if one.pk in desk.viewer.acts_for), None)
    initial = {"body": mine, "themes": [pk] if node.kind in CLAIMABLE else []}
    form = sheets.ClaimForm(
        posted(request), initial=initial, choices={"body": names, "themes": themes}
    )

    def act(given: dict[str, Any]) -> str:
        made = claim(
            body_id=given["body"],
            programme_ids=given["themes"],
            subject=given["subject"],
            actor=desk.doer,
            at=desk.now,
        )
        return f"认领了 {len(made)} 个，到期日见下面的清单。"

    return _sheet(request, desk, form, f"从“{node.name}”认领", _home(node), "认领", act)


@signed_in
def programme_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """把必做的任务分下去。"""
    desk = desk_of(request)
    node = _kept(desk, pk)
    bodies = claimants(viewer=desk.viewer, congress_id=node.congress_id)
    names = [(str(one.pk), one.short_name) for one in bodies]
    form = sheets.AssignForm(posted(request), choices={"bodies": names})

    def act(given: dict[str, Any]) -> str:
        made = assign(programme_id=pk, body_ids=given["bodies"], actor=desk.doer, at=desk.now)
        return f"分给了 {len(made)} 家；已经领了的没有重复分。"

    return _sheet(request, desk, form, f"把“{node.name}”分下去", _home(node), "分下去", act)


@signed_in
def task_drop(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """放弃一项没有立件的认领。"""
    desk = desk_of(request)
    node = get_node(viewer=desk.viewer, pk=pk)
    droppable(viewer=desk.viewer, programme_id=pk, task_id=task)
    form = sheets.ReasonForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        drop_task(task_id=task, reason=given["reason"], actor=desk.doer, at=desk.now)
        return "放弃了，名额空出来了。"

    return _sheet(request, desk, form, "放弃认领", _home(node), "放弃", act)


@signed_in
def tasks_pass(request: HttpRequest) -> HttpResponse:
    """小组并了，没办完的任务转给接手的小组。"""
    desk = desk_of(request)
    if not runs(desk.viewer, desk.congress_id):
        raise NotVisible("没有这一页。")
    rows = Body.objects.filter(congress=desk.congress_id, kind__in=_GROUPS).order_by("id")
    unpicked = ("", "请选小组")
    before = [unpicked, *((str(one.pk), one.short_name) for one in rows)]
    running = ((str(one.pk), one.short_name) for one in rows if one.ends_on is None)
    after = [unpicked, *running]
    form = sheets.PassOnForm(posted(request), choices={"before": before, "after": after})

    def act(given: dict[str, Any]) -> str:
        moved = pass_on(
            from_body_id=given["before"],
            to_body_id=given["after"],
            reason=given["reason"],
            actor=desk.doer,
            at=desk.now,
        )
        return f"转手了 {len(moved)} 项任务。"

    back = ("安排", reverse("workbench:programmes"))
    return _sheet(request, desk, form, "小组并了，任务转手", back, "转手", act)


def _sheet(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    back: tuple[str, str],
    button: str,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    return sheet_page(
        request, desk, form, title=title, back=back, button=button, active="programmes", act=act
    )


def _pressed(request: HttpRequest, act: Callable[[], Any], said: str, back: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, back)
