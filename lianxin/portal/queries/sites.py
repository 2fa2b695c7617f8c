"""各页零散要用的：这里的意见多久有人看，某位代表有哪些建议公开了。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Practice
from lianxin.deputies.queries import DeputyPage, deputy_page
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.orgs.queries import BodyCard, MandateCard, PersonCard, congresses
from lianxin.portal.words import congress_words, dotted
from lianxin.publicity.models import PublicMatter
from lianxin.publicity.queries import MatterCard
from lianxin.publicity.queries.matters import card_of
from lianxin.suggestions.models import Suggestion


def intake_promise(*, jurisdiction_id: int) -> str:
    """这里采用的收件机制说多久有人看；还没有采用、没写期限的为空。一条语句。"""
    rows = Practice.objects.filter(
        jurisdiction=jurisdiction_id, slot="intake", ends_at__isnull=True
    )
    adopted = rows.values_list("mechanism_id", flat=True).first()
    deadline = mechanism(adopted).first_stage.deadline if adopted else None
    within = deadline.within if deadline else None
    return f"{within.text}内有人看" if within else ""


def open_congresses() -> list[BodyCard]:
    """采用了收件机制、开门收意见的各级人大，先采用的在前；一级都没有的，列全部。两条语句。"""
    adopted = Practice.objects.filter(slot="intake", ends_at__isnull=True)
    order = list(adopted.order_by("id").values_list("jurisdiction_id", flat=True))
    every = sorted(congresses(), key=lambda card: card.id)
    known = {card.id: card for card in every}
    return [known[pk] for pk in order if pk in known] or every


def public_suggestions(*, person_id: int, limit: int = 10) -> list[MatterCard]:
    """这位代表领衔、已经公开的建议，新的在前。一条语句。"""
    led = Suggestion.objects.filter(lead=person_id).values("case")
    rows = PublicMatter.objects.filter(thread__in=led, withdrawn_at__isnull=True)
    rows = rows.exclude(approved_by="").select_related("category", "station")
    return [card_of(row) for row in rows.order_by("-pk")[:limit]]


def opinion_behind(*, number: str) -> int | None:
    """这件公开的事最初是哪条群众意见；代表自己提的建议没有。一条语句。"""
    thread = PublicMatter.objects.filter(number=number).values("thread")
    found = Opinion.objects.filter(case__in=thread).values_list("pk", flat=True)
    return found.first()


@dataclass(frozen=True, slots=True)
class BoardPerson:
    """名牌上的一位代表；联系方式本人同意了才有。"""

    name: str
    workplace: str
    roles: str
    expertise: str
    contact: str


def deputy_board(people: Iterable[PersonCard], *, on: date) -> list[BoardPerson]:
    """进站代表的名牌。每人几条语句，一个站不过十来人。"""
    return [
        BoardPerson(
            name=page.name,
            workplace=dotted(page.workplace, page.work_title),
            roles="、".join(
                f"{congress_words(mandate.congress_name)}代表" for mandate in page.mandates
            ),
            expertise=page.expertise,
            contact=page.contact,
        )
        for person in people
        if (page := _sitting(person.id, on=on)) is not None
    ]


def _role(mandate: MandateCard) -> str:
    return f"{congress_words(mandate.congress_name)}代表"


def _sitting(person_id: int, *, on: date) -> DeputyPage | None:
    try:
        return deputy_page(person_id=person_id, today=on)
    except NotVisible:
        return None
