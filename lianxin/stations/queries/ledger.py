"""管名录的人要看的台账：选址、接待预告够不够提前、发过的码（连同吊销的）。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localtime

from lianxin.kernel.errors import NotVisible
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, Reception, Station
from lianxin.stations.words import clock_words, day_words, span_words


@dataclass(frozen=True, slots=True)
class SitingLine:
    """一类选址，有哪几个站。"""

    siting: str
    station_ids: tuple[int, ...]
    names: tuple[str, ...]


def siting_lines(*, congress_id: int, on: date) -> list[SitingLine]:
    """按选址：项目地、老旧小区、产业园区各有哪几个站；没写选址的不列。"""
    rows = Station.objects.filter(congress=congress_id).running(on=on).exclude(siting="")
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for siting, pk, name in rows.order_by("siting", "id").values_list("siting", "id", "name"):
        found[siting].append((pk, name))
    return [
        SitingLine(siting, tuple(pk for pk, _ in some), tuple(name for _, name in some))
        for siting, some in found.items()
    ]


@dataclass(frozen=True, slots=True)
class PlannedReception:
    """一次接待安排，连同预告提前了几天。"""

    id: int
    station_id: int
    station_name: str
    words: str
    starts_at: datetime
    ends_at: datetime
    theme: str
    deputies: tuple[str, ...]
    noticed_at: datetime | None
    days_ahead: int | None
    notice_days: int = 0
    changed: str = ""
    is_cancelled: bool = False
    was_moved: bool = False

    @property
    def is_late(self) -> bool:
        """预告没贴，或贴得太晚；取消了的不算。"""
        if self.is_cancelled:
            return False
        return self.days_ahead is None or self.days_ahead < self.notice_days

    @property
    def notice_words(self) -> str:
        """预告怎么样。"""
        if self.is_cancelled:
            return "已取消"
        if self.days_ahead is None:
            return "还没有预告"
        return f"提前 {self.days_ahead} 天预告"


def reception_plan(
    *,
    since: datetime,
    congress_id: int | None = None,
    station_id: int | None = None,
    until: datetime | None = None,
    limit: int = 200,
) -> list[PlannedReception]:
    """``since`` 以后的接待安排，早的在前，连同预告提前几天；两条查询。"""
    rows = Reception.objects.filter(ends_at__gt=since)
    exact = {"station__congress": congress_id, "station": station_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if until is not None:
        rows = rows.filter(starts_at__lt=until)
    found = rows.select_related("station").prefetch_related("deputies")
    return [_planned(row) for row in found.order_by("starts_at", "id")[:limit]]


def _planned(row: Reception) -> PlannedReception:
    ahead = None
    if row.noticed_at is not None:
        days = localtime(row.starts_at).date() - localtime(row.noticed_at).date()
        ahead = max(days.days, 0)
    return PlannedReception(
        id=row.pk,
        station_id=row.station_id,
        station_name=row.station.name,
        words=span_words(row.starts_at, row.ends_at),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        theme=row.theme,
        deputies=tuple(person.name for person in row.deputies.all()),
        noticed_at=row.noticed_at,
        days_ahead=ahead,
        notice_days=row.notice_days,
        changed=changed_words(row),
        is_cancelled=row.cancelled_at is not None,
        was_moved=row.moved_from is not None,
    )


def changed_words(row: Reception) -> str:
    """取消了、改过期的，写明缘由和原定的时间；都没有就是空的。"""
    if row.cancelled_at is not None:
        return f"已取消：{row.cancel_reason}"
    if row.moved_from is None:
        return ""
    was = localtime(row.moved_from)
    return f"由{day_words(was.date())}{clock_words(was)}改来：{row.move_reason}"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """一个码，连同吊销了没有。"""

    id: int
    code: str
    kind: str
    kind_label: str
    label: str
    station_id: int | None
    station_name: str
    deputy_id: int | None
    deputy_name: str
    body_id: int | None
    congress_id: int
    congress_name: str
    address: str
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    revoke_reason: str

    def is_live(self, at: datetime) -> bool:
        """此刻还扫得开。"""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


def code_rows(
    *,
    congress_ids: Iterable[int],
    at: datetime,
    kind: str = "",
    state: str = "live",
    text: str = "",
    station_id: int | None = None,
    deputy_id: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[CodeRow]:
    """本级的码，新发的在前；一条查询。

    :param state: live 有效的、gone 吊销或过期的，别的都算全部
    """
    rows = AccessCode.objects.filter(congress__in=list(congress_ids))
    exact = {"kind": kind or None, "station": station_id, "deputy": deputy_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    gone = Q(revoked_at__isnull=False) | Q(expires_at__lte=at)
    if state in ("live", "gone"):
        rows = rows.filter(gone) if state == "gone" else rows.exclude(gone)
    if text:
        named = Q(label__icontains=text) | Q(station__name__icontains=text)
        rows = rows.filter(named | Q(deputy__name__icontains=text))
    if before:
        rows = rows.filter(pk__lt=before)
    found = rows.select_related("station", "deputy", "congress").order_by("-id")
    return [_code_row(row) for row in (found[:limit] if limit else found)]


def code_row(*, congress_ids: Iterable[int], pk: int) -> CodeRow:
    """一个码，吊销了的也看得到。

    :raises NotVisible: 没有，或不在本级
    """
    rows = AccessCode.objects.filter(pk=pk, congress__in=list(congress_ids))
    row = rows.select_related("station", "deputy", "congress").first()
    if row is None:
        raise NotVisible("没有这个码。")
    return _code_row(row)


def _code_row(row: AccessCode) -> CodeRow:
    station = row.station
    return CodeRow(
        id=row.pk,
        code=codes.sign(row.serial),
        kind=row.kind,
        kind_label=AccessCode.Kind(row.kind).label,
        label=row.label,
        station_id=row.station_id,
        station_name=station.name if station else "",
        deputy_id=row.deputy_id,
        deputy_name=row.deputy.name if row.deputy else "",
        body_id=station.body_id if station else None,
        congress_id=row.congress_id,
        congress_name=row.congress.name,
        address=station.address if station else "",
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revoke_reason=row.revoke_reason,
    )
