"""谁记报道、谁批准公开。"""

from __future__ import annotations

from lianxin.access.policies import is_committee, is_deputy_affairs, is_office, is_street_committee
from lianxin.access.viewers import Viewer


def may_record_coverage(viewer: Viewer, congress_id: int) -> bool:
    """人大机关、专（工）委、街道工委记；也看得见本级记的全部。"""
    return (
        is_office(viewer, congress_id)
        or is_committee(viewer, congress_id)
        or is_street_committee(viewer, congress_id)
    )


def may_publish_coverage(viewer: Viewer, congress_id: int) -> bool:
    """代工委批准公开、撤下。"""
    return is_deputy_affairs(viewer, congress_id)
