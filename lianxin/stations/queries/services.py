"""便民服务的读：一件、一张单子；只列看得见的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.kernel.errors import NotVisible
from lianxin.stations.models import ServiceHandover, ServiceRequest

STATES = (("open", "没了结的"), ("done", "了结了的"), ("all", "全部"))
PAGE = 50
#: 了结了的：答复了，或登记成意见去办了。
_DONE = (ServiceRequest.State.ANSWERED, ServiceRequest.State.MOVED)


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """转出去的一段。"""

    body_id: int
    body: str
    reason: str
    handed_by: str
    handed_at: datetime
    reply: str
    replied_by: str
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """一件便民服务；没有姓名电话。"""

    id: int
    receipt_no: str
    station_id: int
    station: str
    street_id: int
    congress_id: int
    congress: str
    kind: str
    text: str
    state: str
    state_label: str
    is_at_station: bool
    has_contact: bool
    made_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    opinion_no: str
    handovers: tuple[HandoverLine, ...]

    @property
    def holder(self) -> str:
        """此刻在谁手里；了结了的为空。"""
        if self.state in _DONE:
            return ""
        away = [one for one in self.handovers if one.returned_at is None]
        return away[0].body if away else self.station

    @property
    def days(self) -> int | None:
        """几天答复的；还没有的为空。"""
        return (self.answered_at - self.made_at).days if self.answered_at else None


def service_list(
    *,
    viewer: Viewer,
    state: str = "open",
    station_id: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[ServiceCard]:
    """看得见的便民服务，新的在前；两条查询。

    :param state: open 没了结的、done 了结了的，别的都算全部
    """
    rows = ServiceRequest.objects.visible_to(viewer)
    if state == "done":
        rows = rows.filter(state__in=_DONE)
    elif state == "open":
        rows = rows.exclude(state__in=_DONE)
    if station_id:
        rows = rows.filter(station=station_id)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in _whole(rows).order_by("-id")[:limit]]


def get_service(*, viewer: Viewer, pk: int) -> ServiceCard:
    """一件。

    :raises NotVisible: 没有，或看不见
    """
    row = _whole(ServiceRequest.objects.visible_to(viewer)).filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这件便民服务，或者您无权查看。")
    return _card(row)


def service_card(row: ServiceRequest) -> ServiceCard:
    """凭查询码找到的那一件，给本人看。"""
    return _card(_whole(ServiceRequest.objects.filter(pk=row.pk)).get())


def _whole(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    handed = ServiceHandover.objects.select_related("body").order_by("id")
    return rows.select_related("station", "congress").prefetch_related(
        Prefetch("handovers", handed)
    )


def _card(row: ServiceRequest) -> ServiceCard:
    return ServiceCard(
        id=row.pk,
        receipt_no=row.receipt_no,
        station_id=row.station_id,
        station=row.station.name,
        street_id=row.station.body_id,
        congress_id=row.congress_id,
        congress=row.congress.name,
        kind=row.get_kind_display(),
        text=row.text,
        state=row.state,
        state_label=row.get_state_display(),
        is_at_station=row.is_at_station,
        has_contact=row.has_contact,
        made_at=row.made_at,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        opinion_no=row.opinion_no,
        handovers=tuple(_line(one) for one in row.handovers.all()),
    )


def _line(row: ServiceHandover) -> HandoverLine:
    return HandoverLine(
        row.body_id,
        row.body.short_name,
        row.reason,
        row.handed_by,
        row.handed_at,
        row.reply,
        row.replied_by,
        row.returned_at,
    )
