"""这件主办件旁边能启动什么：采用了哪几份旁办的机制，哪几样已经有一件在办。"""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.state import CaseState
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.vocabulary import BESIDE_SLOTS
from lianxin.orgs.statements import fetch

#: 主办件还没办结才谈得上的；落实回看、反复提办之类，办结以后才用得着。
_WHILE_OPEN = frozenset({"key", "procuratorial"})
_ADOPTED = """
SELECT p.slot, p.mechanism_id, EXISTS (
         SELECT 1 FROM casework_case c
          WHERE c.main_id = %(case)s AND c.beside = p.slot AND c.closed_at IS NULL)
  FROM casework_practice p
 WHERE p.jurisdiction_id = %(jurisdiction)s AND p.ends_at IS NULL AND p.slot = ANY(%(slots)s)
 ORDER BY p.slot
"""


@dataclass(frozen=True, slots=True)
class Startable:
    """能启动的一样：照哪份机制，哪些平台身份能启动，是不是已经有一件在办。"""

    slot: str
    mechanism: Mechanism
    kinds: frozenset[str]
    is_open: bool


def startable(main: CaseState) -> dict[str, Startable]:
    """能由人启动的几样，按用途。一条语句；旁办件旁边不能再启动。"""
    if main.case.beside:
        return {}
    asked = {
        "case": main.case.pk,
        "jurisdiction": main.case.jurisdiction_id,
        "slots": list(BESIDE_SLOTS),
    }
    found = (
        Startable(slot, mechanism(pk), _kinds(mechanism(pk)), is_open)
        for slot, pk, is_open in fetch(_ADOPTED, asked)
    )
    return {each.slot: each for each in found if _suits(each, main)}


def _kinds(mech: Mechanism) -> frozenset[str]:
    return frozenset(kind for role in mech.open_by for kind in mech.role(role).kinds)


def _suits(each: Startable, main: CaseState) -> bool:
    timely = main.case.closed_at is None or each.slot not in _WHILE_OPEN
    return timely and bool(each.kinds) and each.mechanism.subject == main.case.subject_kind
