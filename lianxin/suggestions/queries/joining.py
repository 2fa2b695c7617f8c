"""并案的几件：这一件并到哪里、谁在办、到哪天；并到这一件来的有哪几件。"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.joining import handled_with, joined_to
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Party
from lianxin.lexis.text import redact
from lianxin.suggestions.models import Suggestion


@dataclass(frozen=True, slots=True)
class JoinedCard:
    """合办的一件。``case_id`` 为空的看得到是哪一件，打不开；``unit``、``due`` 是谁主办、到哪天。"""

    case_id: int | None
    number: str
    title: str
    lead: str
    proposal: str
    stage_label: str
    unit: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """并案的情况：``into`` 是并到的那一件，``members`` 是并进来的各件。"""

    into: JoinedCard | None
    members: tuple[JoinedCard, ...]


def together(*, viewer: Viewer, case: Case) -> Together | None:
    """看得见这一件的人，看得到它和哪几件合办；没有并案的为空。没有并案的两条语句。"""
    if case.subject_kind != "suggestion" or case.beside:
        return None
    into = handled_with(case.pk)
    members = list(joined_to(case.pk))
    if into is None and not members:
        return None
    cases = [*([into] if into else []), *members]
    seen = set(
        Case.objects.visible_to(viewer)
        .filter(pk__in=[each.pk for each in cases])
        .values_list("pk", flat=True)
    )
    rows = Suggestion.objects.filter(case__in=cases).select_related("lead")
    by_case = {row.case_id: row for row in rows}
    cards = [_card(each, by_case[each.pk], seen) for each in cases]
    return Together(
        into=_with_unit(into, cards[0]) if into else None,
        members=tuple(cards[1:] if into else cards),
    )


def _card(case: Case, row: Suggestion, seen: Collection[int]) -> JoinedCard:
    return JoinedCard(
        case_id=case.pk if case.pk in seen else None,
        number=row.number,
        title=redact(row.title).text,
        lead=row.lead.name,
        proposal=row.proposal,
        stage_label=mechanism(case.mechanism_id).stage(case.stage).label,
    )


def _with_unit(case: Case, card: JoinedCard) -> JoinedCard:
    """并到的那一件，写明谁主办、到哪天。"""
    units = Party.objects.filter(case=case, kind="lead", until__isnull=True)
    due = Duty.objects.open().filter(case=case).order_by("-due_date").first()
    return JoinedCard(
        case_id=card.case_id,
        number=card.number,
        title=card.title,
        lead=card.lead,
        proposal=card.proposal,
        stage_label=card.stage_label,
        unit=units.values_list("body__short_name", flat=True).first() or "",
        due=due.due_date if due else None,
    )
