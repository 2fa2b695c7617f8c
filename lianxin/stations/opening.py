"""开放时间怎么算：每周的几段、另有安排的几天、放假与调休，合起来此刻开没开、几时再开。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from django.utils.timezone import localtime

from lianxin.kernel.workdays import WorkCalendar
from lianxin.stations.words import clock_words, day_words

WEEKDAYS: Final = "一二三四五六日"
#: 往后找几天，还不开就说“近期不开放”。
LOOK_AHEAD: Final = 31
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """每周的一段：星期几（周一为 0）、几点到几点、说明；从哪天起、到哪天止（不含）。"""

    weekday: int
    opens: time
    closes: time
    note: str = ""
    starts_on: date = date.min
    ends_on: date | None = None

    def is_in_force(self, day: date) -> bool:
        """这一天用不用这一段。"""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Special:
    """另有安排的一天；``opens`` 为空就是不开。"""

    on: date
    opens: time | None
    closes: time | None
    note: str


@dataclass(frozen=True, slots=True)
class OpenNow:
    """此刻开没开，怎么说。"""

    is_open: bool
    words: str


@dataclass(frozen=True, slots=True)
class Opening:
    """一个站的开放时间；一段也没有登记的，``is_known`` 为假。"""

    spans: tuple[Span, ...] = ()
    specials: tuple[Special, ...] = ()

    @property
    def is_known(self) -> bool:
        """登记过没有。"""
        return bool(self.spans or self.specials)

    def on(self, day: date, calendar: WorkCalendar) -> tuple[tuple[time, time], ...]:
        """这一天开几段。另有安排的照安排；放假不开；调休上班的周末没有自己的时间，就照周一的。"""
        for special in self.specials:
            if special.on == day:
                return ((special.opens, special.closes),) if special.opens else ()  # type: ignore[return-value]
        if day in calendar.holidays:
            return ()
        own = self._of(day, day.weekday())
        return own or (self._of(day, 0) if day in calendar.makeup else ())

    def now(self, at: datetime, calendar: WorkCalendar) -> OpenNow:
        """此刻开没开；没开，几时再开。"""
        moment = localtime(at)
        for opens, closes in self.on(moment.date(), calendar):
            if opens <= moment.time() < closes:
                return OpenNow(is_open=True, words=f"现在开放，{clock_words(closes)} 关门")
        return OpenNow(is_open=False, words=self._next_words(moment, calendar))

    def hours(self, since: date, until: date, calendar: WorkCalendar) -> float:
        """``since`` 到 ``until``（两天都算）一共开放几个小时。"""
        days = ((since + _DAY * n) for n in range((until - since).days + 1))
        return sum(_length(span) for day in days for span in self.on(day, calendar))

    def _of(self, day: date, weekday: int) -> tuple[tuple[time, time], ...]:
        found = (s for s in self.spans if s.weekday == weekday and s.is_in_force(day))
        return tuple(sorted((span.opens, span.closes) for span in found))

    def _next_words(self, moment: datetime, calendar: WorkCalendar) -> str:
        today = moment.date()
        why = self._why_closed(today, calendar)
        for day in (today + _DAY * n for n in range(LOOK_AHEAD)):
            for opens, _ in self.on(day, calendar):
                if day > today or opens > moment.time():
                    when = "今天" if day == today else day_words(day)
                    return f"现在没有开放{why}，{when}{clock_words(opens)} 开门"
        return f"现在没有开放{why}，近期没有安排开放"

    def _why_closed(self, day: date, calendar: WorkCalendar) -> str:
        for special in self.specials:
            if special.on == day and special.opens is None:
                return f"（{special.note}）"
        return "（放假）" if day in calendar.holidays else ""


def week_words(spans: Iterable[Span]) -> str:
    """每周的开放时间说成一句，如“周一至周五 9:00—17:00；周六 9:00—12:00（志愿者值班）”。"""
    days: dict[int, list[str]] = {}
    for span in sorted(spans):
        note = f"（{span.note}）" if span.note else ""
        text = f"{clock_words(span.opens)}—{clock_words(span.closes)}{note}"
        days.setdefault(span.weekday, []).append(text)
    said = [(day, "、".join(texts)) for day, texts in days.items()]
    return "；".join(f"{_days_words(run)} {words}" for words, run in _runs(said))


def _runs(said: Sequence[tuple[int, str]]) -> Iterator[tuple[str, list[int]]]:
    keyed = groupby(enumerate(said), key=lambda each: (each[1][0] - each[0], each[1][1]))
    for (_, words), run in keyed:
        yield words, [day for _, (day, _) in run]


def _days_words(days: Sequence[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    if len(days) == 7:
        return "每天"
    return f"周{first}" if len(days) == 1 else f"周{first}至周{last}"


def _length(span: tuple[time, time]) -> float:
    opens, closes = (each.hour * 60 + each.minute for each in span)
    return (closes - opens) / 60
