"""阵地全覆盖、编组进站全覆盖、标准化检查。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from lianxin.orgs.models import Body, Region, in_force
from lianxin.orgs.queries import MandateCard, sitting_deputies
from lianxin.stations.models import AccessCode, Reception, Station, StationDeputy
from lianxin.stations.queries.counts import kinds_on
from lianxin.stations.queries.directory import StationCard, station_cards

#: 标准化检查里，多久之内要有过接待才算“场所常用”。
USED_WITHIN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class CoveredPlace:
    """一个街道或村（社区），有哪几类站。"""

    region_code: str
    name: str
    level: str
    kinds: tuple[str, ...]
    stations: int

    @property
    def is_covered(self) -> bool:
        """有站。"""
        return self.stations > 0


@dataclass(frozen=True, slots=True)
class StationCoverage:
    """某一天的覆盖情况；街道有站，是指街道及其下任何一处有站。"""

    on: date
    places: tuple[CoveredPlace, ...]

    def ratio(self, level: str) -> tuple[int, int]:
        """这一层有站的几个、一共几个。"""
        places = [place for place in self.places if place.level == level]
        return sum(place.is_covered for place in places), len(places)

    @property
    def uncovered(self) -> tuple[CoveredPlace, ...]:
        """还没有站的地方。"""
        return tuple(place for place in self.places if not place.is_covered)


@dataclass(frozen=True, slots=True)
class CheckedStation:
    """一个站对照标准的结果：每项合不合。"""

    card: StationCard
    items: tuple[tuple[str, bool], ...]
    receptions: int

    @property
    def passed(self) -> int:
        """合格几项。"""
        return sum(met for _, met in self.items)

    @property
    def gaps(self) -> tuple[str, ...]:
        """还差哪几项。"""
        return tuple(name for name, met in self.items if not met)


def station_coverage(*, congress_id: int, on: date) -> StationCoverage:
    """街道、村（社区）×站的种类；只看已登记的地区。"""
    county = Body.objects.select_related("region").get(pk=congress_id).region
    regions = Region.objects.filter(
        code__startswith=county.prefix, level__in=(Region.Level.TOWN, Region.Level.VILLAGE)
    )
    kinds = kinds_on(congress_id=congress_id, on=on)
    found: dict[str, list[str]] = defaultdict(list)
    rows = Station.objects.filter(pk__in=kinds).select_related("region").order_by("id")
    for row in rows:
        label = Station.Kind(kinds[row.pk]).label
        for code in {row.region_id, row.region.parent_id or row.region_id}:
            found[code].append(label)
    return StationCoverage(
        on=on,
        places=tuple(
            CoveredPlace(
                region.code,
                region.name,
                region.level,
                tuple(dict.fromkeys(found[region.code])),
                len(found[region.code]),
            )
            for region in regions.order_by("code")
        ),
    )


def unassigned_deputies(*, congress_id: int, on: date) -> list[MandateCard]:
    """还没编进任何站的在任代表。"""
    placed = StationDeputy.objects.filter(in_force(on)).values_list("person_id", flat=True)
    inside = set(placed)
    deputies = sitting_deputies(congress_id=congress_id, on=on)
    return [card for card in deputies if card.person_id not in inside]


def checklist(*, congress_id: int, on: date) -> list[CheckedStation]:
    """逐站对照标准：大门常开、场所常用、有人有码有品牌。"""
    used = _reception_counts(congress_id, since=on - USED_WITHIN, until=on)
    coded = set(
        AccessCode.objects.filter(
            congress=congress_id, kind="station", revoked_at=None
        ).values_list("station_id", flat=True)
    )
    return [
        CheckedStation(
            card,
            (
                ("公布开放时间", bool(card.hours)),
                ("有进站代表", card.deputies > 0),
                ("贴有站点码", card.id in coded),
                ("近三个月有接待", used[card.id] > 0),
                ("有品牌活动", bool(card.brand)),
            ),
            used[card.id],
        )
        for card in station_cards(congress_id=congress_id, on=on)
    ]


def _reception_counts(congress_id: int, *, since: date, until: date) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    held = Reception.objects.kept().filter(
        station__congress=congress_id, starts_at__date__gt=since, starts_at__date__lte=until
    )
    for station_id in held.values_list("station_id", flat=True):
        counts[station_id] += 1
    return counts
