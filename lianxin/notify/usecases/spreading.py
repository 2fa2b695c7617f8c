"""把新事分下去：取新事立成站内消息，再分到各人各通道。每批固定几条语句，断了重来不多不少。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from lianxin.kernel.actors import Actor
from lianxin.notify.models import DeliveryLine, NewsMark, Notice
from lianxin.notify.planning import Planned, lines_for, notices_for, rulesets
from lianxin.notify.rules import standing_rules
from lianxin.notify.sources import Happening, feeds
from lianxin.orgs.transactions import whole

BATCH = 1000
NEWS_BATCH = 5000
#: 编号先取的可能后提交：每次往回多看这么多号，见过的按记号认出来。
LOOK_BACK = 2000


def gather(*, actor: Actor, at: datetime) -> int:
    """从各处取新事，立成站内消息，取到头为止；返回往前取了多少号。"""
    total = 0
    for name in feeds():
        while moved := gather_from(feed=name, actor=actor, at=at):
            total += moved
    return total


@whole
def gather_from(*, feed: str, actor: Actor, at: datetime) -> int:
    """从一处取一批新事，返回往前取了多少号。进度与消息同一事务；旧事只往前翻，不立消息。"""
    del actor
    mark, _ = NewsMark.objects.select_for_update().get_or_create(feed=feed)
    since = fresh_since(at)
    most = LOOK_BACK + NEWS_BATCH
    news = feeds()[feed](max(mark.seen - LOOK_BACK, 0), since, most)
    happenings = list({one.ref: one for one in news.happenings}.values())
    _post_new(happenings)
    before, mark.seen = mark.seen, max(mark.seen, news.seen)
    if mark.seen > before:
        mark.save(update_fields=["seen"])
    return mark.seen - before


def _post_new(happenings: Sequence[Happening]) -> None:
    if not happenings:
        return
    notices = notices_for(happenings, rulesets({one.jurisdiction_id for one in happenings}))
    known = set(
        Notice.objects.filter(key__in=[n.key for n in notices]).values_list("key", flat=True)
    )
    Notice.objects.bulk_create(notice for notice in notices if notice.key not in known)


@whole
def spread(*, actor: Actor, at: datetime, most: int = BATCH) -> int:
    """把没分过的站内消息分到各人各通道；返回分了几条站内消息。可以几个进程一起做。"""
    del actor
    waiting = list(
        Notice.objects.select_for_update(skip_locked=True)
        .filter(spread_at__isnull=True)
        .order_by("pk")[:most]
    )
    fresh = [notice for notice in waiting if notice.posted_at >= fresh_since(at)]
    if fresh:
        rules = rulesets({notice.jurisdiction_id for notice in fresh})
        others = _also_told(fresh, at=at)
        _save_lines(lines_for([*fresh, *others], rules, at=at))
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(spread_at=at)
    return len(waiting)


def _also_told(notices: Sequence[Notice], *, at: datetime) -> list[Notice]:
    """随办件立的消息只给了承担的；规则还要告诉别的人的，在这里补上。"""
    happenings = [
        Happening(
            ref=f"notice:{notice.pk}",
            event=notice.event,
            case_id=notice.case_id,
            jurisdiction_id=notice.jurisdiction_id,
            at=notice.posted_at,
            holder=(notice.body_id, notice.person_id),
            text=notice.text,
            words=notice.words,
        )
        for notice in notices
        if notice.key is None and notice.case_id
    ]
    told = notices_for(happenings, rulesets({one.jurisdiction_id for one in happenings}))
    others = [notice for notice in told if notice.audience != "holder"]
    for notice in others:
        notice.spread_at = at
    return Notice.objects.bulk_create(others)


def _save_lines(planned: Iterable[Planned]) -> None:
    DeliveryLine.objects.bulk_create(
        [
            DeliveryLine(
                notice=one.notice,
                person_id=one.listener.person_id,
                channel=one.channel,
                urgency=one.urgency,
                text=one.text[:400],
                due_at=one.due_at,
            )
            for one in planned
        ],
        batch_size=2000,
    )


def fresh_since(at: datetime) -> datetime:
    """多早以前的事不再往外发。"""
    return at - timedelta(days=standing_rules().limits.fresh_days)
