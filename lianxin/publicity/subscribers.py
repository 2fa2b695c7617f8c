"""公开订阅的事件：走了一步，该公开的公开、该撤的撤，已公开的跟着更新。"""

from collections.abc import Sequence
from typing import Any

from lianxin.audit.usecases import record
from lianxin.kernel.events import CaseMoved, LeadershipChanged, OutcomesChanged, subscribe
from lianxin.publicity.queries import is_public, public_threads
from lianxin.publicity.usecases import (
    PublicityRefused,
    publish_letter,
    publish_matter,
    refresh_letter,
    update_projection,
    withdraw,
)
from lianxin.ratings.usecases import record_from_move
from lianxin.supervision.models import LetterItem


def on_case_moved(event: CaseMoved) -> None:
    """办件走了一步。"""
    thread = int(event.facts["_thread"])
    calls = {call.name: call for call in event.effects}
    # 评价可能还没轮到入账：先让它入账（一步只记一次），汇总才是新的。
    record_from_move(event)
    if event.subject_kind in LETTERS:
        _on_letter(event, publishing="publish" in calls)
    elif "publish" in calls:
        _publish(event, thread, calls["publish"].args[0])
    elif "unpublish" in calls and is_public(thread=thread):
        reason = str(event.facts.get("reason") or "按办理要求撤下")
        withdraw(thread=thread, reason=reason, actor=event.actor, at=event.at)
    elif _is_news(event) and is_public(thread=thread):
        update_projection(thread=thread, at=event.at, entry_id=event.entry_id, **_words(event))


#: 意见书与其中的事项。
LETTERS = frozenset({"letter", "letter_item"})


def _on_letter(event: CaseMoved, *, publishing: bool) -> None:
    """意见书走到公开的一步就公开；公开着的，书和各项有了进展都跟着换。"""
    letter_id: int | None = event.subject_id
    if event.subject_kind == "letter_item":
        rows = LetterItem.objects.filter(pk=event.subject_id)
        letter_id = rows.values_list("letter", flat=True).first()
    if letter_id is None:
        return
    if publishing:
        publish_letter(letter_id=letter_id, actor=event.actor, at=event.at)
    else:
        refresh_letter(letter_id=letter_id, actor=event.actor, at=event.at)


def on_cases_moved(events: Sequence[CaseMoved]) -> None:
    """成批走的步：先一次问清哪些已经公开，没公开、也不要公开的不必再看。"""
    shown = public_threads(int(event.facts["_thread"]) for event in events)
    publishing = any(call.name == "publish" for event in events for call in event.effects)
    for event in events:
        if event.subject_kind in LETTERS or publishing or int(event.facts["_thread"]) in shown:
            on_case_moved(event)
        else:
            record_from_move(event)


def _publish(event: CaseMoved, thread: int, profile: str) -> None:
    try:
        publish_matter(thread=thread, profile=profile, actor=event.actor, at=event.at)
    except PublicityRefused as refusal:
        # 不能公开不该挡住办理，但要留痕说明为什么没有公开。
        record(
            actor=event.actor,
            at=event.at,
            verb="publicity.skip",
            subject_kind="case",
            subject_id=event.case_id,
            jurisdiction_id=event.jurisdiction_id,
            thread=thread,
            facts={"reason": str(refusal)},
        )
    else:
        update_projection(thread=thread, at=event.at, **_words(event))


def _is_news(event: CaseMoved) -> bool:
    changed = event.from_stage != event.to_stage
    return changed or bool(event.facts.get("_public")) or bool(event.effects)


def _words(event: CaseMoved) -> dict[str, Any]:
    """这一步给群众看的话；告诉提交人的答复可能还没落库，以这一步的为准。"""
    told = [event.facts.get(call.args[0]) for call in event.effects if call.name == "tell"]
    answer = str(told[-1]) if told and told[-1] else None
    return {"text": str(event.facts.get("_public") or ""), "answer": answer}


def on_outcomes_changed(event: OutcomesChanged) -> None:
    """成果核实了、更正了：已公开的跟着换；没公开的不动。"""
    update_projection(thread=event.thread, at=event.at)


def on_leadership_changed(event: LeadershipChanged) -> None:
    """定了领导领办、结束了：已公开的挂上、摘下牌子；没公开的不动。"""
    update_projection(thread=event.thread, at=event.at)


def connect() -> None:
    """接上事件。"""
    subscribe(LeadershipChanged, on_leadership_changed)
    subscribe(OutcomesChanged, on_outcomes_changed)
    subscribe(CaseMoved, on_case_moved, many=on_cases_moved)
