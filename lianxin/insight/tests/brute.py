"""不用合计、不用定义，拿记录从头数：给测试当尺子。"""

import math
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.ratings.models import Rating

NOT_VALID = ("rejected", "withdrawn")
BEIJING = ZoneInfo("Asia/Shanghai")


def day(at: Any) -> date:
    """北京时间的哪一天。"""
    return at.astimezone(BEIJING).date()


def _inside(at: Any, since: date, until: date) -> bool:
    return since <= day(at) < until


def _percentile(days: list[int], share: float) -> int | None:
    return sorted(days)[math.ceil(share * len(days)) - 1] if days else None


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def counted(
    congress: int, since: date, until: date, categories: set[str | None] | None = None
) -> dict[str, Any]:
    """全部指标的值；``categories`` 只数这几类（不按类别分的指标照数全部）。"""

    def mine(rows: Any, when: str) -> list[Any]:
        return [
            row
            for row in rows
            if row.jurisdiction_id == congress
            and _inside(getattr(row, when), since, until)
            and (categories is None or row.category_id in categories)
        ]

    opinions = mine(Opinion.objects.all(), "submitted_at")
    own = [row for row in opinions if row.merged_into_id is None]
    days = [(day(row.told_at) - day(row.submitted_at)).days for row in own if row.told_at]
    fast = [each for each in days if each <= 30]
    cases = mine(Case.objects.filter(subject_kind="opinion"), "opened_at")
    alone = [row for row in cases if not (row.closed_at and row.result == "merged")]
    closed = [row for row in alone if row.closed_at]
    valid = [row for row in alone if not (row.closed_at and row.result in NOT_VALID)]
    done = [row for row in valid if row.closed_at]
    return {
        "opinion.count": len(opinions),
        "opinion.merged.count": len(opinions) - len(own),
        "opinion.own.count": len(own),
        "opinion.answered.count": len(days),
        "opinion.waiting.count": len(own) - len(days),
        "opinion.answered.rate": _share(len(days), len(own)),
        "opinion.days.median": _percentile(days, 0.5),
        "opinion.days.p90": _percentile(days, 0.9),
        "opinion.within_30.count": len(fast),
        "opinion.within_30.rate": _share(len(fast), len(own)),
        "opinion.closed.count": len(closed),
        "opinion.closed.rate": _share(len(closed), len(alone)),
        "opinion.valid.count": len(valid),
        "opinion.valid_closed.count": len(done),
        "opinion.valid_closed.rate": _share(len(done), len(valid)),
    }


def rated(congress: int, since: date, until: date) -> dict[str, Any]:
    """关于评价的指标的值。"""
    rows = [
        row
        for row in Rating.objects.filter(rater="submitter", is_valid=True, jurisdiction_id=congress)
        if _inside(row.rated_at, since, until)
    ]
    results = [row.result for row in rows if row.result]
    attitudes = [row.attitude for row in rows if row.attitude]
    satisfied = results.count("satisfied")
    return {
        "opinion.rated.count": len(results),
        "opinion.satisfied.rate": _share(satisfied, len(results)),
        "opinion.accepted.rate": _share(satisfied + results.count("basic"), len(results)),
        "opinion.attitude_satisfied.rate": _share(attitudes.count("satisfied"), len(attitudes)),
    }
