"""代表建议的数：一件一行，带上它到了哪一步的记号，由一条语句从记录里取，不另存。

一级人大一年的建议是几十到几百件，按提出时间走索引，语句条数与件数无关；记号的意思见
:data:`lianxin.insight.definitions.MARKS`，计数和列清单用的是同一段语句。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.insight.cells import Cells, Period, start_of
from lianxin.insight.definitions import MARKS, PROMISED, Definition
from lianxin.insight.records import Record, RecordPage, Window, page_of
from lianxin.suggestions.models import Suggestion

#: 能按什么分；``unit`` 一家一份，分办的各家各算一件，所以各家相加会多于总数。
CUTS: Final = ("all", "category", "unit", "raised_in", "session", "term")

# 每件建议一行。要签收的才是答复的责任；随着它的“先联系代表”不算答复按不按期。
# 主办、分办的责任由“身份指派”认出来，不看机制里怎么称呼；退回、改派掉的不算。
LINES: Final = """
SELECT s.id, insight_month(s.submitted_at) AS month, s.raised_in::text AS raised_in,
       coalesce(s.session_id::text, '') AS session, coalesce(c.category_id, '')::text AS category,
       coalesce(held.term, '') AS term, c.id AS case_id, c.thread,
       coalesce(sent.units, ARRAY['']) AS units,
       array_remove(ARRAY[
           CASE WHEN c.result IN ('rejected', 'withdrawn', 'merged') THEN 'out' END,
           CASE WHEN c.result IN ('rejected', 'withdrawn', 'merged') THEN 'out_' || c.result END,
           CASE WHEN told.yes THEN 'was_' || c.result END,
           CASE WHEN sent.units IS NOT NULL THEN 'dispatched' END,
           CASE WHEN told.yes THEN 'replied' END,
           CASE WHEN told.yes AND c.closed_at IS NOT NULL THEN 'closed' END,
           CASE WHEN told.yes AND done.on_time THEN 'on_time' END,
           CASE WHEN told.yes AND done.contacted THEN 'contacted' END,
           CASE WHEN done.overdue AND c.closed_at IS NULL THEN 'overdue' END,
           CASE WHEN again.yes THEN 'again' END,
           CASE WHEN graded.result <> '' THEN 'result_rated' END,
           CASE WHEN graded.attitude <> '' THEN 'attitude_rated' END,
           CASE WHEN graded.result <> '' THEN 'result_' || graded.result END,
           CASE WHEN graded.attitude <> '' THEN 'attitude_' || graded.attitude END,
           CASE WHEN graded.result IN ('satisfied', 'basic') THEN 'result_accepted' END,
           CASE WHEN looked.result IS NOT NULL THEN 'looked_back' END,
           looked.result::text
       ], NULL) AS marks
  FROM suggestions_suggestion s
  JOIN casework_case c ON c.id = s.case_id
  CROSS JOIN LATERAL (SELECT c.result IN
       ('resolved', 'in_progress', 'planned', 'not_feasible_now', 'reference') AS yes) AS told
  CROSS JOIN LATERAL (
       SELECT array_agg(DISTINCT p.body_id::text) AS units FROM casework_party p
        WHERE p.case_id = c.id AND p.kind IN ('lead', 'separate') AND p.body_id IS NOT NULL
          AND p.until IS NULL) AS sent
  CROSS JOIN LATERAL (
       SELECT bool_and(d.contacts > 0) FILTER (WHERE d.outcome = 'done') AS contacted,
              bool_and(insight_day(d.discharged_at) <= d.due_date)
                  FILTER (WHERE d.outcome = 'done' AND d.sign_due IS NOT NULL) AS on_time,
              bool_or(d.discharged_at IS NULL AND d.paused_on IS NULL
                      AND d.due_date < %(today)s) AS overdue
         FROM casework_duty d
        WHERE d.case_id = c.id AND d.outcome IN ('', 'done') AND EXISTS (
              SELECT 1 FROM casework_party p
               WHERE p.case_id = d.case_id AND p.role = d.role AND p.body_id = d.holder_body_id
                 AND p.kind IN ('lead', 'separate'))) AS done
  CROSS JOIN LATERAL (SELECT EXISTS (
       SELECT 1 FROM ratings_rating r WHERE r.thread = c.thread AND r.case_id = c.id
          AND r.rater = 'deputy' AND r.is_valid AND r.result = 'dissatisfied') AS yes) AS again
  LEFT JOIN LATERAL (
       SELECT r.attitude, r.result FROM ratings_rating r
        WHERE r.thread = c.thread AND r.case_id = c.id AND r.rater = 'deputy' AND r.is_valid
        ORDER BY r.rated_at DESC, r.id DESC LIMIT 1) AS graded ON true
  LEFT JOIN LATERAL (
       SELECT b.result FROM casework_case b JOIN casework_publishedmechanism m
           ON m.id = b.mechanism_id AND m.slot = 'lookback'
        WHERE b.thread = c.thread AND b.closed_at IS NOT NULL
          AND b.result IN ('implemented', 'partly', 'not_implemented')
        ORDER BY b.closed_at DESC, b.id DESC LIMIT 1) AS looked ON true
  LEFT JOIN LATERAL (
       SELECT t.id::text AS term FROM orgs_term t
        WHERE t.congress_id = s.jurisdiction_id AND t.starts_on <= insight_day(s.submitted_at)
          AND (t.ends_on IS NULL OR t.ends_on > insight_day(s.submitted_at))
        ORDER BY t.ordinal DESC LIMIT 1) AS held ON true
 WHERE s.jurisdiction_id = %(jurisdiction)s
   AND s.submitted_at >= %(since)s AND s.submitted_at < %(until)s
   AND (%(only)s::bigint IS NULL OR s.session_id = %(only)s)
   AND NOT EXISTS (SELECT 1 FROM casework_link k
                    WHERE k.target_id = s.case_id AND k.kind = 'carries_over')
