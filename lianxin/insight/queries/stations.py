"""家站室用得怎么样：各站一行、一个站逐月一行；数的与指标是同一份查询，语句数不随站数变。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncQuarter
from django.utils.timezone import get_default_timezone

from lianxin.activities.queries.kinds import kinds
from lianxin.insight.cells import Period, following
from lianxin.insight.happened import PUBLIC_ROLES, with_visits
from lianxin.insight.queries.figures import breakdown, trend
from lianxin.insight.registers import rows_of
from lianxin.insight.scope import Scope, Where, scope_of
from lianxin.orgs.calendar import work_calendar
from lianxin.stations.models import Station
from lianxin.stations.queries import openings

#: 每一列：字段、名称、单位、对应的指标；开放小时由开放时间和工作日历推算。
COLUMNS: Final = (
    ("hours", "开放", "小时", ""),
    ("receptions", "代表接待", "次", "reception.count"),
    ("late", "预告晚了", "次", "reception.late.count"),
    ("noted", "站里记的来访", "人次", "station.visit.sum"),
    ("came", "活动上到场的群众", "人次", "visitor.count"),
    ("activities", "活动", "场", "activity.count"),
    ("opinions", "收到的意见", "条", "opinion.count"),
    ("services", "便民服务", "件", "service.count"),
    ("items", "活动带出的事项", "项", "item.count"),
)
#: 站兼作基层立法联系点、调处纠纷，逐季数的几种活动。
LEGAL_KINDS: Final = (
    *("research", "topic_research", "consultation"),
    *("legal_consultation", "mediation"),
)
HOURS_WORDS: Final = "开放小时照登记的开放时间、另有安排的日子和工作日历推算，算到今天为止。"
APART_WORDS: Final = (
    "“站里记的来访”是一天一天记下的，“活动上到场的群众”来自接待和活动的记录，"
    "两个数可能有重，不相加。"
)
_BLANK: Final = {name: 0 for name, *_ in COLUMNS if name not in ("hours", "opinions")}


@dataclass(frozen=True, slots=True)
class Usage:
    """一个站（或一个月）的用处；没有登记开放时间的，``hours`` 为空。"""

    key: str
    label: str
    hours: float | None
    receptions: int
    late: int
    noted: int
    came: int
    activities: int
    opinions: int
    services: int
    items: int
    body: str = ""
    station_id: int = 0
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """一个季度里一种活动办了几场。"""

    quarter: date
    kind: str
    label: str
    held: int
    period: Period

    @property
    def words(self) -> str:
        """“2026 年第一季度”。"""
        return f"{self.quarter.year} 年第{'一二三四'[(self.quarter.month - 1) // 3]}季度"


def station_usage(
    *, jurisdiction_id: int, period: Period, today: date, body_ids: Iterable[int] = ()
) -> list[Usage]:
    """各站的用处，按登记的先后。

    :param body_ids: 只要这几个工委管的；不给就是全部
    """
    scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
    stations = Station.objects.filter(congress=jurisdiction_id).running(on=scope.on)
    if wanted := list(body_ids):
        stations = stations.filter(body__in=wanted)
    rows = list(stations.select_related("body").order_by("id"))
    found = _counts(scope, {})
    hours = _hours(rows, [period], scope)
    ask: dict[str, Any] = {"jurisdiction_id": jurisdiction_id, "period": period, "today": today}
    said = {
        part.key: int(part.values["opinion.count"].number or 0)
        for part in breakdown("opinion.count", by="station", **ask)
    }
    return [
        Usage(
            key=str(row.pk),
            label=row.name,
            hours=hours[row.pk, 0],
            opinions=said.get(str(row.pk), 0),
            body=row.body.short_name,
            station_id=row.pk,
            period=period,
            **found[row.pk],
        )
        for row in rows
    ]


def station_months(
    *, jurisdiction_id: int, station_id: int, period: Period, today: date
) -> list[Usage]:
    """一个站逐月的用处，一个月也不缺。"""
    scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
    where = {"station": str(station_id)}
    found = _counts(scope, where, by_month=True)
    months = [Period(month, following(month)) for month in period.months]
    hours = _hours(Station.objects.filter(pk=station_id), months, scope)
    ask: dict[str, Any] = {"jurisdiction_id": jurisdiction_id, "period": period, "today": today}
    said = {
        month: int(value.number or 0)
        for month, value in trend("opinion.count", slices=where, **ask)
    }
    return [
        Usage(
            key=month.since.isoformat()[:7],
            label=f"{month.since.year} 年 {month.since.month} 月",
            hours=hours[station_id, place],
            opinions=said[month.since],
            station_id=station_id,
            period=month,
            **found[month.since],
        )
        for place, month in enumerate(months)
    ]


def station_quarters(
    *, jurisdiction_id: int, station_id: int, kind_keys: Iterable[str], period: Period, today: date
) -> list[QuarterLine]:
    """一个站逐季、这几种活动各办了几场，近的在前；没办的不列。一条语句。"""
    scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
    rows = rows_of("activity", "held", scope, {"station": str(station_id)})
    counted = (
        rows.filter(kind__in=list(kind_keys))
        .annotate(quarter=TruncQuarter("starts_at", tzinfo=get_default_timezone()))
        .order_by()
        .values("quarter", "kind")
        .annotate(held=Count("pk"))
    )
    known = kinds()
    lines = [
        QuarterLine(
            row["quarter"].date(),
            row["kind"],
            known[row["kind"]].label,
            row["held"],
            Period(row["quarter"].date(), following(row["quarter"].date(), 3)),
        )
        for row in counted
    ]
    order = list(known)
    return sorted(lines, key=lambda line: (-line.quarter.toordinal(), order.index(line.kind)))


def _counts(scope: Scope, where: Where, *, by_month: bool = False) -> Mapping[Any, dict[str, Any]]:
    """各站（或各月一日）的数；活动、事项按举行的时刻，来访按那一天。"""
    found: dict[Any, dict[str, Any]] = defaultdict(lambda: dict(_BLANK))
    visitors = with_visits(scope, where, PUBLIC_ROLES, phones=True)
    asked: tuple[tuple[QuerySet[Any], str, str, dict[str, Any]], ...] = (
        (_rows("reception.held", scope, where), "", "starts_at", {"receptions": Count("pk")}),
        (_rows("reception.late", scope, where), "", "starts_at", {"late": Count("pk")}),
        (_rows("station_visit.all", scope, where), "", "on", {"noted": Sum("value")}),
        (visitors, "", "starts_at", {"activities": Count("pk"), "came": Sum("value")}),
        (_rows("service.all", scope, where), "", "made_at", {"services": Count("pk")}),
        (_rows("item.all", scope, where), "activity__", "starts_at", {"items": Count("pk")}),
    )
    for rows, path, moment, measures in asked:
        place = _month(path + moment) if by_month else F(f"{path}station")
        for row in rows.order_by().annotate(part=place).values("part").annotate(**measures):
            key = _first_day(row["part"]) if by_month else row["part"]
            found[key] |= {name: row[name] for name in measures}
    return found


def _rows(name: str, scope: Scope, where: Where) -> QuerySet[Any]:
    fact, select = name.split(".")
    return rows_of(fact, select, scope, where)


def _month(field: str) -> TruncMonth:
    return TruncMonth(field, tzinfo=None if field == "on" else get_default_timezone())


def _first_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _hours(
    stations: Iterable[Station], periods: list[Period], scope: Scope
) -> dict[tuple[int, int], float | None]:
    """各站各段开放了几个小时；不算还没到的日子。"""
    rows, calendar = list(stations), work_calendar()
    known = openings(station_ids=[row.pk for row in rows], since=periods[0].since, until=scope.on)
    found: dict[tuple[int, int], float | None] = {}
    for row in rows:
        for place, period in enumerate(periods):
            last = min(period.until - timedelta(days=1), scope.on)
            opening = known[row.pk]
            found[row.pk, place] = (
                opening.hours(period.since, last, calendar) if opening.is_known else None
            )
    return found
