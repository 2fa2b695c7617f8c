"""扫码：一次查询给出扫码页要的全部；伪造的码不查库就拒绝。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from lianxin.orgs.calendar import VERSION_SQL, work_calendar
from lianxin.orgs.statements import fetch
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, Station
from lianxin.stations.opening import LOOK_AHEAD, Opening, Span, Special
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
    open_words: str = ""


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
    row = _look_up(serial, at) if serial else None
    if row is None:
        return ForgedCode()
    if row.revoked_at is not None:
        return _revoked(row, row.revoke_reason)
    if row.expires_at is not None and row.expires_at <= at:
        return ExpiredCode(row.expires_at, row.label, row.congress_id, row.congress_name)
    if reason := _out_of_service(row, at):
        return _revoked(row, reason)
    return _card(row, at)


def code_serial(code: str) -> str | None:
    """从码上的文字认出序号；伪造、残缺的为空，一句也不查库。"""
    return codes.read(code)


def code_text(serial: str) -> str:
    """序号写成码上的文字。"""
    return codes.sign(serial)


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


class _Row(NamedTuple):
    """码连同站、工委、地区、代表和下一次接待；没有站的，站的各项为空。"""

    id: int
    serial: str
    kind: str
    label: str
    expires_at: datetime | None
    revoked_at: datetime | None
    revoke_reason: str
    congress_id: int
    congress_name: str
    deputy_id: int | None
    deputy_name: str | None
    deputy_is_sitting: bool
    station_id: int | None
    station_name: str | None
    station_kind: str
    address: str | None
    hours: str
    closed_on: date | None
    body_id: int
    body_name: str
    region_code: str
    region_name: str
    region_level: str
    region_parent: str | None
    next_starts_at: datetime | None
    next_ends_at: datetime | None
    week: list[list[Any]] | None
    special_days: list[list[Any]] | None
    calendar: list[int | None]


#: 扫码与登记都从这一句开始，所以直接写；各列与 :class:`_Row` 同序。
_EVERYTHING = f"""
SELECT c.id, c.serial, c.kind, c.label, c.expires_at, c.revoked_at, c.revoke_reason,
       c.congress_id, g.name, c.deputy_id, p.name,
       EXISTS (SELECT FROM orgs_mandate m
                WHERE m.person_id = c.deputy_id AND m.state = 'active' AND m.starts_on <= %(day)s
                  AND (m.ends_on IS NULL OR m.ends_on > %(day)s)),
       s.id, s.name, s.kind, s.address, s.hours, s.closed_on,
       b.id, b.name, r.code, r.name, r.level, r.parent_id, n.starts_at, n.ends_at,
       (SELECT json_agg(json_build_array(h.weekday, h.opens, h.closes, h.note))
          FROM stations_openinghours h
         WHERE h.station_id = s.id AND h.starts_on <= %(day)s
           AND (h.ends_on IS NULL OR h.ends_on > %(day)s)),
       (SELECT json_agg(json_build_array(d.on, d.opens, d.closes, d.note))
          FROM stations_specialday d
         WHERE d.station_id = s.id AND d.on BETWEEN %(day)s AND %(ahead)s),
       ({VERSION_SQL})
  FROM stations_accesscode c
  JOIN orgs_body g ON g.id = c.congress_id
  LEFT JOIN orgs_person p ON p.id = c.deputy_id
  LEFT JOIN stations_station s ON s.id = c.station_id
  LEFT JOIN orgs_body b ON b.id = s.body_id
  LEFT JOIN orgs_region r ON r.code = s.region_id
  LEFT JOIN LATERAL (
       SELECT starts_at, ends_at FROM stations_reception
        WHERE station_id = s.id AND ends_at > %(at)s AND noticed_at <= %(at)s
           AND cancelled_at IS NULL
        ORDER BY starts_at LIMIT 1) n ON true
 WHERE c.serial = %(serial)s
"""  # noqa: S608 （只拼一句固定的）


def _look_up(serial: str, at: datetime) -> _Row | None:
    today = localtime(at).date()
    ahead = today + timedelta(days=LOOK_AHEAD)
    asked = {"serial": serial, "at": at, "day": today, "ahead": ahead}
    return next((_Row(*found) for found in fetch(_EVERYTHING, asked)), None)


def _out_of_service(row: _Row, at: datetime) -> str:
    """码没吊销，可它指的站关了、代表不在任了。"""
    closed = row.closed_on is not None and row.closed_on <= localtime(at).date()
    if row.kind == AccessCode.Kind.STATION and closed:
        return f"“{row.station_name}”已经关闭"
    if row.kind == AccessCode.Kind.DEPUTY and row.deputy_id and not row.deputy_is_sitting:
        return f"{row.deputy_name}已不在代表任上"
    return ""


def _revoked(row: _Row, reason: str) -> RevokedCode:
    return RevokedCode(
        reason=reason,
        congress_id=row.congress_id,
        congress_name=row.congress_name,
        station_id=row.station_id,
        station_name=row.station_name or "",
        address=row.address or "",
    )


def _card(row: _Row, at: datetime) -> CodeCard:
    card = CodeCard(
        id=row.id,
        code=codes.sign(row.serial),
        kind=row.kind,
        kind_label=AccessCode.Kind(row.kind).label,
        label=row.label,
        congress_id=row.congress_id,
        congress_name=row.congress_name,
        deputy_id=row.deputy_id,
        deputy_name=row.deputy_name or "",
    )
    return _at_station(card, row, at) if row.station_id else card


def _at_station(card: CodeCard, row: _Row, at: datetime) -> CodeCard:
    return replace(
        card,
        station_id=row.station_id,
        station_name=row.station_name or "",
        station_kind=Station.Kind(row.station_kind).label,
        address=row.address or "",
        hours=row.hours,
        street_committee_id=row.body_id,
        street_committee_name=row.body_name,
        region_code=row.region_code,
        region_name=row.region_name,
        town_code=_town_of(row),
        reception_words=reception_words(
            at, starts_at=row.next_starts_at, ends_at=row.next_ends_at, hours=row.hours
        ),
        open_words=_open_words(row, at),
    )


def _open_words(row: _Row, at: datetime) -> str:
    """此刻开没开；没有登记开放时间的，不说。"""
    opening = Opening(
        tuple(
            Span(weekday, time.fromisoformat(opens), time.fromisoformat(closes), note)
            for weekday, opens, closes, note in row.week or ()
        ),
        tuple(
            Special(date.fromisoformat(on), _time(opens), _time(closes), note)
            for on, opens, closes, note in row.special_days or ()
        ),
    )
    if not opening.is_known:
        return ""
    return opening.now(at, work_calendar(row.calendar)).words


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _town_of(row: _Row) -> str:
    """站在村里，就给上级街道，让群众在全街道里选地点。"""
    if row.region_level == "village":
        return row.region_parent or row.region_code
    return row.region_code
