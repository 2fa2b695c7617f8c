"""发送记录与预演：管消息的人看得见几份、到没到，看不见说了什么给外人。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.notify.models import Delivery, Notice, RuleChange
from lianxin.notify.planning import lines_for, listeners, notices_for, rulesets
from lianxin.notify.policies import must_run_messages
from lianxin.notify.rules import Rule
from lianxin.notify.sources import Happening, casebook
from lianxin.notify.vocabulary import CHANNELS, URGENCIES, shown_text
from lianxin.orgs.models import Body, Person

PAGE = 50
#: 预演一段时间，最多看这么多条站内消息。
MOST_REHEARSED = 500


@dataclass(frozen=True, slots=True)
class Sieve:
    """发送记录的筛选；空着的不筛。"""

    state: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """发送记录的一行；没有内容，也没有地址。"""

    id: int
    made_at: datetime
    person: str
    channel: str
    urgency: str
    count: int
    state: str
    state_label: str
    tries: int
    error: str
    sent_at: datetime | None
    next_at: datetime

    @property
    def may_resend(self) -> bool:
        """没送成的可以再发。"""
        return self.state in (Delivery.State.FAILED, Delivery.State.GIVEN_UP)


def deliveries(
    *, viewer: Viewer, congress_id: int, sieve: Sieve, before: int | None = None
) -> list[DeliveryCard]:
    """一页发送记录，新的在前；键集翻页。"""
    rows = _sieved(viewer, congress_id, sieve)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows[:PAGE]]


def every_delivery(*, viewer: Viewer, congress_id: int, sieve: Sieve) -> Iterator[DeliveryCard]:
    """全部发送记录，导出用；边查边出。"""
    rows = _sieved(viewer, congress_id, sieve)
    return (_card(row) for row in rows.iterator(chunk_size=1000))


def state_counts(*, viewer: Viewer, congress_id: int, sieve: Sieve) -> Mapping[str, int]:
    """各种状态几份。"""
    rows = _sieved(viewer, congress_id, Sieve("", sieve.channel, sieve.since, sieve.until))
    found = rows.order_by().values_list("state").annotate(Count("pk"))
    return dict(found)


def _sieved(viewer: Viewer, congress_id: int, sieve: Sieve) -> QuerySet[Delivery]:
    must_run_messages(viewer, congress_id)
    rows = Delivery.objects.filter(jurisdiction_id=congress_id).select_related("person")
    if sieve.state:
        rows = rows.filter(state=sieve.state)
    if sieve.channel:
        rows = rows.filter(channel=sieve.channel)
    if sieve.since:
        rows = rows.filter(day__gte=sieve.since)
    if sieve.until:
        rows = rows.filter(day__lte=sieve.until)
    return rows.order_by("-pk")


def _card(row: Delivery) -> DeliveryCard:
    return DeliveryCard(
        id=row.pk,
        made_at=row.made_at,
        person=row.person.name,
        channel=row.get_channel_display(),
        urgency=URGENCIES[row.urgency],
        count=row.count,
        state=row.state,
        state_label=row.get_state_display(),
        tries=row.tries,
        error=row.error,
        sent_at=row.sent_at,
        next_at=row.next_at,
    )


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """预演的一行：谁会在站内看到什么，各通道什么时候收到什么。"""

    reader: str
    audience: str
    person: str
    channel: str
    urgency: str
    text: str
    due_at: datetime | None


def rehearse_case(
    *, viewer: Viewer, congress_id: int, event: str, case_id: int, at: datetime
) -> list[Rehearsed]:
    """假如这件办件此刻出了这件事，谁会收到什么。什么也不发，什么也不记。"""
    must_run_messages(viewer, congress_id)
    return _rehearsed(_imagined(casebook().rehearsal(event, case_id, at), congress_id), at=at)


def _imagined(happenings: Sequence[Happening], congress_id: int) -> list[Notice]:
    mine = [one for one in happenings if one.jurisdiction_id == congress_id]
    return notices_for(mine, rulesets({congress_id})) if mine else []


def rehearse_period(
    *, viewer: Viewer, congress_id: int, event: str, since: datetime, until: datetime, at: datetime
) -> list[Rehearsed]:
    """一段时间里真有过的这种事，照现在的规则，谁会收到什么。"""
    must_run_messages(viewer, congress_id)
    rows = Notice.objects.filter(
        jurisdiction_id=congress_id, event=event, posted_at__gte=since, posted_at__lt=until
    ).order_by("-pk")
    return _rehearsed(list(rows[:MOST_REHEARSED]), at=at)


def _rehearsed(notices: Sequence[Notice], *, at: datetime) -> list[Rehearsed]:
    if not notices:
        return []
    rules = rulesets({notice.jurisdiction_id for notice in notices})
    names = _reader_names(notices)
    lines = lines_for(notices, rules, at=at)
    shown = [
        Rehearsed(
            names[one.notice.body_id, one.notice.person_id],
            one.notice.get_audience_display(),
            one.listener.name,
            CHANNELS[one.channel],
            URGENCIES[one.urgency],
            one.text,
            one.due_at,
        )
        for one in lines
    ]
    return [*_inside(notices, names, at), *shown]


def _inside(
    notices: Sequence[Notice], names: Mapping[tuple[int | None, int | None], str], at: datetime
) -> list[Rehearsed]:
    """站内的：机构里的人人看得到，写明几个人。"""
    people = listeners(notices, today=at.date())
    seen: dict[tuple[int | None, int | None], Rehearsed] = {}
    for notice in notices:
        reader = (notice.body_id, notice.person_id)
        who = "、".join(one.name for one in people.get(reader, ())) or "没有在任的人"
        seen[reader] = Rehearsed(
            names[reader], notice.get_audience_display(), who, "站内", "立刻", "", None
        )
    return list(seen.values())


def _reader_names(
    notices: Sequence[Notice],
) -> Mapping[tuple[int | None, int | None], str]:
    bodies = dict(
        Body.objects.filter(pk__in={n.body_id for n in notices}).values_list("pk", "name")
    )
    people = dict(
        Person.objects.filter(pk__in={n.person_id for n in notices}).values_list("pk", "name")
    )
    return {
        (n.body_id, n.person_id): people.get(n.person_id or 0) or bodies.get(n.body_id or 0, "")
        for n in notices
    }


@dataclass(frozen=True, slots=True)
class RuleCard:
    """一条规则，和本地改没改。"""

    rule: Rule
    is_changed: bool

    @property
    def text(self) -> str:
        """怎么说，空格处写给人看的叫法。"""
        return shown_text(self.rule.text)

    @property
    def urgency(self) -> str:
        """多急。"""
        return URGENCIES[self.rule.urgency]

    @property
    def channels(self) -> str:
        """走哪几条通道。"""
        return "、".join(CHANNELS[name] for name in self.rule.channels)


def rule_cards(*, viewer: Viewer, congress_id: int) -> list[RuleCard]:
    """本级人大现行的全部规则。"""
    must_run_messages(viewer, congress_id)
    changed = set(RuleChange.objects.filter(congress=congress_id).values_list("rule", flat=True))
    rules = rulesets({congress_id})[congress_id].rules
    return [RuleCard(rule, rule.key in changed) for rule in rules]
