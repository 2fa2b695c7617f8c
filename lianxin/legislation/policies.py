"""谁管名册、谁发征求意见、谁替联络员录。"""

from __future__ import annotations

from lianxin.access.viewers import HeldPost, Viewer
from lianxin.legislation.models import ASKERS, Consultation, ConsultationAsk


def asker_posts(viewer: Viewer, congress_id: int) -> tuple[HeldPost, ...]:
    """他能以哪几家的名义聘联络员、征求意见。"""
    return tuple(post for post in viewer.posts_in(*ASKERS) if post.congress_id == congress_id)


def may_run_consultation(viewer: Viewer, row: Consultation) -> bool:
    """收意见、定采纳、反馈：发出的那家。"""
    return row.body_id in viewer.body_ids


def may_answer(viewer: Viewer, ask: ConsultationAsk) -> bool:
    """回意见：本人；没有账号、交了纸质的，由发出的那家代录。"""
    is_mine = viewer.person_id is not None and ask.officer.person_id == viewer.person_id
    return is_mine or may_run_consultation(viewer, ask.consultation)
