"""站内消息的写：发一批、读过。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.kernel.actors import Actor
from lianxin.notify.models import Notice


def post_notices(
    *,
    readers: Iterable[tuple[int | None, int | None]],
    jurisdiction_id: int,
    case_id: int,
    text: str,
    event: str = "progress",
    words: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> int:
    """给若干（机构编号, 人员编号）各发一条，返回发了几条。一条语句；经办人留在办件的痕迹里。

    :param event: 什么事（``vocabulary.EVENTS``）；往外发由后台另算，这里不多花一条语句
    :param words: 往外发的话里要填的
    """
    del actor
    rows = [
        Notice(
            jurisdiction_id=jurisdiction_id,
            body_id=body_id,
            person_id=person_id,
            case_id=case_id,
            text=text[:200],
            event=event,
            words=dict(words or {}),
            posted_at=at,
        )
        for body_id, person_id in readers
    ]
    Notice.objects.bulk_create(rows)
    return len(rows)


def post_each(*, notices: Sequence[Notice], actor: Actor, at: datetime) -> int:
    """各写各的一批，一条语句；返回发了几条。"""
    del actor
    for notice in notices:
        notice.posted_at = at
    return len(Notice.objects.bulk_create(notices, batch_size=1000))


def post_once(*, notices: Sequence[Notice], actor: Actor, at: datetime) -> int:
    """发一批各有记号的；记号发过的不再发，几个进程一起发也不重。返回新发了几条。两条语句。"""
    del actor
    keys = [notice.key for notice in notices]
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [notice for notice in notices if notice.key not in known]
    for notice in fresh:
        notice.posted_at = at
    Notice.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def mark_read(*, viewer: Viewer, up_to: int, actor: Actor, at: datetime) -> int:
    """把编号不大于 ``up_to`` 的都记为读过，返回几条。机构的消息，本机构一人读过即算。"""
    del actor
    return _unread_of(viewer).filter(pk__lte=up_to).update(read_at=at)


def mark_one_read(*, viewer: Viewer, notice_id: int, actor: Actor, at: datetime) -> bool:
    """把一条记为读过；不是自己的、早读过的，什么也不变。"""
    del actor
    return bool(_unread_of(viewer).filter(pk=notice_id).update(read_at=at))


def _unread_of(viewer: Viewer) -> QuerySet[Notice]:
    mine = Q(body__in=viewer.acts_for) | Q(person=viewer.person_id, person__isnull=False)
    return Notice.objects.filter(mine, read_at__isnull=True)
