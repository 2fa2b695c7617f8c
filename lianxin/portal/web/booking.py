"""网上接待：不用账号约一个时段，凭编号和查询码看、退。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianxin.access.audience import public
from lianxin.activities.models import Activity, Booking
from lianxin.activities.queries.live import SlotLine, slot_lines
from lianxin.activities.usecases.live import book_slot, cancel_booking
from lianxin.activities.usecases.live.booking import booking_of
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.usecases import Contact
from lianxin.portal.forms import FindForm, Words
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.shell import here, private, show, url

WEEKDAYS = "一二三四五六日"


class BookForm(forms.Form):
    """约一段：哪一段、想说什么；姓名电话可以不留。"""

    slot = forms.TypedChoiceField(label="哪一段", coerce=int, widget=forms.RadioSelect)
    topic = Words(
        label="想说什么事",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        error_messages={"required": "请写几个字，代表好先做准备。"},
    )
    name = Words(label="怎么称呼您", required=False)
    phone = Words(label="手机号", required=False)
    consent = forms.BooleanField(
        label="可以用这个号码联系我；号码加密存放，公开的地方看不到。", required=False
    )

    def __init__(self, *data: Any, slots: list[SlotLine], **more: Any) -> None:
        super().__init__(*data, **more)
        options = [(str(one.id), _words(one)) for one in slots if one.is_open]
        self.fields["slot"].choices = options  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """留电话要勾同意。"""
        given: dict[str, Any] = super().clean() or {}
        if given.get("phone") and not given.get("consent"):
            self.add_error("consent", "留电话要您勾上同意；不想留，把电话去掉就行，一样能约。")
        return given

    def contact(self) -> Contact | None:
        """留下的联系方式；没留就没有。"""
        given = self.cleaned_data
        if not (given["name"] or given["phone"]) or not given["consent"]:
            return None
        return Contact(given["name"], given["phone"], ("contact",))


def _words(one: SlotLine) -> str:
    start, end = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    day = f"{start.month} 月 {start.day} 日（周{WEEKDAYS[start.weekday()]}）"
    return f"{day}{start:%H:%M}—{end:%H:%M}　{one.way}"


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """约一个时段；约好了给编号和查询码，只给这一次。"""
    place = here(request)
    activity = Activity.objects.filter(pk=pk, kind="online_reception", is_public=True).first()
    if activity is None or activity.state == Activity.State.CANCELLED:
        raise NotVisible("没有这次网上接待，或者已经取消，请看看别的接待安排。")
    slots = slot_lines(activity_id=pk, at=place.now)
    form = BookForm(request.POST if request.method == "POST" else None, slots=slots)
    if request.method == "POST" and form.is_valid():
        booked = _take(request, form, place.now)
        if booked is not None:
            return private(booked)
    context = {"activity": activity, "form": form, "slots": [one for one in slots if one.is_open]}
    status = 422 if form.errors else 200
    return private(show(request, "portal/live/book.html", context, place=place, status=status))


def _take(request: HttpRequest, form: BookForm, now: Any) -> HttpResponse | None:
    given = form.cleaned_data
    if not came_from_here(request) and is_stale(request):
        form.add_error(None, STALE)
        return None
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    try:
        booked = book_slot(
            slot_id=given["slot"], topic=given["topic"], contact=form.contact(), at=now
        )
    except NotVisible:
        raise
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
    slot = dict(form.fields["slot"].choices)[str(given["slot"])]  # type: ignore[attr-defined]
    context = {"booked": booked, "when": slot, "find_url": url("portal:booking_find")}
    return show(request, "portal/live/booked.html", context, status=201)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """凭编号和查询码看自己的预约，可以退。"""
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "find_url": url("portal:booking_find")}
    if request.method == "POST" and form.is_valid():
        context["booking"] = _found(request, form)
    status = 422 if form.errors else 200
    return private(show(request, "portal/live/booking.html", context, status=status))


def _found(request: HttpRequest, form: FindForm) -> Booking | None:
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    given = form.cleaned_data
    asked = {"receipt": given["receipt_no"], "key": given["receipt_key"]}
    try:
        if "cancel" in request.POST:
            cancel_booking(**asked, at=timezone.now())
        return booking_of(**asked)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
