"""数背后的记录：与计数同一套词、同一个月份口径，看得见的才列，按时间接着翻。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

from django.db.models import DurationField, ExpressionWrapper, Model, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case
from lianxin.insight.cells import Period, start_of
from lianxin.insight.definitions import NOT_VALID, Definition
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import reads_raw
from lianxin.ratings.models import Rating

PAGE: Final = 50
Row = TypeVar("Row", bound=Model)
_MERGED = Q(case__closed_at__isnull=False, case__result="merged")
_INVALID = Q(case__closed_at__isnull=False, case__result__in=NOT_VALID)
#: 与 ``definitions.SELECTS`` 一一对应：同一个词，在记录上怎么挑。
_PICKED: Final[Mapping[tuple[str, str], Q]] = MappingProxyType(
    {
        ("opinion", "all"): Q(),
        ("opinion", "own"): Q(merged_into__isnull=True),
        ("opinion", "merged"): Q(merged_into__isnull=False),
        ("opinion", "answered"): Q(merged_into__isnull=True, told_at__isnull=False),
        ("opinion", "waiting"): Q(merged_into__isnull=True, told_at__isnull=True),
        ("case", "all"): Q(),
        ("case", "own"): ~_MERGED,
        ("case", "closed"): Q(case__closed_at__isnull=False) & ~Q(case__result="merged"),
        ("case", "valid"): ~_INVALID,
        ("case", "valid_closed"): Q(case__closed_at__isnull=False) & ~_INVALID,
    }
)
_GRADES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "all": ("satisfied", "basic", "dissatisfied"),
        "satisfied": ("satisfied",),
        "accepted": ("satisfied", "basic"),
        "dissatisfied": ("dissatisfied",),
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """一条记录。``note`` 是它在这个数里的样子，如“第 12 天答复”。"""

    id: int
    case_id: int
    number: str
    title: str
    at: datetime
    category: str
    note: str
    activity_id: int = 0


@dataclass(frozen=True, slots=True)
class RecordPage:
    """一页记录；``next_cursor`` 为空就到底了。"""

    records: tuple[Record, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Window:
    """看哪一级人大、哪段时间、谁在看、从哪里接着翻。"""

    jurisdiction_id: int
    period: Period
    viewer: Viewer
    cursor: str = ""
    limit: int = PAGE


def opinions_behind(definition: Definition, window: Window, *, slices: Q) -> RecordPage:
    """数的是意见或收件办件的：列出这些意见，新提交的在前。一条语句。"""
    rows: QuerySet[Opinion] = (
        Opinion.objects.visible_to(window.viewer)
        .filter(
            slices,
            _PICKED[definition.fact, definition.select],
            jurisdiction=window.jurisdiction_id,
            submitted_at__gte=start_of(window.period.since),
            submitted_at__lt=start_of(window.period.until),
        )
        .select_related("case", "category")
    )
    if definition.at_most_days is not None:
        rows = _within(rows, definition.at_most_days)
    found, cursor = page_of(rows, "submitted_at", window)
    return RecordPage(tuple(opinion_record(row, window.viewer) for row in found), cursor)


def ratings_behind(definition: Definition, window: Window) -> RecordPage:
    """数的是评价的：列出这些评价，新评的在前。两条语句。"""
    rows = Rating.objects.filter(
        jurisdiction_id=window.jurisdiction_id,
        rater=Rating.Rater.SUBMITTER,
        is_valid=True,
        rated_at__gte=start_of(window.period.since),
        rated_at__lt=start_of(window.period.until),
        case_id__in=Case.objects.visible_to(window.viewer).values("pk"),
        **{f"{definition.fact}__in": _GRADES[definition.select]},
    )
    found, cursor = page_of(rows, "rated_at", window)
    cases = Case.objects.select_related("category").in_bulk([row.case_id for row in found])
    return RecordPage(
        tuple(_of_rating(row, cases[row.case_id], definition.fact) for row in found), cursor
    )


def _within(rows: QuerySet[Opinion], days: int) -> QuerySet[Opinion]:
    took = ExpressionWrapper(
        TruncDate("told_at") - TruncDate("submitted_at"), output_field=DurationField()
    )
    return rows.annotate(took=took).filter(took__lte=timedelta(days=days))


def page_of(rows: QuerySet[Row], field: str, window: Window) -> tuple[list[Row], str]:
    """按时间、编号接着翻；多取一条，才知道有没有下一页。"""
    if window.cursor:
        at, pk = _place(window.cursor)
        # 先写一个简单的范围，索引才用得上。
        rows = rows.filter(**{f"{field}__lte": at})
        rows = rows.filter(Q(**{f"{field}__lt": at}) | Q(pk__lt=pk))
    found = list(rows.order_by(f"-{field}", "-pk")[: window.limit + 1])
    shown = found[: window.limit]
    more = len(found) > window.limit
    return shown, f"{getattr(shown[-1], field).isoformat()}|{shown[-1].pk}" if more else ""


def _place(cursor: str) -> tuple[datetime, int]:
    at, _, pk = cursor.partition("|")
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError as mistake:
        raise NotVisible("翻页的记号不对，请从第一页看起。") from mistake


def opinion_record(row: Opinion, viewer: Viewer) -> Record:
    case: Any = row.case
    title = row.title if case and reads_raw(viewer, case) else redact(row.title).text
    return Record(
        id=row.pk,
        case_id=row.case_id or 0,
        number=row.receipt_no,
        title=title,
        at=row.submitted_at,
        category=row.category.label if row.category else "",
        note=_note(row),
    )


def _note(row: Opinion) -> str:
    if row.merged_into_id:
        return "并入同类"
    if row.told_at is None:
        return "还没答复"
    days = (localtime(row.told_at).date() - localtime(row.submitted_at).date()).days
    return f"第 {days} 天答复" if days else "当天答复"


def _of_rating(row: Rating, case: Case, asked: str) -> Record:
    return Record(
        id=row.pk,
        case_id=case.pk,
        number=case.number,
        title=case.title,
        at=row.rated_at,
        category=case.category.label if case.category else "",
        note=Rating.Grade(getattr(row, asked)).label,
    )
