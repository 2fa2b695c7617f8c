"""公开照片：一张一张挑，写明照片上是什么，随时撤得下。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from lianxin.access.audience import signed_in
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.queries import PhotoChoice, photo_choices
from lianxin.publicity.queries.desk import Review, review
from lianxin.publicity.usecases import publish_photo, withdraw_photo
from lianxin.workbench import policies
from lianxin.workbench.web.desk import Desk, go, show
from lianxin.workbench.web.registers.doors import attempt, registrar

PHASES = (("before", "办之前"), ("other", "办理中"), ("after", "办好后"))


class PhotoForm(forms.Form):
    """一张照片：什么时候拍的、照片上是什么。"""

    photo = forms.UUIDField(widget=forms.HiddenInput)
    phase = forms.ChoiceField(label="什么时候拍的", choices=PHASES)
    alt = forms.CharField(
        label="照片上是什么",
        max_length=60,
        help_text="读给看不见的人听，如“装好的路灯亮着”。有人脸、车牌、门牌的不要公开。",
    )


class GoneForm(forms.Form):
    """撤下哪一张。"""

    photo = forms.UUIDField(widget=forms.HiddenInput)


@signed_in
def matter_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """一件公开事项的照片：挑、改说明、撤下。"""
    desk = registrar(request)
    found = review(viewer=desk.viewer, matter_id=pk)
    if not _decides(desk, found) or found.withdrawn_at is not None:
        raise NotVisible("没有这一页。")
    sent = request.method == "POST"
    form = _sent_form(request) if sent else None
    if form is not None and attempt(request, form, lambda given: _do(desk, pk, form, given)):
        return go(request, request.path)
    choices = photo_choices(viewer=desk.viewer, matter_id=pk)
    context = {
        "review": found,
        "photos": [(choice, _form_of(choice, form)) for choice in choices],
        "form": form,
    }
    name = "workbench/registers/photos.html"
    status = 422 if sent else 200
    return show(request, desk, name, context, active="posting", status=status)


def _decides(desk: Desk, found: Review) -> bool:
    """谁批：代工委；属地街道批自己的。"""
    return policies.runs_office(desk.viewer, found.jurisdiction_id) or policies.runs_street(
        desk.viewer, found.local_body_id or 0
    )


def _sent_form(request: HttpRequest) -> forms.Form:
    gone = request.POST.get("act") == "withdraw"
    return GoneForm(request.POST) if gone else PhotoForm(request.POST)


def _form_of(choice: PhotoChoice, sent: forms.Form | None) -> forms.Form:
    """退回重填的那一张，填的都还在。"""
    if isinstance(sent, PhotoForm) and sent.data.get("photo") == str(choice.id):
        return sent
    shown = choice.shown
    known = {"phase": shown.phase, "alt": shown.alt} if shown else {}
    return PhotoForm(initial={"photo": choice.id, **known}, auto_id=f"{choice.id}-%s")


def _do(desk: Desk, pk: int, form: forms.Form | None, given: dict[str, Any]) -> str:
    photo: UUID = given["photo"]
    if isinstance(form, GoneForm):
        withdraw_photo(matter_id=pk, photo=photo, actor=desk.actor, at=desk.now)
        return "撤下了，外人从现在起打不开。"
    publish_photo(
        matter_id=pk,
        photo=photo,
        phase=given["phase"],
        alt=given["alt"],
        viewer=desk.viewer,
        actor=desk.actor,
        at=desk.now,
    )
    return "公开了这张照片。"
