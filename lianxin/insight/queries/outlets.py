"""各家媒体登了几篇：数的是“媒体报道”“选树的典型”两个指标背后的那些行。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from lianxin.insight.cells import Period
from lianxin.insight.definitions import definitions
from lianxin.insight.registers import rows_of
from lianxin.insight.scope import scope_of

COUNTED = ("coverage.count", "coverage.model.count")


@dataclass(frozen=True, slots=True)
class OutletLine:
    """一家媒体（或合计）。"""

    outlet: str
    reports: int
    models: int


@dataclass(frozen=True, slots=True)
class OutletBoard:
    """各家媒体的篇数，多的在前，末一行合计；``definition`` 是指标的口径。"""

    definition: str
    lines: tuple[OutletLine, ...]


def outlet_board(*, congress_id: int, since: date, until: date, today: date) -> OutletBoard:
    """``since`` 到 ``until``（都含）。两条语句。"""
    scope = scope_of(
        jurisdiction_id=congress_id, period=Period(since, until + timedelta(days=1)), today=today
    )
    known = definitions()
    counted = []
    for key in COUNTED:
        one = known[key]
        rows = rows_of(one.fact, one.select, scope, {}).order_by()
        counted.append(dict(rows.values_list("outlet").annotate(n=Count("pk"))))
    reports, models = counted
    names = sorted(reports, key=lambda name: (-reports[name], name))
    lines = [OutletLine(name, reports[name], models.get(name, 0)) for name in names]
    total = OutletLine("合计", sum(reports.values()), sum(models.values()))
    return OutletBoard(known[COUNTED[0]].definition, (*lines, total) if lines else ())
