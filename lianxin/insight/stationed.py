"""家站室用起来的数：来访、接待；数的是查询本身，列清单用的也是它。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from django.db.models import F, QuerySet

from lianxin.insight.cells import start_of
from lianxin.insight.scope import Rows, Scope, Where
from lianxin.stations.models import Reception, ServiceRequest, Station, VisitNote


def station_names() -> dict[str, str]:
    """各站的编号与名称。"""
    return {str(pk): name for pk, name in Station.objects.values_list("pk", "name")}


def _visits(scope: Scope, where: Where) -> QuerySet[Any]:
    """站里记的来访，``value`` 是人次。"""
    rows = VisitNote.objects.filter(
        station__congress=scope.jurisdiction_id, on__range=scope.days
    ).select_related("station")
    if "purpose" in where:
        rows = rows.filter(purpose=where["purpose"])
    found: QuerySet[Any] = _at(rows, where).annotate(value=F("count"))
    return found


def _held(scope: Scope, where: Where) -> QuerySet[Any]:
    """到时点那一天已经开始的接待。"""
    since, until = scope.moments
    last = min(until, start_of(scope.on + timedelta(days=1)))
    rows = Reception.objects.kept().filter(
        station__congress=scope.jurisdiction_id, starts_at__gte=since, starts_at__lt=last
    )
    return _at(rows.select_related("station"), where)


def _late(scope: Scope, where: Where) -> QuerySet[Any]:
    late: QuerySet[Any] = _held(scope, where).late()  # type: ignore[attr-defined]
    return late


def _services(*states: str) -> Rows:
    """这段时间收到的便民服务。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Any]:
        since, until = scope.moments
        found = ServiceRequest.objects.filter(
            congress=scope.jurisdiction_id, made_at__gte=since, made_at__lt=until
        ).select_related("station")
        return _at(found.filter(state__in=states) if states else found, where)

    return rows


def _at(rows: QuerySet[Any], where: Where) -> QuerySet[Any]:
    return rows.filter(station=int(where["station"])) if "station" in where else rows


STATIONED: Final[Mapping[tuple[str, str], Rows]] = MappingProxyType(
    {
        ("station_visit", "all"): _visits,
        ("reception", "held"): _held,
        ("reception", "late"): _late,
        ("service", "all"): _services(),
        ("service", "answered"): _services("answered"),
    }
)
