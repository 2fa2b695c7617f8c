"""这个人对这件事是什么身份：各模块的规则都从这几句话搭起来。"""

from lianxin.access.viewers import Viewer
from lianxin.orgs.models import Body
from lianxin.orgs.queries import UNDERTAKER_KINDS


def is_office(viewer: Viewer, congress_id: int) -> bool:
    """是这一级人大机关的人（人大、常委会、主任会议、代工委），看得见这一级的全部。"""
    return congress_id in viewer.office_of


def is_deputy_affairs(viewer: Viewer, congress_id: int) -> bool:
    """是这一级代工委的人，交办、督办、管名册由他们办。"""
    return _works_in(viewer, congress_id, Body.Kind.DEPUTY_AFFAIRS)


def is_street_committee(viewer: Viewer, congress_id: int) -> bool:
    """是这一级账上某个街道工委（乡镇主席团）的人。"""
    return _works_in(viewer, congress_id, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


def is_committee(viewer: Viewer, congress_id: int) -> bool:
    """是这一级某个专（工）委的人。"""
    return _works_in(viewer, congress_id, Body.Kind.SPECIAL_COMMITTEE)


def is_undertaker(viewer: Viewer, congress_id: int) -> bool:
    """是这一级账上某个承办单位的人；群众的身份不给他们看。"""
    return _works_in(viewer, congress_id, *UNDERTAKER_KINDS)


def is_deputy_of(viewer: Viewer, congress_id: int) -> bool:
    """是这一级的在任代表。"""
    return congress_id in viewer.deputy_of


def is_in(viewer: Viewer, body_id: int) -> bool:
    """在这个机构有岗位。"""
    return body_id in viewer.body_ids


def _works_in(viewer: Viewer, congress_id: int, *kinds: str) -> bool:
    return any(post.congress_id == congress_id for post in viewer.posts_in(*kinds))
