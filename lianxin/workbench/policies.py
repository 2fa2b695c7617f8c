"""名录和设置归谁管：办件上的权限由办件运行时算，这里只管桌面上其余的事。"""

from __future__ import annotations

from lianxin.access.viewers import Viewer
from lianxin.casework.facts import UNDERTAKERS
from lianxin.orgs.models import Body

STREET_KINDS = (Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)
OVERSEERS = (
    Body.Kind.CONGRESS,
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
)


def congresses_of(viewer: Viewer) -> tuple[int, ...]:
    """这个人跟哪几级人大有关，岗位上的在前。"""
    posts = dict.fromkeys(post.congress_id for post in viewer.posts)
    return (*posts, *sorted(viewer.deputy_of - set(posts)))


def runs_office(viewer: Viewer, congress_id: int) -> bool:
    """代工委的人：管机制、日历、编组、公示审批。"""
    return any(
        post.congress_id == congress_id for post in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)
    )


def runs_street(viewer: Viewer, body_id: int) -> bool:
    """这个街道工委（主席团）的人：管自己的站、码、接待和登记。"""
    return any(post.body_id == body_id for post in viewer.posts_in(*STREET_KINDS))


def registers_opinions(viewer: Viewer) -> bool:
    """替群众登记意见：街道工委、代工委。"""
    return viewer.holds(*STREET_KINDS, Body.Kind.DEPUTY_AFFAIRS)


def keeps_registers(viewer: Viewer) -> bool:
    """看内部名录（家站室、代表、编组、岗位、接待、码）：人大机关与街道工委。"""
    return viewer.holds(*STREET_KINDS, *OVERSEERS)


def unit_bodies(viewer: Viewer) -> frozenset[int]:
    """任职的承办单位：有自己的承办台账。"""
    return frozenset(post.body_id for post in viewer.posts_in(*UNDERTAKERS))


def oversees(viewer: Viewer) -> bool:
    """盯别人办的事：人大机关、专工委、街道工委。"""
    return keeps_registers(viewer)


def may_keep_station(viewer: Viewer, *, congress_id: int, body_id: int) -> bool:
    """改这个站、发它的码、排它的接待。"""
    return runs_office(viewer, congress_id) or runs_street(viewer, body_id)
