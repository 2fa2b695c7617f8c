"""把增减并进合计，夜里拿记录从头数一遍核对；读数不靠它们才准，它们只让读数快、让错藏不住。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor

MOST_AT_ONCE: Final = 50_000
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('lianxin.insight.fold'))"
_SLICED = """
    CROSS JOIN LATERAL (VALUES
        ('all', ''), ('category', category), ('channel', channel), ('station', station)
    ) AS cut (slice, key)
"""
_FOLD = f"""
WITH taken AS (
    DELETE FROM insight_delta
     WHERE id IN (SELECT id FROM insight_delta ORDER BY id LIMIT %s)
    RETURNING *
), folded AS (
    INSERT INTO insight_tally (jurisdiction_id, fact, slice, month, key, state, days, n)
    SELECT jurisdiction_id, fact, cut.slice, month, cut.key, state, days, sum(n)
      FROM taken {_SLICED}
     WHERE cut.key IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0
    ON CONFLICT (jurisdiction_id, fact, slice, month, key, state, days)
    DO UPDATE SET n = insight_tally.n + EXCLUDED.n
)
SELECT count(*) FROM taken
"""  # noqa: S608 （拼的是上面的常量）
_COMPARE = f"""
WITH truth AS (
    SELECT jurisdiction_id, fact, cut.slice, month, cut.key, state, days, count(*) AS n
      FROM (
        SELECT x.* FROM opinions_opinion o, insight_opinion_cells(o) x
        UNION ALL SELECT x.* FROM casework_case c, insight_case_cells(c) x
        UNION ALL SELECT x.* FROM ratings_rating r, insight_rating_cells(r) x
      ) AS records {_SLICED}
     WHERE cut.key IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7
), told AS (
    SELECT jurisdiction_id, fact, slice, month, key, state, days, sum(n) AS n FROM (
        SELECT jurisdiction_id, fact, slice, month, key, state, days, n FROM insight_tally
        UNION ALL
        SELECT jurisdiction_id, fact, cut.slice, month, cut.key, state, days, n
          FROM insight_delta {_SLICED} WHERE cut.key IS NOT NULL
    ) AS both_tables GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0
)
SELECT coalesce(truth.jurisdiction_id, told.jurisdiction_id), coalesce(truth.fact, told.fact),
       coalesce(truth.slice, told.slice), coalesce(truth.month, told.month),
       coalesce(truth.key, told.key), coalesce(truth.state, told.state),
       coalesce(truth.days, told.days), coalesce(truth.n, 0), coalesce(told.n, 0)
  FROM truth FULL JOIN told
    ON truth.jurisdiction_id = told.jurisdiction_id AND truth.fact = told.fact
   AND truth.slice = told.slice AND truth.month = told.month AND truth.key = told.key
   AND truth.state = told.state
   AND coalesce(truth.days, -1) = coalesce(told.days, -1)
 WHERE truth.n IS DISTINCT FROM told.n
 ORDER BY 1, 2, 3, 4, 5, 6, 7 LIMIT 100
"""  # noqa: S608 （拼的是上面的常量）


def fold() -> int:
    """把攒下的增减并进合计，返回并了几笔；别处正在并，就不动手。"""
    total = 0
    while taken := _fold_once():
        total += taken
    return total


def _fold_once() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [MOST_AT_ONCE])
        taken = int(cursor.fetchone()[0])
        if taken:
            cursor.execute("DELETE FROM insight_tally WHERE n = 0")
        return taken


@dataclass(frozen=True, slots=True)
class Difference:
    """一格对不上：记录里数出 ``counted`` 个，合计说 ``tallied`` 个。"""

    cell: str
    counted: int
    tallied: int

    def __str__(self) -> str:
        return f"{self.cell}：记录 {self.counted}，合计 {self.tallied}"


@transaction.atomic
def reconcile(*, actor: Actor, at: datetime) -> list[Difference]:
    """拿全部记录从头数一遍，与合计逐格比；对不上的写进留痕，至多列一百格。"""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE)
        found = [
            Difference("/".join(str(part) for part in row[:7]), int(row[7]), int(row[8]))
            for row in cursor.fetchall()
        ]
    record(
        actor=actor,
        at=at,
        verb="insight.mismatch" if found else "insight.reconcile",
        subject_kind="insight",
        subject_id=0,
        facts={"differences": [str(each) for each in found], "count": len(found)},
    )
    return found
