"""站内消息的读。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer
from lianxin.notify.addresses import opened
from lianxin.notify.models import Notice, Preference

PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """一条消息。"""

    id: int
    case_id: int | None
    text: str
    posted_at: datetime
    is_read: bool = False
    kind: str = ""
    link: str = ""


#: 角标最多数到这么多，再多也只看得出“很多”。
MOST_COUNTED = 99


def unread_count(*, viewer: Viewer) -> int:
    """几条没读过，数到九十九为止。一条语句。"""
    rows = _mine(viewer).filter(read_at__isnull=True)
    return rows.values("pk")[:MOST_COUNTED].count()


def inbox(
    *, viewer: Viewer, is_read: bool, before: int | None = None, limit: int = PAGE
) -> list[NoticeCard]:
    """读过的或没读过的，新的在前；键集翻页。"""
    rows = _mine(viewer).filter(read_at__isnull=not is_read)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows.order_by("-id")[:limit]]


def _mine(viewer: Viewer) -> QuerySet[Notice]:
    return Notice.objects.filter(
        Q(body__in=viewer.acts_for) | Q(person=viewer.person_id, person__isnull=False)
    )


def _card(row: Notice) -> NoticeCard:
    return NoticeCard(
        row.pk,
        row.case_id,
        row.text,
        row.posted_at,
        row.read_at is not None,
        row.get_event_display(),
        row.link,
    )


def unread(*, viewer: Viewer, before: int | None = None, limit: int = PAGE) -> list[NoticeCard]:
    """没读过的，新的在前；键集翻页。"""
    return inbox(viewer=viewer, is_read=False, before=before, limit=limit)


@dataclass(frozen=True, slots=True)
class Choices:
    """一个人现在怎么收消息。"""

    channels: tuple[str, ...]
    digest_hour: int | None
    address: Mapping[str, str]
    account_email: str


def my_choices(*, viewer: Viewer) -> Choices:
    """自己的设置；没设过的给默认。"""
    account = Account.objects.filter(person=viewer.person_id).first()
    email = account.email if account else ""
    row = Preference.objects.filter(person=viewer.person_id).first()
    if row is None:
        return Choices(("email",) if email else (), None, {}, email)
    return Choices(tuple(row.channels), row.digest_hour, opened(row), email)
