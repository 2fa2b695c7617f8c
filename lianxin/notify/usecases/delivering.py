"""往外送：锁着这几份去送，送完记下结果；没送成的隔一阵再试，试够了就不再试。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from lianxin.access.viewers import Viewer
from lianxin.audit.digest import Line
from lianxin.audit.usecases import record_many
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.notify.addresses import addresses
from lianxin.notify.gateways import ACCEPTED, REJECTED, TROUBLE, Outgoing, Result
from lianxin.notify.gateways.chosen import gateway_for
from lianxin.notify.hours import Hours
from lianxin.notify.models import Delivery
from lianxin.notify.policies import offices_of
from lianxin.notify.rules import standing_rules
from lianxin.notify.usecases.packing import defer
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.statements import update
from lianxin.orgs.transactions import whole

#: 没送成，隔多久再试；用完就不再试了。
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
State = Delivery.State
_CHANGED = ["state", "tries", "error", "reference", "next_at", "sent_at"]


class NothingToResend(RuleViolation):
    """选的几份都不用再发。"""


@whole
def deliver(*, ids: Sequence[int], actor: Actor, at: datetime) -> Counter[str]:
    """送这几份，返回各种结果各几份。

    送的时候锁着：进程死了，锁放开、状态没变，接手的人拿同样的编号再送，对方认得出。
    """
    rows = list(
        Delivery.objects.select_for_update(skip_locked=True)
        .filter(pk__in=ids, state__in=(State.QUEUED, State.FAILED))
        .order_by("pk")
    )
    hours = Hours(work_calendar(), standing_rules().limits)
    ready = [row for row in rows if _may_go(row, hours, at)]
    for row in rows:
        if row not in ready:
            row.next_at = max(row.next_at, _open_at(row, hours, at))
    for channel in {row.channel for row in ready}:
        _send(channel, [row for row in ready if row.channel == channel], hours, at=at)
    update(rows, _CHANGED)
    _try_again(row for row in rows if row.state in (State.QUEUED, State.FAILED))
    if ready:
        record_many(_entries(ready, actor=actor, at=at))
    return Counter(row.state for row in ready)


def _may_go(row: Delivery, hours: Hours, at: datetime) -> bool:
    return row.next_at <= at and (row.urgency == "urgent" or not hours.is_quiet(at))


def _open_at(row: Delivery, hours: Hours, at: datetime) -> datetime:
    return at if row.urgency == "urgent" else hours.next_open(at)


def _send(channel: str, rows: Sequence[Delivery], hours: Hours, *, at: datetime) -> None:
    gateway = gateway_for(channel)
    known = addresses(channel, [row.person_id for row in rows])
    going = [_outgoing(row, known[row.person_id]) for row in rows if row.person_id in known]
    results: Mapping[str, Result] = gateway.send(going) if gateway and going else {}
    for row in rows:
        absent = (
            Result(REJECTED, reason="没有留地址，或账号已停用")
            if row.person_id not in known
            else Result(TROUBLE, reason="这条通道没有配置")
        )
        _settle(row, results.get(str(row.uid), absent), hours, at=at)


def _outgoing(row: Delivery, to: str) -> Outgoing:
    path = f"/desk/cases/{row.case_id}/" if row.case_id else "/desk/notices/"
    subject = f"连心桥：{row.count} 条消息" if row.count > 1 else "连心桥：1 条消息"
    return Outgoing(str(row.uid), to, tuple(row.texts), settings.PUBLIC_URL + path, subject)


def _settle(row: Delivery, result: Result, hours: Hours, *, at: datetime) -> None:
    row.tries += 1
    row.error, row.reference = result.reason[:120], result.reference[:80]
    if result.state == ACCEPTED:
        row.state, row.sent_at = State.SENT, at
    elif result.state == REJECTED or row.tries > len(BACKOFF):
        row.state = State.GIVEN_UP
    else:
        row.state = State.FAILED
        later = at + BACKOFF[row.tries - 1]
        row.next_at = _open_at(row, hours, later)


def _try_again(rows: Iterable[Delivery]) -> None:
    by_time: dict[datetime, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_time[row.next_at].append(row)
    for when, group in by_time.items():
        defer(group, at=when)


def _entries(rows: Sequence[Delivery], *, actor: Actor, at: datetime) -> list[Line]:
    """留痕只记几份、哪几号，不记说了什么、发到哪里。"""
    groups: dict[tuple[int, str], list[Delivery]] = defaultdict(list)
    for row in rows:
        groups[row.jurisdiction_id, row.channel].append(row)
    return [
        Line(
            actor=actor,
            at=at,
            verb="notify.deliver",
            subject_kind="delivery",
            subject_id=group[0].pk,
            jurisdiction_id=jurisdiction_id,
            facts={
                "channel": group[0].get_channel_display(),
                "ids": [row.pk for row in group],
                **{state.value: sum(row.state == state for row in group) for state in State},
            },
        )
        for (jurisdiction_id, _), group in groups.items()
    ]


@whole
def resend(*, viewer: Viewer, ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """没送成的、不再试的，再送一遍，返回几份；编号不变，对方收过的不会再收一遍。

    :raises NothingToResend: 一份可再发的都没有
    """
    rows = list(
        Delivery.objects.select_for_update()
        .filter(
            pk__in=ids,
            jurisdiction_id__in=offices_of(viewer),
            state__in=(State.FAILED, State.GIVEN_UP),
        )
        .order_by("pk")
    )
    if not rows:
        raise NothingToResend("请先勾选没送成的消息；已经送出的不用再发。")
    for row in rows:
        row.state, row.tries, row.next_at = State.QUEUED, 0, at
    update(rows, _CHANGED)
    defer(rows)
    record_many([_resent(row, actor, at=at) for row in rows])
    return len(rows)


def _resent(row: Delivery, actor: Actor, *, at: datetime) -> Line:
    return Line(
        actor=actor,
        at=at,
        verb="notify.resend",
        subject_kind="delivery",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        facts={"channel": row.get_channel_display(), "error": row.error},
    )
