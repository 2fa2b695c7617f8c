"""成批补记：照平时的规矩在内存里一步一步走完，整批一次写库，再按先后发事件。

只给新立的件用（导入旧账）：件是这一批里立的，别人还看不见，所以不用锁、也不用反复取。
查过的机构、类别、机制整个过程记着；编号一段一段地要。派生办件的步不收，改走平时的路。
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from lianxin.audit.digest import Line
from lianxin.audit.usecases import record_many
from lianxin.casework.models import Case, Commitment, Duty, Link, Party
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.events import publish_many

T = TypeVar("T")
RESERVE: Final = 200
CASE_NUMBERS: Final = "casework_case_id_seq"
DUTY_NUMBERS: Final = "casework_duty_id_seq"
ENTRY_NUMBERS: Final = "audit_entry_id_seq"


class Standing(Protocol):
    """一件办件此刻的样子；这里只用得着它的办件。"""

    case: Case


class Gathered(Protocol):
    """一步攒下的新行。"""

    spawn_slots: list[str]
    companions: list[Any]
    new_duties: list[Duty]
    new_parties: list[Party]
    new_commitments: list[Commitment]
    new_links: list[Link]


class NotInBatch(RuleViolation):
    """这一步不能成批补记；请一件一件地办。"""


class Batch:
    """一批：攒着要写的行、留痕和事件；:func:`together` 管开始与结束。"""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._numbers: dict[str, deque[int]] = defaultdict(deque)
        self.forget()

    def forget(self) -> None:
        """丢掉攒着没写的；查过的、要来的编号还留着。"""
        self._states: dict[int, Any] = {}
        self._rows: dict[type[Model], list[Model]] = {}
        self._lines: list[Line] = []
        self._entry_ids: list[int] = []
        self._events: list[object] = []

    def remember(self, key: Hashable, find: Callable[[], T]) -> T:
        """查过一次的，不再查。"""
        if key not in self._known:
            self._known[key] = find()
        found: T = self._known[key]
        return found

    def number(self, sequence: str) -> int:
        """向序列要一个编号；一次要一段，允许跳号。"""
        waiting = self._numbers[sequence]
        if not waiting:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, RESERVE]
                )
                waiting.extend(number for (number,) in cursor.fetchall())
        return waiting.popleft()

    def open(self, state: Standing) -> None:
        """立了一件。"""
        self._states[state.case.pk] = state
        self.add(state.case)

    def state(self, case_id: int) -> Any:
        """这一批里立的那一件。

        :raises NotVisible: 不是这一批立的
        """
        if case_id not in self._states:
            raise NotVisible("没有这件事，或者您无权查看。")
        return self._states[case_id]

    def add(self, *rows: Model) -> None:
        """要写的行；在写库之前还可以改。"""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)

    def take(self, changes: Gathered) -> None:
        """一步攒下的新行。改过的行都在手上，写的时候自然是改后的样子。

        :raises NotInBatch: 要派生办件，或要在旁边开一件
        """
        if changes.spawn_slots or changes.companions:
            raise NotInBatch("这一步要派生办件，不能成批补记。")
        for duty in changes.new_duties:
            duty.pk = self.number(DUTY_NUMBERS)
        self.add(*changes.new_duties, *changes.new_parties)
        self.add(*changes.new_commitments, *changes.new_links)

    def log(self, line: Line) -> int:
        """记一条留痕，返回编号。"""
        self._lines.append(line)
        self._entry_ids.append(self.number(ENTRY_NUMBERS))
        return self._entry_ids[-1]

    def publish(self, event: object) -> None:
        """攒一个事件，写完库再发。"""
        self._events.append(event)

    def flush(self) -> None:
        """一次写库，再按先后发事件。"""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows)
        record_many(self._lines, ids=self._entry_ids)
        events = self._events
        self.forget()
        publish_many(events)


@contextmanager
def together(batch: Batch) -> Iterator[Batch]:
    """这一段里攒下的，结束时一起写；中途抛错，一行也不写。"""
    try:
        with transaction.atomic():
            with _without_savepoints():
                yield batch
            batch.flush()
    finally:
        batch.forget()


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """攒的时候还没有写库，错一步整批都不要，里层各自的存档点只是白跑两趟。"""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before