"""
# 承诺：答复里答应的事，各是“承诺”一段的一件；跟着建议提出的时间走。
_CELLS: Final = f"""
WITH lines AS MATERIALIZED ({LINES}), facts AS (
    SELECT 'suggestion' AS fact, month, raised_in, session, category, term, units, marks FROM lines
    UNION ALL
    SELECT 'promise', l.month, l.raised_in, l.session, l.category, l.term, l.units,
           ARRAY[CASE WHEN b.closed_at IS NULL THEN 'open' ELSE b.result::text END]
      FROM lines l JOIN casework_case b ON b.thread = l.thread
      JOIN casework_publishedmechanism m ON m.id = b.mechanism_id AND m.slot = 'promise'
)
SELECT fact, cut.slice, {{month}}, cut.key, array_to_string(marks, ' '), count(*)
  FROM facts CROSS JOIN LATERAL (
    SELECT 'all' AS slice, '' AS key
    UNION ALL SELECT 'category', category UNION ALL SELECT 'raised_in', raised_in
    UNION ALL SELECT 'session', session UNION ALL SELECT 'term', term
    UNION ALL SELECT 'unit', unit FROM unnest(units) AS unit
  ) AS cut
 WHERE cut.slice = ANY(%(slices)s)
 GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 （拼的是上面的常量）

_CUT: Final = """
   CASE %(cut)s WHEN 'all' THEN true WHEN 'category' THEN l.category = ANY(%(keys)s)
        WHEN 'raised_in' THEN l.raised_in = ANY(%(keys)s) WHEN 'term' THEN l.term = ANY(%(keys)s)
        WHEN 'session' THEN l.session = ANY(%(keys)s) WHEN 'unit' THEN l.units && %(keys)s::text[]
   END
"""
_CHOSEN: Final = f"""
SELECT l.id FROM ({LINES}) AS l
 WHERE l.marks @> %(wanted)s::text[] AND NOT l.marks && %(barred)s::text[] AND {_CUT}
"""  # noqa: S608
_PROMISED: Final = f"""
SELECT b.id FROM ({LINES}) AS l JOIN casework_case b ON b.thread = l.thread
  JOIN casework_publishedmechanism m ON m.id = b.mechanism_id AND m.slot = 'promise'
 WHERE CASE WHEN b.closed_at IS NULL THEN 'open' ELSE b.result::text END = ANY(%(promised)s)
   AND {_CUT}
"""  # noqa: S608
#: 怎么分 →（哪类事，月份，哪一份）→ 那一份里的格子。
Sliced = Mapping[str, Mapping[tuple[str, date | None, str], Cells]]


