"""接待改期与取消：缘由写明，看过预告的人查得到。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Reception
from lianxin.stations.usecases.roster import (
    NO_NOTICE,
    Notice,
    Planned,
    RosterRefused,
    check_open,
    late_words,
)
from lianxin.stations.words import span_words


class ReceptionOver(RosterRefused, Conflict):
    """接待已经开始、取消或改过了。"""


@dataclass(frozen=True, slots=True)
class Moved:
    """改到什么时候。"""

    starts_at: datetime
    ends_at: datetime


@whole
def move_reception(
    *,
    reception_id: int,
    station_id: int,
    to: Moved,
    reason: str,
    actor: Actor,
    at: datetime,
    notice: Notice = NO_NOTICE,
) -> Planned:
    """改期：原定的时间留着，预告从此刻算起；晚了照种类文件提醒或拦。

    :raises NotVisible: 这个站没有这次接待
    :raises ReceptionOver: 已经开始或取消
    :raises RosterRefused: 没写缘由、时间不对、同一时间已有安排，或预告晚了要拦
    """
    row = _coming(reception_id, station_id, at=at)
    why = _reason(reason, "改期")
    if to.ends_at <= to.starts_at or to.starts_at <= at:
        raise RosterRefused("新的时间要在今后，结束要在开始之后，请核对")
    check_open(row.station, on=localtime(to.starts_at).date())
    same = Reception.objects.kept().filter(station=row.station_id, starts_at=to.starts_at)
    if same.exists():
        raise RosterRefused("这个时间已有接待安排（或没有改动），请换一个时间")
    late = tuple(late_words(to.starts_at, at, notice.days))
    if late and notice.must:
        raise RosterRefused(f"{late[0]}，请改到更晚的日子")
    row.moved_from, row.move_reason = row.starts_at, why
    row.starts_at, row.ends_at = to.starts_at, to.ends_at
    row.noticed_at, row.notice_days = at, notice.days
    row.save()
    said = span_words(row.starts_at, row.ends_at)
    _record(row, "station.move_reception", actor, at=at, said=said, reason=why)
    return Planned(row.pk, late)


@whole
def cancel_reception(
    *, reception_id: int, station_id: int, reason: str, actor: Actor, at: datetime
) -> Reception:
    """取消：安排留着，写明取消了和缘由，不再数作接待。

    :raises NotVisible: 这个站没有这次接待
    :raises ReceptionOver: 已经开始或取消
    :raises RosterRefused: 没写缘由
    """
    row = _coming(reception_id, station_id, at=at)
    row.cancelled_at, row.cancel_reason = at, _reason(reason, "取消")
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    said = span_words(row.starts_at, row.ends_at)
    _record(row, "station.cancel_reception", actor, at=at, said=said, reason=row.cancel_reason)
    return row


def _coming(reception_id: int, station_id: int, *, at: datetime) -> Reception:
    rows = Reception.objects.select_for_update(of=("self",)).select_related("station")
    row = rows.filter(pk=reception_id, station=station_id).first()
    if row is None:
        raise NotVisible("没有这次接待。")
    if row.cancelled_at is not None:
        raise ReceptionOver(f"这次接待已经取消：{row.cancel_reason}")
    if row.starts_at <= at:
        raise ReceptionOver("接待已经开始，不能再改期、取消")
    return row


def _reason(reason: str, what: str) -> str:
    words = reason.strip()[:60]
    if len(words) < 2:
        raise RosterRefused(f"请写明为什么{what}，看过预告的人会看到")
    return words


def _record(row: Reception, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="station",
        subject_id=row.station_id,
        jurisdiction_id=row.station.congress_id,
        facts={"reception": row.pk, **facts},
    )
