"""承办单位分级负责：定审签链、送审、逐级同意、退回、撤回；审齐了才发出。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.casework.facts import clean
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.state import CaseState, day_of, lock_case
from lianxin.casework.usecases.doing import do
from lianxin.files.usecases import attach, hand_over
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.kernel.mechanism.model import Move
from lianxin.notify.usecases import post_notices
from lianxin.orgs.models import Post, in_force
from lianxin.orgs.transactions import whole
from lianxin.supervision import policies
from lianxin.supervision.models import SigningChain, UnitDraft
from lianxin.supervision.queries.signing import chain_for

MOST_STEPS = 3
DRAFT = "unit_draft"


class ChainRefused(RuleViolation):
    """审签链定不下来：不是本单位的负责人，或写的人不在任。"""


class DraftRefused(RuleViolation):
    """送审稿这一步走不了。"""


class DraftSettled(DraftRefused, Conflict):
    """送审稿刚有人审过。"""


@whole
def set_chain(
    *, body_id: int, steps: Sequence[tuple[str, int]], doer: Doer, at: datetime
) -> SigningChain:
    """定下本单位的审签链；空的就是不用审，承办人直接发。

    :param steps: 先后各级的（职务说法, 人员编号），最多三级
    :raises ChainRefused: 不是负责人或联络员；写的人不在本单位任职；同一个人写了两级
    """
    if not policies.manages(doer.viewer, body_id):
        raise ChainRefused("审签链由单位负责人或联络员来定，您可以请他们改。")
    if len(steps) > MOST_STEPS:
        raise ChainRefused(f"审签链最多 {MOST_STEPS} 级，请合并几级。")
    written = _people(body_id, steps, at)
    chain, _ = SigningChain.objects.select_for_update().get_or_create(
        body_id=body_id, defaults={"set_at": at}
    )
    chain.steps, chain.set_at = written, at
    chain.save(update_fields=["steps", "set_at"])
    words = " → ".join(f"{step['title']}{step['name']}" for step in written) or "不用审，直接发"
    record(
        actor=doer.actor(body_id),
        at=at,
        verb="chain.set",
        subject_kind="body",
        subject_id=body_id,
        facts={"words": words, "steps": written},
    )
    return chain


def _people(body_id: int, steps: Sequence[tuple[str, int]], at: datetime) -> list[dict[str, Any]]:
    wanted = [person for _, person in steps]
    if len(set(wanted)) != len(wanted):
        raise ChainRefused("同一个人写了两级，一个人审一次就够了。")
    rows = Post.objects.filter(in_force(day_of(at)), body=body_id, person__in=wanted)
    names = dict(rows.values_list("person", "person__name"))
    if set(wanted) - names.keys():
        raise ChainRefused("审签的人要在本单位任职，请重新选。")
    return [
        {"title": title.strip()[:20] or f"第 {place} 级", "person": person, "name": names[person]}
        for place, (title, person) in enumerate(steps, start=1)
    ]


@whole
def submit_draft(
    *,
    case_id: int,
    verb: str,
    facts: Mapping[str, Any],
    files: Sequence[str],
    doer: Doer,
    at: datetime,
) -> UnitDraft:
    """承办人写好一步，送本单位审；材料当场核对，退回修改的重新送。

    :raises DraftRefused: 这一步不用审，或上一稿还在审
    :raises FactsRefused: 材料不齐或不对
    """
    state = lock_case(case_id)
    move = _own_move(state, verb, doer)
    chain = chain_for(doer, state.case, move)
    if chain is None or doer.viewer.person_id is None:
        raise DraftRefused("这一步不用送审，直接办就行。")
    if UnitDraft.objects.pending().filter(case=case_id, body=chain.body_id).exists():
        raise DraftSettled("这件事已经有一稿在审；要改，请先撤回那一稿。")
    wanted = [state.mechanism.fact(key) for key in (*move.needs, *move.may)]
    cleaned = clean(wanted, frozenset(move.needs), facts, jurisdiction=state.case.jurisdiction_id)
    draft = UnitDraft.objects.create(
        case=state.case,
        body_id=chain.body_id,
        verb=verb,
        label=move.label,
        facts=cleaned.values,
        shown=[[state.mechanism.fact(k).label, text] for k, text in cleaned.shown.items()],
        files=list(files),
        drafter_id=doer.viewer.person_id,
        steps=chain.steps,
        submitted_at=at,
    )
    _take_in(draft, doer, at)
    _note(draft, "draft.submitted", doer, at, step=draft.label)
    _tell(draft, draft.steps[0]["person"], f"等您审：{draft.label}", doer, at)
    return draft


def _own_move(state: CaseState, verb: str, doer: Doer) -> Move:
    move = next((move for move in state.stage.moves if move.verb == verb), None)
    if move is None or not roles_of(doer, state) & set(move.by):
        raise DraftSettled("这件事现在不能这样办；可能刚有人办过，请刷新看看。")
    return move


def _take_in(draft: UnitDraft, doer: Doer, at: datetime) -> None:
    if draft.files:
        attach(
            attachment_ids=[UUID(each) for each in draft.files],
            subject_kind=DRAFT,
            subject_id=draft.pk,
            actor=doer.actor(draft.body_id),
            at=at,
            jurisdiction_id=draft.case.jurisdiction_id,
        )


@whole
def approve_draft(*, draft_id: int, doer: Doer, at: datetime) -> UnitDraft:
    """轮到的人同意；最后一级同意就发出，发不出去（条件不够）的连同意一起不算。

    :raises DraftSettled: 不轮到他，或刚有人审过
    :raises RuleViolation: 最后一级同意了，可是这一步现在还办不了
    """
    draft = _turn_of(draft_id, doer, at)
    step, level = draft.steps[draft.done], draft.done + 1
    instead = "" if step["person"] == doer.viewer.person_id else "，由单位负责人代审"
    draft.done = level
    _note(
        draft,
        "draft.approved",
        doer,
        at,
        title=step["title"],
        level=level,
        levels=len(draft.steps),
        instead=instead,
    )
    if level < len(draft.steps):
        draft.save(update_fields=["done"])
        _tell(draft, draft.steps[level]["person"], f"等您审：{draft.label}", doer, at)
        return draft
    _send(draft, doer, at)
    return draft


def _send(draft: UnitDraft, doer: Doer, at: datetime) -> None:
    _settle(draft, UnitDraft.State.SENT, at)
    actor = doer.actor(draft.body_id)
    hand_over(
        from_kind=DRAFT, from_id=draft.pk, to_kind="case", to_id=draft.case_id, actor=actor, at=at
    )
    do(case_id=draft.case_id, verb=draft.verb, actor=doer, at=at, facts=draft.facts)
    _note(draft, "draft.sent", doer, at, step=draft.label)
    _tell(draft, draft.drafter_id, f"审签齐了，已经发出：{draft.label}", doer, at)


@whole
def return_draft(*, draft_id: int, reason: str, doer: Doer, at: datetime) -> UnitDraft:
    """轮到的人退回修改。

    :raises DraftRefused: 没写哪里要改
    """
    draft = _turn_of(draft_id, doer, at)
    if len(reason.strip()) < 4:
        raise DraftRefused("请写明哪里要改，承办人照着改。")
    draft.note = reason.strip()[:300]
    _settle(draft, UnitDraft.State.RETURNED, at)
    title = draft.steps[draft.done]["title"]
    _note(draft, "draft.returned", doer, at, title=title, reason=draft.note)
    _tell(draft, draft.drafter_id, f"退回修改：{draft.note}", doer, at)
    return draft


@whole
def withdraw_draft(*, draft_id: int, doer: Doer, at: datetime) -> UnitDraft:
    """承办人自己撤回，改了再送。

    :raises DraftRefused: 不是自己写的
    """
    draft = _locked(draft_id, doer)
    if draft.drafter_id != doer.viewer.person_id:
        raise DraftRefused("送审稿由写的人撤回；您可以请轮到的人退回修改。")
    _settle(draft, UnitDraft.State.WITHDRAWN, at)
    _note(draft, "draft.withdrawn", doer, at, step=draft.label)
    return draft


def _locked(draft_id: int, doer: Doer) -> UnitDraft:
    """锁住一稿：两人同时审，后到的人看到先到的人的结果。"""
    rows = UnitDraft.objects.select_for_update(of=("self",)).visible_to(doer.viewer)
    draft = rows.select_related("case").filter(pk=draft_id).first()
    if draft is None:
        raise NotVisible("没有这份送审稿，或者您无权查看。")
    if draft.state != UnitDraft.State.PENDING:
        raise DraftSettled(
            f"这一稿现在是“{draft.get_state_display()}”，可能刚有人审过，请刷新看看。"
        )
    return draft


def _turn_of(draft_id: int, doer: Doer, at: datetime) -> UnitDraft:
    draft = _locked(draft_id, doer)
    if not policies.may_sign(doer.viewer, draft, today=day_of(at)):
        step = draft.steps[draft.done]
        raise DraftSettled(f"现在轮到{step['title']}{step['name']}审，您等一等。")
    return draft


def _settle(draft: UnitDraft, state: UnitDraft.State, at: datetime) -> None:
    draft.state, draft.settled_at = state, at
    draft.save(update_fields=["state", "settled_at", "note", "done"])


def _note(draft: UnitDraft, verb: str, doer: Doer, at: datetime, **facts: Any) -> None:
    record(
        actor=doer.actor(draft.body_id),
        at=at,
        verb=verb,
        subject_kind=DRAFT,
        subject_id=draft.pk,
        jurisdiction_id=draft.case.jurisdiction_id,
        thread=draft.case.thread,
        facts=facts,
    )


def _tell(draft: UnitDraft, person_id: int, text: str, doer: Doer, at: datetime) -> None:
    post_notices(
        readers=[(None, person_id)],
        jurisdiction_id=draft.case.jurisdiction_id,
        case_id=draft.case_id,
        text=text,
        actor=doer.actor(draft.body_id),
        at=at,
    )
