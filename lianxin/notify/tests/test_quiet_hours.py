"""什么时候可以打扰人：不是立刻的从不在休息时间发；一条不丢，一条不重；摘要一天一份，单独的有限度。"""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.kernel.workdays import WorkCalendar
from lianxin.notify.hours import BEIJING, Hours, day_of
from lianxin.notify.packing import Today, Waiting, packed
from lianxin.notify.planning import due_at
from lianxin.notify.rules import standing_rules

#: 三月三日、四日放假，七日（周六）调休上班。
CALENDAR = WorkCalendar(
    "2026.1",
    holidays=frozenset({date(2026, 3, 3), date(2026, 3, 4)}),
    makeup=frozenset({date(2026, 3, 7)}),
    first_year=2026,
    last_year=2026,
)
LIMITS = replace(standing_rules().limits, direct_per_day=2)
HOURS = Hours(CALENDAR, LIMITS)
START = datetime(2026, 3, 2, 0, 0, tzinfo=BEIJING)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """三月的某一刻。"""
    return datetime(2026, 3, day, hour, minute, tzinfo=BEIJING)


def test_nights_and_holidays_are_quiet() -> None:
    """夜里、放假、周末不打扰；调休上班的周六可以。"""
    quiet = [on(2, 7, 59), on(2, 20), on(3, 10), on(8, 10)]
    fine = [on(2, 8), on(2, 19, 59), on(7, 10)]
    assert [HOURS.is_quiet(at) for at in (*quiet, *fine)] == [True] * 4 + [False] * 3


def test_the_next_moment_follows_the_calendar() -> None:
    """放假前夜的事，等到放完假；摘要在他的钟点，过了就下一个工作日。"""
    assert HOURS.next_open(on(2, 21)) == on(5, 8)
    assert HOURS.next_open(on(2, 9)) == on(2, 9)
    assert HOURS.next_digest(on(2, 8), None) == on(2, 9)
    assert HOURS.next_digest(on(2, 9), None) == on(5, 9)
    assert HOURS.next_digest(on(6, 18), 17) == on(7, 17)


MOMENTS = st.integers(0, 9 * 24 * 60 - 1).map(lambda minutes: START + timedelta(minutes=minutes))


@given(MOMENTS, st.none() | st.integers(0, 23))
def test_slots_are_never_quiet_nor_past(at: datetime, hour: int | None) -> None:
    """算出来的时刻都不在休息时间，也不在过去。"""
    assert HOURS.next_open(at) >= at
    assert HOURS.next_digest(at, hour) > at
    assert not HOURS.is_quiet(HOURS.next_open(at))
    assert not HOURS.is_quiet(HOURS.next_digest(at, hour))


LINES = st.lists(
    st.tuples(
        MOMENTS,
        st.integers(1, 2),
        st.sampled_from(["email", "sms"]),
        st.sampled_from(["urgent", "direct", "digest"]),
    ),
    max_size=25,
)
WAKES = st.lists(MOMENTS, max_size=60)


@settings(max_examples=150, deadline=None)
@given(LINES, WAKES, st.none() | st.integers(8, 19))
def test_nothing_is_lost_or_doubled_or_sent_in_quiet_hours(
    lines: list[tuple[datetime, int, str, str]], wakes: list[datetime], hour: int | None
) -> None:
    """后台什么时候醒都一样：每一条恰好发一次，不是立刻的不在休息时间，摘要一天一份，单独的不过限度。"""
    waiting = {
        number: (
            Waiting(number, (person, channel), urgency),
            due_at(urgency, HOURS, hour, at=at),
        )
        for number, (at, person, channel, urgency) in enumerate(lines)
    }
    sent: Counter[int] = Counter()
    days: dict[date, Today] = {}
    digests: Counter[tuple[object, date]] = Counter()
    singles: Counter[tuple[object, date]] = Counter()
    last = START + timedelta(days=40)
    for at in sorted({*wakes, *(START + timedelta(hours=h) for h in range(40 * 24)), last}):
        due = [line for line, when in waiting.values() if when <= at]
        if not due:
            continue
        today = days.setdefault(day_of(at), Today())
        done = packed(due, today, HOURS, {1: hour, 2: None}, at=at)
        for parcel in done.parcels:
            assert parcel.urgency == "urgent" or not HOURS.is_quiet(at)
            sent.update(parcel.ids)
            tally = digests if parcel.urgency == "digest" else singles
            tally[parcel.box, day_of(at)] += 1
            for number in parcel.ids:
                del waiting[number]
        for moved in done.moved:
            assert moved.due_at > at
            old, _ = waiting[moved.id]
            waiting[moved.id] = (Waiting(old.id, old.box, moved.urgency), moved.due_at)
    assert sent == Counter(range(len(lines)))
    assert not waiting
    assert all(count == 1 for count in digests.values())
    assert all(count <= LIMITS.direct_per_day for count in singles.values())
