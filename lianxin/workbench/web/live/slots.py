"""网上接待的时段与预约，和专线的历年底数。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.contacts import ContactRefused
from lianxin.activities.models import Booking, OpeningBalance
from lianxin.activities.queries.live import live_board, may_call
from lianxin.activities.queries.live.totals import live_kind_labels
from lianxin.activities.usecases.live import (
    call_booker,
    offer_slots,
    set_opening_balance,
    settle_booking,
)
from lianxin.kernel.errors import NotVisible
from lianxin.workbench.liveforms import BalanceForm, SettleForm, SlotsForm, WhyForm
from lianxin.workbench.web.desk import desk_of, show
from lianxin.workbench.web.live.pages import ACTIVE
from lianxin.workbench.web.live.running import back_to
from lianxin.workbench.web.registerpages import posted, sheet_page


@signed_in
def slots_new(request: HttpRequest, pk: int) -> HttpResponse:
    """放几个可以约的时段。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    if not board.may_run or board.form != "slots":
        raise NotVisible("没有这一页。")
    form = SlotsForm(posted(request))

    def act(_given: dict[str, Any]) -> str:
        plan = form.plan(board.activity.starts_at)
        made = offer_slots(activity_id=pk, plan=plan, actor=desk.doer, at=desk.now)
        where = "公开网站上就能约" if board.activity.is_shown else "贴出预告以后，公开网站上就能约"
        return f"放出 {len(made)} 段，{where}。"

    return sheet_page(
        request,
        desk,
        form,
        title="放几个时段",
        intro="放在活动的起止时间里面；放过的不会重放。",
        back=(board.activity.title, back_to(pk)),
        button="放出去",
        active=ACTIVE,
        act=act,
    )


@signed_in
def booking(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """谈过了，记下来；要办的写成一条意见。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    row = Booking.objects.filter(pk=booking, slot__activity=pk).first()
    if row is None or not board.may_run:
        raise NotVisible("没有这次预约。")
    form = SettleForm(posted(request))

    def act(given: dict[str, Any]) -> str:
        done = settle_booking(booking_id=booking, actor=desk.doer, at=desk.now, **given)
        return "记好了，要办的已经登记立件。" if done.opinion_id else "记好了。"

    return sheet_page(
        request,
        desk,
        form,
        title=f"记谈话：{row.receipt_no}",
        intro=f"想说的是：{row.topic}",
        back=(board.activity.title, back_to(pk)),
        button="记下",
        active=ACTIVE,
        act=act,
    )


@signed_in
def booking_contact(request: HttpRequest, pk: int, booking: int) -> HttpResponse:
    """看预约的人留的电话：写明原因，留痕，只在这一页显示一次。"""
    desk = desk_of(request)
    board = live_board(viewer=desk.viewer, activity_id=pk, today=desk.today)
    row = Booking.objects.filter(pk=booking, slot__activity=pk, has_contact=True).first()
    if row is None or not may_call(desk.viewer, board.activity):
        raise NotVisible("没有这一页。")
    form = WhyForm(posted(request))
    context: dict[str, Any] = {"form": form, "booking": row, "back_url": back_to(pk)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            context["contact"] = call_booker(
                booking_id=booking, why=given["why"], actor=desk.doer, at=desk.now
            )
        except ContactRefused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    response = show(
        request, desk, "workbench/live/contact.html", context, active=ACTIVE, status=status
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
def opening(request: HttpRequest) -> HttpResponse:
    """记用这个系统以前的历年底数。"""
    desk = desk_of(request)
    if desk.congress_id not in desk.viewer.office_of:
        raise NotVisible("没有这一页。")
    kinds = list(live_kind_labels().items())
    known = OpeningBalance.objects.filter(congress=desk.congress_id, kind=kinds[0][0]).first()
    names = ("kind", "since", "until", "episodes", "deputies", "calls", "solved", "source")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = BalanceForm(posted(request), kinds=kinds, initial=initial)

    def act(_given: dict[str, Any]) -> str:
        balance = form.balance(desk.congress_id)
        set_opening_balance(balance=balance, actor=desk.doer, at=desk.now)
        return "底数记好了，累计里单列。"

    return sheet_page(
        request,
        desk,
        form,
        title="历年底数",
        intro="用这个系统以前办了多少，照原有的总结填；累计里单列，写明数从哪里来。",
        back=("现场", reverse("workbench:lives")),
        button="记下",
        active=ACTIVE,
        act=act,
    )
