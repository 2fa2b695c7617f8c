"""供公开模块用的原料：这条线索最初那条意见。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.opinions.models import Opinion


@dataclass(frozen=True, slots=True)
class Publishable:
    """一条线索可供公开的原料；脱敏与审批由公开模块做。"""

    opinion_id: int
    title: str
    text: str
    category_key: str | None
    station_id: int | None
    place: str
    received_on: datetime
    jurisdiction_id: int
    receipt_no: str
    answer: str
    answered_at: datetime | None
    followers: int


def publishable(*, thread: int) -> Publishable | None:
    """这条线索最初那条意见；不是从意见来的，返回空。"""
    row = Opinion.objects.filter(case__pk=thread).first()
    if row is None:
        return None
    return Publishable(
        opinion_id=row.pk,
        title=row.title,
        text=row.text,
        category_key=row.category_id,
        station_id=row.station_id,
        place=row.place,
        received_on=row.submitted_at,
        jurisdiction_id=row.jurisdiction_id,
        receipt_no=row.receipt_no,
        answer=row.told,
        answered_at=row.told_at,
        followers=row.follower_count,
    )
