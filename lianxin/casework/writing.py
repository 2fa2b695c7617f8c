"""把攒下的改动写进库：每类一条语句，最后留痕、发事件。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.audit.digest import Line
from lianxin.audit.usecases import record
from lianxin.casework.changes import Changes
from lianxin.casework.models import Case, Commitment, Duty, Link
from lianxin.casework.state import CaseState
from lianxin.files.usecases import attach
from lianxin.kernel.actors import Actor
from lianxin.kernel.events import DutyDischarged, DutyOpened, publish
from lianxin.kernel.mechanism.model import Fact
from lianxin.orgs.statements import insert, update

CASE_FIELDS = [
    *("stage", "entered_on", "marks", "counts", "facts", "flags", "waits"),
    *("timeout_on", "result", "closed_at", "category", "title"),
]
DUTY_FIELDS = [
    *("holder_person", "due_date", "is_provisional", "signed_at"),
    *("started_on", "within", "limit_date", "calendar_version", "anchored_on"),
    *("return_asked_at", "return_reason", "return_to"),
    *("extension_asked_to", "extension_reason", "extended_from", "paused_on", "pause_reason"),
    *("urge_count", "urge_weight", "contacts", "check_on", "warned_at", "escalated_at"),
    *("discharged_at", "outcome"),
]


def write(state: CaseState, changes: Changes) -> None:
    """写办件和跟着它变的各行；成批补记的先攒着。"""
    if state.batch is not None:
        state.batch.take(changes)
        return
    update([state.case], CASE_FIELDS)
    write_rows(changes)


def write_rows(changes: Changes) -> None:
    """写责任、身份、关联。责任先解除后新立，唯一约束才不会误伤。"""
    update(changes.ended_parties, ["until"])
    update(changes.signed_parties, ["signed_at"])
    insert(*changes.new_parties)
    update({id(duty): duty for duty in changes.touched}.values(), DUTY_FIELDS)
    insert(*changes.new_duties)
    if changes.new_commitments:
        Commitment.objects.bulk_create(changes.new_commitments)
    if changes.new_links:
        # 重办之后又并到同一件，关联已经在了。
        Link.objects.bulk_create(changes.new_links, ignore_conflicts=True)


def log(
    state: CaseState,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    number: int | None = None,
) -> int:
    """在这件事的线索上留痕，返回留痕编号。

    :param number: 预先要好的留痕编号
    """
    case = state.case
    line: dict[str, Any] = {
        "actor": actor,
        "at": at,
        "verb": verb,
        "subject_kind": "case",
        "subject_id": case.pk,
        "jurisdiction_id": case.jurisdiction_id,
        "thread": case.thread,
        "facts": facts,
    }
    if state.batch is not None:
        return state.batch.log(Line(**line))
    return record(**line, number=number)


def note_side_effects(
    state: CaseState, changes: Changes, redated: Iterable[Duty], *, actor: Actor, at: datetime
) -> None:
    """这一步顺带发生的，也各留一条：漏掉的几期，因日期改了而重算的到期日。"""
    for verb, duties in (("duty.missed", changes.missed), ("duty.redated", redated)):
        for duty in duties:
            log(
                state,
                verb,
                actor=actor,
                at=at,
                facts={"duty": duty.pk, "owes": duty.owes, "due": duty.due_date.isoformat()},
            )


def announce(state: CaseState, event: object) -> None:
    """发一个事件；成批补记的，写完库再发。"""
    if state.batch is not None:
        state.batch.publish(event)
    else:
        publish(event)


def attach_files(
    case: Case, facts: Iterable[Fact], values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    """这一步带的附件归到这件办件名下；不是本人传的、别处用过的不收。"""
    wanted = [
        UUID(item)
        for fact in facts
        if fact.kind in ("file", "files")
        for item in values.get(fact.key, [])
    ]
    if wanted:
        attach(
            attachment_ids=wanted,
            subject_kind="case",
            subject_id=case.pk,
            actor=actor,
            at=at,
            jurisdiction_id=case.jurisdiction_id,
            thread=case.thread,
        )


def envelope(case: Case, *, mechanism: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """各种办件事件共有的部分。"""
    return {
        "case_id": case.pk,
        "number": case.number,
        "jurisdiction_id": case.jurisdiction_id,
        "subject_kind": case.subject_kind,
        "subject_id": case.subject_id,
        "mechanism": mechanism,
        "actor": actor,
        "at": at,
    }


def announce_duties(state: CaseState, changes: Changes, *, actor: Actor, at: datetime) -> None:
    """告诉别的模块：哪些责任产生了、解除了。"""
    shared = envelope(state.case, mechanism=state.mechanism.id, actor=actor, at=at)
    for duty in changes.new_duties:
        if duty.discharged_at is None:
            announce(state, DutyOpened(**shared, **duty_words(duty)))
    for duty in {id(duty): duty for duty in changes.touched}.values():
        if duty.discharged_at == at:
            announce(state, DutyDischarged(**shared, **duty_words(duty)))


def duty_words(duty: Duty) -> dict[str, Any]:
    """责任事件里关于这份责任的部分。"""
    return {
        "duty_id": duty.pk,
        "role": duty.role,
        "owes": duty.owes,
        "holder_id": duty.holder_body_id,
        "person_id": duty.holder_person_id,
        "due_date": duty.due_date,
    }
