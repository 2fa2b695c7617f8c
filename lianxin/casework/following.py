"""跟着一件事走：从头到尾的时间线，此刻谁主办、到哪天。群众看回执走这里，所以句子直接写。"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.statements import fetch

_LINES = """
SELECT id, at, actor_name, actor_post, facts, subject_id, thread
  FROM audit_entry WHERE thread = ANY(%s::bigint[]) ORDER BY id
"""
# 派生办件上的主责优先，其次是收件这一件上的。
_LEADING = """
SELECT b.short_name, d.started_on, d.within, d.due_date, d.is_provisional, d.paused_on
  FROM casework_duty d
  JOIN casework_case c ON c.id = d.case_id
  LEFT JOIN orgs_body b ON b.id = d.holder_body_id
 WHERE c.thread = %(thread)s AND d.discharged_at IS NULL
 ORDER BY d.case_id = %(intake)s, d.due_date, d.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """时间线上的一行：做了什么、谁做的、留了什么。``public`` 是给群众看的话。"""

    entry_id: int
    at: datetime
    label: str
    actor: str
    post: str
    public: str
    shown: tuple[Mapping[str, str], ...]
    photos: tuple[str, ...]
    case_id: int


class Timed:
    """有到期日的：信号灯与还剩几天的说法，到处一样。"""

    __slots__ = ()
    days_left: int
    is_overdue: bool
    is_paused: bool

    @property
    def light(self) -> str:
        """信号灯：ok 绿、warn 黄、bad 红；另有文字，颜色不是唯一的表示。"""
        if self.is_overdue:
            return "bad"
        return "warn" if self.days_left <= 3 and not self.is_paused else "ok"

    @property
    def due_words(self) -> str:
        """还剩几个工作日，或逾期几天。"""
        if self.is_paused:
            return "计时中止"
        if self.is_overdue:
            return f"逾期 {-self.days_left} 个工作日"
        return "今天到期" if self.days_left == 0 else f"还剩 {self.days_left} 个工作日"


@dataclass(frozen=True, slots=True)
class Leading(Timed):
    """此刻主办的那份责任。"""

    holder: str
    started_on: date
    within: str
    due_date: date
    is_provisional: bool
    days_left: int
    is_overdue: bool
    is_paused: bool


def timelines(*, threads: Sequence[int]) -> dict[int, list[Line]]:
    """几条线索各自从头到尾：跨办件、跨年度。一次查询。"""
    lines: dict[int, list[Line]] = {thread: [] for thread in threads}
    for *row, facts, case_id, thread in fetch(_LINES, [list(threads)]):
        said = json.loads(facts)
        if said.get("label"):
            lines[thread].append(_line(row, said, case_id))
    return lines


def timeline(*, thread: int) -> list[Line]:
    """一件事从头到尾。一次查询。"""
    return timelines(threads=[thread])[thread]


def _line(row: Iterable[Any], facts: Mapping[str, Any], case_id: int) -> Line:
    entry_id, at, actor, post = row
    return Line(
        entry_id=entry_id,
        at=at,
        label=facts["label"],
        actor=actor,
        post=post,
        public=facts.get("public", ""),
        shown=tuple(facts.get("shown", {}).values()),
        photos=tuple(facts.get("facts", {}).get("photos") or ()),
        case_id=case_id,
    )


def leading(*, thread: int, intake: int, calendar: WorkCalendar, today: date) -> Leading | None:
    """这条线索上此刻主办的责任；没有就是空。一次查询。

    :param intake: 收件那一件的编号，派生出去的优先于它
    """
    found = fetch(_LEADING, {"thread": thread, "intake": intake})
    if not found:
        return None
    holder, started_on, within, due_date, is_provisional, paused_on = found[0]
    return Leading(
        holder=holder or "",
        started_on=started_on,
        within=within,
        due_date=due_date,
        is_provisional=is_provisional,
        days_left=calendar.workdays_between(today, due_date),
        is_overdue=due_date < today and paused_on is None,
        is_paused=paused_on is not None,
    )
