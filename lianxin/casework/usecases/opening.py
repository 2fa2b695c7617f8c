"""立件：一份机制开始跑一件事。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from lianxin.casework.effects import Changes
from lianxin.casework.mechanisms import mechanism, practice
from lianxin.casework.models import Case, Link, Party
from lianxin.casework.stages import enter
from lianxin.casework.state import CaseState, day_of
from lianxin.casework.writing import announce_duties, envelope, log, write_rows
from lianxin.kernel.actors import Actor
from lianxin.kernel.events import CaseOpened, publish
from lianxin.orgs.calendar import work_calendar


@dataclass(frozen=True, slots=True)
class Subject:
    """办的是什么事：给人看的编号与标题，以及在哪里、归谁。标题须已脱敏。"""

    kind: str
    id: int
    number: str
    title: str
    jurisdiction_id: int
    category_id: str | None = None
    region_id: str | None = None
    local_body_id: int | None = None
    deputy_id: int | None = None


@transaction.atomic
def open_case(
    *,
    subject: Subject,
    slot: str,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    parties: Mapping[str, tuple[int, ...]] | None = None,
    parent: Case | None = None,
    link_kind: str = Link.Kind.SPAWNED,
    verb: str = "case.opened",
    words: Mapping[str, Any] | None = None,
    case_id: int | None = None,
) -> Case:
    """按这级人大在这一段采用的机制立件。

    :param facts: 立件时已知的材料
    :param parties: 身份 → 担任的人（如附议代表）
    :param parent: 由哪一件派生或转来；线索沿用它的
    :param words: 另外记进留痕的内容
    :param case_id: 预先要好的编号；不给就现要
    :raises NoPractice: 这一段还没有采用机制
    :raises NobodyHolds: 第一个环节没有人担
    """
    chosen = practice(subject.jurisdiction_id, slot).pk
    state = _new_state(subject, chosen, dict(facts or {}), parent, at=at)
    changes = Changes(new_parties=_parties(state, parties or {}, at=at))
    enter(state, state.mechanism.first_stage.key, changes, at=at)
    _save(state, changes, case_id or next_case_id())
    if parent:
        Link.objects.create(kind=link_kind, source=parent, target=state.case, made_at=at)
    stage = state.stage
    log(
        state,
        verb,
        actor=actor,
        at=at,
        facts={"mechanism": state.mechanism.id, "to": stage.label, **(words or {})},
    )
    publish(CaseOpened(**envelope(state.case, mechanism=state.mechanism.id, actor=actor, at=at)))
    announce_duties(state, changes, actor=actor, at=at)
    return state.case


def _new_state(
    subject: Subject, chosen: int, facts: dict[str, Any], parent: Case | None, *, at: datetime
) -> CaseState:
    case = Case(
        jurisdiction_id=subject.jurisdiction_id,
        mechanism_id=chosen,
        subject_kind=subject.kind,
        subject_id=subject.id,
        thread=parent.thread if parent else None,
        number=subject.number,
        title=subject.title,
        category_id=subject.category_id,
        region_id=subject.region_id,
        local_body_id=subject.local_body_id,
        deputy_id=subject.deputy_id,
        entered_on=day_of(at),
        facts=facts,
        opened_at=at,
    )
    return CaseState(
        case=case,
        mechanism=mechanism(chosen),
        duties=[],
        parties=[],
        calendar=work_calendar(),
        facts=dict(facts),
    )


def _parties(
    state: CaseState, parties: Mapping[str, tuple[int, ...]], *, at: datetime
) -> list[Party]:
    made = [
        Party(
            case=state.case,
            role=role,
            kind=state.mechanism.role(role).kinds[0],
            person_id=person_id,
            since=at,
        )
        for role, people in parties.items()
        for person_id in people
    ]
    state.parties.extend(made)
    return made


def _save(state: CaseState, changes: Changes, case_id: int) -> None:
    """先取编号再存，线索默认就是自己，少一次更新。"""
    case = state.case
    case.pk = case_id
    case.thread = case.thread or case.pk
    case.save(force_insert=True)
    for row in (*changes.new_parties, *changes.new_duties):
        row.case_id = case.pk
    write_rows(changes)


def next_case_id() -> int:
    """先向序列要一个办件编号：线索号等于自己的编号，一次写成。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('casework_case', 'id'))")
        return int(cursor.fetchone()[0])
