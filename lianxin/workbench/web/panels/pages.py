"""共评小组：清单、一个小组（抽签核对、各轮结果、后续）、立小组、开一轮；导出。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.appraisal.models import Panel
from lianxin.appraisal.queries import panels as queries
from lianxin.appraisal.queries.panels import (
    METHOD,
    PAGE,
    RATING_DEFINITION,
    PanelPage,
    RoundResult,
    Score,
)
from lianxin.appraisal.usecases import panels as usecases
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import CouncilSeat
from lianxin.workbench.queries.ledger import Cell, every
from lianxin.workbench.web.desk import Desk, day, desk_of, go, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import pages
from lianxin.workbench.web.panels.forms import ActionForm, PanelForm, RoundForm, closing_dates
from lianxin.workbench.web.registerpages import form_page, posted
from lianxin.workbench.web.registers.tables import exports_of

HEADERS = ("小组", "哪家组织", "评什么", "几位", "评过几轮", "成立", "结束")
DRAW_HEADERS = ("哪一路", "议事组织", "怎样产生", "第几席", "姓名", "签（SHA-256）", "抽中")
RESULT_HEADERS = (
    *("第几轮", "收回", "成员", "评的是", "名称", "打分份数", "平均分"),
    *("一分", "二分", "三分", "四分", "五分", "后续", "谁来办", "哪天定的", "哪天办的"),
)
#: 一次最多从几家里选。
MOST_COUNCILS = 6


@signed_in
def panels(request: HttpRequest) -> HttpResponse:
    """看得见的共评小组。"""
    desk = desk_of(request)
    rows = queries.panel_list(viewer=desk.viewer, before=whole(request.GET.get("before")))
    context = {
        "rows": rows,
        "may_found": bool(queries.founder_posts(desk.viewer, desk.congress_id)),
        "exports": export_links("workbench:panels_export", ""),
        **pages(request, {}, rows[-1].pk if rows else None, full=len(rows) == PAGE),
    }
    return show(request, desk, "workbench/panels/list.html", context, active="panels")


@signed_in
def panels_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出小组清单。"""
    desk = desk_of(request)
    page = partial(queries.panel_list, viewer=desk.viewer, limit=500)
    rows = every(lambda before: page(before=before), lambda row: row.pk)
    return sheet(desk, ext, "共评小组", HEADERS, map(_cells, rows))


def _cells(row: Panel) -> tuple[Cell, ...]:
    size: int = row.size  # type: ignore[attr-defined]
    turns: int = row.turns  # type: ignore[attr-defined]
    ended = row.ended_at.date() if row.ended_at else None
    head = (row.name, row.body.short_name, row.purpose, size, turns)
    return (*head, row.made_at.date(), ended)


@signed_in
def panel_new(request: HttpRequest) -> HttpResponse:
    """立一个：先选从哪几家，再写抽几位、点哪几位。"""
    desk = desk_of(request)
    posts = queries.founder_posts(desk.viewer, desk.congress_id)
    if not posts:
        raise NotVisible("没有这一页。")
    seats = queries.seats_of(congress_id=desk.congress_id, on=desk.today)
    chosen = {whole(one) for one in request.GET.getlist("council")} - {None}
    mine = [seat for seat in seats if seat.body_id in chosen]
    if not mine:
        context = {"councils": _councils(seats), "most": MOST_COUNCILS}
        return show(request, desk, "workbench/panels/councils.html", context, active="panels")
    bodies = dict.fromkeys((str(post.body_id), post.body_name) for post in posts)
    form = PanelForm(posted(request), bodies=list(bodies), seats=mine)

    def act(_given: dict[str, Any]) -> str:
        made = usecases.form_panel(
            congress_id=desk.congress_id, draft=form.draft(), actor=desk.doer, at=desk.now
        )
        messages.success(request, "小组立好了，成员和怎样产生的都在下面。")
        return reverse("workbench:panel", args=(made.pk,))

    back = {"url": reverse("workbench:panel_new"), "label": "重新选从哪几家"}
    return form_page(
        request,
        desk,
        form,
        title="立一个共评小组",
        action="立起来",
        back=back,
        active="panels",
        act=act,
        lead=f"写了抽几位的照种子抽，勾了人的照点名。{METHOD}",
    )


def _councils(seats: list[CouncilSeat]) -> list[tuple[int, str, int]]:
    counted: dict[int, tuple[str, int]] = {}
    for seat in seats:
        name, number = counted.get(seat.body_id, (seat.body.short_name, 0))
        counted[seat.body_id] = (name, number + 1)
    return [(pk, name, number) for pk, (name, number) in counted.items()]


@signed_in
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """一个小组：成员、抽签再算一遍、各轮结果、后续。"""
    desk = desk_of(request)
    page = queries.panel_page(viewer=desk.viewer, pk=pk)
    context = {
        "page": page,
        "definition": RATING_DEFINITION,
        "method": METHOD,
        "draw_exports": exports_of("workbench:panel_draw", "", pk),
        "exports": exports_of("workbench:panel_results", "", pk),
    }
    return show(request, desk, "workbench/panels/panel.html", context, active="panels")


