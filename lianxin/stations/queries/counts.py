"""按日期的数字：那一天有几个、各是什么种类；大事只增不改，所以旧数字永远算得出来。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.stations.models import Station, StationEvent


@dataclass(frozen=True, slots=True)
class KindCounts:
    """某一天各种类的数目。"""

    on: date
    by_kind: Mapping[str, int]

    @property
    def total(self) -> int:
        """一共几个。"""
        return sum(self.by_kind.values())

    @property
    def labelled(self) -> list[tuple[str, int]]:
        """（种类名，个数），按种类的次序，没有的不列。"""
        return [
            (kind.label, self.by_kind[kind.value])
            for kind in Station.Kind
            if self.by_kind.get(kind.value)
        ]


@dataclass(frozen=True, slots=True)
class EventLine:
    """一件大事。"""

    station_id: int
    station_name: str
    kind: str
    kind_label: str
    happened_on: date
    note: str


@dataclass(frozen=True, slots=True)
class FirstOfKind:
    """某个种类的第一个：何时、在哪里。"""

    kind_label: str
    station_id: int
    station_name: str
    opened_on: date


def kinds_on(*, congress_id: int, on: date) -> dict[int, str]:
    """那一天开放着的家站室，各是什么种类（后来提升的，退回当时的种类）。"""
    kinds = dict(
        Station.objects.filter(congress=congress_id).running(on=on).values_list("id", "kind")
    )
    later = StationEvent.objects.filter(station__congress=congress_id, happened_on__gt=on).exclude(
        kind_before=""
    )
    # 从最近的往回退，最后一次赋值就是紧接 on 之后那次提升之前的种类。
    for station_id, before in later.order_by("-happened_on", "-id").values_list(
        "station_id", "kind_before"
    ):
        if station_id in kinds:
            kinds[station_id] = before
    return kinds


def counts_by_kind(*, congress_id: int, on: date) -> KindCounts:
    """那一天各种类有几个。"""
    return KindCounts(on, Counter(kinds_on(congress_id=congress_id, on=on).values()))


def events_between(
    *, congress_id: int, since: date, until: date, kinds: tuple[str, ...] = ()
) -> list[EventLine]:
    """这段时间的大事（首尾都算），近的在前。"""
    rows = StationEvent.objects.filter(
        station__congress=congress_id, happened_on__range=(since, until)
    ).select_related("station")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [event_line(row) for row in rows.order_by("-happened_on", "-id")]


def event_line(row: StationEvent) -> EventLine:
    """一件大事的一行。"""
    return EventLine(
        row.station_id,
        row.station.name,
        row.kind,
        StationEvent.Kind(row.kind).label,
        row.happened_on,
        row.note,
    )


def firsts_of_kind(*, congress_id: int) -> list[FirstOfKind]:
    """各种类的第一个（“全区首个……”的出处）。"""
    rows = Station.objects.filter(congress=congress_id)
    earliest = rows.order_by("kind", "opened_on", "id").distinct("kind")
    return [
        FirstOfKind(Station.Kind(row.kind).label, row.pk, row.name, row.opened_on)
        for row in sorted(earliest, key=lambda row: (row.opened_on, row.pk))
    ]