def asked(
    *, jurisdiction_id: int, period: Period, today: date, session_id: int | None = None
) -> dict[str, Any]:
    """语句里的几个空；``session_id`` 只看这次会议上提的。"""
    return {
        "only": session_id,
        "jurisdiction": jurisdiction_id,
        "since": start_of(period.since),
        "until": start_of(period.until),
        "today": today,
    }


def read_suggested(
    *,
    jurisdiction_id: int,
    period: Period,
    today: date,
    slices: Iterable[str] = ("all",),
    by_month: bool = False,
    session_id: int | None = None,
) -> Sliced:
    """这段时间提出的建议，按几种分法各分一遍。一条语句。

    :param today: 看有没有逾期，以哪一天为准
    :param session_id: 只看这次会议上提的；不给就是全部
    """
    given = asked(
        jurisdiction_id=jurisdiction_id, period=period, today=today, session_id=session_id
    )
    month = "month" if by_month else "NULL::date"
    found: dict[str, dict[tuple[str, date | None, str], dict[tuple[str, int | None], int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS.format(month=month), {**given, "slices": list(slices)})
        for fact, by, at, key, marks, n in cursor.fetchall():
            cells = found.setdefault(by, {}).setdefault((fact, at, key), {})
            cells[marks, None] = n
    return found


def suggested_behind(
    definition: Definition, window: Window, *, today: date, by: str, keys: Iterable[str]
) -> RecordPage:
    """数背后的建议，或建议答复里的承诺，新的在前。两条语句。

    :param by: 按什么分；``keys`` 是其中的哪几份
    """
    given = asked(jurisdiction_id=window.jurisdiction_id, period=window.period, today=today)
    given |= {"cut": by, "keys": list(keys)}
    if definition.fact == "promise":
        ids = _ids(_PROMISED, {**given, "promised": list(PROMISED[definition.select])})
        return _promises(ids, window)
    marks = MARKS[definition.select]
    wanted = [mark for mark in marks if mark[0] != "!"]
    barred = [mark[1:] for mark in marks if mark[0] == "!"]
    return _suggestions(_ids(_CHOSEN, {**given, "wanted": wanted, "barred": barred}), window)


def _ids(statement: str, given: Mapping[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [row[0] for row in cursor.fetchall()]


def _suggestions(ids: Iterable[int], window: Window) -> RecordPage:
    rows = Suggestion.objects.visible_to(window.viewer).filter(pk__in=ids)
    rows = rows.select_related("case__category")
    found, after = page_of(rows, "submitted_at", window)
    return RecordPage(
        tuple(
            _line(row.pk, row.case, number=row.number, title=row.title, at=row.submitted_at)
            for row in found
        ),
        after,
    )


def _promises(ids: Iterable[int], window: Window) -> RecordPage:
    rows = Case.objects.visible_to(window.viewer).filter(pk__in=ids).select_related("category")
    found, after = page_of(rows, "opened_at", window)
    return RecordPage(
        tuple(
            _line(row.pk, row, number=row.number, title=row.title, at=row.opened_at)
            for row in found
        ),
        after,
    )


def _line(pk: int, case: Case | None, *, number: str, title: str, at: datetime) -> Record:
    return Record(
        id=pk,
        case_id=case.pk if case else 0,
        number=number,
        title=title,
        at=at,
        category=case.category.label if case and case.category else "",
        note=mechanism(case.mechanism_id).stage(case.stage).label if case else "",
    )
