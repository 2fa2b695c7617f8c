"""场控的按钮：开始、结束、翻到哪一件、登一件、记到场、部门回话。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.queries.live import Board, asked_cards, live_board
from lianxin.activities.usecases import Head, Present, Record
from lianxin.activities.usecases.attending import sign_in
from lianxin.activities.usecases.items import note_item
from lianxin.activities.usecases.live import answer_item, close_live, open_live, turn_to
from lianxin.activities.usecases.recording import add_record
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.workbench.liveforms import HeadForm, OpenForm, ReplyForm, SeatForm
from lianxin.workbench.queries.live import people_of
from lianxin.workbench.web.desk import Desk, desk_of, go, whole
from lianxin.workbench.web.live.pages import ACTIVE, board_page, item_form
from lianxin.workbench.web.registerpages import posted, sheet_page


def back_to(pk: int) -> str:
    """回到这一场。"""
    return reverse("workbench:live", args=(pk,))


def pressed(request: HttpRequest, pk: int, act: Callable[[], object], said: str) -> HttpResponse:
    """按一个按钮：办成了说一句，办不成说为什么，都回到这一场。"""
    try:
        act()
        messages.success(request, said)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, back_to(pk))


@signed_in
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """开始现场。"""
    desk, form = desk_of(request), OpenForm(request.POST)
    roll = form.cleaned_data["roll"] if form.is_valid() else 0
    note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    return pressed(
        request, pk, lambda: open_live(activity_id=pk, roll=roll, **note), "现场开始了。"
    )


@signed_in
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """结束现场。"""
    desk = desk_of(request)
    note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    return pressed(request, pk, lambda: close_live(activity_id=pk, **note), "现场结束了。")


@signed_in
@require_POST
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """翻到这一件，大屏跟着翻。"""
    desk, item = desk_of(request), whole(request.POST.get("item"))
    note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    said = "大屏翻到这一件了。" if item else "大屏回到总的一屏。"
    return pressed(request, pk, lambda: turn_to(activity_id=pk, item_id=item, **note), said)


@signed_in
@require_POST
def log_item(request: HttpRequest, pk: int) -> HttpResponse:
    """登一件。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    form = item_form(board, request.POST)
    if not form.is_valid():
        return board_page(request, desk, board, form, 422)
    try:
        row = note_item(activity_id=pk, item=form.draft(), actor=desk.doer, at=desk.now)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return board_page(request, desk, board, form, 422)
    followed = "，立了件，有人管到底" if row.case_id else ""
    messages.success(request, f"第 {row.number} 件登好了{followed}。")
    return go(request, back_to(pk))


@signed_in
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """记一位到场的：谁、身份、担当；时间还没到的先记，到了就算签到。"""
    desk, board = _board(request, pk)
    on = timezone.localtime(board.activity.starts_at).date()
    people = people_of(board.activity.congress_id, on=on)
    form = SeatForm(posted(request), kind=board.kind, people=people.options)

    def act(given: dict[str, Any]) -> str:
        note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
        who, role = given["person"], given["role"]
        sign_in(activity_id=pk, person_id=who, role=role, way="roster", **note)
        present = Present(who, role, given["duty"], people.body_of.get(who), way="roster")
        add_record(activity_id=pk, record=Record(attended=(present,)), **note)
        return "记好了。"

    title = "记一位到场的"
    return sheet_page(request, desk, form, title=title, act=act, **_frame(board, "记下"))


@signed_in
def heads(request: HttpRequest, pk: int) -> HttpResponse:
    """记只数人头的到场。"""
    desk, board = _board(request, pk)
    form = HeadForm(posted(request), kind=board.kind)

    def act(given: dict[str, Any]) -> str:
        record = Record(heads=(Head(given["role"], given["count"]),))
        add_record(activity_id=pk, record=record, actor=desk.doer, at=desk.now)
        return "记好了。"

    title = "记到场人数"
    return sheet_page(request, desk, form, title=title, act=act, **_frame(board, "记下"))


@signed_in
def reply(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """请来的部门在手机上当场回一件。"""
    desk = desk_of(request)
    cards = asked_cards(viewer=desk.viewer, activity_id=pk, today=desk.today)
    card = next((card for card in cards if card.id == item), None)
    if card is None:
        raise NotVisible("没有这一件，或者不是问您单位的。")
    form = ReplyForm(posted(request))

    def act(_given: dict[str, Any]) -> str:
        row = answer_item(item_id=item, reply=form.reply(), actor=desk.doer, at=desk.now)
        return "接下了，已经落到您单位的清单上。" if row.case_id else "回好了。"

    return sheet_page(
        request,
        desk,
        form,
        title=f"回第 {card.number} 件",
        intro=card.text,
        back=("问到您单位的", back_to(pk)),
        button="回话",
        active=ACTIVE,
        act=act,
    )


def _board(request: HttpRequest, pk: int) -> tuple[Desk, Board]:
    """场控才有的页。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    if not board.may_run:
        raise NotVisible("没有这一页。")
    return desk, board


def _frame(board: Board, button: str) -> dict[str, Any]:
    back = (board.activity.title, back_to(board.activity.pk))
    return {"back": back, "button": button, "active": ACTIVE}
