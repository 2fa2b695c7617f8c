"""代表建议的读：列表。返回冻结的数据类。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link
from lianxin.suggestions.models import Suggestion

PAGE = 50
#: 联审着的一次列这么多，一届会议的也就几十份。
REVIEWS = 60


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """列表里的一件建议；``handled_with`` 是并到哪一件一起办，没有并的为空。"""

    id: int
    case_id: int
    number: str
    title: str
    lead: str
    raised_in: str
    permission: str
    permission_label: str
    category: str
    stage_label: str
    is_closed: bool
    submitted_at: datetime
    handled_with: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """一份联审着的建议稿：还没有编号成为建议。"""

    case_id: int
    number: str
    title: str
    lead: str
    stage_label: str


def reviews(*, viewer: Viewer) -> list[ReviewCard]:
    """看得见的、正在联审的建议稿，新的在前。"""
    open_ones = Case.objects.visible_to(viewer).filter(subject_kind="draft", closed_at=None)
    rows = open_ones.select_related("deputy").order_by("-id")[:REVIEWS]
    return [
        ReviewCard(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            lead=row.deputy.name if row.deputy else "",
            stage_label=mechanism(row.mechanism_id).stage(row.stage).label,
        )
        for row in rows
    ]


def suggestion_page(
    *,
    viewer: Viewer,
    q: str = "",
    raised_in: str = "",
    category: str = "",
    lead: int | None = None,
    state: str = "",
    year: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[SuggestionCard]:
    """看得见的建议，新的在前；键集翻页（``before`` 是上一页最后一件的编号），不数总数。

    :param lead: 领衔代表的编号
    :param year: 哪一年提出的
    :param state: open 未办结、closed 已办结
    """
    wanted = Q()
    if q:
        wanted &= Q(number__iexact=q.strip()) | Q(title__icontains=q.strip())
    if raised_in:
        wanted &= Q(raised_in=raised_in)
    if category:
        wanted &= Q(case__category=category) | Q(case__category__parent=category)
    if lead:
        wanted &= Q(lead=lead)
    if state in ("open", "closed"):
        wanted &= Q(case__closed_at__isnull=state == "open")
    if year:
        wanted &= Q(submitted_at__year=year)
    if before:
        wanted &= Q(pk__lt=before)
    rows = Suggestion.objects.visible_to(viewer).filter(wanted)
    merged = Link.objects.filter(source=OuterRef("case"), kind=Link.Kind.MERGED_INTO)
    rows = rows.annotate(handled_with=Subquery(merged.values("target__number")[:1]))
    rows = rows.select_related("lead", "case__category").order_by("-id")
    return [_card(row) for row in rows[:limit]]


def _card(row: Suggestion) -> SuggestionCard:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage) if case else None
    return SuggestionCard(
        id=row.pk,
        case_id=row.case_id or 0,
        number=row.number,
        title=row.title,
        lead=row.lead.name,
        raised_in=row.get_raised_in_display(),
        permission=row.permission,
        permission_label=row.get_permission_display(),
        category=case.category.label if case and case.category else "",
        stage_label=stage.label if stage else "",
        is_closed=bool(case and case.closed_at),
        submitted_at=row.submitted_at,
        handled_with=getattr(row, "handled_with", None) or "",
    )
