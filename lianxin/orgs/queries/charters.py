"""小组章程与议事席位的查询：兼任组长的是谁、人数够不够、谁指导谁；议事组织有几席代表。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.orgs.models import Body, CouncilSeat, GroupCharter, Mandate, Membership, Post, in_force
from lianxin.orgs.queries.groups import GROUP_KINDS

#: 替小组办事的几种身份。
_HEADS = (Membership.Role.LEADER, Membership.Role.DEPUTY_LEADER, Membership.Role.CONTACT)


@dataclass(frozen=True, slots=True)
class CharterCard:
    """一个小组：行业、组长（兼任的写明凭什么）、联系、指导、几个人、够不够。"""

    id: int
    name: str
    kind: str
    industry: str
    leader: str
    ex_officio: str
    contact: str
    guided_by: str
    guides: tuple[str, ...]
    members: int
    levels: tuple[str, ...]
    least: int | None
    most: int | None

    @property
    def warning(self) -> str:
        """人数不合章程的，一句话。"""
        if self.least is not None and self.members < self.least:
            return f"只有 {self.members} 人，章程要至少 {self.least} 人"
        if self.most is not None and self.members > self.most:
            return f"有 {self.members} 人，章程要至多 {self.most} 人"
        return ""

    @property
    def size_words(self) -> str:
        """章程要几个人。"""
        if self.least is None and self.most is None:
            return ""
        return f"{self.least or 0}—{self.most} 人" if self.most else f"至少 {self.least} 人"


def charter_cards(*, congress_id: int, on: date) -> list[CharterCard]:
    """这一级的各个小组。语句数固定。"""
    groups = Body.objects.filter(in_force(on), congress=congress_id, kind__in=GROUP_KINDS)
    found = list(groups.order_by("kind", "id"))
    rows = GroupCharter.objects.filter(body__in=found)
    charters = {
        row.pk: row for row in rows.select_related("lead_body", "contact_body", "guided_by")
    }
    heads = _heads([row.lead_body_id for row in charters.values() if row.lead_body_id], on)
    members, leaders = _members(found, on)
    levels = _levels({one for each in members.values() for one in each}, on)
    guides = defaultdict(list)
    names = {group.pk: group.short_name for group in found}
    for pk, row in charters.items():
        if row.guided_by_id:
            guides[row.guided_by_id].append(names.get(pk, ""))
    return [
        _card(group, charters.get(group.pk), heads, members[group.pk], leaders, levels, guides)
        for group in found
    ]


def group_heads(*, group_ids: Iterable[int], on: date) -> Mapping[int, Sequence[int]]:
    """这一天替各小组办事的：组长、副组长、联系人；组长由岗位兼任的，是那家的负责人。三条语句。"""
    ids = sorted(group_ids)
    found = _ex_officio(ids, on)
    chaired = set(found)
    rows = Membership.objects.filter(in_force(on), body__in=ids, role__in=_HEADS)
    for row in rows.order_by("id"):
        replaced = row.role == Membership.Role.LEADER and row.body_id in chaired
        if not replaced and row.person_id not in found[row.body_id]:
            found[row.body_id].append(row.person_id)
    return found


def _ex_officio(groups: list[int], on: date) -> dict[int, list[int]]:
    charters = GroupCharter.objects.filter(body__in=groups, lead_body__isnull=False)
    leads = dict(charters.values_list("body_id", "lead_body_id"))
    posts = Post.objects.filter(in_force(on), body__in=leads.values(), kind=Post.Kind.HEAD)
    heads: dict[int, list[int]] = defaultdict(list)
    for body_id, person_id in posts.order_by("id").values_list("body_id", "person_id"):
        heads[body_id].append(person_id)
    chaired = {group: [*heads[lead or 0]] for group, lead in leads.items() if lead in heads}
    return defaultdict(list, chaired)


def _heads(bodies: list[int], on: date) -> dict[int, str]:
    rows = Post.objects.filter(in_force(on), body__in=bodies, kind=Post.Kind.HEAD)
    return {row.body_id: row.person.name for row in rows.select_related("person").order_by("-id")}


def _members(groups: list[Body], on: date) -> tuple[dict[int, set[int]], dict[int, str]]:
    members: dict[int, set[int]] = defaultdict(set)
    leaders: dict[int, str] = {}
    rows = Membership.objects.filter(in_force(on), body__in=groups).select_related("person")
    for row in rows:
        members[row.body_id].add(row.person_id)
        if row.role == Membership.Role.LEADER:
            leaders[row.body_id] = row.person.name
    return members, leaders


def _levels(people: set[int], on: date) -> dict[int, set[str]]:
    """各人是哪几级的代表。"""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Mandate.objects.filter(in_force(on), person__in=people, state=Mandate.State.ACTIVE)
    for row in rows.select_related("congress"):
        found[row.person_id].add(row.congress.get_level_display())
    return found


def _card(
    group: Body,
    charter: GroupCharter | None,
    heads: dict[int, str],
    members: set[int],
    leaders: dict[int, str],
    levels: dict[int, set[str]],
    guides: dict[int, list[str]],
) -> CharterCard:
    lead = charter.lead_body if charter else None
    head = heads.get(lead.pk, "") if lead else ""
    return CharterCard(
        id=group.pk,
        name=group.short_name,
        kind=group.get_kind_display(),
        industry=charter.industry if charter else "",
        leader=head or leaders.get(group.pk, ""),
        ex_officio=f"{lead.short_name}负责人兼任" if lead and head else "",
        contact=charter.contact_body.short_name if charter and charter.contact_body else "",
        guided_by=charter.guided_by.short_name if charter and charter.guided_by else "",
        guides=tuple(guides.get(group.pk, ())),
        members=len(members),
        levels=tuple(sorted({level for person in members for level in levels.get(person, ())})),
        least=charter.least if charter else None,
        most=charter.most if charter else None,
    )


@dataclass(frozen=True, slots=True)
class CouncilCard:
    """一个议事组织：几席、几席是代表、都是谁。"""

    id: int
    name: str
    region: str
    seats: tuple[CouncilSeat, ...]

    @property
    def deputies(self) -> int:
        """几席是代表。"""
        return sum(seat.is_deputy_seat for seat in self.seats)


def council_cards(*, congress_id: int, on: date) -> list[CouncilCard]:
    """这一级的议事组织。两条语句。"""
    bodies = Body.objects.filter(in_force(on), congress=congress_id, kind=Body.Kind.COUNCIL)
    found = list(bodies.select_related("region").order_by("id"))
    seats: dict[int, list[CouncilSeat]] = defaultdict(list)
    for seat in CouncilSeat.objects.filter(in_force(on), body__in=found).order_by("number"):
        seats[seat.body_id].append(seat)
    return [CouncilCard(one.pk, one.name, one.region.name, tuple(seats[one.pk])) for one in found]
