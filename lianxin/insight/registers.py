"""名录的数：家站室、代表、小组、机构、岗位、成果，和活动、公文；数的是查询本身，列清单用的也是它。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import get_default_timezone, localtime

from lianxin.casework.models import Case
from lianxin.insight.cells import Measured
from lianxin.insight.definitions import Definition
from lianxin.insight.happened import FACTS as HAPPENED_FACTS
from lianxin.insight.happened import HAPPENED, known_here
from lianxin.insight.happened_records import listed, record_of
from lianxin.insight.records import Record, RecordPage, Window
from lianxin.insight.scope import NotInRegister, Rows, Scope, Where, scope_of
from lianxin.insight.stationed import STATIONED, station_names
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Mandate, Membership, Person, Region, in_force
from lianxin.orgs.queries import DEFAULT_REQUIREMENTS, coverage_matrix
from lianxin.orgs.queries.groups import GROUP_KINDS
from lianxin.outcomes.models import Outcome
from lianxin.outcomes.queries import METRICS
from lianxin.stations.models import (
    Reception,
    ServiceRequest,
    Station,
    StationDeputy,
    StationEvent,
    VisitNote,
)

__all__ = [
    "ROWS",
    "NotInRegister",
    "Rows",
    "Scope",
    "Where",
    "count",
    "known",
    "registered_behind",
    "rows_of",
    "scope_of",
]


def _station(scope: Scope, where: Where) -> QuerySet[Station]:
    """那一天开放着的；后来提升过的，退回当时的种类。"""
    before = StationEvent.objects.filter(station=OuterRef("pk"), happened_on__gt=scope.on)
    first = before.exclude(kind_before="").order_by("happened_on", "id").values("kind_before")[:1]
    rows = Station.objects.running(on=scope.on).annotate(
        kind_then=Coalesce(Subquery(first), "kind")
    )
    if where.get("scope") == "below":
        congress = Body.objects.select_related("region").get(pk=scope.jurisdiction_id)
        rows = rows.filter(congress__region__code__startswith=congress.region.prefix)
    else:
        rows = rows.filter(congress=scope.jurisdiction_id)
    return rows.filter(kind_then=where["kind"]) if "kind" in where else rows


def _online(scope: Scope, where: Where) -> QuerySet[Station]:
    return _station(scope, where).filter(is_online=True)


def _events(*kinds: str) -> Rows:
    """这段时间有过这些大事的家站室；一个站算一个。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Station]:
        events = StationEvent.objects.filter(
            station__congress=scope.jurisdiction_id, kind__in=kinds, happened_on__range=scope.days
        )
        found = Station.objects.filter(pk__in=events.values("station"))
        return found.filter(kind=where["kind"]) if "kind" in where else found

    return rows


def _sitting(scope: Scope, where: Where) -> QuerySet[Mandate]:
    rows = Mandate.objects.filter(in_force(scope.on), state=Mandate.State.ACTIVE)
    return rows.filter(congress__level=where["level"]) if "level" in where else rows


def _deputies(scope: Scope, where: Where) -> QuerySet[Person]:
    """本级的在任代表，数人。"""
    own = _sitting(scope, where).filter(congress=scope.jurisdiction_id)
    return Person.objects.filter(pk__in=own.values("person"))


def _assigned(scope: Scope, where: Where) -> QuerySet[Person]:
    """编在本级家站室的各级在任代表；兼任几级、在几个站的，都只算一个人。"""
    placed = StationDeputy.objects.filter(
        in_force(scope.on), station__congress=scope.jurisdiction_id
    )
    return Person.objects.filter(
        pk__in=_sitting(scope, where).filter(person__in=placed.values("person")).values("person")
    )


def _grouped(scope: Scope, where: Where) -> QuerySet[Person]:
    """编在本级代表小组的各级在任代表；在几个组的，只算一个人。"""
    inside = Membership.objects.filter(in_force(scope.on), body__in=_groups(scope, {}))
    return Person.objects.filter(
        pk__in=_sitting(scope, where).filter(person__in=inside.values("person")).values("person")
    )


def _groups(scope: Scope, where: Where) -> QuerySet[Body]:
    rows = Body.objects.filter(
        in_force(scope.on), congress=scope.jurisdiction_id, kind__in=GROUP_KINDS
    )
    return _bodies(rows, where)


def _created(scope: Scope, where: Where) -> QuerySet[Body]:
    rows = Body.objects.filter(
        congress=scope.jurisdiction_id, kind__in=GROUP_KINDS, starts_on__range=scope.days
    )
    return _bodies(rows, where)


def _units(scope: Scope, where: Where) -> QuerySet[Body]:
    return _bodies(Body.objects.filter(in_force(scope.on), congress=scope.jurisdiction_id), where)


def _bodies(rows: QuerySet[Body], where: Where) -> QuerySet[Body]:
    return rows.filter(**{name: where[name] for name in ("kind", "level") if name in where})


def _posts(*, filled: bool) -> Rows:
    """该配这个岗位的机构，或其中配了的；没说哪个岗位，就是要配的岗位都配齐了的。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Body]:
        wanted = [r for r in DEFAULT_REQUIREMENTS if r.key == where.get("requirement", r.key)]
        matrix = coverage_matrix(
            congress_id=scope.jurisdiction_id, on=scope.on, requirements=wanted
        )
        vacant = {cell.body_id for cell in matrix.vacancies} if filled else set()
        return Body.objects.filter(pk__in={cell.body_id for cell in matrix.cells} - vacant)

    return rows


def _outcomes(metric: str) -> Rows:
    """这段时间成了的、核实了的成果；是别人总数里一部分的不另算。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Outcome]:
        found = Outcome.objects.counted().filter(
            jurisdiction=scope.jurisdiction_id, metric=metric, happened_on__range=scope.days
        )
        return found.filter(source=where["source"]) if "source" in where else found

    return rows


