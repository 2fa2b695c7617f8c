"""谁能成批导入：替群众登记意见的人——街道工委、乡镇主席团、代工委。"""

from __future__ import annotations

from lianxin.access.viewers import Viewer
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body

_REGISTRARS = (Body.Kind.DEPUTY_AFFAIRS, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


def imports_for(viewer: Viewer) -> int:
    """这个人替哪一级人大导入。

    :raises NotVisible: 他不登记意见，看来没有这一页
    """
    posts = viewer.posts_in(*_REGISTRARS)
    if not posts:
        raise NotVisible("没有这一页，或者您无权查看。")
    return posts[0].congress_id
