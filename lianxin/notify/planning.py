"""谁会收到什么：从新事算出站内消息，从站内消息算出各人各通道的每一条。只算不写，预演也用它。"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from lianxin.notify.hours import Hours, day_of
from lianxin.notify.models import Notice, RuleChange
from lianxin.notify.rules import Change, Rule, Ruleset, standing_rules
from lianxin.notify.sources import Happening, Reader, casebook
from lianxin.notify.vocabulary import RANK
from lianxin.notify.wording import clipped, filled
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.statements import fetch

#: 机构里在任的人与点了名的人，连同收消息的设置；停用的账号不收。
_PEOPLE = """
SELECT DISTINCT r.body_id, a.person_id, p.name, a.email <> '', f.channels, f.digest_hour
  FROM (SELECT o.body_id, o.person_id FROM orgs_post o
         WHERE o.body_id = ANY(%(bodies)s) AND o.starts_on <= %(today)s
           AND (o.ends_on IS NULL OR o.ends_on > %(today)s)
        UNION ALL SELECT NULL, unnest(%(people)s::bigint[])) AS r(body_id, person_id)
  JOIN access_account a ON a.person_id = r.person_id AND a.is_active
  JOIN orgs_person p ON p.id = a.person_id
  LEFT JOIN notify_preference f ON f.person_id = a.person_id
 ORDER BY a.person_id
