"""表里写的地点、站名，对上名录里的哪一个。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.orgs.models import Body, Region
from lianxin.stations.models import Station


@dataclass(frozen=True, slots=True)
class Places:
    """名录：地名（全名，或独一无二的简名）→ 区划代码；站名 → 编号；站 → 主管的工委。"""

    regions: Mapping[str, str]
    stations: Mapping[str, int]
    keepers: Mapping[int, int]

    @classmethod
    def load(cls, congress: Body, *, on: date) -> Places:
        """这一级人大地面上的。两次查询。"""
        running = Station.objects.running(on=on).filter(congress=congress)
        stations = list(running.values_list("name", "pk", "body_id"))
        return cls(
            regions=_by_name(region_names(congress)),
            stations={name: pk for name, pk, _ in stations},
            keepers={pk: body for _, pk, body in stations},
        )


def region_names(congress: Body) -> dict[str, tuple[str, str]]:
    """区划代码 →（简名，从本级写起的全名）。"""
    top = congress.region
    rows = {
        row.pk: row for row in Region.objects.filter(code__startswith=top.prefix).order_by("code")
    }
    full: dict[str, str] = {}
    for code, row in rows.items():
        full[code] = full.get(row.parent_id or "", "") + row.name
    return {code: (row.name, full[code]) for code, row in rows.items()}


def _by_name(names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    times = Counter(short for short, _ in names.values())
    unique = {short: code for code, (short, _) in names.items() if times[short] == 1}
    return {**unique, **{full: code for code, (_, full) in names.items()}}
