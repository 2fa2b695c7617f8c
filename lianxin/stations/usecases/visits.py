"""记来访人数：一天一种一个数，改了以后一次的为准，留痕里都在。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Station, VisitNote

#: 一天一种至多多少人次，再多多半是写错了。
MOST = 5000
#: 至多补记多少天以前的。
BACK = timedelta(days=92)


class VisitsRefused(RuleViolation):
    """来访人数记不下。"""


@whole
def note_visits(
    *,
    station_id: int,
    on: date,
    counts: Mapping[str, int],
    actor: Actor,
    at: datetime,
    today: date,
    note: str = "",
) -> int:
    """记某一天各种来访各多少人次；写零就是撤掉这一种，没写的不动。返回这一天一共多少人次。

    :param counts: 来做什么 → 人次
    :raises VisitsRefused: 日子不对、数太大，或一个数也没写
    """
    station = Station.objects.select_for_update().get(pk=station_id)
    _check(station, on=on, counts=counts, today=today)
    for purpose, count in counts.items():
        rows = VisitNote.objects.filter(station=station, on=on, purpose=purpose)
        if not count:
            rows.delete()
            continue
        VisitNote.objects.update_or_create(
            station=station,
            on=on,
            purpose=purpose,
            defaults={
                "count": count,
                "note": note.strip()[:60],
                "noted_by": actor.name[:60],
                "noted_at": at,
            },
        )
    labels = {VisitNote.Purpose(key).label: count for key, count in counts.items()}
    said = "、".join(f"{label} {count}" for label, count in labels.items())
    record(
        actor=actor,
        at=at,
        verb="station.visits",
        subject_kind="station",
        subject_id=station.pk,
        jurisdiction_id=station.congress_id,
        facts={"on": on.isoformat(), "said": said},
    )
    kept = VisitNote.objects.filter(station=station, on=on).values_list("count", flat=True)
    return sum(kept)


def _check(station: Station, *, on: date, counts: Mapping[str, int], today: date) -> None:
    if not counts:
        raise VisitsRefused("至少写一种来了多少人。")
    if unknown := counts.keys() - set(VisitNote.Purpose):
        raise VisitsRefused(f"没有“{'、'.join(sorted(unknown))}”这一种，请重新选。")
    if on > today or on < max(station.opened_on, today - BACK):
        raise VisitsRefused("只能记今天和过去三个月里、站点开放以后的日子。")
    if station.closed_on is not None and station.closed_on <= on:
        raise VisitsRefused(f"“{station.name}”{station.closed_on} 已经关闭，这一天没有来访。")
    if any(not 0 <= count <= MOST for count in counts.values()):
        raise VisitsRefused(f"一天一种至多记 {MOST} 人次，请核对数字。")
