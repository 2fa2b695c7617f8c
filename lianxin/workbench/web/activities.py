"""活动：清单、导出、一场的全部，以及预告、取消、小结、归档、点到。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.models import OpenedModule
from lianxin.activities.queries.counting import totals
from lianxin.activities.queries.kinds import kinds
from lianxin.activities.queries.lists import (
    PAGE,
    ActivityCard,
    ActivityFilter,
    Mark,
    activity_page,
    opened_among,
    visible_rows,
)
from lianxin.activities.queries.live import still_booked
from lianxin.activities.queries.pages import day_span, open_page
from lianxin.activities.usecases import (
    announce,
    archive_activity,
    cancel_activity,
    mark_absent,
    sign_in,
    summarise,
)
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.activityforms import ActivityFilterForm
from lianxin.workbench.policies import runs_office
from lianxin.workbench.queries.activitypickers import body_options, host_options, programme_options
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query
from lianxin.workbench.web.registerpages import posted, sheet_page

NAMES = ("q", "family", "kind", "body", "programme", "state", "since", "until", "series", "person")
HEADERS = (
    *("编号", "种类", "名称", "主办", "协办", "安排", "开始", "结束", "地点", "家站室", "走到哪"),
    *("有名有姓与扫码", "人头", "人次", "意见", "事项", "公开", "补记"),
)


@signed_in
def activities(request: HttpRequest) -> HttpResponse:
    """看得见的活动，新的在前；合计按此刻的筛选算。"""
    desk = desk_of(request)
    form = ActivityFilterForm(request.GET, choices=_choices(desk))
    wanted = _wanted(request, form)
    cards = activity_page(
        viewer=desk.viewer, wanted=wanted, before=_place(request.GET.get("before", ""))
    )
    given = kept(request, *NAMES)
    context = {
        "form": form,
        "cards": cards,
        "open_ids": opened_among(viewer=desk.viewer, ids=[card.id for card in cards]),
        "totals": totals(visible_rows(desk.viewer, wanted).exclude(state="cancelled")),
        "is_filtered": bool(given),
        "may_record": bool(body_options(desk.viewer, desk.congress_id)),
        "may_switch": runs_office(desk.viewer, desk.congress_id),
        "exports": export_links("workbench:activities_export", query(given)),
        "clear_url": reverse("workbench:activities"),
        **pages(request, given, _mark(cards), full=len(cards) == PAGE),
    }
    return show(request, desk, "workbench/activities/list.html", context, active="activities")


@signed_in
def activities_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出活动清单：这一筛选从头到尾。"""
    desk = desk_of(request)
    form = ActivityFilterForm(request.GET, choices=_choices(desk))
    page = partial(activity_page, viewer=desk.viewer, wanted=_wanted(request, form), limit=500)

    def every() -> Iterator[ActivityCard]:
        before: Mark | None = None
        while cards := page(before=before):
            yield from cards
            before = cards[-1].mark

    return sheet(desk, ext, "活动清单", HEADERS, map(_cells, every()))


@signed_in
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """一场活动的全部，随时接着补。"""
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    row = page.row
    begun = row.starts_at <= desk.now
    context = {
        "page": page,
        "when": day_span(row.starts_at, row.ends_at),
        "begun": begun,
        "may_announce": page.may_edit and row.state == "planned" and row.is_public and not begun,
        "may_cancel": page.may_edit and row.state not in ("cancelled", "archived"),
        "may_summarise": page.may_edit and row.state in ("recorded", "summarised"),
        "may_archive": page.may_edit and row.state == "summarised",
        "may_roster": page.may_edit and row.state not in ("cancelled", "archived"),
        "may_look": "progress" in (page.kind.yields if page.kind else ()),
        "public_url": reverse("portal:activity", args=(pk,)) if row.is_shown else "",
        "untold": still_booked(activity_id=pk) if _is_off(page.card) else (0, 0),
    }
    return show(request, desk, "workbench/activities/page.html", context, active="activities")


@signed_in
@require_POST
def activity_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """贴出预告。"""
    return _act(request, pk, lambda desk: _said(announce, desk, pk, "预告贴出去了，群众看得见。"))


@signed_in
@require_POST
def activity_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """归档，名单和小结就此定下。"""
    words = "归档了，名单、小结不再改；意见、事项照办。"
    return _act(request, pk, lambda desk: _said(archive_activity, desk, pk, words))


class ReasonForm(forms.Form):
    """为什么取消。"""

    reason = forms.CharField(
        label="为什么取消", min_length=2, max_length=200, help_text="看到预告的人会看到这句话。"
    )


