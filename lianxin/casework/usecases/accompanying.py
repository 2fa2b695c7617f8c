"""在主办件旁边立一件：承袭身份，线索相连；同一用途同时至多一件，承诺每条一件。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lianxin.casework.changes import Companion
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Link, Party
from lianxin.casework.state import CaseState
from lianxin.casework.usecases.opening import Desk, Subject, open_case, prepare
from lianxin.kernel.actors import Actor
from lianxin.kernel.mechanism.vocabulary import SLOTS

_TITLE = 80


def stand_beside(
    main: CaseState,
    wanted: Companion,
    *,
    actor: Actor,
    at: datetime,
    desk: Desk | None = None,
    words: Mapping[str, Any] | None = None,
) -> Case | None:
    """在旁边开一件；同一用途已经有一件在办的不再开，返回空。主办件须已锁住。

    :raises NoPractice: 这一段还没有采用机制
    """
    if wanted.commitment is None and is_open_beside(main.case, wanted.slot):
        return None
    ready = desk or prepare(jurisdiction_id=main.case.jurisdiction_id, slot=wanted.slot)
    opened = open_case(
        subject=_subject(main.case, wanted),
        slot=wanted.slot,
        actor=actor,
        at=at,
        facts=_known(main, ready, wanted),
        parent=main.case,
        link_kind=Link.Kind.BESIDE,
        verb="beside.opened",
        words={"label": f"旁边开一件：{SLOTS[wanted.slot]}", **(words or {})},
        desk=ready,
        heritage=_heritage(main, wanted),
    )
    if not main.case.accompanied:
        main.case.accompanied = True
        Case.objects.filter(pk=main.case.pk).update(accompanied=True)
    return opened


def is_open_beside(case: Case, slot: str) -> bool:
    """这一用途的旁办件有没有在办的。"""
    return Case.objects.filter(main=case.pk, beside=slot, closed_at__isnull=True).exists()


def _subject(case: Case, wanted: Companion) -> Subject:
    promise = wanted.commitment
    return Subject(
        kind="commitment" if promise else case.subject_kind,
        id=promise.pk if promise else case.subject_id,
        number=case.number,
        title=promise.what[:_TITLE] if promise else case.title,
        jurisdiction_id=case.jurisdiction_id,
        category_id=case.category_id,
        region_id=case.region_id,
        local_body_id=case.local_body_id,
        deputy_id=case.deputy_id,
    )


def _known(main: CaseState, desk: Desk, wanted: Companion) -> dict[str, Any]:
    """立件时已知的材料：启动时填的、系统填好的，加上主办件里同名同类的。"""
    mech = mechanism(desk.mechanism_id)
    kinds = {fact.key: fact.kind for fact in main.mechanism.facts}
    shared = {
        fact.key: main.facts[fact.key]
        for fact in mech.facts
        if kinds.get(fact.key) == fact.kind and fact.key in main.facts and not fact.each
    }
    return {**shared, **_given(wanted), **wanted.facts}


def _given(wanted: Companion) -> dict[str, Any]:
    promise = wanted.commitment
    if promise is None:
        return {}
    return {
        "promised_on": promise.by.isoformat(),
        "promise": promise.what,
        "promisor": promise.who,
    }


def _heritage(main: CaseState, wanted: Companion) -> Sequence[Party]:
    """承诺由答应的那一家担着；没有写明的，由主办担着。"""
    promise = wanted.commitment
    if promise is None or promise.body_id is None:
        return main.parties
    others = [party for party in main.parties if party.kind != "lead"]
    return [Party(kind="lead", role="", body_id=promise.body_id), *others]
