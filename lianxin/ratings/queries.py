"""评价的读：一件事、一个地方一段时间，各评了多少、怎么评的。"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from lianxin.ratings.models import Rating

DEFINITIONS: Mapping[str, str] = {
    "total": "评价人次：评一次算一人次；重新办理后再评的，另算一次；过了期限才评的留着看，不计数。",
    "attitude": "办理态度：评了态度的人次，按满意、基本满意、不满意三档分。",
    "result": "办理结果：评了结果的人次，按满意、基本满意、不满意三档分。",
    "satisfied_share": "满意率：满意的人次 ÷ 评了这一项的人次；一次都没评的不算。",
    "accepted_share": "基本满意以上：满意与基本满意的人次 ÷ 评了这一项的人次。",
}


@dataclass(frozen=True, slots=True)
class Grades:
    """一项评价的三档人次。"""

    satisfied: int = 0
    basic: int = 0
    dissatisfied: int = 0

    @property
    def total(self) -> int:
        """评了这一项的人次。"""
        return self.satisfied + self.basic + self.dissatisfied

    @property
    def satisfied_share(self) -> float | None:
        """满意率，0–1；没人评为空。"""
        return self.satisfied / self.total if self.total else None

    @property
    def accepted_share(self) -> float | None:
        """基本满意以上的比例，0–1；没人评为空。"""
        return (self.satisfied + self.basic) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """评价汇总；``total`` 是评价人次，定义见 ``DEFINITIONS``。"""

    total: int
    attitude: Grades
    result: Grades

    def as_json(self) -> dict[str, int | dict[str, int]]:
        """可存可传的写法。"""
        return {
            "total": self.total,
            "attitude": _as_json(self.attitude),
            "result": _as_json(self.result),
        }


@dataclass(frozen=True, slots=True)
class RatingCard:
    """一次评价。``rater`` 是谁评的（中文）；``is_valid`` 为假的是迟到的，不计数。"""

    id: int
    entry_id: int
    case_id: int
    thread: int
    rater: str
    attitude: str
    result: str
    comment: str
    rated_at: datetime
    is_valid: bool


def summary(*, thread: int) -> RatingSummary:
    """一件事从头到尾的评价。一条语句。"""
    return _summed(Rating.objects.filter(thread=thread))


def period_summary(
    *,
    jurisdiction_ids: Iterable[int],
    starts_at: datetime,
    ends_at: datetime,
    rater: str | None = None,
) -> RatingSummary:
    """一个或几个地方、一段时间（含起不含止）的评价；``rater`` 只看一类评价人。一条语句。"""
    rows = _period(jurisdiction_ids, starts_at, ends_at)
    return _summed(rows.filter(rater=rater) if rater else rows)


def ratings_of(*, thread: int) -> list[RatingCard]:
    """一件事的每一次评价，按先后。"""
    return [_card(row) for row in Rating.objects.filter(thread=thread).order_by("pk")]


def period_ratings(
    *,
    jurisdiction_ids: Iterable[int],
    starts_at: datetime,
    ends_at: datetime,
    before: int | None = None,
    limit: int = 50,
) -> list[RatingCard]:
    """:func:`period_summary` 背后的明细，从近到远；``before`` 是上一页最后一条的编号。"""
    rows = _period(jurisdiction_ids, starts_at, ends_at).filter(is_valid=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows.order_by("-pk")[:limit]]


def _period(ids: Iterable[int], starts_at: datetime, ends_at: datetime) -> QuerySet[Rating]:
    return Rating.objects.filter(
        jurisdiction_id__in=list(ids), rated_at__gte=starts_at, rated_at__lt=ends_at
    )


def _summed(rows: QuerySet[Rating]) -> RatingSummary:
    counted = list(
        rows.filter(is_valid=True)
        .values_list("attitude", "result")
        .annotate(n=Count("pk"))
        .order_by()
    )
    attitude: Counter[str] = Counter()
    result: Counter[str] = Counter()
    for attitude_grade, result_grade, number in counted:
        attitude[attitude_grade] += number
        result[result_grade] += number
    return RatingSummary(sum(n for *_, n in counted), _grades(attitude), _grades(result))


def _grades(counted: Mapping[str, int]) -> Grades:
    return Grades(**{grade: counted.get(grade, 0) for grade in Rating.Grade.values})


def _as_json(grades: Grades) -> dict[str, int]:
    return {grade: getattr(grades, grade) for grade in Rating.Grade.values}


def _card(row: Rating) -> RatingCard:
    return RatingCard(
        id=row.pk,
        entry_id=row.entry_id,
        case_id=row.case_id,
        thread=row.thread,
        rater=row.get_rater_display(),
        attitude=row.get_attitude_display(),
        result=row.get_result_display(),
        comment=row.comment,
        rated_at=row.rated_at,
        is_valid=row.is_valid,
    )
