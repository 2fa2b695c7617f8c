"""这个人对这件办件是什么身份：按钮、接口动词、权限检查都从这里出。"""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.access.viewers import STRANGER, Viewer
from lianxin.casework.models import Case, Duty, Party
from lianxin.casework.state import CaseState
from lianxin.kernel.actors import PUBLIC, SYSTEM, Actor
from lianxin.kernel.mechanism.model import Role
from lianxin.kernel.mechanism.vocabulary import INHERITED_KINDS
from lianxin.orgs.models import Body, Post

#: 人大机关里的两种身份，按机构种类自然产生。
_OFFICES = {
    "office": Body.Kind.DEPUTY_AFFAIRS,
    "chair": Body.Kind.CHAIR_COUNCIL,
}


@dataclass(frozen=True, slots=True)
class Doer:
    """办事的人：登录的人，加上凭回执（submitter）或由系统（system）得来的身份。"""

    viewer: Viewer
    also: frozenset[str] = frozenset()

    def actor(self, body_id: int | None = None) -> Actor:
        """留痕用的经办人。"""
        if "system" in self.also:
            return SYSTEM
        if "submitter" in self.also:
            return PUBLIC
        return self.viewer.as_actor(body_id)

    def holds(self, duty: Duty) -> bool:
        """这份责任在他或他所在机构肩上。"""
        return duty.holder_body_id in self.viewer.acts_for or (
            duty.holder_person_id is not None and duty.holder_person_id == self.viewer.person_id
        )


SYSTEM_DOER = Doer(STRANGER, frozenset({"system"}))
SUBMITTER_DOER = Doer(STRANGER, frozenset({"submitter"}))


def roles_of(doer: Doer, state: CaseState) -> frozenset[str]:
    """在这件办件里担任机制中的哪些身份（机制里的称呼）。"""
    kinds = _natural_kinds(doer, state.case)
    named = {party.role for party in state.parties if _is(doer.viewer, party)}
    natural = {role.key for role in state.mechanism.roles if kinds & set(role.kinds)}
    if "office" in kinds:
        natural |= {role.key for role in state.mechanism.roles if is_orphaned(role, state)}
    return frozenset(natural | named)


def is_orphaned(role: Role, state: CaseState) -> bool:
    """旁办件要承袭、主办件又还没有人担任的身份：由代表工作机构顶上，责任和按钮都归它。"""
    if not state.case.beside or not INHERITED_KINDS & set(role.kinds):
        return False
    has_deputy = "deputy" in role.kinds and state.case.deputy_id is not None
    return not has_deputy and not state.held_by(role.key)


def kinds_of(doer: Doer, state: CaseState) -> frozenset[str]:
    """在这件办件里担任哪些平台身份：自然的，加上指派的。"""
    named = {party.kind for party in state.parties if _is(doer.viewer, party)}
    return _natural_kinds(doer, state.case) | named


def unit_key(doer: Doer, state: CaseState) -> str:
    """各填各的材料记在谁名下：经办的机构，没有机构的记在本人名下。"""
    body = posting_body(doer, state)
    return str(body) if body is not None else f"p{doer.viewer.person_id or 0}"


def _natural_kinds(doer: Doer, case: Case) -> frozenset[str]:
    """不用指派、由岗位和办件自然产生的平台身份。"""
    viewer = doer.viewer
    kinds = set(doer.also)
    for kind, body_kind in _OFFICES.items():
        if any(p.congress_id == case.jurisdiction_id for p in viewer.posts_in(body_kind)):
            kinds.add(kind)
    for post in viewer.posts:
        if post.body_id == case.local_body_id:
            kinds.add("station" if post.kind == Post.Kind.KEEPER else "street")
    if case.local_body_id is None and "office" in kinds:
        # 没有属地工委的事，由代表工作机构顶上，责任人也是它。
        kinds.add("street")
    sits = case.jurisdiction_id in viewer.deputy_of
    if sits and case.deputy_id is not None and case.deputy_id == viewer.person_id:
        kinds.add("deputy")
    return frozenset(kinds)


def _is(viewer: Viewer, party: Party) -> bool:
    by_body = party.body_id is not None and party.body_id in viewer.acts_for
    by_person = party.person_id is not None and party.person_id == viewer.person_id
    return by_body or by_person


def posting_body(doer: Doer, state: CaseState) -> int | None:
    """以哪个机构的身份经办：有责任的优先，其次属地工委、管辖机关。"""
    mine = [d.holder_body_id for d in state.duties if d.holder_body_id in doer.viewer.acts_for]
    if mine:
        return mine[0]
    local = state.case.local_body_id
    if local in doer.viewer.body_ids:
        return local
    offices = [p.body_id for p in doer.viewer.posts if p.congress_id == state.case.jurisdiction_id]
    return offices[0] if offices else None
