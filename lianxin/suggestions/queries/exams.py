"""承办单位的考评得分：每件建议考三次，照单位汇总；几件就写几件，没考的不算零分。

考评机制里写 ``plan_score``、``progress_score``、``result_score`` 三项数字的，都数得进来。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Party
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.orgs.models import Body

EXAMS = ("plan", "progress", "result")


@dataclass(frozen=True, slots=True)
class Mark:
    """一次考评的平均分，和打了分的件数；一件也没打的，``average`` 为空。"""

    average: float | None
    count: int


@dataclass(frozen=True, slots=True)
class UnitScore:
    """一个承办单位一年的考评：``cases`` 考几件，``finished`` 考完几件，``mean`` 各次得分的平均。"""

    unit_id: int
    unit: str
    cases: int
    finished: int
    plan: Mark
    progress: Mark
    result: Mark
    mean: float | None


@dataclass(frozen=True, slots=True)
class ExamCard:
    """一件的三次得分；还没打的为空。"""

    case_id: int
    number: str
    title: str
    stage_label: str
    is_closed: bool
    result_words: str
    plan: float | None
    progress: float | None
    result: float | None


def unit_scores(*, viewer: Viewer, year: int) -> list[UnitScore]:
    """看得见的考评，照此刻的主办单位汇总，平均分高的在前；停了的不算。两条查询。

    :param year: 哪一年启动的考评
    """
    measured = {f"{key}_{name}": made for key in EXAMS for name, made in _measures(key)}
    rows = list(
        _exams(viewer, year)
        .annotate(**_scores())
        .order_by()
        .values("unit")
        .annotate(
            cases=Count("pk"),
            finished=Count("pk", filter=Q(closed_at__isnull=False)),
            **measured,
        )
    )
    names = dict(
        Body.objects.filter(pk__in=[row["unit"] for row in rows]).values_list("pk", "short_name")
    )
    found = [_unit(row, names[row["unit"]]) for row in rows]
    return sorted(found, key=lambda one: (-(one.mean or 0), one.unit_id))


def exam_cards(*, viewer: Viewer, year: int, unit: int) -> list[ExamCard]:
    """一个单位一年里考的每一件，新的在前；汇总数背后就是这些。一条查询。"""
    return [_card(row) for row in _exams(viewer, year, unit).order_by("-id")]


def _exams(viewer: Viewer, year: int, unit: int | None = None) -> QuerySet[Any]:
    """一年里启动、没有停的考评；``unit`` 写了就只要这一家的。"""
    held = Party.objects.filter(case=OuterRef("pk"), kind="lead", body__isnull=False)
    latest = held.order_by(F("until").desc(nulls_first=True)).values("body")[:1]
    rows = Case.objects.visible_to(viewer).filter(beside="exam", opened_at__year=year)
    rows = rows.exclude(result="withdrawn").annotate(unit=Subquery(latest))
    wanted = Q(unit=unit) if unit else Q(unit__isnull=False)
    return rows.filter(wanted)


def _scores() -> dict[str, Cast]:
    keys = ((key, KeyTextTransform(f"{key}_score", "facts")) for key in EXAMS)
    return {f"mark_{key}": Cast(text, FloatField()) for key, text in keys}


def _measures(key: str) -> Iterable[tuple[str, Avg | Sum | Count]]:
    yield "average", Avg(f"mark_{key}")
    yield "total", Sum(f"mark_{key}")
    yield "count", Count(f"mark_{key}")


def _unit(row: dict[str, Any], name: str) -> UnitScore:
    counted = sum(row[f"{key}_count"] for key in EXAMS)
    total = sum(row[f"{key}_total"] or 0 for key in EXAMS)
    marks = {key: Mark(_rounded(row[f"{key}_average"]), row[f"{key}_count"]) for key in EXAMS}
    return UnitScore(
        unit_id=row["unit"],
        unit=name,
        cases=row["cases"],
        finished=row["finished"],
        mean=_rounded(total / counted) if counted else None,
        **marks,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _card(row: Case) -> ExamCard:
    marks = {key: row.facts.get(f"{key}_score") for key in EXAMS}
    return ExamCard(
        case_id=row.pk,
        number=row.number,
        title=row.title,
        stage_label=mechanism(row.mechanism_id).stage(row.stage).label,
        is_closed=row.closed_at is not None,
        result_words=RESULTS.get(row.result, "") if row.closed_at else "",
        **marks,
    )
