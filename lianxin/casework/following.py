"""跟着一件事走：从头到尾的时间线，此刻谁主办、到哪天。群众看回执走这里，所以句子直接写。"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
 WHERE c.thread = %(thread)s AND d.discharged_at IS NULL AND c.beside = ''
 ORDER BY d.case_id = %(intake)s, d.due_date, d.id LIMIT 1
"""


_FILE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: 话比这还长的，不当小标题。
LONGEST_TITLE = 80
_EDGES = " \n\t，。；：、,.;:!！"
#: 有这些就是成句的话，自己说得清；没有的是一个日子、一家单位、一个选项，前面要写明是什么。
_ENDS = ("。", "！", "？", "；", "\n")


@dataclass(frozen=True, slots=True)
class Kept:
    """这一步带的一项附件：叫什么、给谁看、是哪几个。"""

    label: str
    audience: str
    ids: tuple[str, ...]


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
    files: tuple[Kept, ...]
    case_id: int

    @property
    def photos(self) -> tuple[str, ...]:
        """这一步带的附件的编号，不分是哪一项材料带的。"""
        return tuple(one for kept in self.files for one in kept.ids)


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
            # 过了期、还没到下一个工作日的（如周五到期、周日来看）。
            return f"逾期 {-self.days_left} 个工作日" if self.days_left else "昨天刚过期"
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
    files = dict(_files(facts))
    return Line(
        entry_id=entry_id,
        at=at,
        label=facts["label"],
        actor=actor,
        post=post,
        public=facts.get("public", ""),
        shown=tuple(told for key, told in facts.get("shown", {}).items() if key not in files),
        files=tuple(files.values()),
        case_id=case_id,
    )


def _files(facts: Mapping[str, Any]) -> Iterator[tuple[str, Kept]]:
    """材料里哪几项是附件：存下的值是一串附件编号。"""
    for key, value in facts.get("facts", {}).items():
        if isinstance(value, list) and value and all(map(_is_file_id, value)):
            told = facts.get("shown", {}).get(key, {})
            yield (
                key,
                Kept(told.get("label", "附件"), told.get("audience", "submitter"), tuple(value)),
            )


def _is_file_id(value: object) -> bool:
    return isinstance(value, str) and _FILE_ID.fullmatch(value) is not None


def said_once(title: str, texts: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """同一句话只说一遍：标题里已经有的，下面不再说；下面说得更全的，标题让给它。"""
    left: list[str] = []
    for text in texts:
        if not text.strip() or any(text.strip() in said for said in (title, *left)):
            continue
        if title and text.startswith(title):
            text = text.removeprefix(title).strip(_EDGES)
        elif title and title in text and len(text) <= LONGEST_TITLE:
            title, text = text, ""
        if text:
            left.append(text)
    return title, tuple(left)


def told_with_labels(title: str, shown: Iterable[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """给群众看的标题与下面的话：光秃秃的一个日子、一家单位，前面写明是什么；同一句只说一遍。

    :param shown: 若干（叫什么, 填了什么）
    """
    left = ((label, text) for label, text in shown if text.strip() not in title)
    return said_once(title, [_labelled(title, label, text) for label, text in left])


def _labelled(title: str, label: str, text: str) -> str:
    speaks_for_itself = not label or any(end in text for end in _ENDS)
    return text if speaks_for_itself or (title and title in text) else f"{label}：{text}"


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
