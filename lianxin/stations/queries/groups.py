"""小组编入阵地：某一天哪个小组在哪个站。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.orgs.models import Body, in_force
from lianxin.stations.models import StationGroup


@dataclass(frozen=True, slots=True)
class Binding:
    """一个小组在一个站。"""

    station_id: int
    station_name: str
    group_id: int
    group_name: str
    is_professional: bool
    since: date


@dataclass(frozen=True, slots=True)
class Bindings:
    """某一天的全部编入情况。"""

    on: date
    rows: tuple[Binding, ...]

    @property
    def groups(self) -> int:
        """几个小组。"""
        return len({row.group_id for row in self.rows})

    @property
    def stations(self) -> int:
        """几个站。"""
        return len({row.station_id for row in self.rows})


def bindings(*, congress_id: int, on: date, professional_only: bool = False) -> Bindings:
    """某一天小组编入阵地的情况；可只看专业小组（“两新合一”）。"""
    rows = StationGroup.objects.filter(in_force(on), station__congress=congress_id)
    if professional_only:
        rows = rows.filter(group__kind=Body.Kind.PROFESSIONAL_GROUP)
    return Bindings(
        on,
        tuple(
            Binding(
                row.station_id,
                row.station.name,
                row.group_id,
                row.group.short_name,
                row.group.kind == Body.Kind.PROFESSIONAL_GROUP,
                row.starts_on,
            )
            for row in rows.select_related("station", "group").order_by("station", "id")
        ),
    )
