"""跨年回头看：答复“正在解决”“列入计划”的建议，哪几件该看、看到哪一步、接办的是哪一件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link, Party
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.usecases.carrying import ARROW

PAGE = 50
#: 没有办完、要回头看的两类答复。
UNFINISHED = ("planned", "in_progress")


@dataclass(frozen=True, slots=True)
class LookBackCard:
    """回头看清单里的一件。``rolling_id`` 为空的还没有开始看；``successor`` 是接办那一件的编号。"""

    id: int
    case_id: int
    number: str
    title: str
    lead: str
    unit: str
    result_label: str
    stage_label: str
    submitted_at: datetime
    rolling_id: int | None
    rolling_label: str
    successor_id: int | None
    successor: str


@dataclass(frozen=True, slots=True)
class LineageCard:
    """号的一脉里的一件。"""

    case_id: int
    number: str
    year: int
    stage_label: str
    is_this: bool


def look_back(
    *,
    viewer: Viewer,
    year: int | None = None,
    state: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> list[LookBackCard]:
    """看得见的、答复“正在解决”“列入计划”的建议，新的在前；键集翻页。三条查询。

    :param year: 哪一年提出的
    :param state: todo 还没有开始看、doing 正在看或等着再交办、carried 已经接办
    """
    beside = Case.objects.filter(main=OuterRef("case"), beside="rolling").order_by("-id")
    next_one = Link.objects.filter(source=OuterRef("case"), kind=Link.Kind.CARRIES_OVER)
    unit = Party.objects.filter(case=OuterRef("case"), kind="lead", until__isnull=True)
    wanted = Q(submitted_at__year=year) if year else Q()
    if before:
        wanted &= Q(pk__lt=before)
    rows = (
        Suggestion.objects.visible_to(viewer)
        .filter(wanted, case__result__in=UNFINISHED)
        .select_related("case", "lead")
        .annotate(
            rolling_id=Subquery(beside.values("pk")[:1]),
            rolling_open=Subquery(beside.filter(closed_at__isnull=True).values("pk")[:1]),
            successor_id=Subquery(next_one.values("target")[:1]),
            successor=Subquery(next_one.values("target__number")[:1]),
            unit=Subquery(unit.values("body__short_name")[:1]),
        )
        .filter(_STATES.get(state, Q()))
        .order_by("-id")[:limit]
    )
    found: list[Any] = list(rows)
    rolling = Case.objects.in_bulk([row.rolling_id for row in found if row.rolling_id])
    return [_card(row, rolling.get(row.rolling_id or 0)) for row in found]


_STATES = {
    "todo": Q(rolling_id__isnull=True),
    "doing": Q(rolling_open__isnull=False),
    "carried": Q(successor_id__isnull=False),
}


def lineage(*, viewer: Viewer, number: str) -> list[LineageCard]:
    """与这个号一脉的、看得见的几件，早的在前；只有一件的返回空。一条查询。"""
    root = number.split(ARROW)[0]
    same = Q(number=root) | Q(number__startswith=f"{root}{ARROW}")
    rows = Suggestion.objects.visible_to(viewer).filter(same).select_related("case")
    cards = [_one(row, number) for row in rows.order_by("id") if row.case]
    return cards if len(cards) > 1 else []


def _one(row: Suggestion, number: str) -> LineageCard:
    return LineageCard(
        case_id=row.case_id or 0,
        number=row.number,
        year=row.submitted_at.year,
        stage_label=_stage(row.case),
        is_this=row.number == number,
    )


def _stage(case: Case | None) -> str:
    return mechanism(case.mechanism_id).stage(case.stage).label if case else ""


def _card(row: Suggestion, rolling: Case | None) -> LookBackCard:
    case = row.case
    return LookBackCard(
        id=row.pk,
        case_id=row.case_id or 0,
        number=row.number,
        title=case.title if case else row.title,
        lead=row.lead.name,
        unit=getattr(row, "unit", None) or "",
        result_label=RESULTS.get(case.result, "") if case else "",
        stage_label=_stage(case),
        submitted_at=row.submitted_at,
        rolling_id=rolling.pk if rolling else None,
        rolling_label=_stage(rolling),
        successor_id=getattr(row, "successor_id", None),
        successor=getattr(row, "successor", None) or "",
    )
