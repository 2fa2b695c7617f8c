"""谁管得了安排、谁替哪一家认领：页面的按钮与用例的拒绝用同一份判断。"""

from __future__ import annotations

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Programme, Task
from lianxin.orgs.models import Body

#: 管全部安排的机关。
OFFICES = (Body.Kind.STANDING_COMMITTEE, Body.Kind.CHAIR_COUNCIL, Body.Kind.DEPUTY_AFFAIRS)
#: 只管自己牵头的那几个节点的机关。
OWNERS = (Body.Kind.SPECIAL_COMMITTEE, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


def runs(viewer: Viewer, congress_id: int) -> bool:
    """本级代表工作机构、主任会议、常委会的人：全部安排都管。"""
    return any(post.congress_id == congress_id for post in viewer.posts_in(*OFFICES))


def may_keep(viewer: Viewer, *, congress_id: int, body_id: int) -> bool:
    """建、改、结束这家牵头的安排：本级机关，或牵头的专（工）委、街道工委、主席团自己。"""
    if runs(viewer, congress_id):
        return True
    return any(post.body_id == body_id for post in viewer.posts_in(*OWNERS))


def keeps(viewer: Viewer, node: Programme) -> bool:
    """管得了这个节点。"""
    return may_keep(viewer, congress_id=node.congress_id, body_id=node.body_id)


def keeps_any(viewer: Viewer, congress_id: int) -> bool:
    """可以建自己牵头的安排。"""
    return runs(viewer, congress_id) or any(
        post.congress_id == congress_id for post in viewer.posts_in(*OWNERS)
    )


def may_look(viewer: Viewer, node: Programme) -> bool:
    """看还差谁、谁参加了：本级的机关、专（工）委、街道，和本级代表。"""
    return keeps_any(viewer, node.congress_id) or node.congress_id in viewer.deputy_of


def may_claim_for(viewer: Viewer, body: Body, *, congress_id: int) -> bool:
    """替这一家认领：它自己的人、组长，管它的街道工委，本级机关。"""
    mine = body.pk in viewer.acts_for or body.parent_id in viewer.local_bodies
    return mine or runs(viewer, congress_id)


def may_drop(viewer: Viewer, task: Task) -> bool:
    """放弃这一项认领：领的那一家，或管这个主题的一家。须连带取出主题与机构。"""
    congress_id = task.programme.congress_id
    return may_claim_for(viewer, task.body, congress_id=congress_id) or keeps(
        viewer, task.programme
    )
