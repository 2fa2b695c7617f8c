"""把建议稿提出来：确认过的才算附议；从群众意见来的，连同那件意见一起走到“转为建议”。"""

from __future__ import annotations

from datetime import datetime

from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.state import CaseState, day_of, state_of
from lianxin.casework.usecases import move_case
from lianxin.kernel.mechanism.model import Move
from lianxin.orgs.models import Mandate, Session, in_force
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft, SubmissionWindow, Suggestion
from lianxin.suggestions.usecases.drafting import locked, must_lead
from lianxin.suggestions.usecases.inviting import confirmed_cosponsors
from lianxin.suggestions.usecases.raising import (
    SuggestionDraft,
    SuggestionRefused,
    raise_suggestion,
)
from lianxin.suggestions.writing import Check, checks

_SHORTEST = {"title": (6, "案由"), "grounds": (10, "案据"), "proposal": (10, "方案")}


@whole
def submit_draft(*, draft_id: int, doer: Doer, at: datetime) -> Suggestion:
    """提出。没有回话的不妨碍提出，只是不算附议。

    :raises SuggestionRefused: 缺一样、没有勾“不属于那几种情形”，或不是领衔代表
    """
    draft = locked(draft_id, doer.viewer)
    must_lead(draft, doer.viewer)
    _must_be_ready(draft)
    draft.state = Draft.State.SUBMITTED
    draft.updated_at = at
    draft.save(update_fields=["state", "updated_at"])
    made = _through_opinion(draft, doer, at=at) or raise_suggestion(
        draft=brief_of(draft, at=at), actor=doer.actor(), at=at
    )
    draft.suggestion = made
    draft.save(update_fields=["suggestion"])
    record(
        actor=doer.actor(),
        at=at,
        verb="suggestion.draft_submitted",
        subject_kind="draft",
        subject_id=draft.pk,
        jurisdiction_id=draft.jurisdiction_id,
        thread=made.case.thread if made.case else None,
        facts={"number": made.number, "unmet": [one.label for one in _unmet(draft)]},
    )
    return made


def _must_be_ready(draft: Draft) -> None:
    short = [
        label
        for name, (least, label) in _SHORTEST.items()
        if len(getattr(draft, name).strip()) < least
    ]
    if short:
        raise SuggestionRefused(f"还缺{'、'.join(short)}：案由要明确，案据要充分，方案要可行。")
    if "〔" in f"{draft.title}{draft.grounds}{draft.proposal}" and not _only_masks(draft):
        raise SuggestionRefused("样稿里还有〔 〕没有填，请填上或删掉再提。")
    if not draft.exclusions_clear:
        raise SuggestionRefused("请先看一遍不作建议处理的几种情形，确认都不属于，勾上再提。")


def _only_masks(draft: Draft) -> bool:
    return all(one.ok for one in _every(draft) if one.key == "filled")


def _unmet(draft: Draft) -> list[Check]:
    return [one for one in _every(draft) if not one.ok]


def _every(draft: Draft) -> tuple[Check, ...]:
    return checks(title=draft.title, grounds=draft.grounds, proposal=draft.proposal)


def brief_of(draft: Draft, *, at: datetime) -> SuggestionDraft:
    """提出用的一份；附议代表里已经不在任的不算。"""
    joined = confirmed_cosponsors(draft)
    sitting = set(
        Mandate.objects.filter(
            in_force(day_of(at)),
            congress=draft.jurisdiction_id,
            state=Mandate.State.ACTIVE,
            person__in=joined,
        ).values_list("person_id", flat=True)
    )
    opinion = draft.opinion
    return SuggestionDraft(
        jurisdiction_id=draft.jurisdiction_id,
        lead_id=draft.lead_id,
        title=draft.title,
        grounds=draft.grounds,
        proposal=draft.proposal,
        permission=draft.permission,
        cosponsor_ids=tuple(person for person in joined if person in sitting),
        opinion_id=draft.opinion_id,
        category_id=draft.category_id,
        region_id=opinion.region_id if opinion else None,
        local_body_id=opinion.local_body_id if opinion else None,
    )


def _through_opinion(draft: Draft, doer: Doer, *, at: datetime) -> Suggestion | None:
    """那件意见此刻能由他转为建议的，就走那一步：意见和建议同在一条线索上。"""
    if draft.opinion_id is None:
        return None
    case = Case.objects.filter(subject_kind="opinion", subject_id=draft.opinion_id).first()
    found = _converting(state_of(case), doer) if case else None
    if case is None or found is None:
        return None
    facts = {
        "suggestion_title": draft.title,
        "grounds": draft.grounds,
        "proposal": draft.proposal,
        "permission": draft.permission,
        "category": draft.category_id,
    }
    wanted = {*found.needs, *found.may}
    given = {key: value for key, value in facts.items() if key in wanted and value}
    move_case(case_id=case.pk, verb=found.verb, actor=doer, at=at, facts=given)
    return Suggestion.objects.filter(opinion=draft.opinion_id, lead=draft.lead_id).latest("id")


def _converting(state: CaseState, doer: Doer) -> Move | None:
    mine = roles_of(doer, state)
    return next(
        (
            move
            for move in state.stage.moves
            if mine & set(move.by)
            and any(str(call) == "convert(suggestion)" for call in move.effects)
        ),
        None,
    )


@whole
def set_submission_window(
    *, session_id: int, closes_at: datetime, doer: Doer, at: datetime
) -> SubmissionWindow:
    """代表工作机构定大会建议的截止时间；过了的按闭会期间的建议编号办理。

    :raises SuggestionRefused: 不是这级人大的代表工作机构，或不在会期里
    """
    session = Session.objects.select_for_update().select_related("term").get(pk=session_id)
    congress = session.term.congress_id
    posts = doer.viewer.posts_in("deputy_affairs")
    if not any(post.congress_id == congress for post in posts):
        raise SuggestionRefused("截止时间由代表工作机构来定。")
    if not session.starts_on <= day_of(closes_at) <= session.ends_on:
        raise SuggestionRefused("截止时间要在这次会议的会期里。")
    window, _ = SubmissionWindow.objects.update_or_create(
        session=session, defaults={"closes_at": closes_at}
    )
    record(
        actor=doer.actor(),
        at=at,
        verb="suggestion.window_set",
        subject_kind="session",
        subject_id=session.pk,
        jurisdiction_id=congress,
        facts={"closes_at": closes_at.isoformat()},
    )
    return window
