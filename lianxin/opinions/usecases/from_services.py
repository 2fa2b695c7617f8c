"""群众在站里当便民服务提的，其实是一条意见：登记成意见，走收件机制，便民服务那边了结。"""

from __future__ import annotations

from datetime import datetime

from lianxin.kernel.actors import Actor
from lianxin.opinions.models import Opinion
from lianxin.opinions.usecases.registering import Draft, Registered, register_opinion
from lianxin.orgs.transactions import whole
from lianxin.stations.models import ServiceRequest
from lianxin.stations.usecases.services import SUBJECT, ServiceOver, close_as_opinion


@whole
def register_from_service(
    *, request_id: int, text: str, place: str = "", actor: Actor, at: datetime
) -> Registered:
    """把一件便民服务登记成意见；联系方式只为便民服务留的，不带过来。

    :raises ServiceOver: 在别家手里还没回来，或已经了结
    :raises OpinionRefused: 太短、太长
    """
    rows = ServiceRequest.objects.select_for_update(of=("self",)).select_related("station")
    service = rows.get(pk=request_id)
    if not service.is_at_station:
        raise ServiceOver(f"这一件{service.get_state_display()}，不能再登记成意见。")
    registered = register_opinion(
        draft=Draft(
            jurisdiction_id=service.congress_id,
            text=text,
            channel=Opinion.Channel.WEB,
            place=place,
            station_id=service.station_id,
            local_body_id=service.station.body_id,
            source_kind=SUBJECT,
            source_id=str(service.pk),
            where=service.station.name,
        ),
        actor=actor,
        at=at,
    )
    close_as_opinion(request_id=request_id, opinion_no=registered.receipt_no, actor=actor, at=at)
    return registered
