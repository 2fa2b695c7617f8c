"""相近的建议：今年的、往年的一起找，写之前先看看提过没有。"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.expressions import RawSQL

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.lexis.similar import bands, rank
from lianxin.lexis.text import redact
from lianxin.suggestions.models import Suggestion

SHARED = """(
    SELECT count(*) FROM unnest(suggestions_suggestion.bands) AS piece
    WHERE piece = ANY(%s::bigint[])
)"""
CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class SimilarSuggestion:
    """一件相近的；``case_id`` 为空的看得到题目、看不到办理。"""

    case_id: int | None
    number: str
    title: str
    lead: str
    year: int
    said: str
    score: float


def similar_suggestions(
    *, text: str, viewer: Viewer, jurisdiction_id: int, limit: int = 5
) -> list[SimilarSuggestion]:
    """同一级人大提过的相近的建议，最像的在前；代表说了不公开的，旁人看不到。两条查询。"""
    wanted = bands(text)
    if not wanted:
        return []
    visible = Case.objects.visible_to(viewer)
    rows = list(
        Suggestion.objects.filter(jurisdiction=jurisdiction_id, bands__overlap=wanted)
        .filter(~Q(permission=Suggestion.Permission.NONE) | Q(case__in=visible))
        .annotate(shared=RawSQL(SHARED, [wanted]))  # noqa: S611 （没有拼接，值走参数）
        .select_related("case", "lead")
        .order_by("-shared", "-id")[:CANDIDATES]
    )
    ranked = rank(text, [(row.pk, f"{row.title}\n{row.grounds}\n{row.proposal}") for row in rows])
    seen = set(
        visible.filter(pk__in=[row.case_id for row in rows]).values_list("pk", flat=True)
        if rows
        else ()
    )
    by_id = {row.pk: row for row in rows}
    return [_card(by_id[pk], score, seen) for pk, score in ranked[:limit]]


def _card(row: Suggestion, score: float, seen: set[int]) -> SimilarSuggestion:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage).public_label if case else ""
    result = RESULTS.get(case.result, "") if case and case.closed_at else ""
    return SimilarSuggestion(
        case_id=row.case_id if row.case_id in seen else None,
        number=row.number,
        title=redact(row.title).text,
        lead=row.lead.name,
        year=row.submitted_at.year,
        said=result or stage,
        score=round(score, 2),
    )
