"""消息归谁管：规则、预演、发送记录归代表工作机构。"""

from __future__ import annotations

from lianxin.access.viewers import Viewer
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body


def runs_messages(viewer: Viewer, congress_id: int) -> bool:
    """这级人大的代表工作机构里的人。"""
    return congress_id in offices_of(viewer)


def offices_of(viewer: Viewer) -> frozenset[int]:
    """在哪几级人大的代表工作机构任职。"""
    return frozenset(post.congress_id for post in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS))


def must_run_messages(viewer: Viewer, congress_id: int) -> None:
    """不管消息的人，看来没有这一页。"""
    if not runs_messages(viewer, congress_id):
        raise NotVisible("没有这一页，或者您无权查看。")
