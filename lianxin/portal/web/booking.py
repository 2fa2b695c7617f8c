"""网上接待：不用账号约一个时段，凭编号和查询码看、退。"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianxin.access.audience import public
from lianxin.activities.models import Activity, Booking
from lianxin.activities.queries.live import SlotLine, slot_lines
from lianxin.activities.usecases.live import book_slot, cancel_booking
from lianxin.activities.usecases.live.booking import BookingRefused, booking_of
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.queries import key_for
from lianxin.opinions.usecases import Contact
from lianxin.portal.forms import FindForm, ReachForm, Words, once_key
from lianxin.portal.usecases import fingerprint, only_once
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.shell import Here, here, private, show, url

WEEKDAYS = "一二三四五六日"


class SlotField(forms.TypedChoiceField):
    """哪一段：列出来的是还能约的；刚被约走的也认得，能不能约由约的那一步来说。"""

    widget = forms.RadioSelect

    def take(self, slots: list[SlotLine]) -> None:
        """这一场放出来的几段。"""
        self.known = {str(one.id): _words(one) for one in slots}
        self.choices = [(str(one.id), self.known[str(one.id)]) for one in slots if one.is_open]

    def valid_value(self, value: Any) -> bool:
        """是这一场的一段。"""
        return str(value) in self.known


class BookForm(ReachForm):
    """约一段：哪一段、想说什么；姓名电话可以不留。"""

    slot = SlotField(
        label="哪一段",
        coerce=int,
        error_messages={"required": "请选一段。", "invalid_choice": "没有这一段，请另选。"},
    )
    topic = Words(
        label="想说什么事",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        error_messages={"required": "请写几个字，代表好先做准备。"},
    )

    def __init__(self, *data: Any, slots: list[SlotLine], **more: Any) -> None:
        super().__init__(*data, **more)
        self.initial["once_key"] = once_key()
        self.slot_field.take(slots)

    @property
    def slot_field(self) -> SlotField:
        """选时段的那一格。"""
        return cast(SlotField, self.fields["slot"])

    def contact(self) -> Contact | None:
        """留下的联系方式；没留就没有。"""
        given = self.cleaned_data
        if not given["phone"]:
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
    activity = Activity.objects.shown().filter(pk=pk, kind="online_reception").first()
    if activity is None:
        raise NotVisible("没有这次网上接待，请看看别的接待安排。")
    context: dict[str, Any] = {
        "activity": activity,
        "back_url": url("portal:activities"),
    }
    if activity.state == Activity.State.CANCELLED:
        context["cancelled"] = activity.cancel_reason.rstrip("。")
        page = show(request, "portal/live/book.html", context, place=place, status=410)
        return private(page)
    slots = slot_lines(activity_id=pk, at=place.now)
    form = BookForm(request.POST if request.method == "POST" else None, slots=slots)
    if request.method == "POST" and form.is_valid():
        booked = _take(request, form, place)
        if booked is not None:
            return private(booked)
    context |= {"form": form, "slots": [one for one in slots if one.is_open]}
    status = 422 if form.errors else 200
    return private(show(request, "portal/live/book.html", context, place=place, status=status))


def _take(request: HttpRequest, form: BookForm, place: Here) -> HttpResponse | None:
    given = form.cleaned_data
    if not came_from_here(request) and is_stale(request):
        form.add_error(None, STALE)
        return None
    if wait := wait_before_writing(request):
        form.add_error(None, TOO_FAST.format(wait))
        return None
    try:
        number = _booked(given, form.contact(), place.now)
    except NotVisible:
        raise
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
    context = {
        "receipt_no": number,
        "receipt_key": key_for(number),
        "when": form.slot_field.known[str(given["slot"])],
        "find_url": url("portal:booking_find"),
    }
    return show(request, "portal/live/booked.html", context, place=place, status=201)


def _booked(given: dict[str, Any], contact: Contact | None, now: datetime) -> str:
    """约下来，返回编号；手快点两下、刷新重交，还是那一个编号，查询码也在。"""
    words = {name: given[name] for name in ("slot", "topic", "name", "phone")}

    def act() -> dict[str, Any]:
        made = book_slot(slot_id=given["slot"], topic=given["topic"], contact=contact, at=now)
        return {"receipt_no": made.receipt_no}

    answer = only_once(
        scope="portal.book",
        key=given["once_key"],
        content=fingerprint(words, []),
        at=now,
        act=act,
    )
    number = str(answer["receipt_no"])
    if Booking.objects.filter(receipt_no=number, state=Booking.State.CANCELLED).exists():
        raise BookingRefused("这一段您约过又退了；还要约，请重新打开这一页再选。")
    return number


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """凭编号和查询码看自己的预约，可以退。"""
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "find_url": url("portal:booking_find")}
    congress = ""
    if request.method == "POST" and form.is_valid():
        booking = _found(request, form)
        congress = booking.slot.activity.congress.name if booking else ""
        context |= _shown(booking)
    status = 422 if form.errors else 200
    page = show(request, "portal/live/booking.html", context, congress=congress, status=status)
    return private(page)


def _shown(booking: Booking | None) -> dict[str, Any]:
    """一次预约；``is_on`` 还约着、接待也没有取消，看得到从哪里进，也退得了。"""
    if booking is None:
        return {}
    is_cancelled = booking.slot.activity.state == Activity.State.CANCELLED
    is_on = booking.state == Booking.State.BOOKED and not is_cancelled
    return {"booking": booking, "is_cancelled": is_cancelled, "is_on": is_on}


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
