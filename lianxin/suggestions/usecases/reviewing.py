"""双重联审：采用了联审的地方，建议稿先审后成建议。依据：代表法 24、36 条。"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from lianxin.access.viewers import LOCAL_KINDS
from lianxin.casework.mechanisms import adopted
from lianxin.casework.models import Case, Link
from lianxin.casework.serials import next_serial
from lianxin.casework.state import day_of
from lianxin.casework.usecases import open_case
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import Actor
from lianxin.lexis.text import clean, redact
from lianxin.orgs.models import Body, Mandate, in_force
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft, SubmissionWindow, Suggestion
from lianxin.suggestions.usecases.briefing import brief_of
from lianxin.suggestions.usecases.raising import raise_suggestion


def is_reviewed(jurisdiction_id: int) -> bool:
    """这级人大采用了联审没有；没有采用的，稿子一提出就成建议。"""
    return adopted(jurisdiction_id, "review")


@whole
def send_for_review(
    *, draft_id: int, actor: Actor, at: datetime, parent: Case | None = None
) -> Case:
    """把一份稿送去联审：立成一件，代表团先审，议案组后审。

    :param parent: 由哪一件意见转来；线索沿用它的
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    draft.state, draft.updated_at = Draft.State.REVIEWING, at
    draft.save(update_fields=["state", "updated_at"])
    return open_case(
        subject=_subject(draft, today=day_of(at)),
        slot="review",
        actor=actor,
        at=at,
        facts=_review_by(draft.jurisdiction_id, at=at),
        parent=parent,
        link_kind=Link.Kind.CONVERTED_TO,
        verb="suggestion.review_sent",
        words={"label": "建议稿送双重联审", "public": "代表正在提建议，先经联审"},
    )


def _subject(draft: Draft, *, today: date) -> Subject:
    place = draft.opinion
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=draft.jurisdiction_id)
    serial = next_serial(draft.jurisdiction_id, f"review-{today.year}")
    return Subject(
        kind="draft",
        id=draft.pk,
        number=f"{prefix}-{today.year}联审-{serial:03d}",
        title=redact(draft.title).text[:80],
        jurisdiction_id=draft.jurisdiction_id,
        category_id=draft.category_id,
        region_id=place.region_id if place else None,
        local_body_id=_delegation(draft, today=today),
        deputy_id=draft.lead_id,
    )


def _delegation(draft: Draft, *, today: date) -> int | None:
    """代表所在选区的街道工委、乡镇主席团；查不到的，由代表工作机构顶上。"""
    if draft.opinion and draft.opinion.local_body_id:
        return draft.opinion.local_body_id
    seats = Mandate.objects.filter(
        in_force(today), person=draft.lead_id, congress=draft.jurisdiction_id
    )
    here = Q(region__in=seats.values("constituency__regions"))
    above = Q(region__in=seats.values("constituency__regions__parent"))
    bodies = Body.objects.filter(
        here | above,
        congress=draft.jurisdiction_id,
        kind__in=LOCAL_KINDS,
        ends_on__isnull=True,
    )
    return bodies.order_by("id").values_list("pk", flat=True).first()


def _review_by(jurisdiction_id: int, *, at: datetime) -> dict[str, str]:
    """联审截止日：这次大会建议的截止日；闭会期间没有，多久审完由机制写明。"""
    window = (
        SubmissionWindow.objects.filter(session__term__congress=jurisdiction_id, closes_at__gte=at)
        .order_by("closes_at")
        .first()
    )
    return {"review_by": day_of(window.closes_at).isoformat()} if window else {}


@whole
def accept_draft(*, draft_id: int, review: Case, actor: Actor, at: datetime) -> Suggestion:
    """联审采纳：编号，成为代表建议；从群众意见来的，接在那件意见后面。"""
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    link = Link.objects.filter(target=review, kind=Link.Kind.CONVERTED_TO).first()
    parent = link.source if link else review
    made = raise_suggestion(draft=brief_of(draft, at=at), actor=actor, at=at, parent=parent)
    if link and made.case:
        Link.objects.create(
            kind=Link.Kind.CONVERTED_TO, source=review, target=made.case, made_at=at
        )
    draft.suggestion, draft.state = made, Draft.State.SUBMITTED
    draft.save(update_fields=["suggestion", "state"])
    return made


#: 联审的结果 → 稿子的状态；撤回的放回代表手上。
_AFTER = {
    "rejected": Draft.State.REJECTED,
    "withdrawn": Draft.State.WRITING,
}


def settle_draft(*, draft_id: int, result: str) -> None:
    """联审没有采纳、撤回了，稿子跟着变。"""
    if result in _AFTER:
        Draft.objects.filter(pk=draft_id).update(state=_AFTER[result])


@whole
def rewrite_draft(*, draft_id: int, said: dict[str, str], actor: Actor, at: datetime) -> None:
    """代表照退回的意见改好，稿子和办件的标题一起换；附议代表要对新的一稿再确认。

    :param said: ``title``、``grounds``、``proposal``
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    draft.title = clean(said["title"])[:80]
    draft.grounds, draft.proposal = clean(said["grounds"]), clean(said["proposal"])
    draft.version += 1
    draft.updated_at, draft.updated_by = at, actor.name[:80]
    draft.save()
    open_ones = Case.objects.filter(subject_kind="draft", subject_id=draft.pk)
    open_ones.filter(closed_at__isnull=True).update(title=redact(draft.title).text[:80])
