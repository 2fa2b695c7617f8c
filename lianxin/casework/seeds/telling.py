"""讲故事：许多故事按时间先后穿插着讲，天天有巡查，讲到此刻为止。

一个故事是一个生成器：办完眼前的，``yield`` 出下一步的时刻；到时候再接着讲。
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from lianxin.casework.state import day_of
from lianxin.casework.usecases import sweep
from lianxin.kernel.workdays import WorkCalendar

Story = Iterator[datetime]
_PATROL = time(7, 30)
_DAY = timedelta(days=1)
_MINUTE, _A_WHILE = timedelta(minutes=1), timedelta(minutes=50)


@dataclass(slots=True)
class Telling:
    """讲到哪一刻了，还有哪些故事等着讲；``patrols`` 为假的不巡查，都按时办的往年事用。"""

    until: datetime
    calendar: WorkCalendar
    patrols: bool = True
    now: datetime = field(init=False)
    _patrolled: date | None = field(init=False, default=None)
    _waiting: list[tuple[datetime, int, Story]] = field(init=False, default_factory=list)
    _begun: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.now = self.until

    @property
    def today(self) -> date:
        """讲到哪天为止。"""
        return day_of(self.until)

    def begin(self, at: datetime, story: Story) -> None:
        """开讲一个故事，从 ``at`` 起。"""
        self._begun += 1
        heapq.heappush(self._waiting, (at, self._begun, story))

    def play(self, progress: Callable[[int, int], None]) -> None:
        """讲完全部故事；最后再巡查一遍，该提醒、该升级的都到位。"""
        finished = 0
        while self._waiting:
            at, number, story = heapq.heappop(self._waiting)
            self._patrol_up_to(at)
            self.now = at
            again = next(story, None)
            if again is None:
                finished += 1
                progress(finished, self._begun)
            else:
                # 日子已经过了的，隔一会儿接着讲。
                soon = min(at + _A_WHILE, self.until - _MINUTE)
                heapq.heappush(self._waiting, (max(again, soon), number, story))
        self._patrol_up_to(self.until)
        if self.patrols:
            sweep(at=self.until)

    def moment(self, day: date, *, hour: int, minute: int = 0, at_work: bool = True) -> datetime:
        """那一天的那个钟点；上班的事遇休息日顺延，但都不晚于此刻。"""
        if at_work:
            day = self._workday(day)
        wanted = make_aware(datetime.combine(day, time(hour, minute)))
        return min(wanted, self.until - _MINUTE)

    def _workday(self, day: date) -> date:
        found = day
        while not self.calendar.is_workday(found):
            found += _DAY
        return found if found <= self.today else day

    def _patrol_up_to(self, at: datetime) -> None:
        """每天早上七点半巡查一遍，一直到 ``at`` 之前。"""
        if not self.patrols:
            return
        day = self._patrolled + _DAY if self._patrolled else day_of(at)
        while (due := make_aware(datetime.combine(day, _PATROL))) <= at:
            sweep(at=due)
            self._patrolled = day
            day += _DAY
