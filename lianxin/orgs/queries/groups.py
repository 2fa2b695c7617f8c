"""代表编组的查询：某一天各组几人、谁还没编、谁从哪组到了哪组。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.orgs.models import Body, GroupCharter, GroupEvent, Membership, Post, in_force
from lianxin.orgs.queries.people import MandateCard, sitting, sitting_deputies

GROUP_KINDS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """一位组员。"""

    person_id: int
    name: str
    role: str
    role_label: str
    since: date


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """一个小组某一天的情况。"""

    id: int
    name: str
    kind: str
    region_code: str
    leader: str
    members: int


@dataclass(frozen=True, slots=True)
class Grouping:
    """某一天的编组总数；``people`` 数人，在两个组的只算一个。"""

    on: date
    groups: tuple[GroupTotal, ...]
    people: int

    @property
    def count(self) -> int:
        """几个组。"""
        return len(self.groups)

    def of_kind(self, kind: str) -> tuple[GroupTotal, ...]:
        """只要普通小组，或只要专业小组。"""
        return tuple(group for group in self.groups if group.kind == kind)


@dataclass(frozen=True, slots=True)
class GroupSpell:
    """在某个组的一段。"""

    group_id: int
    group: str
    role_label: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MemberSpell:
    """一个人在这个组的一段；``basis`` 不空是凭岗位兼任的。"""

    person_id: int
    name: str
    role_label: str
    starts_on: date
    ends_on: date | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class GroupTurn:
    """小组改过一次名、并过一次组：哪天、什么事、为什么；并的连着另一个组。"""

    on: date
    what: str
    reason: str
    other_id: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """建议把谁编入哪个组，以及凭什么。"""

    person_id: int
    person_name: str
    group_id: int
    group_name: str
    rule: str


def group_totals(*, congress_id: int, on: date) -> Grouping:
    """某一天有哪些小组、各有几人；过去的日子照当时的编组算。"""
    groups = Body.objects.filter(in_force(on), congress=congress_id, kind__in=GROUP_KINDS)
    members = defaultdict(list)
    rows = Membership.objects.filter(in_force(on), body__in=groups).select_related("person")
    for row in rows:
        members[row.body_id].append(row)
    totals = tuple(_total(group, members[group.pk]) for group in groups.order_by("id"))
    people = {row.person_id for rows in members.values() for row in rows}
    return Grouping(on=on, groups=totals, people=len(people))


def group_members(*, group_id: int, on: date) -> list[GroupMember]:
    """某一天的组员，组长在前。"""
    rows = Membership.objects.filter(in_force(on), body=group_id).select_related("person")
    order = list(Membership.Role)
    found = sorted(rows, key=lambda row: (order.index(Membership.Role(row.role)), row.pk))
    return [
        GroupMember(
            row.person_id, row.person.name, row.role, Membership.Role(row.role).label, row.starts_on
        )
        for row in found
    ]


def group_history(*, person_id: int, congress_id: int) -> list[GroupSpell]:
    """这个人先后在哪些组，近的在前。"""
    rows = Membership.objects.filter(person=person_id, body__congress=congress_id)
    return [
        GroupSpell(
            row.body_id,
            row.body.short_name,
            Membership.Role(row.role).label,
            row.starts_on,
            row.ends_on,
        )
        for row in rows.select_related("body").order_by("-starts_on", "-id")
    ]


def member_spells(*, group_id: int) -> list[MemberSpell]:
    """这个组从头到今天的各段：编进来的，和凭岗位兼任组长的；近的在前。三条语句。"""
    rows = Membership.objects.filter(body=group_id).select_related("person")
    spells = [
        MemberSpell(
            row.person_id,
            row.person.name,
            Membership.Role(row.role).label,
            row.starts_on,
            row.ends_on,
        )
        for row in rows
    ]
    found = GroupCharter.objects.filter(body=group_id, lead_body__isnull=False)
    charter = found.select_related("body", "lead_body").first()
    if charter is not None:
        spells += _by_post(charter)
    return sorted(spells, key=lambda one: (one.starts_on, one.person_id), reverse=True)


def _by_post(charter: GroupCharter) -> list[MemberSpell]:
    """兼任的各段：那家负责人的任期，掐掉小组成立以前、撤销以后的。"""
    group, lead = charter.body, charter.lead_body
    posts = Post.objects.filter(body=lead, kind=Post.Kind.HEAD).select_related("person")
    made = []
    for post in posts:
        ends = [day for day in (post.ends_on, group.ends_on) if day is not None]
        until = min(ends) if ends else None
        since = max(post.starts_on, group.starts_on)
        if until is None or until > since:
            basis = f"{lead.short_name}负责人兼任" if lead else ""
            role = Membership.Role.LEADER.label
            made.append(MemberSpell(post.person_id, post.person.name, role, since, until, basis))
    return made


def group_turns(*, group_id: int) -> list[GroupTurn]:
    """这个组改过的名、并过的组，近的在前；并进来的也在内。一条语句。"""
    rows = GroupEvent.objects.filter(Q(body=group_id) | Q(into=group_id))
    return [
        GroupTurn(row.on, _turn_words(row, group_id), row.reason, _other(row, group_id))
        for row in rows.order_by("-on", "-id")
    ]


def _turn_words(row: GroupEvent, group_id: int) -> str:
    if row.kind == GroupEvent.Kind.RENAMED:
        return f"由“{row.before}”改名为“{row.after}”"
    return f"“{row.before}”并进来" if row.into_id == group_id else f"并入“{row.after}”"


def _other(row: GroupEvent, group_id: int) -> int | None:
    return row.body_id if row.into_id == group_id else row.into_id


def ungrouped(*, congress_id: int, on: date) -> list[MandateCard]:
    """还没编入普通小组的在任代表。"""
    grouped = Membership.objects.filter(
        in_force(on), body__kind=Body.Kind.GROUP, body__congress=congress_id
    )
    inside = set(grouped.values_list("person_id", flat=True))
    deputies = sitting_deputies(congress_id=congress_id, on=on)
    return [card for card in deputies if card.person_id not in inside]


def propose_groups(*, congress_id: int, on: date) -> list[Proposal]:
    """按选区给没编组的代表找组：选区所在街道的小组里，人少的优先。"""
    homes = _towns_by_person(congress_id, on=on)
    totals = group_totals(congress_id=congress_id, on=on)
    sizes = {group.id: group.members for group in totals.groups}
    proposals = []
    for card in ungrouped(congress_id=congress_id, on=on):
        near = [
            group
            for group in totals.of_kind(Body.Kind.GROUP)
            if group.region_code[:9] in homes[card.person_id]
        ]
        if near:
            best = min(near, key=lambda group: (sizes[group.id], group.id))
            sizes[best.id] += 1
            proposals.append(
                Proposal(card.person_id, card.person_name, best.id, best.name, "按选区")
            )
    return proposals


def _towns_by_person(congress_id: int, *, on: date) -> dict[int, set[str]]:
    pairs = sitting(on=on, congress_ids=[congress_id]).values_list(
        "person_id", "constituency__regions__code"
    )
    homes: dict[int, set[str]] = defaultdict(set)
    for person_id, code in pairs:
        if code:
            homes[person_id].add(code[:9])
    return homes


def _total(group: Body, members: list[Membership]) -> GroupTotal:
    leaders = [row.person.name for row in members if row.role == Membership.Role.LEADER]
    return GroupTotal(
        id=group.pk,
        name=group.short_name,
        kind=group.kind,
        region_code=group.region_id,
        leader=leaders[0] if leaders else "",
        members=len(members),
    )
