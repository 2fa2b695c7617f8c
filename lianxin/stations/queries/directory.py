"""名录与站点页：有哪些站、在哪里、谁在站里、哪天接待。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Mandate, in_force
from lianxin.orgs.queries import PersonCard, person_card
from lianxin.stations.models import (
    Reception,
    Station,
    StationDeputy,
    StationEvent,
    StationGroup,
    StationQuerySet,
)
from lianxin.stations.queries.counts import EventLine, event_line
from lianxin.stations.words import span_words


@dataclass(frozen=True, slots=True)
class StationCard:
    """一个家站室要显示的内容。"""

    id: int
    name: str
    kind: str
    kind_label: str
    parent_id: int | None
    body_id: int
    body_name: str
    region_code: str
    region_name: str
    address: str
    hours: str
    functions: tuple[str, ...]
    theme: str
    siting: str
    brand: str
    industry: str
    opened_on: date
    closed_on: date | None
    deputies: int


@dataclass(frozen=True, slots=True)
class StationDeputyCard:
    """在站的一位代表。"""

    person: PersonCard
    levels: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class ReceptionCard:
    """一次接待。"""

    id: int
    station_id: int
    station_name: str
    starts_at: datetime
    ends_at: datetime
    words: str
    theme: str
    deputies: tuple[PersonCard, ...]


@dataclass(frozen=True, slots=True)
class StationPage:
    """站点页的全部内容。"""

    card: StationCard
    congress_id: int
    brand_story: str
    parent_name: str
    deputies: tuple[StationDeputyCard, ...]
    groups: tuple[str, ...]
    receptions: tuple[ReceptionCard, ...]
    events: tuple[EventLine, ...]
    children: tuple[StationCard, ...]


@dataclass(frozen=True, slots=True)
class BrandShowcase:
    """一站一品：有品牌的展示，没有的列名单。"""

    shown: tuple[StationCard, ...]
    missing: tuple[StationCard, ...]


def station_cards(
    *,
    congress_id: int,
    on: date,
    kind: str = "",
    body_id: int | None = None,
    region_code: str = "",
    theme: str = "",
    function: str = "",
    text: str = "",
    after_id: int = 0,
    limit: int | None = None,
) -> list[StationCard]:
    """某一天开放着的家站室，可按种类、工委、地区（含下级）、主题、功能、名称地址找。

    :param after_id: 上一页最后一个的编号；与 ``limit`` 合用，翻页快慢与总数无关
    """
    where = Q(congress=congress_id, id__gt=after_id)
    exact = {"kind": kind, "body": body_id, "theme": theme}
    where &= Q(**{name: value for name, value in exact.items() if value})
    if region_code:
        where &= Q(region=region_code) | Q(region__parent=region_code)
    if function:
        where &= Q(functions__contains=[function])
    if text:
        where &= Q(name__icontains=text) | Q(address__icontains=text) | Q(brand__icontains=text)
    rows = station_rows(on).filter(where).running(on=on).order_by("id")
    return [card_of(row) for row in (rows[:limit] if limit else rows)]


def stations_of(*, person_id: int, on: date) -> list[StationCard]:
    """这位代表在哪些站。"""
    placed = StationDeputy.objects.filter(in_force(on), person=person_id)
    rows = station_rows(on).running(on=on).filter(pk__in=placed.values("station"))
    return [card_of(row) for row in rows.order_by("id")]


def station_page(*, station_id: int, at: datetime, today: date) -> StationPage:
    """一个站的全部公开内容；没有就抛 :class:`NotVisible`。"""
    row = station_rows(today).select_related("parent").filter(pk=station_id).first()
    if row is None:
        raise NotVisible("没有这个家站室")
    groups = StationGroup.objects.filter(in_force(today), station=row).select_related("group")
    events = StationEvent.objects.filter(station=row).select_related("station")
    children = station_rows(today).filter(parent=row).running(on=today).order_by("id")
    return StationPage(
        card=card_of(row),
        congress_id=row.congress_id,
        brand_story=row.brand_story,
        parent_name=row.parent.name if row.parent else "",
        deputies=tuple(_deputies(row, today)),
        groups=tuple(bound.group.short_name for bound in groups.order_by("id")),
        receptions=tuple(receptions(station_id=row.pk, since=at, limit=6)),
        events=tuple(event_line(event) for event in events.order_by("-happened_on", "-id")),
        children=tuple(card_of(child) for child in children),
    )


def receptions(
    *,
    since: datetime,
    until: datetime | None = None,
    congress_id: int | None = None,
    station_id: int | None = None,
    person_id: int | None = None,
    limit: int = 100,
) -> list[ReceptionCard]:
    """``since`` 以后还没结束的接待，早的在前；可只要某级人大、某站、某位代表的。"""
    rows = Reception.objects.kept().filter(ends_at__gt=since)
    exact = {"station__congress": congress_id, "station": station_id, "deputies": person_id}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if until is not None:
        rows = rows.filter(starts_at__lt=until)
    found = rows.select_related("station").prefetch_related("deputies")
    return [_reception(row) for row in found.order_by("starts_at", "id")[:limit]]


def brand_showcase(*, congress_id: int, on: date) -> BrandShowcase:
    """一站一品的展示，以及还没有品牌的站。"""
    cards = station_cards(congress_id=congress_id, on=on)
    return BrandShowcase(
        shown=tuple(card for card in cards if card.brand),
        missing=tuple(card for card in cards if not card.brand),
    )


def card_of(row: Station) -> StationCard:
    """一个家站室的卡片；``row`` 须来自 :func:`station_rows`。"""
    return StationCard(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        kind_label=Station.Kind(row.kind).label,
        parent_id=row.parent_id,
        body_id=row.body_id,
        body_name=row.body.short_name,
        region_code=row.region_id,
        region_name=row.region.name,
        address=row.address,
        hours=row.hours,
        functions=tuple(Station.Function(name).label for name in row.functions),
        theme=row.theme,
        siting=row.siting,
        brand=row.brand,
        industry=row.industry,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        deputies=row.deputy_count,  # type: ignore[attr-defined]
    )


def station_rows(on: date) -> StationQuerySet:
    """家站室连同主管工委、地区和 ``on`` 这天的进站人数。"""
    placed = StationDeputy.objects.filter(in_force(on), station=OuterRef("pk")).order_by()
    counted = placed.values("station").annotate(people=Count("person")).values("people")
    return Station.objects.select_related("body", "region").annotate(
        deputy_count=Coalesce(Subquery(counted), 0)
    )


def _deputies(station: Station, on: date) -> list[StationDeputyCard]:
    placed = list(
        StationDeputy.objects.filter(in_force(on), station=station)
        .select_related("person")
        .order_by("id")
    )
    levels = defaultdict(list)
    mandates = Mandate.objects.filter(
        in_force(on), person__in=[row.person_id for row in placed], state=Mandate.State.ACTIVE
    )
    for mandate in mandates.select_related("congress").order_by("congress"):
        levels[mandate.person_id].append(mandate.congress.short_name)
    return [
        StationDeputyCard(person_card(row.person), tuple(levels[row.person_id]), row.starts_on)
        for row in placed
    ]


def _reception(row: Reception) -> ReceptionCard:
    return ReceptionCard(
        id=row.pk,
        station_id=row.station_id,
        station_name=row.station.name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        words=span_words(row.starts_at, row.ends_at),
        theme=row.theme,
        deputies=tuple(person_card(person) for person in row.deputies.all()),
    )
