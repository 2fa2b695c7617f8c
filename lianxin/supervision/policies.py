"""单位内部谁说了算，谁能督办。"""

from __future__ import annotations

from datetime import date

from lianxin.access.viewers import HeldPost, Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.kernel.mechanism.redrafting import may_redraft
from lianxin.orgs.models import Body, Post, in_force
from lianxin.supervision.models import LETTER_WRITERS, OpinionLetter, UnitDraft

#: 可以记督办的机关。
SUPERVISORS = (
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CONGRESS,
    Body.Kind.STREET_COMMITTEE,
    Body.Kind.PRESIDIUM,
)
#: 单位里管分派、定规矩的：负责人、联络员。
MANAGERS = frozenset({Post.Kind.HEAD, Post.Kind.LIAISON})


def post_at(viewer: Viewer, body_id: int) -> HeldPost | None:
    """这个人在这个单位的岗位。"""
    return next((post for post in viewer.posts if post.body_id == body_id), None)


def manages(viewer: Viewer, body_id: int) -> bool:
    """这个单位的负责人或联络员：定审签链、派人。"""
    return any(post.body_id == body_id and post.kind in MANAGERS for post in viewer.posts)


def heads(viewer: Viewer, body_id: int) -> bool:
    """这个单位的负责人。"""
    return any(post.body_id == body_id and post.kind == Post.Kind.HEAD for post in viewer.posts)


def may_sign(viewer: Viewer, draft: UnitDraft, *, today: date) -> bool:
    """轮到这个人审：就是那一级写的人；那人已经离任的，由单位负责人代审。"""
    if draft.state != UnitDraft.State.PENDING or post_at(viewer, draft.body_id) is None:
        return False
    wanted = draft.steps[draft.done]["person"]
    if wanted == viewer.person_id:
        return True
    if not heads(viewer, draft.body_id):
        return False
    return not Post.objects.filter(in_force(today), person=wanted, body=draft.body_id).exists()


def may_ask(doer: Doer, duty: Duty) -> bool:
    """担着这份责任的单位，和管这件事的机关，可以请外单位说明；责任须连带取出办件。"""
    return duty.discharged_at is None and (
        doer.holds(duty) or duty.case.jurisdiction_id in doer.viewer.office_of
    )


def supervising_body(viewer: Viewer, case: Case) -> int | None:
    """以哪个机关的名义督办这一件；不是督办机关的为空。"""
    posts = viewer.posts_in(*SUPERVISORS)
    return next((p.body_id for p in posts if p.congress_id == case.jurisdiction_id), None)


def may_lead(viewer: Viewer, case: Case) -> bool:
    """登记谁领衔督办：本级代表工作机构、主任会议的人。"""
    posts = viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS, Body.Kind.CHAIR_COUNCIL)
    return any(post.congress_id == case.jurisdiction_id for post in posts)


def may_write(viewer: Viewer, jurisdiction_id: int) -> bool:
    """本级人大机关的人才能起草。"""
    return any(post.congress_id == jurisdiction_id for post in viewer.posts_in(*LETTER_WRITERS))


def may_rewrite(letter: OpinionLetter) -> bool:
    """还没有报，或走到了机制里写明可以改稿的环节；印发了的不能改。"""
    if letter.case is None:
        return True
    stage = mechanism(letter.case.mechanism_id).stage(letter.case.stage)
    return letter.document_id is None and may_redraft(stage)
