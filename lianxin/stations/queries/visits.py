"""来访人数的读：某一天各种各多少，近来哪几天。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.stations.models import VisitNote


@dataclass(frozen=True, slots=True)
class VisitDay:
    """一天的来访：各种各多少人次、谁记的。"""

    on: date
    counts: tuple[tuple[str, int], ...]
    note: str
    noted_by: str

    @property
    def total(self) -> int:
        """一共多少人次。"""
        return sum(count for _, count in self.counts)

    @property
    def words(self) -> str:
        """“咨询 3、办事 2”。"""
        return "、".join(f"{label} {count}" for label, count in self.counts)


def visits_on(*, station_id: int, on: date) -> Mapping[str, int]:
    """这一天记过的：来做什么 → 人次。"""
    rows = VisitNote.objects.filter(station=station_id, on=on)
    return dict(rows.values_list("purpose", "count"))


def visit_days(*, station_id: int, since: date, until: date) -> list[VisitDay]:
    """``since`` 到 ``until``（两天都算）记过的各天，近的在前。一条查询。"""
    days: dict[date, list[VisitNote]] = defaultdict(list)
    rows = VisitNote.objects.filter(station=station_id, on__range=(since, until))
    for row in rows.order_by("-on", "id"):
        days[row.on].append(row)
    return [
        VisitDay(
            on,
            tuple((row.get_purpose_display(), row.count) for row in some),
            next((row.note for row in some if row.note), ""),
            some[0].noted_by,
        )
        for on, some in days.items()
    ]
