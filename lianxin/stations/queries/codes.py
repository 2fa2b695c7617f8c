"""扫码：一次查询给出扫码页要的全部；伪造的码不查库就拒绝。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.timezone import localtime

from lianxin.orgs.models import Mandate, in_force
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, Reception, Station
from lianxin.stations.words import reception_words


@dataclass(frozen=True, slots=True)
class CodeCard:
    """一个有效的码指向哪里；扫码页要显示、登记意见要用的都在这里。"""

    id: int
    code: str
    kind: str
    kind_label: str
    label: str
    congress_id: int
    congress_name: str
    station_id: int | None = None
    station_name: str = ""
    station_kind: str = ""
    address: str = ""
    hours: str = ""
    street_committee_id: int | None = None
    street_committee_name: str = ""
    region_code: str = ""
    region_name: str = ""
    town_code: str = ""
    deputy_id: int | None = None
    deputy_name: str = ""
    reception_words: str = ""


@dataclass(frozen=True, slots=True)
class ForgedCode:
    """不是本平台发的码：签名不对，或残缺。"""


@dataclass(frozen=True, slots=True)
class RevokedCode:
    """已吊销的码：告诉扫码的人为什么、可以找谁。"""

    reason: str
    congress_id: int
    congress_name: str
    station_id: int | None
    station_name: str
    address: str


@dataclass(frozen=True, slots=True)
class ExpiredCode:
    """过了有效期的码。"""

    expired_at: datetime
    label: str
    congress_id: int
    congress_name: str


ResolvedCode = CodeCard | ForgedCode | RevokedCode | ExpiredCode


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """一张要打印的码。"""

    id: int
    code: str
    kind: str
    kind_label: str
    label: str
    station_id: int | None
    station_name: str
    deputy_id: int | None
    deputy_name: str


def resolve_code(*, code: str, at: datetime) -> ResolvedCode:
    """认一个码。伪造的零次查询，其余一次。"""
    serial = codes.read(code)
    if serial is None:
        return ForgedCode()
    row = _with_everything(at).filter(serial=serial).first()
    if row is None:
        return ForgedCode()
    if row.revoked_at is not None:
        return _revoked(row, row.revoke_reason)
    if row.expires_at is not None and row.expires_at <= at:
        return ExpiredCode(row.expires_at, row.label, row.congress_id, row.congress.name)
    if reason := _out_of_service(row, at):
        return _revoked(row, reason)
    return _card(row, at)


def code_labels(
    *, congress_id: int, at: datetime, station_id: int | None = None, deputy_id: int | None = None
) -> list[CodeLabel]:
    """有效的码，供打印张贴；可只要某个站、某位代表的。"""
    rows = AccessCode.objects.filter(congress=congress_id, revoked_at=None)
    rows = rows.exclude(expires_at__lte=at)
    if station_id is not None:
        rows = rows.filter(station=station_id)
    if deputy_id is not None:
        rows = rows.filter(deputy=deputy_id)
    return [
        CodeLabel(
            id=row.pk,
            code=codes.sign(row.serial),
            kind=row.kind,
            kind_label=AccessCode.Kind(row.kind).label,
            label=row.label,
            station_id=row.station_id,
            station_name=row.station.name if row.station else "",
            deputy_id=row.deputy_id,
            deputy_name=row.deputy.name if row.deputy else "",
        )
        for row in rows.select_related("station", "deputy").order_by("id")
    ]


def _with_everything(at: datetime) -> QuerySet[AccessCode]:
    """连同站、工委、地区、代表和下一次接待，一句查出来。"""
    coming = Reception.objects.filter(
        station=OuterRef("station_id"), ends_at__gt=at, noticed_at__lte=at
    ).order_by("starts_at")
    sitting = Mandate.objects.filter(
        in_force(localtime(at).date()), person=OuterRef("deputy_id"), state=Mandate.State.ACTIVE
    )
    return AccessCode.objects.select_related(
        "congress", "station__body", "station__region", "deputy"
    ).annotate(
        next_starts_at=Subquery(coming.values("starts_at")[:1]),
        next_ends_at=Subquery(coming.values("ends_at")[:1]),
        deputy_is_sitting=Exists(sitting),
    )


def _out_of_service(row: AccessCode, at: datetime) -> str:
    """码没吊销，可它指的站关了、代表不在任了。"""
    station = row.station
    if row.kind == AccessCode.Kind.STATION and station and _is_closed(station, at):
        return f"“{station.name}”已经关闭"
    if row.kind == AccessCode.Kind.DEPUTY and row.deputy and not row.deputy_is_sitting:  # type: ignore[attr-defined]
        return f"{row.deputy.name}已不在代表任上"
    return ""


def _is_closed(station: Station, at: datetime) -> bool:
    return station.closed_on is not None and station.closed_on <= localtime(at).date()


def _revoked(row: AccessCode, reason: str) -> RevokedCode:
    station = row.station
    return RevokedCode(
        reason=reason,
        congress_id=row.congress_id,
        congress_name=row.congress.name,
        station_id=row.station_id,
        station_name=station.name if station else "",
        address=station.address if station else "",
    )


def _card(row: AccessCode, at: datetime) -> CodeCard:
    card = CodeCard(
        id=row.pk,
        code=codes.sign(row.serial),
        kind=row.kind,
        kind_label=AccessCode.Kind(row.kind).label,
        label=row.label,
        congress_id=row.congress_id,
        congress_name=row.congress.name,
        deputy_id=row.deputy_id,
        deputy_name=row.deputy.name if row.deputy else "",
    )
    return _at_station(card, row, row.station, at) if row.station else card


def _at_station(card: CodeCard, row: AccessCode, station: Station, at: datetime) -> CodeCard:
    return replace(
        card,
        station_id=station.pk,
        station_name=station.name,
        station_kind=Station.Kind(station.kind).label,
        address=station.address,
        hours=station.hours,
        street_committee_id=station.body_id,
        street_committee_name=station.body.name,
        region_code=station.region_id,
        region_name=station.region.name,
        town_code=_town_of(station),
        reception_words=reception_words(
            at,
            starts_at=row.next_starts_at,  # type: ignore[attr-defined]
            ends_at=row.next_ends_at,  # type: ignore[attr-defined]
            hours=station.hours,
        ),
    )


def _town_of(station: Station) -> str:
    """站在村里，就给上级街道，让群众在全街道里选地点。"""
    region = station.region
    return (region.parent_id or region.code) if region.level == "village" else region.code
