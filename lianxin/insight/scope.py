"""数名录、数活动的范围：哪一级人大、哪一段时间、以哪一天为准。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from lianxin.insight.cells import Period, start_of
from lianxin.kernel.errors import RuleViolation


class NotInRegister(RuleViolation):
    """名录里没有这一种。"""


@dataclass(frozen=True, slots=True)
class Scope:
    """数哪一级人大的、哪一段时间的、以哪一天为准。"""

    jurisdiction_id: int
    period: Period
    on: date

    @property
    def days(self) -> tuple[date, date]:
        """这段时间的头一天、末一天。"""
        return self.period.since, self.period.until - timedelta(days=1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """这段时间的起止时刻：含头不含尾。"""
        return start_of(self.period.since), start_of(self.period.until)


def scope_of(*, jurisdiction_id: int, period: Period, today: date) -> Scope:
    """时点是这段时间的最后一天；还没过完的，是今天。"""
    last = period.until - timedelta(days=1)
    return Scope(jurisdiction_id, period, min(last, today))


Where = Mapping[str, str]
Rows = Callable[[Scope, Where], "QuerySet[Any]"]
