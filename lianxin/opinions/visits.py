"""来访与意见的对照：哪一天来访说的事登记了哪几件，还有几件没登记。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.opinions.models import Opinion
from lianxin.stations.models import VisitNote

#: 意见上写的“来自哪类记录”。
VISIT = "visit"


@dataclass(frozen=True, slots=True)
class VisitedOpinion:
    """来访登记成的一条意见。"""

    on: date
    case_id: int | None
    receipt_no: str
    title: str
    registered_at: datetime


def visit_mark(station_id: int, on: date, number: int | None = None) -> str:
    """“站-日期-第几件”；不写第几件，是那一天各件共同的开头。"""
    return f"{station_id}-{on:%Y%m%d}-{number or ''}"


def visited_opinions(*, station_id: int, since: date, until: date) -> list[VisitedOpinion]:
    """这些天（首尾都算）来访登记成的意见，近的在前。一条语句。"""
    rows = Opinion.objects.filter(
        station=station_id,
        source_kind=VISIT,
        submitted_at__date__gte=since,
    )
    found = [
        VisitedOpinion(_day(row), row.case_id, row.receipt_no, row.title, row.submitted_at)
        for row in rows.order_by("-id")
    ]
    inside = (one for one in found if since <= one.on <= until)
    return sorted(inside, key=lambda one: one.on, reverse=True)


def still_to_register(*, station_id: int, since: date, until: date) -> Mapping[date, int]:
    """这些天里，记了有人来反映事情、还没登记成意见的，哪天还有几件。两条语句。"""
    spoken = VisitNote.objects.filter(
        station=station_id, on__range=(since, until), purpose=VisitNote.Purpose.SPEAK
    )
    made = Counter(
        one.on for one in visited_opinions(station_id=station_id, since=since, until=until)
    )
    left = {on: count - made[on] for on, count in spoken.values_list("on", "count")}
    return {on: count for on, count in left.items() if count > 0}


def left_to_register(*, station_id: int, on: date) -> int:
    """这一天还有几件没登记。"""
    return still_to_register(station_id=station_id, since=on, until=on).get(on, 0)


def _day(row: Opinion) -> date:
    digits = row.source_id.split("-")[1]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
