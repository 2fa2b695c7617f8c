"""读格子：合计加上还没并进去的增减，同一条语句、同一个时刻，所以什么时候读都是准的。"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils.timezone import get_default_timezone

from lianxin.insight.definitions import Definition

#: 一份里的格子：（情形，用了几天）→ 个数。
Cells = Mapping[tuple[str, int | None], int]

_READ = """
SELECT fact, {month}, key, state, days, sum(n)::bigint FROM (
    SELECT fact, month, key, state, days, n FROM insight_tally
     WHERE jurisdiction_id = %(jurisdiction)s AND slice = %(slice)s
       AND fact = ANY(%(facts)s) AND month >= %(since)s AND month < %(until)s
    UNION ALL
    SELECT fact, month,
           CASE %(slice)s WHEN 'all' THEN '' WHEN 'category' THEN category
                          WHEN 'channel' THEN channel WHEN 'station' THEN station END,
           state, days, n
      FROM insight_delta
     WHERE jurisdiction_id = %(jurisdiction)s
       AND fact = ANY(%(facts)s) AND month >= %(since)s AND month < %(until)s
) AS cells
WHERE key IS NOT NULL
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""


@dataclass(frozen=True, slots=True)
class Period:
    """一段时间，按月：``since`` 起（含），``until`` 止（不含），都是某月一日。"""

    since: date
    until: date

    @property
    def months(self) -> tuple[date, ...]:
        """逐月。"""
        found, month = [], self.since
        while month < self.until:
            found.append(month)
            month = following(month)
        return tuple(found)


def following(month: date, count: int = 1) -> date:
    """往后（负数往前）数几个月的一日。"""
    place = month.year * 12 + month.month - 1 + count
    return date(place // 12, place % 12 + 1, 1)


def start_of(month: date) -> datetime:
    """这个月一日零点（北京时间）。"""
    return datetime.combine(month, time(), tzinfo=get_default_timezone())


def recent(*, today: date, months: int) -> Period:
    """连本月在内的最近几个月。"""
    end = following(today.replace(day=1))
    return Period(following(end, -months), end)


_SPAN = """
SELECT min(first), array_agg(DISTINCT year) FROM (
    SELECT min(month) AS first, extract(year FROM month)::integer AS year FROM insight_tally
     WHERE jurisdiction_id = %(jurisdiction)s AND fact = 'opinion' AND slice = 'all'
     GROUP BY 2
    UNION ALL
    SELECT min(month), extract(year FROM month)::integer FROM insight_delta
     WHERE jurisdiction_id = %(jurisdiction)s AND fact = 'opinion' GROUP BY 2
    UNION ALL
    -- 建议、活动只看头一件、末一件，都走索引；中间的年份都算有。
    SELECT insight_month(ends.first), year FROM (
        SELECT (SELECT s.submitted_at FROM suggestions_suggestion s
                 WHERE s.jurisdiction_id = %(jurisdiction)s
                 ORDER BY s.submitted_at LIMIT 1) AS first,
               (SELECT s.submitted_at FROM suggestions_suggestion s
                 WHERE s.jurisdiction_id = %(jurisdiction)s
                 ORDER BY s.submitted_at DESC LIMIT 1) AS last
        UNION ALL
        SELECT (SELECT a.starts_at FROM activities_activity a
                 WHERE a.congress_id = %(jurisdiction)s AND a.recorded_at IS NOT NULL
                 ORDER BY a.starts_at, a.id LIMIT 1),
               (SELECT a.starts_at FROM activities_activity a
                 WHERE a.congress_id = %(jurisdiction)s AND a.recorded_at IS NOT NULL
                 ORDER BY a.starts_at DESC, a.id DESC LIMIT 1)
    ) AS ends, generate_series(
        extract(year FROM insight_day(ends.first))::integer,
        extract(year FROM insight_day(ends.last))::integer
    ) AS year
) AS spans
"""


@dataclass(frozen=True, slots=True)
class Span:
    """有数的时间：从第一个有意见、有建议、有活动的月份到本月，以及哪几年有（近的在前）。"""

    period: Period
    years: tuple[int, ...]


def span(*, jurisdiction_id: int, today: date) -> Span:
    """有数的时间；什么也没有，就是本月。一条语句。"""
    this_month = today.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(_SPAN, {"jurisdiction": jurisdiction_id})
        first, years = cursor.fetchone()
    since = min(first or this_month, this_month)
    return Span(Period(since, following(this_month)), tuple(sorted(years or (), reverse=True)))


def read(
    *,
    jurisdiction_id: int,
    period: Period,
    facts: Iterable[str],
    slice_by: str = "all",
    by_month: bool = False,
) -> dict[tuple[str, date | None, str], Cells]:
    """（哪类事，月份，哪一份）→ 那一份里的格子。一条语句。

    :param slice_by: all 不分，category、channel、station 按那一项分
    :param by_month: 逐月分开；不分开的月份为空
    """
    month = "month" if by_month else "NULL::date"
    given: dict[str, Any] = {
        "jurisdiction": jurisdiction_id,
        "slice": slice_by,
        "facts": list(facts),
        "since": period.since,
        "until": period.until,
    }
    found: dict[tuple[str, date | None, str], dict[tuple[str, int | None], int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(month=month), given)
        for fact, at, key, state, days, n in cursor.fetchall():
            found.setdefault((fact, at, key), {})[state, days] = n
    return dict(found)


def merged(parts: Iterable[Cells]) -> Cells:
    """几份合成一份。"""
    total: dict[tuple[str, int | None], int] = {}
    for part in parts:
        for cell, n in part.items():
            total[cell] = total.get(cell, 0) + n
    return total


@dataclass(frozen=True, slots=True)
class Measured:
    """量出来的数：``number`` 没有就是空（分母为零、一条也没有），``sample`` 是以多少为底。"""

    number: float | int | None
    sample: int


def measure(definition: Definition, cells: Cells) -> Measured:
    """按定义量一份。占比为 0–100 的百分数，不四舍五入。"""
    chosen = {cell: n for cell, n in cells.items() if definition.counts(*cell)}
    count = sum(chosen.values())
    if definition.measure == "count":
        return Measured(count, count)
    if definition.measure == "ratio":
        base = sum(n for cell, n in cells.items() if definition.is_base(*cell))
        return Measured(100 * count / base if base else None, base)
    return Measured(_percentile(chosen, definition.share or 0.5), count)


def _percentile(cells: Cells, share: float) -> int | None:
    """从小到大排到 ``share`` 的那一个（最近秩法），总是真有的一个天数。"""
    days = sorted((d, n) for (_, d), n in cells.items() if d is not None)
    place = math.ceil(share * sum(n for _, n in days))
    for value, n in days:
        place -= n
        if place <= 0:
            return value
    return None