class SummaryForm(forms.Form):
    """小结。"""

    words = forms.CharField(
        label="小结",
        min_length=4,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="公开的活动，小结群众也看得见；不要写群众的姓名、电话。",
    )


@signed_in
def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """取消一场；意见和事项照办。"""
    desk, row = _editable(request, pk)

    def act(given: dict[str, Any]) -> str:
        cancel_activity(activity_id=pk, reason=given["reason"], actor=desk.doer, at=desk.now)
        return "已取消；记下的意见、事项照办。"

    return sheet_page(
        request,
        desk,
        ReasonForm(posted(request)),
        title="取消活动",
        intro=row,
        back=(row, reverse("workbench:activity", args=(pk,))),
        button="取消这场活动",
        active="activities",
        act=act,
    )


@signed_in
def activity_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """写小结。"""
    desk, title = _editable(request, pk)
    page = open_page(viewer=desk.viewer, pk=pk)

    def act(given: dict[str, Any]) -> str:
        summarise(activity_id=pk, words=given["words"], actor=desk.doer, at=desk.now)
        return "小结写好了。"

    return sheet_page(
        request,
        desk,
        SummaryForm(posted(request), initial={"words": page.row.summary}),
        title="写小结",
        back=(title, reverse("workbench:activity", args=(pk,))),
        button="存下",
        active="activities",
        act=act,
    )


@signed_in
@require_POST
def activity_sign(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """照名单点到一位，或改成没到。"""

    def act(desk: Desk) -> str:
        if request.POST.get("do") == "absent":
            mark_absent(activity_id=pk, person_id=person, actor=desk.doer, at=desk.now)
            return "改成没到了。"
        signed = sign_in(
            activity_id=pk,
            person_id=person,
            role=request.POST.get("role") or "deputy",
            way="roster",
            actor=desk.doer,
            at=desk.now,
        )
        if signed.again:
            return "早就签过了。"
        return "点到了，结束以后才签的。" if signed.late else "点到了。"

    return _act(request, pk, act)


def _act(request: HttpRequest, pk: int, act: Callable[[Desk], str]) -> HttpResponse:
    desk = desk_of(request)
    try:
        messages.success(request, act(desk))
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:activity", args=(pk,)))


def _said(usecase: Callable[..., Any], desk: Desk, pk: int, words: str) -> str:
    usecase(activity_id=pk, actor=desk.doer, at=desk.now)
    return words


def _editable(request: HttpRequest, pk: int) -> tuple[Desk, str]:
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    if not page.may_edit:
        raise NotVisible("这场活动由主办、协办的单位来记。")
    return desk, page.card.title


def _is_off(card: ActivityCard) -> bool:
    """取消了的网上接待：约好的人要有人告诉。"""
    return card.kind == "online_reception" and card.state == "cancelled"


def _choices(desk: Desk) -> dict[str, Any]:
    opened = OpenedModule.objects.filter(congress=desk.congress_id).values_list("module", flat=True)
    shown = {"", *opened}
    return {
        "kind": [(each.key, each.label) for each in kinds().values() if each.module in shown],
        "body": host_options(desk.congress_id),
        "programme": programme_options(desk.congress_id, every=True),
    }


def _wanted(request: HttpRequest, form: ActivityFilterForm) -> ActivityFilter:
    given = form.wanted()
    for name in ("body", "programme"):
        if name in given:
            given[name] = int(given[name])
    series, person = whole(request.GET.get("series")), whole(request.GET.get("person"))
    return ActivityFilter(**given, series=series, person=person)


def _mark(cards: list[ActivityCard]) -> str:
    return f"{cards[-1].starts_at.isoformat()}_{cards[-1].id}" if cards else ""


def _place(mark: str) -> Mark | None:
    """翻页的记号；改坏了的当作第一页。"""
    moment, _, last = mark.rpartition("_")
    try:
        found = datetime.fromisoformat(moment), int(last)
    except ValueError:
        return None
    return found if found[0].tzinfo is not None else None


def _cells(card: ActivityCard) -> tuple[Cell, ...]:
    return (
        *(card.id, card.kind_label, card.title, card.body, "、".join(card.co_bodies)),
        *(card.programme, _plain(card.starts_at), _plain(card.ends_at), card.place),
        *(card.station, card.state_label, card.named, card.heads, card.visits),
        *(card.voices, card.items, "是" if card.is_public else "否"),
        "补记" if card.is_backfilled else "",
    )


def _plain(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"
