"""外单位凭一次性链接说明情况：不用账号，手机上没有脚本也能答；只看得到问的话。"""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lianxin.access.audience import public
from lianxin.casework.fields import UploadsField
from lianxin.files.refusals import FileRefused
from lianxin.files.usecases import store_document
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.shell import private, show
from lianxin.supervision.queries.outside import OpenAsk, open_ask
from lianxin.supervision.usecases.outside import LONGEST_ANSWER, answer_ask

MOST_FILES = 5
GONE = "这条链接不能用了"
FORGED = "这条链接打不开。可能是抄漏了几个字，请让对方重新发一次完整的链接。"


class OutsideForm(forms.Form):
    """外单位的答复。"""

    answer = forms.CharField(
        label="情况说明",
        min_length=4,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写明事实、您单位做了或打算做什么、哪天做到。",
    )
    answered_by = forms.CharField(
        label="谁答的", max_length=40, required=False, help_text="如：物业服务中心 王经理。"
    )
    attached = UploadsField(
        label="照片或文件",
        required=False,
        help_text=f"最多 {MOST_FILES} 个，照片、PDF、docx、xlsx 都可以。",
    )


@public
@csrf_exempt
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """打开链接看问的话；交上来就收下。"""
    now = timezone.now()
    try:
        ask = open_ask(token=token, at=now)
    except NotVisible:
        return _over(request, FORGED, status=404)
    if ask.gone:
        title = "已经交过了" if ask.is_answered else GONE
        return _over(request, ask.gone, title=title, congress=ask.congress, status=410)
    if request.method != "POST":
        return _page(request, ask, OutsideForm())
    form = OutsideForm(request.POST, request.FILES)
    if words := _impatient(request):
        form.add_error(None, words)
        return _page(request, ask, form, status=429 if words != STALE else 403)
    if not form.is_valid():
        return _page(request, ask, form, status=422)
    return _take(request, token, ask, form, now)


def _impatient(request: HttpRequest) -> str:
    if is_stale(request) and not came_from_here(request):
        return STALE
    wait = wait_before_writing(request)
    return TOO_FAST.format(wait) if wait else ""


def _take(
    request: HttpRequest, token: str, ask: OpenAsk, form: OutsideForm, now: datetime
) -> HttpResponse:
    actor = Actor(id=None, name=ask.organisation, post="外单位")
    given = form.cleaned_data
    try:
        answer_ask(
            token=token,
            answer=given["answer"],
            answered_by=given["answered_by"],
            files=_stored(form, actor, now),
            actor=actor,
            at=now,
        )
    except Conflict as late:
        return _over(request, str(late), congress=ask.congress, status=409)
    except FileRefused as refusal:
        form.add_error("attached", f"{refusal}。您写的都还在，换一个再交。")
        return _page(request, ask, form, status=422)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _page(request, ask, form, status=422)
    words = f"{ask.asker}马上看得到。谢谢您的说明，这一页可以关了。"
    return _over(request, words, title="收到了", congress=ask.congress, status=200)


def _stored(form: OutsideForm, actor: Actor, at: datetime) -> list[str]:
    uploads = form.cleaned_data["attached"]
    if len(uploads) > MOST_FILES:
        raise FileRefused(f"最多传 {MOST_FILES} 个文件")
    stored = (
        store_document(
            upload=cast(BinaryIO, one),
            original_name=one.name or "附件",
            audience="staff",
            actor=actor,
            at=at,
        )
        for one in uploads
    )
    return [str(row.pk) for row in stored]


def _page(
    request: HttpRequest, ask: OpenAsk, form: OutsideForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"ask": ask, "form": form}
    drawn = show(request, "portal/outside.html", context, congress=ask.congress, status=status)
    return private(drawn)


def _over(
    request: HttpRequest, message: str, *, title: str = GONE, congress: str = "", status: int
) -> HttpResponse:
    """说一句话的一页；链接是编的，不知道是哪级人大，``congress`` 空着。"""
    context = {"title": title, "message": message}
    name = "portal/outside_over.html"
    return private(show(request, name, context, congress=congress, status=status))