@signed_in
def panel_draw(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出抽签的名单和每支签，拿去自己再算一遍。"""
    desk = desk_of(request)
    page = queries.panel_page(viewer=desk.viewer, pk=pk)
    title = f"{page.row.name}：怎样产生（种子 {page.row.seed or '没有抽签'}）"
    return sheet(desk, ext, title, DRAW_HEADERS, _lots(page))


def _lots(page: PanelPage) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for one in page.tracks:
        track = one.track
        chosen = {member.seat.number for member in one.members}
        head = (track.get_kind_display(), track.council.name, track.get_way_display())
        rows += [
            (
                *(*head, lot.number, lot.name, lot.digest if one.is_drawn else ""),
                "是" if lot.number in chosen else "",
            )
            for lot in one.lots
        ]
    return rows


@signed_in
def panel_results(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出各轮结果与后续。"""
    desk = desk_of(request)
    page = queries.panel_page(viewer=desk.viewer, pk=pk)
    rows = [
        line for one in page.rounds for score in one.scores for line in _result_lines(one, score)
    ]
    return sheet(desk, ext, f"{page.row.name}：各轮结果", RESULT_HEADERS, rows)


def _result_lines(one: RoundResult, score: Score) -> list[tuple[Cell, ...]]:
    subject = score.subject
    head = (one.row.ordinal, one.replies, one.members, subject.get_kind_display(), subject.name)
    mean = f"{score.mean:.2f}" if score.mean is not None else "不出分"
    marks = (score.marks if score.spread else None, mean, *(score.spread or (None,) * 5))
    done: list[tuple[Cell, ...]] = [
        (f"{act.get_kind_display()}：{act.words}", act.doer, act.decided_on, act.done_on)
        for act in score.actions
    ]
    return [(*head, *marks, *tail) for tail in done or [(None, None, None, None)]]


@signed_in
def round_new(request: HttpRequest, pk: int) -> HttpResponse:
    """开一轮共评。"""
    desk, row = _runner(request, pk)
    form = RoundForm(posted(request), initial=closing_dates(desk.today))

    def act(_given: dict[str, Any]) -> str:
        usecases.open_round(panel_id=pk, **form.round(), actor=desk.doer, at=desk.now)
        messages.success(request, "开好了。把票号印给各位成员，扫码填或交纸质的都行。")
        return reverse("workbench:panel", args=(pk,))

    back = {"url": reverse("workbench:panel", args=(pk,)), "label": row.name}
    return form_page(
        request,
        desk,
        form,
        title="开一轮共评",
        action="开始收",
        back=back,
        active="panels",
        act=act,
        lead="一位成员一张票号，不记名；一分最低，五分最高。",
    )


@signed_in
def action_new(request: HttpRequest, pk: int, rated: int) -> HttpResponse:
    """照这一轮的结果定后续。"""
    desk, row = _runner(request, pk)
    found = queries.subject_seen(viewer=desk.viewer, pk=rated)
    if found.round.panel_id != row.pk:
        raise NotVisible("没有评过这一个。")
    form = ActionForm(posted(request), initial={"decided_on": desk.today})

    def act(_given: dict[str, Any]) -> str:
        usecases.decide_action(subject_id=rated, action=form.action(), actor=desk.doer, at=desk.now)
        return reverse("workbench:panel", args=(pk,))

    back = {"url": reverse("workbench:panel", args=(pk,)), "label": row.name}
    return form_page(
        request,
        desk,
        form,
        title=f"“{found.name}”怎么办",
        action="定下来",
        back=back,
        active="panels",
        act=act,
    )


@signed_in
@require_POST
def panel_act(request: HttpRequest, pk: int) -> HttpResponse:
    """收一轮、记后续办了、结束小组。"""
    desk, row = _runner(request, pk)
    try:
        messages.success(request, _act(desk, row, request.POST))
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("workbench:panel", args=(pk,)))


def _act(desk: Desk, row: Panel, given: Any) -> str:
    who: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    words = given.get("words", "")
    match given.get("act"):
        case "close":
            found = row.rounds.filter(pk=whole(given.get("round")) or 0).first()
            if found is None:
                raise NotVisible("没有这一轮。")
            usecases.close_round(round_id=found.pk, words=words, **who)
            return "收好了，结果在下面。"
        case "done":
            on = day(given.get("on")) or desk.today
            action = whole(given.get("action")) or 0
            usecases.finish_action(action_id=action, on=on, words=words, **who)
            return "记下了。"
        case "end":
            usecases.end_panel(panel_id=row.pk, reason=words, **who)
            return "小组结束了，评过的都留着。"
    raise NotVisible("没有这一步。")


def _runner(request: HttpRequest, pk: int) -> tuple[Desk, Panel]:
    desk = desk_of(request)
    row = queries.panel_seen(viewer=desk.viewer, pk=pk)
    if not queries.may_run_panel(desk.viewer, row):
        raise NotVisible("没有这一页。")
    return desk, row
