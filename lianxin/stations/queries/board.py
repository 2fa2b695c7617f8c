"""总站→中心站→站→点：一级一级往上汇总；按主题、按产业看。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lianxin.orgs.models import in_force
from lianxin.stations.models import Reception, Station, StationDeputy
from lianxin.stations.queries.directory import StationCard, station_cards


@dataclass(frozen=True, slots=True)
class StationNode:
    """树上的一个站；数字含它下面的全部，代表按人数（在几个站只算一个）。"""

    card: StationCard
    children: tuple[StationNode, ...]
    stations: int
    deputies: int
    receptions: int


@dataclass(frozen=True, slots=True)
class Board:
    """一级人大的阵地总览。"""

    on: date
    since: date
    roots: tuple[StationNode, ...]
    stations: int
    deputies: int
    receptions: int


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """一个主题的数字。"""

    theme: str
    stations: tuple[StationCard, ...]
    deputies: int
    receptions: int


@dataclass(frozen=True, slots=True)
class IndustryPoint:
    """一个产业代表联系点：哪些代表、来自哪些企业。"""

    industry: str
    card: StationCard
    deputies: tuple[str, ...]
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tally:
    """各站的底数：在站的人、接待次数。"""

    people: Mapping[int, frozenset[int]]
    receptions: Mapping[int, int]

    def of(self, station_ids: Iterable[int]) -> tuple[int, int]:
        """几个站合起来：多少人、多少次接待。"""
        ids = list(station_ids)
        people = frozenset[int]().union(*(self.people[station_id] for station_id in ids))
        return len(people), sum(self.receptions[station_id] for station_id in ids)


def station_board(*, congress_id: int, on: date, since: date) -> Board:
    """阵地总览：接待次数从 ``since`` 数到 ``on``。"""
    cards = {card.id: card for card in station_cards(congress_id=congress_id, on=on)}
    tally = _tally(congress_id, on=on, since=since)
    below: dict[int | None, list[StationCard]] = defaultdict(list)
    for card in cards.values():
        # 上级站关了的，直接挂在最上面，不会从总览里消失。
        below[card.parent_id if card.parent_id in cards else None].append(card)

    def branch(card: StationCard) -> list[int]:
        return [card.id, *(i for child in below[card.id] for i in branch(child))]

    def node(card: StationCard) -> StationNode:
        ids = branch(card)
        children = tuple(node(child) for child in below[card.id])
        return StationNode(card, children, len(ids), *tally.of(ids))

    roots = tuple(node(card) for card in below[None])
    return Board(on, since, roots, len(cards), *tally.of(cards))


def branch_ids(*, station_id: int, on: date) -> frozenset[int]:
    """这个站连同它下面各级站的编号，供上层按站汇总意见、活动。"""
    found, layer = {station_id}, {station_id}
    while layer:
        children = Station.objects.filter(parent__in=layer).running(on=on)
        layer = set(children.values_list("id", flat=True)) - found
        found |= layer
    return frozenset(found)


def theme_statistics(*, congress_id: int, on: date, since: date) -> list[ThemeLine]:
    """按主题：几个站、多少代表、多少次接待；没有主题的不列。"""
    themes: dict[str, list[StationCard]] = defaultdict(list)
    for card in station_cards(congress_id=congress_id, on=on):
        if card.theme:
            themes[card.theme].append(card)
    tally = _tally(congress_id, on=on, since=since)
    return [
        ThemeLine(theme, tuple(cards), *tally.of(card.id for card in cards))
        for theme, cards in sorted(themes.items())
    ]


def industry_points(*, congress_id: int, on: date) -> list[IndustryPoint]:
    """产业代表联系点：按产业，列出在点的代表和他们的企业。"""
    people = defaultdict(list)
    placed = StationDeputy.objects.filter(
        in_force(on), station__congress=congress_id, station__kind=Station.Kind.INDUSTRY
    )
    for row in placed.select_related("person").order_by("id"):
        people[row.station_id].append(row.person)
    return [
        IndustryPoint(
            card.industry,
            card,
            tuple(person.name for person in people[card.id]),
            tuple(dict.fromkeys(p.workplace for p in people[card.id] if p.workplace)),
        )
        for card in station_cards(congress_id=congress_id, on=on, kind=Station.Kind.INDUSTRY)
    ]


def _tally(congress_id: int, *, on: date, since: date) -> _Tally:
    people: dict[int, set[int]] = defaultdict(set)
    placed = StationDeputy.objects.filter(in_force(on), station__congress=congress_id)
    for station_id, person_id in placed.values_list("station_id", "person_id"):
        people[station_id].add(person_id)
    held = Reception.objects.kept().filter(
        station__congress=congress_id, starts_at__date__gte=since, starts_at__date__lte=on
    )
    counted = held.values_list("station").annotate(times=Count("id"))
    return _Tally(
        defaultdict(frozenset, {key: frozenset(value) for key, value in people.items()}),
        defaultdict(int, counted),
    )
