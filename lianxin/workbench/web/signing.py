"""活动的签到码与现场签到数：打印贴在门口，数字自己跳。"""

from __future__ import annotations

import segno
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from lianxin.access.audience import signed_in
from lianxin.activities.models import Activity
from lianxin.activities.queries.pages import open_page
from lianxin.activities.queries.signing import sign_tally
from lianxin.activities.usecases import give_sign_code, withdraw_sign_code
from lianxin.kernel.errors import RuleViolation
from lianxin.stations.queries import code_text
from lianxin.workbench.web.desk import Desk, desk_of, go, show


class WithdrawForm(forms.Form):
    """收回签到码的缘由。"""

    reason = forms.CharField(label="为什么收回", max_length=60, help_text="扫到的人会看到。")


@signed_in
def sign_code(request: HttpRequest, pk: int) -> HttpResponse:
    """签到码：发、看、打印、收回；旁边是现在签了多少。"""
    desk = desk_of(request)
    page = open_page(viewer=desk.viewer, pk=pk)
    form = WithdrawForm(request.POST if "reason" in request.POST else None)
    if request.method == "POST" and (problem := _change(desk, pk, form)) is None:
        return go(request, reverse("workbench:sign_code", args=(pk,)))
    row = Activity.objects.select_related("code").get(pk=pk)
    code = row.code if row.code and row.code.revoked_at is None else None
    context = {"page": page, "row": row, "form": form, "tally": sign_tally(pk), "code": code}
    if request.method == "POST":
        context["problem"] = problem
    if code is not None:
        text = code_text(code.serial)
        address = f"{settings.PUBLIC_URL}{reverse('portal:attend', args=(text,))}"
        # segno 画的图里只有路径，没有外来的文字。
        drawn = segno.make(address, error="m").svg_inline(scale=8, border=2)
        context |= {"text": text, "address": address, "drawn": mark_safe(drawn)}  # noqa: S308
    status = 422 if request.method == "POST" else 200
    return show(
        request,
        desk,
        "workbench/activities/code.html",
        context,
        active="activities",
        part="tally",
        status=status,
    )


def _change(desk: Desk, pk: int, form: WithdrawForm) -> str | None:
    """发或收回；办不成的，返回那句话。"""
    doer, now = desk.doer, desk.now
    try:
        if not form.is_bound:
            give_sign_code(activity_id=pk, actor=doer, at=now)
        elif form.is_valid():
            reason = form.cleaned_data["reason"]
            withdraw_sign_code(activity_id=pk, reason=reason, actor=doer, at=now)
        else:
            return "请写明为什么收回。"
    except RuleViolation as refusal:
        return str(refusal)
    return None
