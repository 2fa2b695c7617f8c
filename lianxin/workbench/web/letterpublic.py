"""公开意见书：先看外人会看到什么，再公开；也可以再遮几个字、撤下。代表工作机构来定。"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.queries import letter_preview, letter_showing
from lianxin.publicity.usecases import publish_letter, withdraw_letter
from lianxin.supervision.queries.letters import letter_page
from lianxin.workbench import policies
from lianxin.workbench.web.desk import Desk, desk_of, go, show
from lianxin.workbench.web.registers.doors import attempt


class PublishForm(forms.Form):
    """公开：可以再遮几个字样。"""

    hide = forms.CharField(
        label="还要遮住的字样",
        required=False,
        max_length=200,
        help_text="如文中提到的人名；几个之间用顿号或空格隔开，各处都会遮。",
    )


class WithdrawForm(forms.Form):
    """撤下。"""

    reason = forms.CharField(label="为什么撤下", max_length=120)


def may_show(desk: Desk, jurisdiction_id: int) -> bool:
    """公不公开，由代表工作机构定。"""
    return policies.runs_office(desk.viewer, jurisdiction_id)


@signed_in
def letter_public(request: HttpRequest, pk: int) -> HttpResponse:
    """一份意见书公开成什么样；公开、撤下。"""
    desk = desk_of(request)
    row = letter_page(viewer=desk.viewer, pk=pk, today=desk.today).row
    if not may_show(desk, row.jurisdiction_id):
        raise NotVisible("没有这一页。")
    preview, showing = letter_preview(letter_id=pk), letter_showing(letter_id=pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    publishing = PublishForm(request.POST if act == "publish" else None)
    withdrawing = WithdrawForm(request.POST if act == "withdraw" else None)
    done = (
        act == "publish" and attempt(request, publishing, lambda given: _publish(desk, pk, given))
    ) or (
        act == "withdraw"
        and attempt(request, withdrawing, lambda given: _withdraw(desk, pk, given))
    )
    if done:
        return go(request, reverse("workbench:letter_public", args=(pk,)))
    context = {
        "row": row,
        "letter": preview,
        "showing": showing,
        "publishing": publishing,
        "withdrawing": withdrawing if showing.state in ("open", "pending") else None,
        "form": publishing if publishing.errors else withdrawing,
    }
    status = 422 if act else 200
    return show(
        request, desk, "workbench/letter_public.html", context, active="letters", status=status
    )


def _publish(desk: Desk, pk: int, given: dict[str, Any]) -> str:
    words = [word for word in re.split(r"[、，,\s]+", given["hide"]) if word]
    publish_letter(letter_id=pk, hide=words, actor=desk.actor, at=desk.now)
    return "公开了。外人从现在起看得到下面的样子，办理有了进展会跟着更新。"


def _withdraw(desk: Desk, pk: int, given: dict[str, Any]) -> str:
    withdraw_letter(letter_id=pk, reason=given["reason"], actor=desk.actor, at=desk.now)
    return "撤下了，外人从现在起看不到。"
