"""提出一件代表建议：自己起草的，或从一条群众意见转来的。依据：代表法 24、36 条。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lianxin.casework.models import Case, Link
from lianxin.casework.serials import next_serial
from lianxin.casework.state import day_of
from lianxin.casework.usecases import open_case
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.lexis.text import clean, redact
from lianxin.orgs.models import Body, Mandate, Session, in_force
from lianxin.suggestions.models import SubmissionWindow, Suggestion
from lianxin.suggestions.usecases.versions import keep_version, text_bands


class SuggestionRefused(RuleViolation):
    """这件建议提不了；消息说明缺什么。"""


@dataclass(frozen=True, slots=True)
class SuggestionDraft:
    """一件建议：案由、案据、方案三样齐全，一事一议。"""

    jurisdiction_id: int
    lead_id: int
    title: str
    grounds: str
    proposal: str
    permission: str = Suggestion.Permission.FULL
    cosponsor_ids: tuple[int, ...] = ()
    opinion_id: int | None = None
    category_id: str | None = None
    region_id: str | None = None
    local_body_id: int | None = None


@transaction.atomic
def raise_suggestion(
    *, draft: SuggestionDraft, actor: Actor, at: datetime, parent: Case | None = None
) -> Suggestion:
    """提出一件建议并立件。

    :param parent: 由哪一件意见办件转来；线索沿用它的
    :raises SuggestionRefused: 缺案由、案据或方案，或提的人不是在任代表
    """
    _must_be_complete(draft)
    _must_be_deputies(draft, today=day_of(at))
    session = session_open_at(draft.jurisdiction_id, at=at)
    suggestion = Suggestion.objects.create(
        jurisdiction_id=draft.jurisdiction_id,
        number=_number(draft.jurisdiction_id, session, at=at),
        session=session,
        raised_in=Suggestion.RaisedIn.SESSION if session else Suggestion.RaisedIn.RECESS,
        title=clean(draft.title)[:80],
        grounds=clean(draft.grounds),
        proposal=clean(draft.proposal),
        lead_id=draft.lead_id,
        permission=draft.permission,
        opinion_id=draft.opinion_id,
        submitted_at=at,
        bands=text_bands(draft.title, draft.grounds, draft.proposal),
    )
    keep_version(suggestion, actor=actor, at=at)
    suggestion.case = _open(suggestion, draft, parent, actor, at=at)
    suggestion.save(update_fields=["case"])
    return suggestion


def _must_be_complete(draft: SuggestionDraft) -> None:
    missing = [
        label
        for label, text in (
            ("案由", draft.title),
            ("案据", draft.grounds),
            ("方案", draft.proposal),
        )
        if not text.strip()
    ]
    if missing:
        raise SuggestionRefused(f"还缺{'、'.join(missing)}：案由要明确，案据要充分，方案要可行。")


def _must_be_deputies(draft: SuggestionDraft, *, today: date) -> None:
    wanted = {draft.lead_id, *draft.cosponsor_ids}
    found = set(
        Mandate.objects.filter(
            in_force(today),
            congress=draft.jurisdiction_id,
            state=Mandate.State.ACTIVE,
            person__in=wanted,
        ).values_list("person_id", flat=True)
    )
    if wanted - found:
        raise SuggestionRefused("提出和附议建议的，须是本级在任的人大代表。")


def session_open_at(jurisdiction_id: int, *, at: datetime) -> Session | None:
    """此刻提的算哪次会议的建议；闭会期间、过了大会截止时间的，没有。"""
    today = day_of(at)
    found = (
        Session.objects.filter(
            term__congress=jurisdiction_id, starts_on__lte=today, ends_on__gte=today
        )
        .select_related("term")
        .first()
    )
    if found and SubmissionWindow.objects.filter(session=found, closes_at__lt=at).exists():
        return None
    return found


def _number(jurisdiction_id: int, session: Session | None, *, at: datetime) -> str:
    """连续编号：会中按次会议，闭会期间按年；取号即锁行，一个不漏、一个不重。"""
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=jurisdiction_id)
    series = f"session-{session.pk}" if session else f"recess-{day_of(at).year}"
    serial = next_serial(jurisdiction_id, f"suggestion-{series}")
    if session:
        return f"{prefix}-{session.term.ordinal}届{session.ordinal}次-{serial:03d}"
    return f"{prefix}-{day_of(at).year}闭-{serial:03d}"


def _open(
    suggestion: Suggestion,
    draft: SuggestionDraft,
    parent: Case | None,
    actor: Actor,
    *,
    at: datetime,
) -> Case:
    return open_case(
        subject=Subject(
            kind="suggestion",
            id=suggestion.pk,
            number=suggestion.number,
            title=redact(suggestion.title).text[:80],
            jurisdiction_id=draft.jurisdiction_id,
            category_id=draft.category_id,
            region_id=draft.region_id,
            local_body_id=draft.local_body_id,
            deputy_id=draft.lead_id,
        ),
        slot="suggestion",
        actor=actor,
        at=at,
        parties={"cosponsor": draft.cosponsor_ids} if draft.cosponsor_ids else None,
        parent=parent,
        link_kind=Link.Kind.CONVERTED_TO,
        verb="suggestion.raised",
        words={"label": "提出代表建议", "public": f"已提成代表建议，编号 {suggestion.number}"},
    )
