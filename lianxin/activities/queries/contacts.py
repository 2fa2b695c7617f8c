"""联系的读：谁联系谁、最近一次、漏了哪些、联系链盖住多少人、包保对象、议题三样。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Prefetch, Q

from lianxin.access.viewers import Viewer
from lianxin.activities.models import (
    AgendaItem,
    AgendaPart,
    ContactLog,
    ContactMessage,
    ContactPoint,
    ContactTie,
)
from lianxin.orgs.models import Mandate, in_force
from lianxin.orgs.queries import sitting_deputies

PAGE = 100
#: 多少天没有联系算久了没联系。
STALE_DAYS = 90


@dataclass(frozen=True, slots=True)
class TieCard:
    """一条联系，连同联系过几次、最近哪天、反映过几个问题。"""

    id: int
    kind: str
    kind_label: str
    above: str
    under: str
    people: int
    since: date
    until: date | None
    basis: str
    logs: int
    issues: int
    last_on: date | None

    def is_stale(self, today: date) -> bool:
        """久了没有联系。"""
        return (today - (self.last_on or self.since)).days > STALE_DAYS


def tie_page(
    *,
    viewer: Viewer,
    congress_id: int,
    kind: str = "",
    before: int | None = None,
    limit: int = PAGE,
    ended: bool = False,
) -> list[TieCard]:
    """看得见的联系，新的在前。两条语句。"""
    rows = ContactTie.objects.visible_to(viewer).filter(congress=congress_id)
    rows = rows.filter(ends_on__isnull=not ended)
    if kind in ContactTie.Kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("from_person", "from_point", "to_person", "to_point")
    found = list(rows.order_by("-id")[:limit])
    tallies = _tallies([row.pk for row in found])
    return [_card(row, tallies.get(row.pk, (0, 0, None))) for row in found]


def _tallies(ids: Sequence[int]) -> Mapping[int, tuple[int, int, date | None]]:
    rows = ContactLog.objects.filter(tie__in=ids).values("tie")
    counted = rows.annotate(n=Count("id"), issues=Count("id", filter=~Q(issue="")), last=Max("on"))
    return {row["tie"]: (row["n"], row["issues"], row["last"]) for row in counted}


def _card(row: ContactTie, tally: tuple[int, int, date | None]) -> TieCard:
    above, under = row.from_person or row.from_point, row.to_person or row.to_point
    return TieCard(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        above=above.name if above else "",
        under=under.name if under else "",
        people=row.to_point.people if row.to_point else 0,
        since=row.starts_on,
        until=row.ends_on,
        basis=row.basis,
        logs=tally[0],
        issues=tally[1],
        last_on=tally[2],
    )


def tie_logs(*, viewer: Viewer, tie_id: int) -> tuple[TieCard, list[ContactLog]] | None:
    """一条联系和它的记录，新的在前；看不见的为空。"""
    rows = ContactTie.objects.visible_to(viewer).filter(pk=tie_id)
    row = rows.select_related("from_person", "from_point", "to_person", "to_point").first()
    if row is None:
        return None
    logs = ContactLog.objects.filter(tie=row).select_related("opinion", "recorded_by")
    tally = _tallies([row.pk]).get(row.pk, (0, 0, None))
    return _card(row, tally), list(logs.order_by("-on", "-id"))


@dataclass(frozen=True, slots=True)
class Gaps:
    """漏了的：没人联系的代表、没有联系群众的代表、久了没有联系的。"""

    uncontacted: tuple[str, ...]
    reaching_nobody: tuple[str, ...]
    stale: tuple[TieCard, ...]


def gaps(*, viewer: Viewer, congress_id: int, today: date) -> Gaps:
    """本级的缺口。语句数固定。"""
    ties = ContactTie.objects.visible_to(viewer).filter(congress=congress_id).standing()
    upper = ties.filter(kind__in=("member_deputy", "official_deputy"))
    lower = ties.filter(kind__in=("deputy_household", "deputy_voters", "deputy_grid"))
    contacted = set(upper.values_list("to_person", flat=True))
    reaching = set(lower.values_list("from_person", flat=True))
    deputies = sitting_deputies(congress_id=congress_id, on=today)
    cards = tie_page(viewer=viewer, congress_id=congress_id, limit=2000)
    return Gaps(
        tuple(one.person_name for one in deputies if one.person_id not in contacted),
        tuple(one.person_name for one in deputies if one.person_id not in reaching),
        tuple(one for one in cards if one.is_stale(today)),
    )


@dataclass(frozen=True, slots=True)
class Node:
    """联系树上的一个；``people`` 是选民的人数。"""

    name: str
    kind: str
    people: int
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """一个人下面的联系链：哪些代表、哪些中心户、多少选民；``readers`` 是有人收消息的。"""

    deputies: frozenset[int]
    households: frozenset[int]
    voters: int
    readers: tuple[int, ...]
    nodes: tuple[Node, ...]


Key = tuple[str, int]


def below(*, congress_id: int, person_id: int) -> Chain:
    """从这个人往下：代表、中心户、选民；同一片选民挂在两处只数一次。两条语句。"""
    edges: dict[Key, list[ContactTie]] = defaultdict(list)
    rows = ContactTie.objects.standing().filter(congress=congress_id).exclude(kind="leader_object")
    for row in rows.select_related("from_person", "from_point", "to_person", "to_point"):
        edges[_from(row)].append(row)
    seen: dict[Key, ContactTie] = {}
    nodes = tuple(_node(row, edges, seen, 0) for row in edges[("p", person_id)])
    points = [row.to_point for row in seen.values() if row.to_point]
    households = {one.pk for one in points if one.kind == ContactPoint.Kind.HOUSEHOLD}
    voters = {one.pk: one.people for one in points if one.kind == ContactPoint.Kind.VOTERS}
    people = {row.to_person_id for row in seen.values() if row.to_person_id}
    readers = people | {one.person_id for one in points if one.person_id}
    return Chain(
        frozenset(people),
        frozenset(households),
        sum(voters.values()),
        tuple(sorted(readers - {person_id})),
        nodes,
    )


def _from(row: ContactTie) -> Key:
    return ("p", row.from_person_id) if row.from_person_id else ("q", row.from_point_id or 0)


def _node(
    row: ContactTie,
    edges: Mapping[Key, Sequence[ContactTie]],
    seen: dict[Key, ContactTie],
    deep: int,
) -> Node:
    key = ("p", row.to_person_id) if row.to_person_id else ("q", row.to_point_id or 0)
    is_new = key not in seen
    seen.setdefault(key, row)
    # 联系绕成了圈、或者太深，就不再往下画。
    going = edges.get(key, ()) if is_new and deep < 6 else ()
    end = row.to_person or row.to_point
    return Node(
        name=end.name if end else "",
        kind="代表" if row.to_person else row.to_point.get_kind_display() if row.to_point else "",
        people=row.to_point.people if row.to_point else 0,
        children=tuple(_node(each, edges, seen, deep + 1) for each in going),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """联系链盖住多少：联系着的代表、中心户、选民，各占多少。"""

    deputies: int
    all_deputies: int
    households: int
    voters: int
    all_voters: int


def coverage(*, congress_id: int, today: date) -> Coverage:
    """这一级的联系链盖住多少人；一片选民只数一次。语句数固定。"""
    ties = ContactTie.objects.standing().filter(congress=congress_id)
    points = ContactPoint.objects.filter(congress=congress_id, ends_on__isnull=True)
    voters = points.filter(kind=ContactPoint.Kind.VOTERS)
    tied = ties.filter(kind__in=("household_voters", "deputy_voters")).values("to_point")
    households = ties.filter(kind="deputy_household").values("to_point").distinct()
    contacted = ties.filter(kind__in=("member_deputy", "official_deputy")).values("to_person")
    sitting = Mandate.objects.filter(in_force(today), congress=congress_id, state="active")
    return Coverage(
        deputies=sitting.filter(person__in=contacted).values("person").distinct().count(),
        all_deputies=sitting.values("person").distinct().count(),
        households=households.count(),
        voters=sum(voters.filter(pk__in=tied).values_list("people", flat=True)),
        all_voters=sum(voters.values_list("people", flat=True)),
    )


def messages_sent(*, congress_id: int, person_id: int | None) -> list[ContactMessage]:
    """我往下传过的话，新的在前。"""
    rows = ContactMessage.objects.filter(congress=congress_id, sender=person_id)
    return list(rows.order_by("-id")[:20])


def points_of(*, congress_id: int, kinds: Sequence[str] = ()) -> list[ContactPoint]:
    """在用的联系点。"""
    rows = ContactPoint.objects.filter(congress=congress_id, ends_on__isnull=True)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("kind", "name"))


def agenda_items(*, congress_id: int) -> list[AgendaItem]:
    """各项议题，连同三样各做没做；近的在前。两条语句。"""
    parts = Prefetch("parts", queryset=AgendaPart.objects.order_by("on", "id"))
    rows = AgendaItem.objects.filter(congress=congress_id).select_related("committee")
    return list(rows.prefetch_related(parts).order_by("-held_on", "-id")[:PAGE])
