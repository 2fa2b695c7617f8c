"""不用那条语句，一件一件拿记录从头数代表建议：给测试当尺子。"""

from datetime import date
from typing import Any

from lianxin.casework.models import Case, Duty, Link, Party
from lianxin.insight.tests.brute import _share, day
from lianxin.ratings.models import Rating
from lianxin.suggestions.models import Suggestion

GRADES = ("satisfied", "basic", "dissatisfied")
REPLIED = {"resolved", "in_progress", "planned", "not_feasible_now", "reference"}


def _handling(case: Case) -> list[Duty]:
    """主办、分办单位的责任，退回、改派掉的不算。"""
    held = {
        (party.role, party.body_id)
        for party in Party.objects.filter(case=case, kind__in=("lead", "separate"))
    }
    return [
        duty
        for duty in Duty.objects.filter(case=case)
        if (duty.role, duty.holder_body_id) in held and duty.outcome in ("", "done")
    ]


def _about(row: Suggestion, today: date) -> dict[str, Any]:
    """一件建议的几样事实。"""
    case = row.case
    assert case is not None
    duties = _handling(case)
    answered = [duty for duty in duties if duty.outcome == "done"]
    # 要签收的才是答复的责任；“先联系代表”一类顺带的责任不看到期日。
    replies = [duty for duty in answered if duty.sign_due]
    ratings = sorted(
        Rating.objects.filter(case_id=case.pk, rater="deputy", is_valid=True),
        key=lambda r: (r.rated_at, r.pk),
    )
    replied = case.result in REPLIED
    beside = Case.objects.filter(thread=case.thread).select_related("mechanism")
    looks = sorted(
        (c for c in beside if c.mechanism.slot == "lookback" and c.closed_at),
        key=lambda c: (c.closed_at, c.pk),
    )
    return {
        "told": case.result or "",
        "out": case.result in {"rejected", "withdrawn", "merged"},
        "replied": replied,
        "closed": replied and case.closed_at is not None,
        "on_time": replied
        and bool(replies)
        and all(day(duty.discharged_at) <= duty.due_date for duty in replies),
        "contacted": replied and bool(answered) and all(duty.contacts for duty in answered),
        "overdue": case.closed_at is None
        and any(
            duty.discharged_at is None and duty.paused_on is None and duty.due_date < today
            for duty in duties
        ),
        "again": any(rating.result == "dissatisfied" for rating in ratings),
        "result": ratings[-1].result if ratings else "",
        "attitude": ratings[-1].attitude if ratings else "",
        "looked": looks[-1].result if looks else "",
        "promises": [c.result or "open" for c in beside if c.mechanism.slot == "promise"],
        "units": {
            party.body_id
            for party in Party.objects.filter(
                case=case, kind__in=("lead", "separate"), until__isnull=True
            )
        },
    }


def counted_suggestions(
    congress: int, since: date, until: date, today: date, unit: int | None = None
) -> dict[str, Any]:
    """关于代表建议的全部指标；``unit`` 只数这家主办、分办的。"""
    rows = [
        _about(row, today)
        for row in Suggestion.objects.filter(jurisdiction=congress).select_related("case")
        if since <= day(row.submitted_at) < until
        and not Link.objects.filter(target=row.case_id, kind="carries_over").exists()
    ]
    if unit is not None:
        rows = [row for row in rows if unit in row["units"]]

    def many(name: str) -> int:
        return sum(bool(row[name]) for row in rows)

    results = [row["result"] for row in rows if row["result"]]
    attitudes = [row["attitude"] for row in rows if row["attitude"]]
    looked = [row["looked"] for row in rows if row["looked"]]
    promises = [each for row in rows for each in row["promises"]]
    checked = len(promises) - promises.count("open")
    standing = len(rows) - many("out")
    content = results.count("satisfied")
    return {
        "suggestion.count": len(rows),
        "suggestion.out.count": many("out"),
        "suggestion.standing.count": standing,
        "suggestion.dispatched.count": many("units"),
        "suggestion.replied.count": many("replied"),
        "suggestion.replied.rate": _share(many("replied"), standing),
        "suggestion.closed.count": many("closed"),
        "suggestion.closed.rate": _share(many("closed"), standing),
        "suggestion.on_time.count": many("on_time"),
        "suggestion.on_time.rate": _share(many("on_time"), many("replied")),
        "suggestion.contacted.count": many("contacted"),
        "suggestion.contacted.rate": _share(many("contacted"), many("replied")),
        "suggestion.again.count": many("again"),
        "suggestion.overdue.count": many("overdue"),
        "suggestion.rated.count": len(results),
        "suggestion.satisfied.rate": _share(content, len(results)),
        "suggestion.accepted.rate": _share(content + results.count("basic"), len(results)),
        "suggestion.attitude_satisfied.rate": _share(attitudes.count("satisfied"), len(attitudes)),
        "suggestion.looked_back.count": len(looked),
        "suggestion.implemented.count": looked.count("implemented"),
        "suggestion.partly.count": looked.count("partly"),
        "suggestion.implemented.rate": _share(looked.count("implemented"), len(looked)),
        **_answers(rows),
        **{f"suggestion.{grade}.count": results.count(grade) for grade in GRADES},
        "suggestion.promise.count": len(promises),
        "suggestion.promise.checked.count": checked,
        "suggestion.promise.kept.rate": _share(promises.count("kept"), checked),
        "suggestion.promise.late.count": promises.count("late"),
        "suggestion.promise.broken.count": promises.count("broken"),
    }


def _answers(rows: list[dict[str, Any]]) -> dict[str, int]:
    """各种答复结果、不办的各种缘由、还没答复的各几件。"""

    def told(result: str) -> int:
        return sum(row["told"] == result for row in rows)

    return {
        **{f"suggestion.out.{why}.count": told(why) for why in ("rejected", "withdrawn", "merged")},
        **{f"suggestion.result.{what}.count": told(what) for what in sorted(REPLIED)},
        "suggestion.waiting.count": sum(not row["out"] and not row["replied"] for row in rows),
    }
