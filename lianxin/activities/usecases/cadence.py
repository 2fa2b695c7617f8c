"""频次的写：采用一份办法、停用、窗口快满时提醒。依据：代表法 26—28 条。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from lianxin.activities.models import CadencePractice
from lianxin.activities.queries.cadence import (
    Due,
    adopting_congresses,
    due_warnings,
    may_adopt,
)
from lianxin.activities.queries.cadencefiles import known_words
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.actors import Actor
from lianxin.kernel.cadence.parse import load_cadence
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.notify.models import Notice
from lianxin.notify.usecases import post_once
from lianxin.orgs.queries import group_heads
from lianxin.orgs.transactions import whole
from lianxin.stations.models import Station

Reader = tuple[int | None, int | None]


class CadenceRefused(RuleViolation):
    """频次办法采用不了、停用不了。"""


@whole
def adopt_cadence(
    *,
    congress_id: int,
    source: str,
    path: str,
    starts_on: date,
    actor: Doer,
    at: datetime,
) -> CadencePractice:
    """采用一份频次办法；旧版本到 ``starts_on`` 为止，留作历史。内容相同的再采用没有效果。

    :raises MechanismMistakes: 文件有错，逐条说明
    :raises CadenceRefused: 不是代工委、主任会议的人；同一版本换了内容；版本、日子往回走
    """
    if "system" not in actor.also and not may_adopt(actor.viewer, congress_id):
        raise CadenceRefused("频次办法由代表工作机构或主任会议来定，您可以向他们提出。")
    chosen = load_cadence(source, path, known_words())
    before = _standing(congress_id, chosen.key)
    if before and before.digest == chosen.digest:
        return before
    if before:
        _must_follow(before, chosen.version, starts_on)
        _end(before, ends_on=starts_on, at=at)
    made = CadencePractice.objects.create(
        congress_id=congress_id,
        key=chosen.key,
        version=chosen.version,
        label=chosen.label,
        source=source,
        digest=chosen.digest,
        starts_on=starts_on,
        adopted_at=at,
        adopted_by=actor.actor().name[:80],
    )
    facts = {"cadence": f"{chosen.label}（{chosen.id}）", "on": starts_on.isoformat()}
    _log(made, "cadence.adopted", actor.actor(), at, facts)
    return made


def _standing(congress_id: int, key: str) -> CadencePractice | None:
    rows = CadencePractice.objects.select_for_update(of=("self",))
    return rows.filter(congress=congress_id, key=key, ends_on__isnull=True).first()


def _must_follow(before: CadencePractice, version: int, starts_on: date) -> None:
    if version <= before.version:
        raise CadenceRefused(
            f"“{before.label}”第 {before.version} 版正用着，"
            f"内容改了请把版本号写成 {before.version + 1}。"
        )
    if starts_on < before.starts_on:
        raise CadenceRefused(f"新版本不能早于旧版本开始的那天（{before.starts_on}），请改日期。")


@whole
def end_cadence(
    *, practice_id: int, ends_on: date, reason: str, actor: Doer, at: datetime
) -> CadencePractice:
    """停用一份频次办法；``ends_on`` 当日起不再管，那之前满了的窗口照样算。

    :raises NotVisible: 没有这一份
    :raises CadenceRefused: 已停用，没写理由，日子早于开始
    """
    rows = CadencePractice.objects.select_for_update(of=("self",))
    row = rows.filter(pk=practice_id).first()
    if row is None or not may_adopt(actor.viewer, row.congress_id):
        raise NotVisible("没有这份频次办法，或者您无权停用。")
    if row.ends_on is not None:
        raise CadenceRefused(f"“{row.label}”已经停用了。")
    if len(reason.strip()) < 2:
        raise CadenceRefused("请写明为什么停用。")
    if ends_on < row.starts_on:
        raise CadenceRefused(f"停用的日子不能早于开始的那天（{row.starts_on}）。")
    _end(row, ends_on=ends_on, at=at)
    facts = {"cadence": row.label, "reason": reason.strip()[:120], "on": ends_on.isoformat()}
    _log(row, "cadence.ended", actor.actor(), at, facts)
    return row


def _end(row: CadencePractice, *, ends_on: date, at: datetime) -> None:
    row.ends_on, row.ended_at = ends_on, at
    row.save(update_fields=["ends_on", "ended_at"])


def _log(
    row: CadencePractice, verb: str, actor: Actor, at: datetime, facts: Mapping[str, object]
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="cadence",
        subject_id=row.pk,
        jurisdiction_id=row.congress_id,
        facts=dict(facts),
    )


@whole
def warn_cadences(*, actor: Actor, at: datetime) -> int:
    """窗口快满还不够的，提醒本人、组长、站的主管工委；一个窗口只提醒一次，再跑一遍不会重发。

    语句数随各地的规则数，不随人数。返回新发了几条。
    """
    today, posted = day_of(at), 0
    for congress_id in adopting_congresses():
        dues = due_warnings(congress_id=congress_id, today=today)
        readers = _readers(dues, today)
        notices = [
            _notice(due, reader, congress_id)
            for due in dues
            for reader in readers.get((due.rule.rule.who, due.subject.id), ())
        ]
        posted += post_once(notices=notices, actor=actor, at=at) if notices else 0
    return posted


def _readers(dues: Sequence[Due], today: date) -> Mapping[tuple[str, int], Sequence[Reader]]:
    """提醒谁：小组找今天的组长（兼任的也算）、副组长、联系人，站找主管工委，人找本人。语句数不随人数。"""
    found: dict[tuple[str, int], list[Reader]] = defaultdict(list)
    for kind in ("group", "professional_group"):
        groups = _ids(dues, kind)
        heads = group_heads(group_ids=groups, on=today) if groups else {}
        for group, people in heads.items():
            found[kind, group] += [(None, person) for person in people]
    stations = _ids(dues, "station")
    for station in Station.objects.filter(pk__in=stations) if stations else ():
        found["station", station.pk].append((station.body_id, None))
    for person in _ids(dues, "deputy"):
        found["deputy", person].append((None, person))
    for person in _ids(dues, "leader"):
        found["leader", person].append((None, person))
    return found


def _ids(dues: Iterable[Due], *who: str) -> list[int]:
    return sorted({due.subject.id for due in dues if due.rule.rule.who in who})


def _notice(due: Due, reader: Reader, congress_id: int) -> Notice:
    body_id, person_id = reader
    rule = due.rule.rule
    last = due.window.ends - timedelta(days=1)
    head = f"{due.subject.name}，" if rule.who not in ("deputy", "leader") else ""
    owes = f"{rule.label}：{due.window_words}还差 {due.missing} {rule.unit}"
    to = f"b{body_id}" if body_id else f"p{person_id}"
    return Notice(
        jurisdiction_id=congress_id,
        body_id=body_id,
        person_id=person_id,
        link="/desk/cadence/mine/",
        text=f"{head}{owes}，{last.month} 月 {last.day} 日前补上"[:200],
        event="cadence",
        words={"owes": f"{head}{owes}", "due": f"{last.month}月{last.day}日"},
        key=f"cad:{due.rule.id}:{due.subject.id}:{due.window.starts:%Y%m%d}:{to}"[:80],
    )
