"""数字页上活动那一段：大数、逐月的图、各族的表；公众页与工作台同用。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_default_timezone

from lianxin.activities.queries.kinds import FAMILIES, kinds
from lianxin.insight.cells import Period, following
from lianxin.insight.definitions import definition
from lianxin.insight.happened import with_visits
from lianxin.insight.queries.figures import Part, Value, indicator
from lianxin.insight.queries.showing import Link, chart, stat, table
from lianxin.insight.scope import scope_of

_STATS: Final = (
    *("activity.count", "attendance.count", "attendee.deputy.count", "visitor.count"),
    *("visit_target.count", "activity.opinion.count", "problem.count", "problem.solved.count"),
)
_COLUMNS: Final = ("activity.count", "attendance.count")


@dataclass(frozen=True, slots=True)
class ActivityBoard:
    """活动一段要的全部：总的，逐月的，各族的。"""

    totals: dict[str, Value]
    months: tuple[Part, ...]
    families: tuple[Part, ...]


def activity_board(*, jurisdiction_id: int, period: Period, today: date) -> ActivityBoard:
    """活动的一页数字；不管有多少场，语句数不变。"""
    ask: dict[str, Any] = {"jurisdiction_id": jurisdiction_id, "period": period, "today": today}
    totals = {key: indicator(key, **ask) for key in _STATS}
    months, families = _spread(jurisdiction_id, period, today)
    return ActivityBoard(
        totals,
        tuple(
            _part(month.isoformat(), f"{month.year} 年 {month.month} 月", found, _month(month), {})
            for month in period.months
            for found in [months.get(month, Counter())]
        ),
        tuple(
            _part(key, label, families[key], period, {"family": key})
            for key, label in FAMILIES.items()
            if key in families
        ),
    )


def _month(month: date) -> Period:
    return Period(month, following(month))


def _part(
    key: str, label: str, found: Counter[str], period: Period, slices: dict[str, str]
) -> Part:
    values = {
        name: Value(definition(name), found[name], found["activity.count"], period, slices)
        for name in _COLUMNS
    }
    return Part(key, label, values)


def _spread(
    jurisdiction_id: int, period: Period, today: date
) -> tuple[dict[date, Counter[str]], dict[str, Counter[str]]]:
    """每月、每族各有几场、多少人次。一条语句。"""
    scope = scope_of(jurisdiction_id=jurisdiction_id, period=period, today=today)
    rows = (
        with_visits(scope, {})
        .annotate(month=TruncMonth("starts_at", tzinfo=get_default_timezone()))
        .order_by()
        .values("month", "kind")
        .annotate(held=Count("pk"), came=Sum("value"))
    )
    months: dict[date, Counter[str]] = {}
    families: dict[str, Counter[str]] = {}
    known = kinds()
    for row in rows:
        found = Counter({"activity.count": row["held"], "attendance.count": row["came"]})
        month = row["month"].date()
        months[month] = months.get(month, Counter()) + found
        family = known[row["kind"]].family if row["kind"] in known else ""
        families[family] = families.get(family, Counter()) + found
    return months, families


def activity_section(
    board: ActivityBoard, *, link: Link, explain: Callable[[str], str]
) -> dict[str, Any]:
    """活动那一段的内容；一场也没有就只说没有。"""
    return {
        "is_empty": not board.totals["activity.count"].number,
        "stats": [stat(board.totals[key], link, explain) for key in _STATS],
        "charts": [
            chart("activity-months", "bar", "逐月的活动", ("activity.count",), board.months),
            chart("activity-visits", "line", "逐月的人次", ("attendance.count",), board.months),
        ],
        "tables": [
            {"title": "逐月的活动", **_table(board.months, "月份", link, newest_first=True)},
            {"title": "各类活动", **_table(board.families, "哪一类", link)},
        ],
    }


def _table(
    parts: tuple[Part, ...], heading: str, link: Link, *, newest_first: bool = False
) -> dict[str, Any]:
    return table(parts, heading, link, keys=_COLUMNS, newest_first=newest_first)
