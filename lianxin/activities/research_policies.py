"""谁管得了一项调研：牵头的那家和本级机关。"""

from __future__ import annotations

from lianxin.access.policies import is_office
from lianxin.access.viewers import Viewer
from lianxin.activities.models import Research


def may_run_research(viewer: Viewer, research: Research) -> bool:
    """派任务、定口径、写报告。"""
    return research.body_id in viewer.body_ids or is_office(viewer, research.congress_id)
