"""工作日历的读：装了哪几年，哪些日子放假、调休。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.orgs.models import CalendarDay, CalendarYear


@dataclass(frozen=True, slots=True)
class YearCard:
    """装好的一年。"""

    year: int
    source: str
    revision: int


@dataclass(frozen=True, slots=True)
class DayCard:
    """特殊的一天。"""

    day: date
    kind_label: str
    name: str
    is_off: bool


def calendar_years() -> list[YearCard]:
    """装好的各年，近的在前。"""
    rows = CalendarYear.objects.order_by("-year")
    return [YearCard(row.year, row.source, row.revision) for row in rows]


def calendar_days(*, year: int) -> list[DayCard]:
    """这一年的特殊日子，从早到晚。"""
    rows = CalendarDay.objects.filter(date__year=year).order_by("date")
    return [
        DayCard(row.date, row.get_kind_display(), row.name, row.kind == CalendarDay.Kind.HOLIDAY)
        for row in rows
    ]
