"""名录上的一行取出来：看得见、管得着才给；看不见与不存在同样对待。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Mandate, Person, in_force
from lianxin.stations.models import Station, StationDeputy
from lianxin.workbench import policies


def may_see(viewer: Viewer, congress_id: int) -> None:
    """管名录的人看自己那一级的。

    :raises NotVisible: 不管名录，或不是这一级
    """
    if not policies.keeps_registers(viewer) or congress_id not in policies.congresses_of(viewer):
        raise NotVisible("没有这一页，或者您无权查看。")


def get_station(*, viewer: Viewer, pk: int) -> Station:
    """取一个家站室。

    :raises NotVisible: 没有，或不在本级
    """
    row = Station.objects.select_related("body", "congress", "region").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这个家站室。")
    may_see(viewer, row.congress_id)
    return row


def keeps(viewer: Viewer, station: Station) -> bool:
    """这个站归不归他管。"""
    return policies.may_keep_station(
        viewer, congress_id=station.congress_id, body_id=station.body_id
    )


def get_kept_station(*, viewer: Viewer, pk: int) -> Station:
    """取一个归他管的家站室；看得见但不归他管的，改的那几页对他不存在。"""
    row = get_station(viewer=viewer, pk=pk)
    if not keeps(viewer, row):
        raise NotVisible("没有这个家站室。")
    return row


def kept_stations(*, viewer: Viewer, congress_id: int, on: date) -> list[Station]:
    """归他管、开放着的家站室。"""
    rows = Station.objects.filter(congress=congress_id).running(on=on).order_by("id")
    if not policies.runs_office(viewer, congress_id):
        rows = rows.filter(body__in=viewer.body_ids)
    return list(rows)


def get_deputy(*, viewer: Viewer, pk: int, congress_id: int, on: date) -> Person:
    """取一位在任代表。"""
    may_see(viewer, congress_id)
    sitting = Mandate.objects.filter(in_force(on), congress=congress_id, person=pk)
    person = Person.objects.filter(pk__in=sitting.values("person")).first()
    if person is None:
        raise NotVisible("没有这位代表。")
    return person


def get_group(*, congress_id: int, pk: int) -> Body:
    """取一个代表小组。"""
    row = Body.objects.filter(
        pk=pk, congress=congress_id, kind__in=(Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
    ).first()
    if row is None:
        raise NotVisible("没有这个小组。")
    return row


def stations_by_person(*, congress_id: int, on: date) -> Mapping[int, list[str]]:
    """各位代表在哪些站。"""
    found: dict[int, list[str]] = {}
    rows = StationDeputy.objects.filter(in_force(on), station__congress=congress_id)
    for person_id, name in rows.order_by("id").values_list("person_id", "station__name"):
        found.setdefault(person_id, []).append(name)
    return found
