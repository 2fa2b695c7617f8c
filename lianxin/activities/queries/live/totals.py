"""一种活动的历年累计与回音：系统以前的底数单列，写明从哪年到哪天、数从哪里来。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from lianxin.activities.kindfiles import kinds
from lianxin.activities.models import Activity, Attendance, Item, OpeningBalance
from lianxin.activities.queries.live.items import ItemLine, item_lines, with_cases

ECHOES = 20


@dataclass(frozen=True, slots=True)
class Totals:
    """累计：期数、代表人次、件数、当场答复解决、后来办结。``opening`` 是系统以前的底数。"""

    episodes: int
    deputies: int
    calls: int
    on_spot: int
    closed: int
    opening: OpeningBalance | None

    @property
    def solved(self) -> int:
        """解决的：当场的加后来办结的，加底数里的。"""
        return self.on_spot + self.closed + (self.opening.solved if self.opening else 0)

    @property
    def all_episodes(self) -> int:
        """连底数一共几期。"""
        return self.episodes + (self.opening.episodes if self.opening else 0)

    @property
    def all_deputies(self) -> int:
        """连底数一共多少代表人次。"""
        return self.deputies + (self.opening.deputies if self.opening else 0)

    @property
    def all_calls(self) -> int:
        """连底数一共几件。"""
        return self.calls + (self.opening.calls if self.opening else 0)


@dataclass(frozen=True, slots=True)
class Echo:
    """回音一条：哪一期的来电、问的什么、怎么答复的。"""

    line: ItemLine
    episode: str
    held_on: date


def totals(*, congress_id: int, kind: str) -> Totals:
    """从底数止日的第二天起，用系统里的活动数；三条语句。"""
    opening = OpeningBalance.objects.filter(congress=congress_id, kind=kind).first()
    held = Activity.objects.filter(congress=congress_id, kind=kind, state__in=_HELD)
    if opening is not None:
        held = held.filter(starts_at__date__gt=opening.until)
    people = Attendance.objects.filter(activity__in=held, state="attended", role="deputy")
    closed = Q(case__closed_at__isnull=False)
    on_spot = Q(disposition__in=[Item.Disposition.ANSWERED, Item.Disposition.SOLVED])
    counted = Item.objects.filter(activity__in=held).aggregate(
        calls=Count("pk"), on_spot=Count("pk", filter=on_spot), closed=Count("pk", filter=closed)
    )
    return Totals(episodes=held.count(), deputies=people.count(), opening=opening, **counted)


_HELD = ("recorded", "summarised", "archived")


def echoes(*, congress_id: int, kind: str, today: date, limit: int = ECHOES) -> list[Echo]:
    """还没有回音的在前，回过音的在后；两条语句。"""
    rows = (
        with_cases()
        .select_related("activity")
        .filter(activity__congress=congress_id, activity__kind=kind, case__isnull=False)
    )
    found = list(rows.order_by(F("case__closed_at").desc(nulls_first=True), "-pk")[:limit])
    lines = item_lines(found, today=today)
    return [
        Echo(line, row.activity.title, row.activity.starts_at.date())
        for line, row in zip(lines, found, strict=True)
    ]


def live_kind_labels() -> dict[str, str]:
    """有底数可记的几种活动。"""
    return {key: kind.label for key, kind in kinds().items() if "hotline" in kind.items.values()}