"""


#: 站内一行最多多少字。
NOTICE_CHARS = 200


@dataclass(frozen=True, slots=True)
class Listener:
    """一个收消息的人：走哪几条通道，摘要几点发。"""

    person_id: int
    name: str
    channels: frozenset[str]
    digest_hour: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """要往外发的一条。"""

    notice: Notice
    listener: Listener
    channel: str
    urgency: str
    text: str
    due_at: datetime


def rulesets(jurisdiction_ids: Collection[int]) -> Mapping[int, Ruleset]:
    """各地现行的规则。一条语句。"""
    changes: dict[int, list[Change]] = defaultdict(list)
    for row in RuleChange.objects.filter(congress__in=jurisdiction_ids):
        changes[row.congress_id].append(
            Change(row.rule, row.is_on, row.urgency, tuple(row.channels), row.text)
        )
    return {pk: standing_rules().changed(changes[pk]) for pk in jurisdiction_ids}


def notices_for(happenings: Sequence[Happening], rules: Mapping[int, Ruleset]) -> list[Notice]:
    """这些新事该告诉谁，一人（或一机构）一条站内消息；同一件事同一人只一条。"""
    found = dict(_told(happenings, rules, _readers(happenings, rules)))
    _reword([n for n in found.values() if n.audience != "holder"], rules)
    return list(found.values())


def _reword(notices: Sequence[Notice], rules: Mapping[int, Ruleset]) -> None:
    """不担责任的人，看到的是规则里给他们的那句话，写明是哪一件；一条语句取各件的编号。"""
    numbers = _numbers(notices)
    for notice in notices:
        rule = rules[notice.jurisdiction_id].find(notice.event, notice.audience)
        known = numbers.get(notice.case_id or 0, {})
        if rule and known:
            notice.text = _line_of(rule.text, known, notice.words)


def _numbers(notices: Sequence[Notice]) -> Mapping[int, Mapping[str, str]]:
    """这些消息说的各件的编号与类别；不关办件的没有。"""
    known = {notice.case_id for notice in notices if notice.case_id}
    return casebook().numbers(known) if known else {}


def _line_of(template: str, known: Mapping[str, str], words: Mapping[str, str]) -> str:
    """规则的话填好空；话里没有编号的，补在末尾。"""
    said = filled(template, {**known, **words})
    number = known["number"]
    if number in said:
        return clipped(said, NOTICE_CHARS)
    return f"{clipped(said, NOTICE_CHARS - len(number) - 2)}（{number}）"


def _told(
    happenings: Iterable[Happening],
    rules: Mapping[int, Ruleset],
    readers: Mapping[tuple[str, int], Sequence[Reader]],
) -> Iterator[tuple[str, Notice]]:
    for one in happenings:
        seen: set[Reader] = set()
        for rule in rules[one.jurisdiction_id].about(one.event):
            at_hand = [one.holder] if rule.audience == "holder" and one.holder else None
            for reader in at_hand or readers.get((rule.audience, one.case_id), ()):
                if reader not in seen:
                    seen.add(reader)
                    notice = _notice(one, rule, reader)
                    yield notice.key or "", notice


def _readers(
    happenings: Sequence[Happening], rules: Mapping[int, Ruleset]
) -> Mapping[tuple[str, int], Sequence[Reader]]:
    """要问办件册的，一种人问一次。"""
    asked: dict[str, set[int]] = defaultdict(set)
    for one in happenings:
        for rule in rules[one.jurisdiction_id].about(one.event):
            if rule.audience != "holder" or one.holder is None:
                asked[rule.audience].add(one.case_id)
    return {
        (audience, case_id): readers
        for audience, case_ids in asked.items()
        for case_id, readers in casebook().readers(audience, case_ids).items()
    }


def _notice(one: Happening, rule: Rule, reader: Reader) -> Notice:
    body_id, person_id = reader
    return Notice(
        jurisdiction_id=one.jurisdiction_id,
        body_id=body_id,
        person_id=person_id,
        case_id=one.case_id,
        text=one.text[:NOTICE_CHARS],
        posted_at=one.at,
        event=one.event,
        audience=rule.audience,
        words=dict(one.words),
        key=f"{one.ref}:{f'b{body_id}' if body_id else f'p{person_id}'}",
    )


def lines_for(
    notices: Sequence[Notice], rules: Mapping[int, Ruleset], *, at: datetime
) -> list[Planned]:
    """这些站内消息要往外发的每一条；一件事一人一通道只一条，急的优先。固定几条语句。"""
    people = listeners(notices, today=day_of(at))
    numbers = _numbers(notices)
    calendar = work_calendar()
    best: dict[tuple[str, int, str], Planned] = {}
    for notice in notices:
        ruleset = rules[notice.jurisdiction_id]
        rule = ruleset.find(notice.event, notice.audience)
        if rule is None:
            continue
        text = filled(rule.text, {**numbers.get(notice.case_id or 0, {}), **notice.words})
        hours = Hours(calendar, ruleset.limits)
        for line in _lines(notice, rule, people, text, hours, at):
            spot = (_origin(notice), line.listener.person_id, line.channel)
            if spot not in best or RANK[line.urgency] < RANK[best[spot].urgency]:
                best[spot] = line
    return list(best.values())


def _lines(
    notice: Notice,
    rule: Rule,
    people: Mapping[Reader, Sequence[Listener]],
    text: str,
    hours: Hours,
    at: datetime,
) -> Iterator[Planned]:
    for listener in people.get((notice.body_id, notice.person_id), ()):
        for channel in rule.channels:
            if channel in listener.channels:
                due = due_at(rule.urgency, hours, listener.digest_hour, at=at)
                yield Planned(notice, listener, channel, rule.urgency, text, due)


def due_at(urgency: str, hours: Hours, digest_hour: int | None, *, at: datetime) -> datetime:
    """何时起可发：立刻的不等，当时的避开休息时间，摘要等到他的钟点。"""
    if urgency == "urgent":
        return at
    return hours.next_open(at) if urgency == "direct" else hours.next_digest(at, digest_hour)


def _origin(notice: Notice) -> str:
    """出自哪一件事：补发给别的人的，与原来那条算同一件。"""
    return (notice.key or f"notice:{notice.pk}:").rpartition(":")[0]


def listeners(notices: Sequence[Notice], *, today: date) -> Mapping[Reader, Sequence[Listener]]:
    """各机构、各人实际由谁收。一条语句。"""
    wanted = {
        "bodies": list({n.body_id for n in notices if n.body_id and not n.person_id}),
        "people": list({n.person_id for n in notices if n.person_id}),
        "today": today,
    }
    found: dict[Reader, list[Listener]] = defaultdict(list)
    for body_id, person_id, name, has_email, channels, hour in fetch(_PEOPLE, wanted):
        listener = Listener(person_id, name, _open_channels(channels, has_email=has_email), hour)
        found[(body_id, None) if body_id else (None, person_id)].append(listener)
    for notice in notices:
        if notice.body_id and notice.person_id:
            found[(notice.body_id, notice.person_id)] = found[(None, notice.person_id)]
    return found


def _open_channels(chosen: str | None, *, has_email: bool) -> frozenset[str]:
    """他愿意收、我们也发得出的通道；没设过的，账号有邮箱就发邮件。"""
    wanted = set(_json(chosen)) if chosen is not None else {"email"} if has_email else set()
    return frozenset(wanted & settings.NOTIFY.keys())


def _json(found: str) -> Sequence[str]:
    return [str(each) for each in json.loads(found)]
