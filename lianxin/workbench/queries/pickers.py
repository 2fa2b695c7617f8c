"""筛选和登记用的下拉：地点、家站室、街道、代表；一样一条查询。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianxin.casework.fields import Group
from lianxin.orgs.models import Body, in_force
from lianxin.orgs.queries import bodies_of_kind, region_picker, sitting_deputies
from lianxin.stations.models import Station, StationDeputy

Option = tuple[str, str]


def region_groups(congress: Body) -> tuple[Group, ...]:
    """地点：按街道（乡镇）分组，每组的第一项是整个街道。"""
    top = region_picker(congress.region_id)
    if not top.children:
        return ((top.name, ((top.code, top.name),)),)
    return tuple(
        (
            town.name,
            (
                (town.code, f"{town.name}（不细分）"),
                *((village.code, village.name) for village in town.children),
            ),
        )
        for town in top.children
    )


def street_options(congress_id: int) -> tuple[Option, ...]:
    """街道工委、乡镇主席团。"""
    cards = bodies_of_kind(congress_id, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)
    return tuple((str(card.id), card.short_name) for card in cards)


def station_options(
    congress_id: int, *, on: date, bodies: Iterable[int] = ()
) -> tuple[Option, ...]:
    """开放着的家站室；给了 ``bodies`` 就只要这几个街道管的。"""
    rows = Station.objects.filter(congress=congress_id).running(on=on)
    if wanted := list(bodies):
        rows = rows.filter(body__in=wanted)
    return tuple((str(pk), name) for pk, name in rows.order_by("id").values_list("id", "name"))


def deputy_options(
    congress_id: int, *, on: date, station_ids: Iterable[int] = ()
) -> tuple[Option, ...]:
    """在任代表；给了站就只要进了这些站的。"""
    wanted = list(station_ids)
    if wanted:
        rows = StationDeputy.objects.filter(in_force(on), station__in=wanted)
        pairs = rows.order_by("person__name").values_list("person_id", "person__name").distinct()
        return tuple((str(pk), name) for pk, name in pairs)
    cards = sitting_deputies(congress_id=congress_id, on=on)
    return tuple((str(card.person_id), card.person_name) for card in cards)
