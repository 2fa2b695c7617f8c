"""单位内部的审签：哪一步要审、审签链、在审的稿。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lianxin.access.viewers import Viewer
from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.casework.models import Case, Party
from lianxin.casework.policies import Doer
from lianxin.files.queries import AttachmentCard, attachments_of
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.model import Call, Move
from lianxin.orgs.models import Post, in_force
from lianxin.supervision import policies
from lianxin.supervision.models import SigningChain, UnitDraft

#: 承办一方的平台身份：从它们手里出去的答复，单位可以要求先审。
UNIT_KINDS = frozenset({"lead", "assist", "separate"})
PAGE = 50


def goes_out(effects: Iterable[Call], *, moved: bool) -> bool:
    """这一步是不是把话说出去了：换了环节，或交了自己那一份。"""
    return moved or any(call.name == "discharge" for call in effects)


def chain_for(doer: Doer, case: Case, move: Move) -> SigningChain | None:
    """这个人办这一步要不要先过本单位的审签链；不用审为空。一条查询。"""
    if not goes_out(move.effects, moved=bool(move.to)):
        return None
    parties = Party.objects.filter(
        case=case, until__isnull=True, kind__in=UNIT_KINDS, role__in=move.by
    )
    rows = SigningChain.objects.exclude(steps=[]).filter(
        body__in=doer.viewer.body_ids, body_id__in=parties.values("body")
    )
    return rows.order_by("id").first()


@dataclass(frozen=True, slots=True)
class ChainStep:
    """审签链的一级。"""

    title: str
    person: int
    name: str
    is_sitting: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """一个单位的审签链，和可以选的人。"""

    body_id: int
    body_name: str
    steps: tuple[ChainStep, ...]
    people: tuple[tuple[int, str], ...]
    may_set: bool


def chain_of(*, viewer: Viewer, body_id: int, today: date) -> Chain:
    """本单位的审签链。两条查询。

    :raises NotVisible: 不是本单位的人
    """
    post = policies.post_at(viewer, body_id)
    if post is None:
        raise NotVisible("没有这个单位，或者您不在这里任职。")
    posts = Post.objects.filter(in_force(today), body=body_id).select_related("person")
    people = {row.person_id: f"{row.person.name}　{row.title}" for row in posts.order_by("id")}
    found = SigningChain.objects.filter(body=body_id).first()
    return Chain(
        body_id=body_id,
        body_name=post.body_name,
        steps=tuple(
            ChainStep(**step, is_sitting=step["person"] in people)
            for step in (found.steps if found else [])
        ),
        people=tuple(people.items()),
        may_set=policies.manages(viewer, body_id),
    )


@dataclass(frozen=True, slots=True)
class DraftCard:
    """一份送审稿。"""

    id: int
    case_id: int
    number: str
    title: str
    label: str
    drafter: str
    state: str
    state_label: str
    turn: str
    note: str
    submitted_at: datetime
    is_mine: bool
    my_turn: bool


def drafts_of(
    *, viewer: Viewer, case_id: int | None = None, state: str = "", limit: int = PAGE
) -> list[DraftCard]:
    """本单位的送审稿，新的在前；轮到我的排在最前。两条查询。"""
    rows = UnitDraft.objects.visible_to(viewer).select_related("case", "drafter")
    if case_id:
        rows = rows.filter(case=case_id)
    if state:
        rows = rows.filter(state=state)
    cards = [_card(row, viewer) for row in rows.order_by("-id")[:limit]]
    return sorted(cards, key=lambda card: not card.my_turn)


def _card(row: UnitDraft, viewer: Viewer) -> DraftCard:
    pending = row.state == UnitDraft.State.PENDING
    step: dict[str, Any] = row.steps[row.done] if pending else {}
    return DraftCard(
        id=row.pk,
        case_id=row.case_id,
        number=row.case.number,
        title=row.case.title,
        label=row.label,
        drafter=row.drafter.name,
        state=row.state,
        state_label=row.get_state_display(),
        turn=f"{step['title']}{step['name']}" if pending else "",
        note=row.note,
        submitted_at=row.submitted_at,
        is_mine=row.drafter_id == viewer.person_id,
        my_turn=pending and step["person"] == viewer.person_id,
    )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """审签经过里的一行。"""

    title: str
    meta: str
    state: str = "done"


@dataclass(frozen=True, slots=True)
class DraftPage:
    """一份送审稿的内页：写了什么、附了什么、谁审到哪一级。"""

    card: DraftCard
    passages: tuple[tuple[str, str], ...]
    files: tuple[AttachmentCard, ...]
    steps: tuple[tuple[str, str], ...]
    lines: tuple[DraftLine, ...]
    may_sign: bool


def draft_page(*, viewer: Viewer, pk: int, today: date) -> DraftPage:
    """取一份送审稿。

    :raises NotVisible: 不是本单位的
    """
    rows = UnitDraft.objects.visible_to(viewer).select_related("case", "drafter")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这份送审稿，或者您无权查看。")
    kind, subject = ("case", row.case_id) if row.state == "sent" else ("unit_draft", row.pk)
    files = attachments_of(subject_kind=kind, subject_id=subject, seen_by="staff")
    return DraftPage(
        card=_card(row, viewer),
        passages=tuple((label, text) for label, text in row.shown),
        files=tuple(one for one in files if str(one.id) in row.files),
        steps=tuple(_steps(row)),
        lines=tuple(_lines(row)),
        may_sign=policies.may_sign(viewer, row, today=today),
    )


def _steps(row: UnitDraft) -> Iterable[tuple[str, str]]:
    for place, step in enumerate(row.steps):
        waits = "轮到" if row.state == UnitDraft.State.PENDING and place == row.done else "还没到"
        yield f"{step['title']} {step['name']}", "已同意" if place < row.done else waits


def _lines(row: UnitDraft) -> Iterable[DraftLine]:
    entries = Entry.objects.filter(subject_kind="unit_draft", subject_id=row.pk)
    for entry in entries.exclude(verb="attachment.attach").order_by("id"):
        when = timezone.localtime(entry.at)
        yield DraftLine(
            title=sentence(entry.verb, entry.facts),
            meta=f"{when.month} 月 {when.day} 日 {when:%H:%M} · {entry.actor_name}",
        )
