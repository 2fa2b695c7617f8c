"""表决与评价：立一项、选几件来评、开、收、记数牌的数、导出结果。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.activities.models import Poll
from lianxin.activities.queries.live import Board, live_board
from lianxin.activities.usecases.live import (
    PollDraft,
    add_poll,
    count_hands,
    start_poll,
    stop_poll,
)
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.liveforms import HandsForm, MattersForm, PollForm
from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.queries.live import matters_to_rate
from lianxin.workbench.web.desk import Desk, desk_of
from lianxin.workbench.web.exports import sheet
from lianxin.workbench.web.live.pages import ACTIVE
from lianxin.workbench.web.live.running import back_to, pressed
from lianxin.workbench.web.registerpages import posted, sheet_page

#: 各种现场默认的选法。
_USUAL = {"hall": "vote", "forum": "paddle"}


@signed_in
def poll_new(request: HttpRequest, pk: int) -> HttpResponse:
    """立一项表决或评价。"""
    desk, board = _running(request, pk)
    items = [(str(line.id), f"第 {line.number} 件　{line.title}") for line in board.items]
    usual = _USUAL.get(board.form, "three")
    form = PollForm(posted(request), items=items, scale=usual)

    def act(_given: dict[str, Any]) -> str:
        add_poll(activity_id=pk, draft=form.draft(), actor=desk.doer, at=desk.now)
        return "立好了，点“开始”就收票。"

    title = "立一项表决、评价"
    return sheet_page(request, desk, form, title=title, act=act, **_frame(board))


@signed_in
def poll_matters(request: HttpRequest, pk: int) -> HttpResponse:
    """从有了结果的办件里选几件，一件一项，请代表、群众一起评。"""
    desk, board = _running(request, pk)
    known = {line.row.case_id for line in board.polls}
    found = matters_to_rate(viewer=desk.viewer, congress_id=board.activity.congress_id)
    options = [(key, label) for key, label in found if int(key) not in known]
    form = MattersForm(posted(request), cases=options)
    titles = dict(options)

    def act(given: dict[str, Any]) -> str:
        for case_id in given["cases"]:
            draft = PollDraft(titles[str(case_id)][:80], Poll.Scale.THREE, case_id=case_id)
            add_poll(activity_id=pk, draft=draft, actor=desk.doer, at=desk.now)
        return f"选了 {len(given['cases'])} 件来评。"

    intro = (
        "列的是您看得见、已经有了结果的，新的在前。"
        if options
        else "还没有能评的：要有结果的才能评。"
    )
    frame = _frame(board)
    title = "选几件来评"
    return sheet_page(request, desk, form, title=title, intro=intro, act=act, **frame)


@signed_in
@require_POST
def poll_start(request: HttpRequest, pk: int, poll: int) -> HttpResponse:
    """开始收票。"""
    desk = desk_of(request)
    _must_be_here(pk, poll)
    note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    return pressed(request, pk, lambda: start_poll(poll_id=poll, **note), "开始收票了。")


@signed_in
@require_POST
def poll_stop(request: HttpRequest, pk: int, poll: int) -> HttpResponse:
    """收。"""
    desk = desk_of(request)
    _must_be_here(pk, poll)
    note: dict[str, Any] = {"actor": desk.doer, "at": desk.now}
    return pressed(request, pk, lambda: stop_poll(poll_id=poll, **note), "收了，不再算后来的。")


@signed_in
def poll_hands(request: HttpRequest, pk: int, poll: int) -> HttpResponse:
    """记数牌、数手、数纸票的数。"""
    desk, board = _running(request, pk)
    row = _must_be_here(pk, poll)
    form = HandsForm(posted(request), scale=row.scale)

    def act(given: dict[str, Any]) -> str:
        count_hands(
            poll_id=poll, group=given["group"], counts=form.counts(), actor=desk.doer, at=desk.now
        )
        return "记好了。再记一次就是改。"

    title = f"记票数：{row.title}"
    intro = f"到场 {board.present} 人。手机上按的另外算，不要重复记。"
    return sheet_page(request, desk, form, title=title, intro=intro, act=act, **_frame(board))


@signed_in
def poll_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出结果：一项一类人一行。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    headers = ("第几项", "评什么", "哪类人", "选了什么", "几票", "占百分之几")
    return sheet(desk, ext, "现场表决与评价", headers, _rows(board))


def _rows(board: Board) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    for line in board.polls:
        whole = ("全部", line.tally.total, line.tally.shares)
        for group, _total, shares in (whole, *line.tally.groups):
            head = (line.row.number, line.row.title, group)
            found += [(*head, one.label, one.count, one.percent) for one in shares]
    return found


def _running(request: HttpRequest, pk: int) -> tuple[Desk, Board]:
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    if not board.may_run:
        raise NotVisible("没有这一页。")
    return desk, board


def _must_be_here(pk: int, poll: int) -> Poll:
    row = Poll.objects.filter(pk=poll, live__activity=pk).first()
    if row is None:
        raise NotVisible("没有这一项。")
    return row


def _frame(board: Board) -> dict[str, Any]:
    back = (board.activity.title, back_to(board.activity.pk))
    return {"back": back, "button": "存下", "active": ACTIVE}