#: 哪一种、数哪些 → 查询。
ROWS: Final[Mapping[tuple[str, str], Rows]] = MappingProxyType(
    {
        ("station", "running"): _station,
        ("station", "online"): _online,
        ("station_event", "changed"): _events("built", "upgraded"),
        ("station_event", "upgraded"): _events("upgraded"),
        ("station_event", "pilot"): _events("pilot"),
        ("deputy", "sitting"): _deputies,
        ("deputy", "assigned"): _assigned,
        ("deputy", "grouped"): _grouped,
        ("group", "running"): _groups,
        ("group", "created"): _created,
        ("unit", "all"): _units,
        ("post", "required"): _posts(filled=False),
        ("post", "filled"): _posts(filled=True),
        **{("outcome", metric): _outcomes(metric) for metric in METRICS},
        **STATIONED,
        **HAPPENED,
    }
)
_KNOWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "level": {key: str(label) for key, label in Region.Level.choices},
        "requirement": {each.key: each.label for each in DEFAULT_REQUIREMENTS},
        "scope": {"below": "连同各下级"},
        "source": {key: str(label) for key, label in Outcome.Source.choices},
        "purpose": {key: str(label) for key, label in VisitNote.Purpose.choices},
    }
)


def known(fact: str, name: str) -> Mapping[str, str]:
    """这一种名录的这一项，有哪些可选，各叫什么。"""
    if fact in HAPPENED_FACTS:
        return known_here(fact, name)
    if name == "kind":
        kinds = Station.Kind if fact.startswith("station") else Body.Kind
        return {key: str(label) for key, label in kinds.choices}
    return station_names() if name == "station" else _KNOWN[name]


def count(definition: Definition, scope: Scope, where: Where) -> Measured:
    """数一个：个数，或占比；占比的分母按同样的条件取。"""
    for name, value in where.items():
        if value not in known(definition.fact, name):
            raise NotInRegister(f"“{definition.label}”里没有“{value}”这一种。")
    rows = rows_of(definition.fact, definition.select, scope, where)
    if definition.measure == "sum":
        total = rows.aggregate(total=Sum("value"), number=Count("pk"))
        return Measured(_whole(total["total"] or Decimal(0)), total["number"])
    found = rows.count()
    if definition.measure != "ratio":
        return Measured(found, found)
    base = rows_of(definition.fact, definition.of, scope, where).count()
    return Measured(100 * found / base if base else None, base)


def _whole(total: Decimal) -> int | float:
    """整数照整数给；带小数的（钱、面积，至多两位）照小数给。"""
    return int(total) if total == int(total) else float(total)


def rows_of(fact: str, select: str, scope: Scope, where: Where) -> QuerySet[Any]:
    """这一种、这些条件的查询。"""
    return ROWS[fact, select](scope, where)


def registered_behind(
    definition: Definition, window: Window, scope: Scope, where: Where
) -> RecordPage:
    """数背后的名录，按登记先后倒着排；没有登录的看不到名单。"""
    if window.viewer.sees_nothing:
        return RecordPage((), "")
    rows = rows_of(definition.fact, definition.select, scope, where)
    if definition.fact == "outcome":
        mine = Case.objects.visible_to(window.viewer)
        rows = rows.filter(pk__in=Outcome.objects.visible_to(window.viewer, cases=mine))
    if definition.fact == "service":
        rows = rows.filter(pk__in=ServiceRequest.objects.visible_to(window.viewer))
    happened = definition.fact in HAPPENED_FACTS
    if happened:
        rows = listed(rows, window.viewer)
    if window.cursor:
        if not window.cursor.isdecimal():
            raise NotVisible("翻页的记号不对，请从第一页看起。")
        rows = rows.filter(pk__lt=int(window.cursor))
    found = list(rows.order_by("-pk")[: window.limit + 1])
    shown = found[: window.limit]
    more = str(shown[-1].pk) if len(found) > window.limit else ""
    if happened:
        return RecordPage(tuple(record_of(row, window.viewer, scope) for row in shown), more)
    return RecordPage(tuple(_record(row, scope) for row in shown), more)


def _record(row: Model, scope: Scope) -> Record:
    if isinstance(row, Station):
        return _line(row.pk, row.name, row.opened_on, "开放", Station.Kind(row.kind).label)
    if isinstance(row, Body):
        return _line(row.pk, row.name, row.starts_on, "成立", Body.Kind(row.kind).label)
    if isinstance(row, VisitNote):
        return _line(
            row.pk, row.station.name, row.on, f"{row.count} 人次", row.get_purpose_display()
        )
    if isinstance(row, Reception):
        on = localtime(row.starts_at).date()
        return _line(row.pk, row.station.name, on, row.theme, "接待")
    if isinstance(row, ServiceRequest):
        on = localtime(row.made_at).date()
        return _line(row.pk, row.text, on, row.get_state_display(), row.get_kind_display())
    if isinstance(row, Outcome):
        note = f"{row.value.normalize():f} {row.unit}"
        line = _line(row.pk, row.what, row.happened_on, note, METRICS[row.metric].label)
        return replace(line, case_id=row.case_id)
    return _line(row.pk, getattr(row, "name", ""), scope.on, "在任", "人大代表")


def _line(pk: int, title: str, on: date, note: str, category: str) -> Record:
    at = datetime.combine(on, time(), tzinfo=get_default_timezone())
    return Record(id=pk, case_id=0, number="", title=title, at=at, category=category, note=note)
