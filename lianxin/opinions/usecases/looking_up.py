"""编号、查询码都丢了的人到站里来，凭他留过的电话找到是哪几件；写明为什么，查一次记一次。"""

from __future__ import annotations

from datetime import datetime

from lianxin.access.usecases.contacts import find_by_phone
from lianxin.access.viewers import LOCAL_KINDS, Viewer
from lianxin.orgs.models import Body


def find_by_caller(*, phone: str, why: str, viewer: Viewer, at: datetime) -> list[int]:
    """这个电话提过的意见的编号；不解密，也不显示别的联系方式。看不看得见由读的一方再筛。

    :raises NotVisible: 不是替群众办件的属地工委、代工委
    :raises ContactRefused: 电话写得不对
    """
    found = find_by_phone(phone=phone, viewer=viewer, why=why, at=at, policy=_serves_people)
    return [number for kind, number in found if kind == "opinion"]


def _serves_people(viewer: Viewer) -> bool:
    return viewer.holds(*LOCAL_KINDS, Body.Kind.DEPUTY_AFFAIRS)
