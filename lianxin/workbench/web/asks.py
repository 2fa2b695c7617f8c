"""请外单位说明：写问的话，拿到一次性链接，可以收回。"""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.queries import get_case
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.supervision.queries.outside import ask_card, askable_duty
from lianxin.supervision.usecases.outside import MOST_DAYS, ask_outside, revoke_ask
from lianxin.workbench.web.desk import Desk, desk_of, go, show
from lianxin.workbench.web.registerpages import posted


class AskForm(forms.Form):
    """问哪家、问什么、几天内答。"""

    organisation = forms.CharField(
        label="问哪家单位",
        max_length=60,
        help_text="平台上没有账号的，如物业公司、供电所。",
    )
    question = forms.CharField(
        label="请它说明什么",
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": "question"}),
        help_text="对方只看得到这段话和事由。不要写是谁反映的，也不要写电话、门牌。",
    )
    days = forms.IntegerField(
        label="几天内有效",
        min_value=1,
        max_value=MOST_DAYS,
        initial=7,
        help_text="过了就打不开，可以再发一条。",
    )


@signed_in
def ask_new(request: HttpRequest, pk: int) -> HttpResponse:
    """给外单位发一条链接。"""
    desk = desk_of(request)
    case = get_case(viewer=desk.viewer, pk=pk)
    duty_id = askable_duty(doer=desk.doer, case_id=pk)
    if duty_id is None:
        raise NotVisible("这件事现在不由您办。")
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = _ask(desk, form, pk, duty_id)
        if made:
            return go(request, reverse("workbench:ask", args=(made,)))
    context = {
        "form": form,
        "title": "请外单位说明",
        "intro": f"{case.title}：对方不用账号，凭一次性链接在手机上就能答，答了记到这件事上。",
        "back_label": case.title,
        "back_url": reverse("workbench:case", args=(pk,)),
        "button": "生成链接",
    }
    status = 422 if form.errors else 200
    return show(request, desk, "workbench/sheet.html", context, active="", status=status)


def _ask(desk: Desk, form: AskForm, case_id: int, duty_id: int) -> int | None:
    given: dict[str, Any] = form.cleaned_data
    try:
        return ask_outside(
            case_id=case_id, duty_id=duty_id, doer=desk.doer, at=desk.now, **given
        ).pk
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None


@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """一条链接：复制给对方，或请对方扫码；答了没有。"""
    desk = desk_of(request)
    card = ask_card(viewer=desk.viewer, pk=pk, at=desk.now)
    url = request.build_absolute_uri(reverse("portal:outside", args=(card.token,)))
    # segno 画的图里只有路径，没有外来的文字。
    code = mark_safe(segno.make(url, error="m").svg_inline(scale=4, border=2))  # noqa: S308
    context = {"ask": card, "url": url, "code": code}
    response = show(request, desk, "workbench/ask.html", context, active="")
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def ask_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """收回链接。"""
    desk = desk_of(request)
    revoke_ask(ask_id=pk, doer=desk.doer, at=desk.now)
    messages.success(request, "链接收回了，对方打不开了。")
    return go(request, reverse("workbench:ask", args=(pk,)))
