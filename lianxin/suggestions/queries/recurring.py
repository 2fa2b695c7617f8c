"""反复提的建议：往年提过相近的、还没有解决的，摆在一起看。"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.expressions import RawSQL

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case, Link, Party
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.lexis.similar import rank
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.queries.similar import CANDIDATES, SHARED

#: 这几样结果不算“还没有解决”。
SETTLED = ("resolved", "rejected", "withdrawn", "merged", "implemented")


@dataclass(frozen=True, slots=True)
class EarlierCard:
    """往年的一件：谁提的、谁办的、怎么答复的、像不像、连上没有。"""

    case_id: int
    number: str
    title: str
    proposal: str
    lead: str
    unit: str
    year: int
    said: str
    reply: str
    score: float
    is_linked: bool


def recurring(*, viewer: Viewer, suggestion_id: int, limit: int = 3) -> list[EarlierCard]:
    """往年提过的相近的、还没有解决的建议，最像的在前；看不见的不在里面。两条查询。

    自己的上一件（滚动续办的）不算反复提。
    """
    mine = Suggestion.objects.select_related("case").get(pk=suggestion_id)
    if not mine.bands or mine.case is None:
        return []
    linked = Link.objects.filter(kind=Link.Kind.RECURS, source=mine.case, target=OuterRef("case"))
    unit = Party.objects.filter(case=OuterRef("case"), kind="lead", until__isnull=True)
    rows = list(
        Suggestion.objects.visible_to(viewer)
        .filter(
            jurisdiction=mine.jurisdiction_id,
            bands__overlap=mine.bands,
            submitted_at__year__lt=mine.submitted_at.year,
        )
        .exclude(case__result__in=SETTLED)
        .exclude(case__thread=mine.case.thread)
        .select_related("case", "lead")
        .annotate(
            shared=RawSQL(SHARED, [mine.bands]),  # noqa: S611 （没有拼接，值走参数）
            is_linked=Exists(linked),
            unit=Subquery(unit.values("body__short_name")[:1]),
        )
        .order_by("-shared", "-id")[:CANDIDATES]
    )
    ranked = rank(_text(mine), [(row.pk, _text(row)) for row in rows])
    by_id = {row.pk: row for row in rows}
    return [_card(by_id[pk], score) for pk, score in ranked[:limit]]


def _text(row: Suggestion) -> str:
    return f"{row.title}\n{row.grounds}\n{row.proposal}"


def _card(row: Suggestion, score: float) -> EarlierCard:
    case = row.case or Case(result="", facts={})
    return EarlierCard(
        case_id=row.case_id or 0,
        number=row.number,
        title=row.title,
        proposal=row.proposal,
        lead=row.lead.name,
        unit=getattr(row, "unit", None) or "",
        year=row.submitted_at.year,
        said=RESULTS.get(case.result, "还没有结果"),
        reply=str(case.facts.get("reply", "")),
        score=round(score, 2),
        is_linked=bool(getattr(row, "is_linked", False)),
    )
