"""给消息用的：新记的评价。"""

from __future__ import annotations

from datetime import datetime

from lianxin.notify.sources import Happening, News, casebook, register_feed
from lianxin.ratings.models import Rating


def new_ratings(after: int, since: datetime, most: int) -> News:
    """``after`` 号之后记的评价；太早的不算新事。评价里的话不往外带，只带办件的编号。"""
    rows = list(Rating.objects.filter(pk__gt=after).order_by("pk")[:most])
    fresh = [row for row in rows if row.rated_at >= since]
    numbers = casebook().numbers({row.case_id for row in fresh}) if fresh else {}
    told = [_told(row, numbers[row.case_id]["number"]) for row in fresh if row.case_id in numbers]
    return News(told, rows[-1].pk if rows else after)


def _told(row: Rating, number: str) -> Happening:
    grade = Rating.Grade(row.result or row.attitude).label
    return Happening(
        ref=f"rating:{row.pk}",
        event="rated",
        case_id=row.case_id,
        jurisdiction_id=row.jurisdiction_id,
        at=row.rated_at,
        text=f"有了评价（{number}）：{row.get_rater_display()}评“{grade}”",
        words={"result": grade},
    )


def connect() -> None:
    """登记这处新事。"""
    register_feed("ratings", new_ratings)
