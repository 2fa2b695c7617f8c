"""日历订阅的写：开一份、收回。"""

from __future__ import annotations

import secrets
from datetime import datetime

from lianxin.activities.models import CalendarFeed
from lianxin.activities.queries.calendars import digest_of
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.transactions import whole


@whole
def open_feed(*, actor: Doer, at: datetime) -> str:
    """开一份自己的日历订阅，返回钥匙；只给这一次，库里只存摘要。原来的一份当场失效。

    :raises NotVisible: 不属于哪个人的账号
    """
    person_id = actor.viewer.person_id
    if person_id is None:
        raise NotVisible("没有这一页，或者您无权查看。")
    _revoke(person_id, at)
    token = secrets.token_urlsafe(24)
    row = CalendarFeed.objects.create(person_id=person_id, digest=digest_of(token), made_at=at)
    _log("feed.opened", row.pk, actor, at)
    return token


@whole
def close_feed(*, actor: Doer, at: datetime) -> bool:
    """收回自己的日历订阅；没有开着的，什么也不变。"""
    if not actor.viewer.person_id or not _revoke(actor.viewer.person_id, at):
        return False
    _log("feed.closed", actor.viewer.person_id, actor, at)
    return True


def _revoke(person_id: int, at: datetime) -> int:
    rows = CalendarFeed.objects.filter(person=person_id, revoked_at__isnull=True)
    return rows.update(revoked_at=at)


def _log(verb: str, subject_id: int, actor: Doer, at: datetime) -> None:
    record(
        actor=actor.actor(), at=at, verb=verb, subject_kind="feed", subject_id=subject_id, facts={}
    )
