"""人员与代表的查询：一个人有几份代表资格，数人还是数资格。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.orgs.models import Body, Mandate, Person, Session, Term, in_force


@dataclass(frozen=True, slots=True)
class PersonCard:
    """一个人要显示的内容。"""

    id: int
    name: str
    workplace: str
    work_title: str


@dataclass(frozen=True, slots=True)
class MandateCard:
    """一份代表资格。"""

    id: int
    person_id: int
    person_name: str
    congress_id: int
    congress_name: str
    level: str
    term_ordinal: int
    constituency: str
    number: str
    state: str
    state_label: str


def count_deputies(
    *, on: date, congress_ids: Iterable[int] | None = None, distinct: bool = True
) -> int:
    """某一天在任的代表有多少。

    :param distinct: 真为数人（兼任几级的只算一个），假为数代表资格
    """
    mandates = sitting(on=on, congress_ids=congress_ids)
    return mandates.values("person").distinct().count() if distinct else mandates.count()


def sitting_deputies(*, congress_id: int, on: date) -> list[MandateCard]:
    """某一天某级人大的在任代表，按代表证号。"""
    return _cards(sitting(on=on, congress_ids=[congress_id]).order_by("number", "id"))


def mandates_of(person_id: int, *, on: date) -> list[MandateCard]:
    """这个人这一天的各份代表资格（含暂停执行职务的），层级高的在前。"""
    found = Mandate.objects.filter(in_force(on), person=person_id)
    rank = list(Body._meta.get_field("level").choices or ())
    order = {level: place for place, (level, _) in enumerate(rank)}
    return sorted(_cards(found), key=lambda card: (order.get(card.level, 9), card.id))


def current_term(congress_id: int, *, on: date) -> Term | None:
    """这一天是第几届。"""
    return Term.objects.filter(in_force(on), congress=congress_id).order_by("-ordinal").first()


def session_on(congress_id: int, *, on: date) -> Session | None:
    """这一天正在开的会；没有就是闭会期间（代表法 19 条）。"""
    return Session.objects.filter(
        term__congress=congress_id, starts_on__lte=on, ends_on__gte=on
    ).first()


def sitting(*, on: date, congress_ids: Iterable[int] | None = None) -> QuerySet[Mandate]:
    """某一天在任、没有暂停的代表资格。"""
    where = Q() if congress_ids is None else Q(congress__in=list(congress_ids))
    return Mandate.objects.filter(in_force(on), where, state=Mandate.State.ACTIVE)


def _cards(found: QuerySet[Mandate]) -> list[MandateCard]:
    rows = found.select_related("person", "congress", "term", "constituency")
    return [
        MandateCard(
            id=row.pk,
            person_id=row.person_id,
            person_name=row.person.name,
            congress_id=row.congress_id,
            congress_name=row.congress.name,
            level=row.congress.level,
            term_ordinal=row.term.ordinal,
            constituency=row.constituency.name if row.constituency else "",
            number=row.number,
            state=row.state,
            state_label=Mandate.State(row.state).label,
        )
        for row in rows
    ]


def person_card(person: Person) -> PersonCard:
    """一个人的卡片。"""
    return PersonCard(person.pk, person.name, person.workplace, person.work_title)
