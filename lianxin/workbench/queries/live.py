"""现场各页的下拉：可以接办的单位、本级代表、到场可选的人。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.facts import UNDERTAKERS
from lianxin.casework.models import Case
from lianxin.orgs.models import Post, in_force
from lianxin.orgs.queries import bodies_of_kind
from lianxin.orgs.queries.people import sitting_deputies

Option = tuple[str, str]
MOST_MATTERS = 60
#: 共评会评哪些：重点工作、建议办理。
RATED = ("suggestion", "opinion", "letter_item", "activity_item")


@dataclass(frozen=True, slots=True)
class People:
    """到场可选的人；``body_of`` 是他代表哪家来。"""

    options: list[tuple[str, tuple[Option, ...]]]
    body_of: Mapping[int, int]


def units_of(congress_id: int) -> list[Option]:
    """能接办的单位。"""
    cards = bodies_of_kind(congress_id, *UNDERTAKERS)
    return [(str(card.id), card.short_name) for card in cards]


def deputies_of(congress_id: int, *, on: date) -> list[Option]:
    """本级在任代表。"""
    cards = sitting_deputies(congress_id=congress_id, on=on)
    return [(str(card.person_id), card.person_name) for card in cards]


def people_of(congress_id: int, *, on: date) -> People:
    """本级代表，和各单位在任的人；按单位分组。"""
    posts = Post.objects.filter(in_force(on), body__congress=congress_id)
    groups: dict[str, dict[str, str]] = {}
    bodies: dict[int, int] = {}
    for post in posts.select_related("person", "body").order_by("body", "pk"):
        words = f"{post.person.name}　{post.title}"
        groups.setdefault(post.body.short_name, {})[str(post.person_id)] = words
        bodies.setdefault(post.person_id, post.body_id)
    deputies = tuple(deputies_of(congress_id, on=on))
    listed = [(name, tuple(people.items())) for name, people in groups.items()]
    return People([("本级代表", deputies), *listed] if deputies else listed, bodies)


def matters_to_rate(*, viewer: Viewer, congress_id: int) -> list[Option]:
    """可以选来共评的：看得见的、已经有了结果的，新的在前。"""
    rows = Case.objects.visible_to(viewer).filter(
        jurisdiction=congress_id, subject_kind__in=RATED, main__isnull=True
    )
    found = rows.exclude(result="").order_by("-pk")[:MOST_MATTERS]
    return [(str(case.pk), f"{case.number}　{case.title}") for case in found]
