"""谁出得了问卷、谁录得了纸的：有份的那家。"""

from __future__ import annotations

from lianxin.access.policies import is_office
from lianxin.access.viewers import LOCAL_KINDS, OFFICE_KINDS, HeldPost, Viewer
from lianxin.activities.models import Survey
from lianxin.orgs.models import Body

MAKER_KINDS = OFFICE_KINDS | LOCAL_KINDS | {Body.Kind.SPECIAL_COMMITTEE}


def maker_posts(viewer: Viewer, congress_id: int) -> tuple[HeldPost, ...]:
    """他能以哪几家的名义发问卷：本级机关、专（工）委、街道工委。"""
    return tuple(post for post in viewer.posts_in(*MAKER_KINDS) if post.congress_id == congress_id)


def may_run(viewer: Viewer, survey: Survey) -> bool:
    """改这份问卷、发出、结束、录纸质的：出题的那家，和本级机关。"""
    return survey.body_id in viewer.body_ids or is_office(viewer, survey.congress_id)
