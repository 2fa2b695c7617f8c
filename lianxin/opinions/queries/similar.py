"""相近的意见：提交之前先看看邻居说过没有，分拣时看看能不能并案。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from lianxin.casework.mechanisms import mechanism
from lianxin.lexis.similar import bands, rank
from lianxin.lexis.text import redact, told_to_all
from lianxin.opinions.models import Opinion

RECENT = 20_000
_SHARED = """(
    SELECT count(*) FROM unnest(opinions_opinion.bands) AS piece
    WHERE piece = ANY(%s::bigint[])
)"""


@dataclass(frozen=True, slots=True)
class SimilarCard:
    """一条相近的。``score`` 0–1；标题已脱敏，但没有公开的不给群众看。"""

    id: int
    thread: int | None
    receipt_no: str
    title: str
    score: float
    stage_label: str
    is_closed: bool
    followers: int


def similar_to(
    *, text: str, jurisdiction_id: int, exclude: int | None = None, limit: int = 3
) -> list[SimilarCard]:
    """同一级人大账上说过的相近的事，最像的在前；标题已脱敏。一条查询。"""
    if len(text.strip()) < 6:
        return []
    rows = list(_sharing(text, jurisdiction_id, exclude))
    ranked = rank(text, [(row.pk, f"{row.title}\n{row.text}") for row in rows])
    by_id = {row.pk: row for row in rows}
    return [_similar(score, by_id[pk]) for pk, score in ranked[:limit]]


def _sharing(text: str, jurisdiction_id: int, exclude: int | None) -> Iterable[Opinion]:
    """有共同特征字片的，共得多的在前；只看近来的，免得越积越慢。"""
    wanted = bands(text)
    newest = Opinion.objects.filter(jurisdiction=jurisdiction_id).order_by("-id")
    recent = newest.values_list("pk", flat=True)[RECENT : RECENT + 1]
    rows = Opinion.objects.filter(
        jurisdiction=jurisdiction_id, bands__overlap=wanted, merged_into__isnull=True
    ).exclude(pk=exclude or 0)
    return (
        rows.filter(Q(pk__gt=Coalesce(Subquery(recent), 0)))
        .annotate(shared=RawSQL(_SHARED, [wanted]))  # noqa: S611 （没有拼接，值走参数）
        .select_related("case")
        .order_by("-shared", "-id")[:60]
    )


def _similar(score: float, row: Opinion) -> SimilarCard:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage) if case else None
    return SimilarCard(
        id=row.pk,
        thread=row.case_id,
        receipt_no=row.receipt_no,
        title=redact(row.title).text,
        score=round(score, 2),
        stage_label=told_to_all(stage.public_label) if stage else "",
        is_closed=bool(case and case.closed_at),
        followers=row.follower_count,
    )
