"""并案：同一件事的几件建议合在一起办。各件的编号、领衔代表照旧，答复各得一份，各自评价。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError

from lianxin.audit.usecases import record
from lianxin.casework.joining import handled_with, joined_to
from lianxin.casework.models import Case, Duty, Link, Party
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.casework.state import lock_case
from lianxin.casework.usecases import move_case
from lianxin.files.usecases import copy_to
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import Conflict, RuleViolation
from lianxin.kernel.events import CaseMoved
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.notify.usecases import post_notices
from lianxin.suggestions.models import Suggestion

#: 机制里由系统走的两步：合办的答复了，各得一份；合办的没有办成，拆出来单独办。
SHARE: Final = "share_reply"
SPLIT: Final = "split"
#: 答复里各件都要有的几项。
_SHARED: Final = ("reply", "signer", "face_to_face")
#: 盖章的答复函和附件：合办的一件收一份，各件各抄一份，哪位代表都在自己的那一件上打得开。
_LETTERS: Final = ("reply_letter", "part_letter", "attachments")
#: 没有答复就完了的结果。
_UNANSWERED: Final = frozenset({"withdrawn", "rejected", "merged"})


class JoinRefused(RuleViolation):
    """并不过去；消息说明该怎么办。"""


class JoinBusy(JoinRefused, Conflict):
    """那一件正有人在办，这会儿并不过去。"""


def on_joined_moved(event: CaseMoved) -> None:
    """建议上的办件走了一步：并过去的核对，拆出来的告诉那一边，合办的有了下文就带上各件。"""
    if event.subject_kind != "suggestion":
        return
    for call in event.effects:
        if call.name == "link" and call.args[0] == "merged_into":
            _join(event, event.facts[call.args[1]])
        elif call.name == "split":
            _part(event)
    if event.result:
        _carry_along(event)


def _join(event: CaseMoved, target_id: int) -> None:
    target = _locked(target_id, after=event.case_id)
    _check(event, target)
    whose = Suggestion.objects.select_related("lead").get(pk=event.subject_id)
    label = f"{event.number} 并进来一起办，{whose.lead.name}代表领衔"
    _tell(event, target, "suggestion.joined", label)


def _locked(target_id: int, *, after: int) -> Case:
    """锁住那一件：编号大的等着，编号小的不等，两件互相并时不会一起卡住。"""
    rows = Case.objects.select_for_update(nowait=target_id < after)
    try:
        return rows.get(pk=target_id)
    except OperationalError as busy:
        raise JoinBusy("那一件正有人在办，请过一会儿刷新再并。") from busy


def _check(event: CaseMoved, target: Case) -> None:
    if target.subject_kind != "suggestion" or target.beside:
        raise JoinRefused("只能并到另一件代表建议里，请核对编号。")
    if target.closed_at is not None or target.result:
        raise JoinRefused(
            f"{target.number} 已经有了结果，并不进去了；请照常交办这一件，答复时可以参照那一件。"
        )
    if further := handled_with(target.pk):
        raise JoinRefused(
            f"{target.number} 已经并到 {further.number}，请直接并到 {further.number}。"
        )
    if mine := joined_to(event.case_id).count():
        raise JoinRefused(
            f"已有 {mine} 件并在这一件里，不能再并到别处；请反过来，把 {target.number} 并到这一件。"
        )


def _part(event: CaseMoved) -> None:
    """拆出来的：告诉那一边，不再替它答复。"""
    link = Link.objects.filter(kind=Link.Kind.SPLIT_FROM, source=event.case_id)
    last = link.select_related("target").order_by("-made_at", "-id").first()
    if last is not None:
        _tell(event, last.target, "suggestion.parted", f"{event.number} 拆出去单独办了")


def _tell(event: CaseMoved, target: Case, verb: str, label: str) -> None:
    """在那一件的经过里记一笔，告诉正担着它的人。"""
    record(
        actor=event.actor,
        at=event.at,
        verb=verb,
        subject_kind="case",
        subject_id=target.pk,
        jurisdiction_id=target.jurisdiction_id,
        thread=target.thread,
        facts={"label": label, "other": event.case_id},
    )
    holders = Duty.objects.open().filter(case=target).order_by("id")
    post_notices(
        readers=dict.fromkeys(holders.values_list("holder_body", "holder_person")),
        jurisdiction_id=target.jurisdiction_id,
        case_id=target.pk,
        text=f"{target.number}：{label}",
        actor=event.actor,
        at=event.at,
    )


def _carry_along(event: CaseMoved) -> None:
    """答复了的，各件各得一份；撤回、不作建议处理的，各件拆出来单独办，没有一件落下。"""
    waiting = list(joined_to(event.case_id).values_list("pk", "thread"))
    if not waiting:
        return
    main = Case.objects.get(pk=event.case_id)
    if main.result in _UNANSWERED:
        why = f"合办的 {main.number} {RESULTS[main.result]}，这一件单独办。"
        verb, facts = SPLIT, {"split_reason": why}
    else:
        verb, facts = SHARE, _answer_of(main)
    for case_id, thread in waiting:
        if not _offers(case_id, verb):
            continue
        move_case(case_id=case_id, verb=verb, actor=SYSTEM_DOER, at=event.at, facts=facts)
        if verb == SHARE:
            copy_to(
                attachment_ids=_letters_of(main),
                to_kind="case",
                to_id=case_id,
                actor=SYSTEM,
                at=event.at,
                jurisdiction_id=main.jurisdiction_id,
                thread=thread,
            )


def _letters_of(main: Case) -> Iterator[UUID]:
    """这一次答复的函件和附件；分办的，各家一份。"""
    for key in _LETTERS:
        value = main.facts.get(key) or []
        for each in value.values() if isinstance(value, dict) else [value]:
            yield from map(UUID, each)


def _answer_of(main: Case) -> dict[str, Any]:
    lead = Party.objects.filter(case=main, kind="lead", until__isnull=True).first()
    said = {key: main.facts[key] for key in _SHARED if main.facts.get(key) is not None}
    return {**said, "lead_unit": lead.body_id if lead else None}


def _offers(case_id: int, verb: str) -> bool:
    """锁住再看：还并着的才带，已经答复过、拆出去的不动。"""
    return any(move.verb == verb for move in lock_case(case_id).stage.moves)
