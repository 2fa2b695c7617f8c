"""谁立得了共评小组、谁管得了一个。"""

from __future__ import annotations

from lianxin.access.policies import is_office
from lianxin.access.viewers import HeldPost, Viewer
from lianxin.activities.queries.surveys import maker_posts
from lianxin.appraisal.models import Panel


def founder_posts(viewer: Viewer, congress_id: int) -> tuple[HeldPost, ...]:
    """他能以哪几家的名义立：发得了问卷的那几家。"""
    return maker_posts(viewer, congress_id)


def may_run_panel(viewer: Viewer, panel: Panel) -> bool:
    """开一轮、录打分、定后续：组织的那家，和本级机关。"""
    return panel.body_id in viewer.body_ids or is_office(viewer, panel.congress_id)
