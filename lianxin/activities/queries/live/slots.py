"""网上接待的时段：哪些还能约；场控看得见谁约了什么（不含姓名电话）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianxin.activities import policies
from lianxin.activities.models import Booking, Slot

#: 页面从这里问：谁看得了约的人留的电话。
may_call = policies.may_call


@dataclass(frozen=True, slots=True)
class SlotLine:
    """一段：几点到几点、怎样谈、约出去没有。"""

    id: int
    starts_at: datetime
    ends_at: datetime
    way: str
    booking: Booking | None
    is_open: bool


def slot_lines(*, activity_id: int, at: datetime) -> list[SlotLine]:
    """一场活动的全部时段；两条语句。"""
    rows = list(Slot.objects.filter(activity=activity_id).order_by("starts_at"))
    taken = Booking.objects.filter(slot__in=rows).exclude(state=Booking.State.CANCELLED)
    bookings = {row.slot_id: row for row in taken.select_related("opinion")}
    return [_line(row, bookings.get(row.pk), at) for row in rows]


def still_booked(*, activity_id: int) -> tuple[int, int]:
    """还约着、没有谈的有几位，其中留了电话的几位；接待取消了，要逐位告诉。一条语句。"""
    waiting = Booking.objects.filter(slot__activity=activity_id, state=Booking.State.BOOKED)
    found = waiting.aggregate(every=Count("pk"), reachable=Count("pk", filter=Q(has_contact=True)))
    return found["every"], found["reachable"]


def _line(row: Slot, booking: Booking | None, at: datetime) -> SlotLine:
    return SlotLine(
        id=row.pk,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        way=row.get_way_display(),
        booking=booking,
        is_open=booking is None and row.starts_at > at,
    )
