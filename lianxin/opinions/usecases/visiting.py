"""来访说的事入账：站里记了有人来反映事情，一件一件登记成意见，记了几人至多登几件。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from lianxin.kernel.actors import Actor
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases.registering import (
    Draft,
    OpinionRefused,
    Registered,
    register_opinion,
)
from lianxin.opinions.visits import VISIT, left_to_register, visit_mark
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Station, VisitNote


@whole
def register_visited(
    *, station: Station, on: date, draft: Draft, actor: Actor, at: datetime
) -> Registered:
    """把这一天来站里说的一件事登记成意见；渠道是来访，连着那一天的来访记录。

    :raises OpinionRefused: 那一天没记有人来反映事情，记下的都登记了，或内容收不下
    """
    spoken = VisitNote.objects.select_for_update().filter(
        station=station, on=on, purpose=VisitNote.Purpose.SPEAK
    )
    # 锁住那一行再数：两个人同时登记最后一件，后一个等前一个办完，数出来就没有了。
    if spoken.first() is None or not left_to_register(station_id=station.pk, on=on):
        said = f"{on.month} 月 {on.day} 日记下的来访都登记过了，或者没有记有人来反映事情"
        raise OpinionRefused(f"{said}；又有人来，请先在来访页上把人次记上。", field="text")
    linked = replace(
        draft,
        channel=Opinion.Channel.VISIT,
        station_id=station.pk,
        source_kind=VISIT,
        source_id=visit_mark(station.pk, on, _next(station, on)),
    )
    return register_opinion(draft=linked, actor=actor, at=at)


def _next(station: Station, on: date) -> int:
    rows = Opinion.objects.filter(
        jurisdiction=station.congress_id,
        source_kind=VISIT,
        source_id__startswith=visit_mark(station.pk, on),
    )
    return rows.count() + 1
