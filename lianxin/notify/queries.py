"""站内消息的读。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.notify.models import Notice

PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """一条消息。"""

    id: int
    case_id: int
    text: str
    posted_at: datetime


def unread(*, viewer: Viewer, before: int | None = None, limit: int = PAGE) -> list[NoticeCard]:
    """没读过的，新的在前；键集翻页。"""
    rows = Notice.objects.filter(
        Q(body__in=viewer.body_ids) | Q(person=viewer.person_id, person__isnull=False),
        read_at__isnull=True,
    )
    if before:
        rows = rows.filter(pk__lt=before)
    return [
        NoticeCard(row.pk, row.case_id, row.text, row.posted_at)
        for row in rows.order_by("-id")[:limit]
    ]
