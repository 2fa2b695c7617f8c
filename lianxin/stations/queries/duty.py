"""值守：此刻这个站谁在接待，没人接待时怎么办。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.kernel.errors import NotVisible
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.queries import PersonCard
from lianxin.stations.models import Station
from lianxin.stations.queries.directory import ReceptionCard, receptions
from lianxin.stations.words import after_hours_words, reception_words, staffed


@dataclass(frozen=True, slots=True)
class DutyNow:
    """此刻的值守情况。"""

    is_receiving: bool
    is_staffed: bool
    deputies: tuple[PersonCard, ...]
    next_reception: ReceptionCard | None
    words: str
    receipt_words: str


def on_duty(*, station_id: int, at: datetime) -> DutyNow:
    """此刻谁在接待；没有人时说明下次接待和意见何时登记（网上站二十四小时收）。"""
    hours = Station.objects.filter(pk=station_id).values_list("hours", flat=True).first()
    if hours is None:
        raise NotVisible("没有这个家站室")
    coming = next(iter(receptions(station_id=station_id, since=at, limit=1)), None)
    now = coming is not None and coming.starts_at <= at
    calendar = work_calendar()
    return DutyNow(
        is_receiving=now,
        is_staffed=staffed(at, calendar),
        deputies=coming.deputies if coming and now else (),
        next_reception=None if now else coming,
        words=reception_words(
            at,
            starts_at=coming.starts_at if coming else None,
            ends_at=coming.ends_at if coming else None,
            hours=hours,
        ),
        receipt_words=after_hours_words(at, calendar),
    )
