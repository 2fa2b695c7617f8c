"""代表的数：各级人大多少份资格、多少个人；谁兼任几级、还担任什么；编组的变动。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.audit.models import Entry
from lianxin.orgs.models import Mandate, Membership, Post, in_force


@dataclass(frozen=True, slots=True)
class LevelLine:
    """一级人大：几份资格，其中几位兼任别级；``first_seats`` 是把一个人只算一次时记在这里的。"""

    congress: str
    level: str
    term: str
    seats: int
    shared: int
    first_seats: int


@dataclass(frozen=True, slots=True)
class SeatsHeld:
    """一个人的几份资格和几个岗位。"""

    person_id: int
    name: str
    work: str
    levels: tuple[str, ...]
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupChange:
    """编组的一次变动。"""

    person: str
    group: str
    what: str
    on: date
    rule: str


def deputy_levels(*, congress_id: int, on: date) -> list[LevelLine]:
    """本级在任代表在各级人大的资格：一个人在几级都有，人数只记在最先登记的那一级；一条查询。"""
    rows = _sitting(congress_id, on)
    seats: dict[int, list[int]] = defaultdict(list)
    held: dict[int, list[int]] = defaultdict(list)
    labels = {}
    for row in rows:
        seats[row.congress_id].append(row.person_id)
        held[row.person_id].append(row.congress_id)
        labels[row.congress_id] = (
            row.congress.name,
            row.congress.get_level_display(),
            f"第{row.term.ordinal}届",
        )
    return [
        LevelLine(
            *labels[congress],
            seats=len(people),
            shared=sum(len(held[person]) > 1 for person in people),
            first_seats=sum(held[person][0] == congress for person in people),
        )
        for congress, people in seats.items()
    ]


def seats_held(*, congress_id: int, on: date, least: int) -> list[SeatsHeld]:
    """本级代表里，至少有几份资格的人，连同他们担任的岗位；两条查询。"""
    found: dict[int, list[Mandate]] = defaultdict(list)
    for row in _sitting(congress_id, on):
        found[row.person_id].append(row)
    several = {person: rows for person, rows in found.items() if len(rows) >= least}
    posts: dict[int, list[str]] = defaultdict(list)
    held = Post.objects.filter(in_force(on), person__in=several).select_related("body")
    for post in held.order_by("id"):
        posts[post.person_id].append(f"{post.body.short_name}{post.title}")
    return [
        SeatsHeld(
            person,
            rows[0].person.name,
            f"{rows[0].person.workplace}{rows[0].person.work_title}",
            tuple(row.congress.short_name for row in rows),
            tuple(posts[person]),
        )
        for person, rows in several.items()
    ]


def _sitting(congress_id: int, on: date) -> list[Mandate]:
    """本级代表的全部在任资格；与本级无关的人不取。"""
    rows = Mandate.objects.filter(in_force(on), state=Mandate.State.ACTIVE)
    ours = rows.filter(congress=congress_id).values("person")
    return list(
        rows.filter(person__in=ours)
        .select_related("person", "congress", "term")
        .order_by("congress", "number", "id")
    )


def group_changes(*, congress_id: int, since: date, until: date) -> list[GroupChange]:
    """这段时间谁编入、谁调出（首尾都算），近的在前；按什么编的，取自当时的留痕。两条查询。"""
    span = (since, until)
    moved = Q(starts_on__range=span) | Q(ends_on__range=span)
    rows = list(
        Membership.objects.filter(moved, body__congress=congress_id).select_related(
            "person", "body"
        )
    )
    noted = Entry.objects.filter(
        verb="group.assign", subject_kind="membership", subject_id__in=[row.pk for row in rows]
    )
    rules = {entry.subject_id: str(entry.facts.get("rule", "")) for entry in noted}
    changes = []
    for row in rows:
        who = (row.person.name, row.body.short_name)
        if since <= row.starts_on <= until:
            changes.append(GroupChange(*who, "编入", row.starts_on, rules.get(row.pk, "")))
        if row.ends_on and since <= row.ends_on <= until:
            changes.append(GroupChange(*who, "调出", row.ends_on, ""))
    return sorted(changes, key=lambda change: change.on, reverse=True)
