"""把建议稿提出来：确认过的才算附议；从群众意见来的，连同那件意见一起走到“转为建议”。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.state import CaseState, day_of, state_of
from lianxin.casework.usecases import move_case
from lianxin.kernel.mechanism.model import Move
from lianxin.orgs.models import Session
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft, SubmissionWindow, Suggestion
from lianxin.suggestions.usecases.briefing import brief_of
from lianxin.suggestions.usecases.drafting import locked, must_lead
from lianxin.suggestions.usecases.raising import SuggestionRefused, raise_suggestion
from lianxin.suggestions.usecases.reviewing import is_reviewed, send_for_review
from lianxin.suggestions.writing import Check, checks

_SHORTEST = {"title": (6, "案由"), "grounds": (10, "案据"), "proposal": (10, "方案")}


@dataclass(frozen=True, slots=True)
class Submitted:
    """提出来成了哪一件：直接编号的建议，或先去联审的一件。"""

    number: str
    case_id: int
    in_review: bool


@whole
def submit_draft(*, draft_id: int, doer: Doer, at: datetime) -> Submitted:
    """提出：采用了双重联审的先去联审，没有的直接编号。没有回话的不妨碍提出，只是不算附议。

    :raises SuggestionRefused: 缺一样、没有勾“不属于那几种情形”，或不是领衔代表
    """
    draft = locked(draft_id, doer.viewer)
    must_lead(draft, doer.viewer)
    _must_be_ready(draft)
    draft.state = Draft.State.SUBMITTED
    draft.updated_at = at
    draft.save(update_fields=["state", "updated_at"])
    in_review = is_reviewed(draft.jurisdiction_id)
    case = (_reviewed if in_review else _raised)(draft, doer, at=at)
    record(
        actor=doer.actor(),
        at=at,
        verb="suggestion.draft_submitted",
        subject_kind="draft",
        subject_id=draft.pk,
        jurisdiction_id=draft.jurisdiction_id,
        thread=case.thread,
        facts={"number": case.number, "unmet": [one.label for one in _unmet(draft)]},
    )
    return Submitted(case.number, case.pk, in_review)


def _raised(draft: Draft, doer: Doer, *, at: datetime) -> Case:
    """直接编号成建议。"""
    found = Suggestion.objects.filter(opinion=draft.opinion_id, lead=draft.lead_id)
    moved = _through_opinion(draft, doer, at=at)
    made = (
        found.latest("id")
        if moved
        else raise_suggestion(draft=brief_of(draft, at=at), actor=doer.actor(), at=at)
    )
    draft.suggestion = made
    draft.save(update_fields=["suggestion"])
    return Case.objects.get(pk=made.case_id or 0)


def _reviewed(draft: Draft, doer: Doer, *, at: datetime) -> Case:
    """先去联审；从意见来的，那件意见走到“转为建议”，联审接在它后面。"""
    if _through_opinion(draft, doer, at=at):
        return Case.objects.filter(subject_kind="draft", subject_id=draft.pk).latest("id")
    return send_for_review(draft_id=draft.pk, actor=doer.actor(), at=at)


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


def _through_opinion(draft: Draft, doer: Doer, *, at: datetime) -> bool:
    """那件意见此刻能由他转为建议的，就走那一步：意见和建议同在一条线索上。返回走了没有。"""
    if draft.opinion_id is None:
        return False
    case = Case.objects.filter(subject_kind="opinion", subject_id=draft.opinion_id).first()
    found = _converting(state_of(case), doer) if case else None
    if case is None or found is None:
        return False
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
    return True


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
