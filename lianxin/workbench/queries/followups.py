"""督办日历：一个月里哪天再看、哪天到期、哪天督办过；单位排名：口径、样本一并写明。"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q

from lianxin.access.viewers import Viewer
from lianxin.casework.duties import FOLLOWUP
from lianxin.casework.facts import UNDERTAKERS
from lianxin.casework.models import Case, Duty
from lianxin.supervision.models import SupervisionRecord

MOST_A_MONTH = 600
#: 导出的表最多列几件。
MOST_IN_SHEET = 50_000
FEWEST = 5
DEFINITION = (
    "按时率＝期间内尽责解除的责任中，解除那天没有超过到期日（准予延期的按延后的日期）的份数"
    " ÷ 尽责解除的份数。退回、改派、环节已过的不算。不足 5 份的不排名。"
)


@dataclass(frozen=True, slots=True)
class Event:
    """日历上的一件。``kind`` 是 next 再看、due 到期、done 督办过。"""

    on: date
    kind: str
    label: str
    tone: str
    case_id: int
    title: str
    who: str


@dataclass(frozen=True, slots=True)
class Day:
    """日历上的一格。"""

    on: date
    is_outside: bool
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """一个月：按周排的格子，和从早到晚的清单；太多的截去，``is_cut`` 为真。"""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    events: tuple[Event, ...]
    is_cut: bool

    @property
    def before(self) -> date:
        """上个月一号。"""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """下个月一号。"""
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(*, viewer: Viewer, first: date, today: date, most: int = MOST_A_MONTH) -> Month:
    """这个月要跟的、到期的、督办过的。三条查询。

    :param first: 这个月的一号
    :param most: 最多列几件
    """
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = [*_visits(viewer, first, last, most), *_dues(viewer, first, last, today, most)]
    events = sorted(found, key=lambda event: (event.on, event.kind, event.case_id))
    kept = tuple(events[:most])
    by_day: dict[date, list[Event]] = defaultdict(list)
    for event in kept:
        by_day[event.on].append(event)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=tuple(
            tuple(Day(day, day.month != first.month, tuple(by_day.get(day, ()))) for day in week)
            for week in weeks
        ),
        events=kept,
        is_cut=len(events) > most,
    )


def _visits(viewer: Viewer, first: date, last: date, most: int) -> Iterable[Event]:
    rows = SupervisionRecord.objects.visible_to(viewer).select_related("case")
    within = Q(on__range=(first, last)) | Q(next_on__range=(first, last))
    for row in rows.filter(within).order_by("id")[: most + 1]:
        if first <= row.on <= last:
            label = f"{row.get_form_display()}（{row.get_medium_display()}）"
            yield Event(row.on, "done", label, "ok", row.case_id, row.case.title, row.people)
        if row.next_on and first <= row.next_on <= last:
            label = "约定再看"
            yield Event(
                row.next_on, "next", label, "warn", row.case_id, row.case.title, row.recorded_by
            )


def _dues(viewer: Viewer, first: date, last: date, today: date, most: int) -> Iterable[Event]:
    rows = Duty.objects.open().filter(
        due_date__range=(first, last), case__in=Case.objects.visible_to(viewer)
    )
    rows = rows.select_related("case", "holder_body", "holder_person").order_by("due_date", "id")
    for row in rows[: most + 1]:
        late = row.due_date < today and row.paused_on is None
        who = row.holder_body.short_name if row.holder_body else ""
        yield Event(
            row.due_date,
            "due",
            _owed(row, late=late),
            "bad" if late else "none",
            row.case_id,
            row.case.title,
            who or (row.holder_person.name if row.holder_person else ""),
        )


def _owed(row: Duty, *, late: bool) -> str:
    """欠着什么；盯着别人逾期的那一份，说督办的期，不把“逾期”说两遍。"""
    what = "督办" if row.owes.startswith(FOLLOWUP) else ""
    return f"{what}{'已逾期' if late else '到期'}：{row.owes.removeprefix(FOLLOWUP)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """一个单位的按时率。份数不够的 ``place`` 为空，不给百分比。"""

    place: int | None
    unit: str
    total: int
    on_time: int
    open: int
    overdue: int

    @property
    def words(self) -> str:
        """按时率；样本太少就说样本太少。"""
        if self.total < FEWEST:
            return f"样本太少（{self.total} 份）"
        return f"{self.on_time / self.total:.0%}（{self.total} 份里 {self.on_time} 份）"


def standings(*, viewer: Viewer, since: date, until: date, today: date) -> list[Standing]:
    """承办单位按时率的先后；口径见 :data:`DEFINITION`。一条查询。"""
    done = Q(
        outcome=Duty.Outcome.DONE,
        discharged_at__date__gte=since,
        discharged_at__date__lte=until,
    )
    live = Q(discharged_at__isnull=True)
    rows = (
        Duty.objects.filter(
            case__in=Case.objects.visible_to(viewer), holder_body__kind__in=UNDERTAKERS
        )
        .order_by()
        .values("holder_body", "holder_body__short_name")
        .annotate(
            done=Count("pk", filter=done),
            kept=Count("pk", filter=done & Q(discharged_at__date__lte=F("due_date"))),
            live=Count("pk", filter=live),
            late=Count("pk", filter=live & Q(due_date__lt=today, paused_on__isnull=True)),
        )
    )
    return _placed(
        [
            Standing(None, r["holder_body__short_name"], r["done"], r["kept"], r["live"], r["late"])
            for r in rows
        ]
    )


def _placed(rows: list[Standing]) -> list[Standing]:
    """够数的按按时率排，同率同名次；不够数的跟在后面，不排。"""
    ranked = sorted(
        (row for row in rows if row.total >= FEWEST),
        key=lambda row: (-row.on_time / row.total, row.unit),
    )
    placed: list[Standing] = []
    for number, row in enumerate(ranked, start=1):
        same = placed and placed[-1].on_time * row.total == row.on_time * placed[-1].total
        place = placed[-1].place if same else number
        placed.append(Standing(place, row.unit, row.total, row.on_time, row.open, row.overdue))
    few = sorted((row for row in rows if row.total < FEWEST), key=lambda row: row.unit)
    return [*placed, *few]
