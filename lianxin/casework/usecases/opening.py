"""立件：一份机制开始跑一件事。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.casework.batches import Batch
from lianxin.casework.changes import Changes
from lianxin.casework.inheriting import inherit
from lianxin.casework.mechanisms import NoPractice, mechanism
from lianxin.casework.models import Case, Link, Party
from lianxin.casework.stages import enter
from lianxin.casework.state import CaseState, day_of
from lianxin.casework.writing import announce, announce_duties, envelope, log, write_rows
from lianxin.kernel.actors import Actor
from lianxin.kernel.events import CaseOpened
from lianxin.kernel.mechanism.vocabulary import BESIDE_SLOTS
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import VERSION_SQL, work_calendar
from lianxin.orgs.statements import fetch, insert_later
from lianxin.orgs.transactions import whole


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


@dataclass(frozen=True, slots=True)
class Desk:
    """立件前要备好的：办件编号、采用的机制、工作日历；连同登记要用的几样，一句查清。

    ``duty_id``、``entry_id`` 是头一份责任、头一条留痕的编号；``numbers`` 是顺带向别的序列要的号；
    ``prefix`` 是编号字头；类别、地区写了而没有的为假。
    """

    case_id: int
    duty_id: int
    entry_id: int
    mechanism_id: int
    calendar: WorkCalendar
    prefix: str
    has_category: bool
    has_region: bool
    numbers: tuple[int, ...]


_PREPARE = f"""
SELECT nextval(pg_get_serial_sequence('casework_case', 'id')),
       nextval(pg_get_serial_sequence('casework_duty', 'id')),
       nextval(pg_get_serial_sequence('audit_entry', 'id')),
       (SELECT mechanism_id FROM casework_practice
         WHERE jurisdiction_id = %(jurisdiction)s AND slot = %(slot)s AND ends_at IS NULL),
       ({VERSION_SQL}),
       (SELECT prefix FROM orgs_body WHERE id = %(jurisdiction)s),
       %(category)s::text IS NULL OR EXISTS (SELECT FROM orgs_category WHERE key = %(category)s),
       %(region)s::text IS NULL OR EXISTS (SELECT FROM orgs_region WHERE code = %(region)s),
       ARRAY(SELECT nextval(each.seq::regclass) FROM unnest(%(sequences)s::text[]) AS each(seq))
"""  # noqa: S608 （没有拼接外来的值）


def prepare(
    *,
    jurisdiction_id: int,
    slot: str,
    category_id: str | None = None,
    region_id: str | None = None,
    sequences: tuple[str, ...] = (),
) -> Desk:
    """备好立件要用的一切；一条语句。不锁行，编号允许跳号。

    :param sequences: 顺带要号的序列
    :raises NoPractice: 这一段还没有采用机制
    """
    asked: dict[str, Any] = {
        "jurisdiction": jurisdiction_id,
        "slot": slot,
        "category": category_id,
        "region": region_id,
        "sequences": list(sequences),
    }
    (found,) = fetch(_PREPARE, asked)
    case_id, duty_id, entry_id, mechanism_id, version, prefix, category, region, numbers = found
    if mechanism_id is None:
        raise NoPractice("这里还没有选定办理机制，请联系代表工作机构先采用一份。")
    calendar = work_calendar(version)
    ids = (case_id, duty_id, entry_id, mechanism_id)
    return Desk(*ids, calendar, prefix, category, region, tuple(numbers))


@whole
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
    desk: Desk | None = None,
    batch: Batch | None = None,
    heritage: Sequence[Party] = (),
    bodies: Mapping[str, int] | None = None,
) -> Case:
    """按这级人大在这一段采用的机制立件。

    :param facts: 立件时已知的材料
    :param parties: 身份 → 担任的人（如附议代表）
    :param bodies: 平台身份 → 担任的机构（如派生的事项由谁办、由谁查验）
    :param parent: 由哪一件派生或转来；线索沿用它的
    :param words: 另外记进留痕的内容
    :param desk: 预先备好的编号、机制、日历；不给就现备
    :param batch: 成批补记时攒着一起写
    :param heritage: 旁办件从主办件承袭的身份
    :raises NoPractice: 这一段还没有采用机制
    :raises NobodyHolds: 第一个环节没有人担
    """
    ready = desk or prepare(jurisdiction_id=subject.jurisdiction_id, slot=slot)
    state = _new_state(subject, ready, dict(facts or {}), parent, at=at)
    state.batch = batch
    if slot in BESIDE_SLOTS:
        state.case.main, state.case.beside = parent, slot
    changes = Changes(new_parties=_parties(state, parties or {}, at=at))
    changes.new_parties += _given_bodies(state, bodies or {}, at=at)
    changes.new_parties += inherit(state, heritage, at=at)
    enter(state, state.mechanism.first_stage.key, changes, at=at)
    _save(state, changes, ready)
    if parent:
        Link.objects.create(kind=link_kind, source=parent, target=state.case, made_at=at)
    stage = state.stage
    log(
        state,
        verb,
        actor=actor,
        at=at,
        facts={"mechanism": state.mechanism.id, "to": stage.label, **(words or {})},
        number=ready.entry_id,
    )
    opened = envelope(state.case, mechanism=state.mechanism.id, actor=actor, at=at)
    announce(state, CaseOpened(**opened))
    announce_duties(state, changes, actor=actor, at=at)
    return state.case


def _new_state(
    subject: Subject, desk: Desk, facts: dict[str, Any], parent: Case | None, *, at: datetime
) -> CaseState:
    case = Case(
        jurisdiction_id=subject.jurisdiction_id,
        mechanism_id=desk.mechanism_id,
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
        mechanism=mechanism(desk.mechanism_id),
        duties=[],
        parties=[],
        calendar=desk.calendar,
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


def _given_bodies(state: CaseState, bodies: Mapping[str, int], *, at: datetime) -> list[Party]:
    """按平台身份找到机制里的称呼，指派给机构；机制里没有这种身份的不指派。"""
    made = [
        Party(case=state.case, role=role.key, kind=kind, body_id=bodies[kind], since=at)
        for role in state.mechanism.roles
        for kind in role.kinds
        if kind in bodies
    ]
    state.parties.extend(made)
    return made


def _save(state: CaseState, changes: Changes, desk: Desk) -> None:
    """先取编号再存，线索默认就是自己，少一次更新。"""
    case = state.case
    case.pk = desk.case_id
    case.thread = case.thread or case.pk
    if state.batch is None:
        insert_later(case)
    for party in changes.new_parties:
        party.case = case
    for duty in changes.new_duties:
        duty.case = case
    if state.batch is not None:
        state.batch.open(state)
        state.batch.take(changes)
    elif changes.is_one_duty:
        changes.new_duties[0].pk = desk.duty_id
        insert_later(*changes.new_duties)
    else:
        write_rows(changes)
