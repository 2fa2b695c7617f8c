"""到了时候的各条装成份，交后台去送。每批固定几条语句，后台任务的个数随份数。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from lianxin.kernel.actors import Actor
from lianxin.notify.hours import Hours, day_of
from lianxin.notify.models import Delivery, DeliveryLine, Preference
from lianxin.notify.packing import Packed, Parcel, Today, Waiting, packed
from lianxin.notify.rules import standing_rules
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.statements import update
from lianxin.orgs.transactions import whole

BATCH = 2000
#: 一个后台任务送几份。
PER_JOB = 20
DELIVER = "notify.deliver"


@whole
def pack(*, actor: Actor, at: datetime, most: int = BATCH) -> int:
    """把到了时候的装成份，返回看了几条；份与后台任务在同一事务里，断了重来不多不少。"""
    del actor
    lines = _due(at, most)
    if lines:
        _settle(lines, _decided(list(lines.values()), at=at), at=at)
    return len(lines)


def _due(at: datetime, most: int) -> dict[int, DeliveryLine]:
    rows = (
        DeliveryLine.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice")
        .filter(delivery__isnull=True, due_at__lte=at)
        .order_by("due_at", "pk")[:most]
    )
    return {row.pk: row for row in rows}


def _decided(lines: Sequence[DeliveryLine], *, at: datetime) -> Packed:
    people = {line.person_id for line in lines}
    hours = dict(
        Preference.objects.filter(person__in=people).values_list("person_id", "digest_hour")
    )
    waiting = [Waiting(line.pk, (line.person_id, line.channel), line.urgency) for line in lines]
    open_hours = Hours(work_calendar(), standing_rules().limits)
    return packed(waiting, _sent_today(people, at), open_hours, hours, at=at)


def _sent_today(people: Iterable[int], at: datetime) -> Today:
    today = Today()
    rows = Delivery.objects.filter(person__in=people, day=day_of(at))
    for person_id, channel, urgency in rows.values_list("person_id", "channel", "urgency"):
        if urgency == "digest":
            today.digested.add((person_id, channel))
        else:
            today.direct[person_id, channel] += 1
    return today


def _settle(lines: Mapping[int, DeliveryLine], done: Packed, *, at: datetime) -> None:
    for moved in done.moved:
        line = lines[moved.id]
        line.urgency, line.due_at = moved.urgency, moved.due_at
    made = Delivery.objects.bulk_create(_delivery(each, lines, at=at) for each in done.parcels)
    for parcel, delivery in zip(done.parcels, made, strict=True):
        for pk in parcel.ids:
            lines[pk].delivery = delivery
    update(lines.values(), ["urgency", "due_at", "delivery"])
    defer(made)


def _delivery(parcel: Parcel, lines: Mapping[int, DeliveryLine], *, at: datetime) -> Delivery:
    inside = [lines[pk] for pk in parcel.ids]
    texts = list(dict.fromkeys(line.text for line in inside))
    cases = {line.notice.case_id for line in inside}
    person_id, channel = parcel.box
    return Delivery(
        jurisdiction_id=inside[0].notice.jurisdiction_id,
        person_id=person_id,
        channel=channel,
        urgency=parcel.urgency,
        day=day_of(at),
        count=len(inside),
        texts=texts,
        case_id=cases.pop() if len(cases) == 1 else None,
        made_at=at,
        next_at=at,
    )


def defer(deliveries: Sequence[Delivery], *, at: datetime | None = None) -> None:
    """交后台去送，同一通道的几份一个任务；一条语句。

    :param at: 到什么时候再送；不给就是马上
    """
    jobs: list[dict[str, JSONValue]] = [
        {"ids": [row.pk for row in chunk]}
        for channel in sorted({row.channel for row in deliveries})
        for chunk in _chunks([row for row in deliveries if row.channel == channel])
    ]
    if jobs:
        app.configure_task(DELIVER, schedule_at=at).batch_defer(*jobs)


def _chunks(rows: Sequence[Delivery]) -> Iterable[Sequence[Delivery]]:
    return (rows[start : start + PER_JOB] for start in range(0, len(rows), PER_JOB))
