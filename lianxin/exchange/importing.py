"""把读好的一张表办下去：先试后导，一批一批提交，中断了接着导，走的都是平时的用例。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from lianxin.casework.batches import Batch, together
from lianxin.casework.policies import Doer
from lianxin.exchange.reading import ADD, FINISH, REFUSE, SKIP, STATE_LABELS, Line, Reading
from lianxin.exchange.replaying import finish, retell
from lianxin.kernel.errors import RuleViolation

#: 一批几行：一批一个事务，被打断时最多重做这么多行。
BATCH: Final = 50
Progress = Callable[[int, int], None]


def unwatched(done: int, total: int) -> None:
    """没有人看进度。"""


@dataclass(slots=True)
class Summary:
    """一次导入的结果：各种行各有几条，要人看的行有哪些毛病。"""

    kind: str
    dry_run: bool
    total: int = 0
    states: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    lines: list[Line] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def take(self, line: Line) -> None:
        """记一行的结果；没有毛病的行只计数，不留内容。"""
        self.total += 1
        self.states[line.state] += 1
        if line.story and line.story.answered_at:
            self.answered += 1
        if line.state == REFUSE or line.reported:
            self.lines.append(replace(line, story=None))

    def merge(self, other: Summary) -> None:
        """几个进程分头办的，合成一份。"""
        self.total += other.total
        self.states += other.states
        self.answered += other.answered
        self.lines = sorted([*self.lines, *other.lines], key=lambda line: line.number)

    def as_json(self) -> dict[str, Any]:
        """给程序看的结果。"""
        return {
            "kind": self.kind,
            "dry_run": self.dry_run,
            "total": self.total,
            "added": self.states[ADD],
            "answered": self.answered,
            "finished": self.states[FINISH],
            "skipped": self.states[SKIP],
            "refused": self.states[REFUSE],
            "reported": [line_json(line) for line in self.lines],
            "notes": list(self.notes),
        }

    @property
    def sentence(self) -> str:
        """一句话的结果。"""
        parts = [f"{label} {self.states[key]} 条" for key, label in STATE_LABELS.items()]
        looked = sum(line.reported for line in self.lines)
        return f"共 {self.total} 行：{'，'.join(parts)}，其中 {looked} 条要人看"


def line_json(line: Line) -> dict[str, Any]:
    """一行的结果，给程序看。"""
    return {
        "row": line.number,
        "id": line.key,
        "title": line.title,
        "state": line.state,
        "issues": [
            {"column": issue.column, "words": issue.words, "level": issue.level}
            for issue in line.issues
        ],
    }


def rehearse(reading: Reading, *, kind: str) -> Summary:
    """先试：只说每一行会怎样，一个字也不写。"""
    summary = Summary(kind, dry_run=True, notes=reading.notes)
    for line in reading.lines:
        summary.take(line)
    return summary


def perform(
    reading: Reading, *, kind: str, doer: Doer, at: datetime, progress: Progress = unwatched
) -> Summary:
    """真导：按提交时间先后一批一批办，每批一个事务；哪一行不合规矩，只撤那一行。"""
    summary = Summary(kind, dry_run=False, notes=reading.notes)
    finished, batch = 0, Batch()
    for lines in _parts(_ordered(reading.lines)):
        for line in _together(lines, doer, batch, at=at):
            summary.take(line)
        finished += len(lines)
        progress(finished, len(reading.lines))
    summary.lines.sort(key=lambda line: line.number)
    return summary


def _ordered(lines: Sequence[Line]) -> list[Line]:
    """先来的先登记，编号与清单的次序才和时间一致；不用办的行排在最前。"""
    return sorted(
        lines, key=lambda line: (line.story is not None, line.story and line.story.submitted_at)
    )


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), BATCH):
        yield lines[start : start + BATCH]


def _together(lines: Sequence[Line], doer: Doer, batch: Batch, *, at: datetime) -> list[Line]:
    """整批一个事务、攒着一起写；有一行不成，就撤下整批，一行一个事务再来。"""
    try:
        with together(batch):
            for line in lines:
                _carry_out(line, doer, batch, at=at)
    except (RuleViolation, IntegrityError):
        return [_alone(line, doer, at=at) for line in lines]
    return list(lines)


def _alone(line: Line, doer: Doer, *, at: datetime) -> Line:
    try:
        with transaction.atomic():
            _carry_out(line, doer, None, at=at)
    except RuleViolation as refusal:
        return line.refused(str(refusal))
    except IntegrityError:
        # 另一个导入同时在办这一条：它已在账上，不再登记。
        return replace(line, state=SKIP, story=None)
    return line


def _carry_out(line: Line, doer: Doer, batch: Batch | None, *, at: datetime) -> None:
    if line.story is None:
        return
    if line.state == FINISH and line.case_id is not None:
        finish(line.case_id, line.story, doer=doer, now=at)
    else:
        retell(line.story, doer=doer, now=at, batch=batch)
