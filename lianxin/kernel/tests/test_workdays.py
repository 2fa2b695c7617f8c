"""工作日历：与两份外来的日历逐日对照。"""

import json
import os
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.tests.samples import steady
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.workdays import WorkCalendar

CALENDAR = WorkCalendar(
    version="test-2026",
    holidays=frozenset(constants.holidays),
    makeup=frozenset(constants.workdays),
    last_year=2026,
    first_year=2004,
)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
KNOWN_DAYS = st.dates(FIRST, LAST)
HOLIDAY_FILE = "data/holidays_2026_chinese-days.json"


def span(text: str) -> Timespan:
    return Timespan.parse(text)


@cache
def published_workdays() -> tuple[list[date], list[int]]:
    """全部工作日，以及每一天之前（含当日）有几个工作日。"""
    workdays: list[date] = []
    counts: list[int] = []
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if chinese_calendar.is_workday(day):
            workdays.append(day)
        counts.append(len(workdays))
    return workdays, counts


def shared_holidays() -> dict[str, Any]:
    shared = os.environ.get("LIANXIN_SHARED") or Path(__file__).parents[4] / "shared"
    path = Path(shared) / HOLIDAY_FILE
    if not path.exists():
        pytest.skip(f"没有对照用的 2026 年放假表（LIANXIN_SHARED 下的 {HOLIDAY_FILE}）")
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def test_every_published_day_agrees() -> None:
    """已公布的每一天上不上班，与放假通知一致。"""
    workdays, _ = published_workdays()
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    assert [day for day in days if CALENDAR.is_workday(day)] == workdays


def test_every_start_day_counts_to_the_right_workday() -> None:
    """从已公布的任何一天起，轮着数 1 至 120 个工作日，都落在该落的那天。"""
    workdays, counts = published_workdays()
    for number, before in enumerate(counts):
        start = FIRST + timedelta(days=number)
        size = number % 120 + 1
        if before + size <= len(workdays):
            due = CALENDAR.due(start, Timespan(size, "wd"))
            assert (due.date, due.provisional) == (workdays[before + size - 1], False), start


@steady
@given(KNOWN_DAYS, st.integers(1, 120))
def test_any_count_of_workdays(start: date, size: int) -> None:
    """数到年底公布的日历之外就是暂定，之内就是准的。"""
    workdays, counts = published_workdays()
    place = counts[(start - FIRST).days] + size - 1
    due = CALENDAR.due(start, Timespan(size, "wd"))
    assert due.provisional == (place >= len(workdays))
    if not due.provisional:
        assert due.date == workdays[place]
    assert CALENDAR.workdays_between(start, due.date) == size


@steady
@given(KNOWN_DAYS, st.integers(1, 120))
def test_warning_day_is_before_the_due_day(due: date, size: int) -> None:
    """预警日往前数的工作日，再往后数回来正是到期日。"""
    end = CALENDAR.due(due, span("1wd")).date
    warn = CALENDAR.subtract(end, Timespan(size, "wd"))
    assert CALENDAR.is_workday(warn)
    assert CALENDAR.due(warn, Timespan(size, "wd")).date == end


@steady
@given(KNOWN_DAYS, st.sampled_from(["7d", "15d", "2w", "1m", "3m", "6m", "1y"]))
def test_last_day_rolls_to_a_workday(start: date, text: str) -> None:
    """最后一日逢假顺延到下一个工作日，中间不会跳过工作日（民法典203）。"""
    plain = CALENDAR.due(start, span(text), roll=False)
    rolled = CALENDAR.due(start, span(text))
    assert plain.date == span(text).add(start)
    assert CALENDAR.is_workday(rolled.date)
    assert CALENDAR.workdays_between(plain.date - timedelta(days=1), rolled.date) == 1


def test_second_oracle_for_2026() -> None:
    """2026 年逐日与另一份独立的放假表一致。"""
    data = shared_holidays()
    for number in range(365):
        day = date(2026, 1, 1) + timedelta(days=number)
        weekday = day.weekday() < 5 and day.isoformat() not in data["holidays"]
        assert CALENDAR.is_workday(day) == (weekday or day.isoformat() in data["workdays"]), day


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (date(2026, 2, 13), "10wd", date(2026, 3, 5)),
        (date(2026, 2, 13), "1wd", date(2026, 2, 14)),
        (date(2026, 2, 13), "2wd", date(2026, 2, 24)),
        (date(2026, 9, 24), "1d", date(2026, 9, 28)),
        (date(2026, 9, 1), "1m", date(2026, 10, 8)),
        (date(2026, 1, 31), "1m", date(2026, 2, 28)),
    ],
)
def test_spring_festival_and_national_day(start: date, text: str, end: date) -> None:
    """春节、国庆前后，调休上班的周末算工作日，放假的工作日不算。"""
    assert CALENDAR.due(start, span(text)).date == end


def test_unpublished_year_is_provisional() -> None:
    """用到没有公布放假安排的年份，到期日是暂定的，按周一至周五推算。"""
    due = CALENDAR.due(date(2026, 12, 30), span("2wd"))
    assert (due.date, due.provisional, due.calendar_version) == (
        date(2027, 1, 1),
        True,
        "test-2026",
    )
    assert due.text == "2027年1月1日（暂定）"
    sure = CALENDAR.due(date(2026, 12, 29), span("2wd"))
    assert (sure.date, sure.provisional, sure.text) == (date(2026, 12, 31), False, "2026年12月31日")


def test_roll_across_the_published_edge_is_provisional() -> None:
    """末日在已公布的年内、顺延到了年外，也是暂定。"""
    calendar = WorkCalendar("x", last_year=2023)
    assert calendar.due(date(2023, 12, 24), span("7d")).provisional
    assert not calendar.due(date(2023, 12, 22), span("7d")).provisional


def test_unrolled_calendar_days_are_certain() -> None:
    """不顺延的日历天与放假无关，哪一年都是准的。"""
    start = date(2030, 1, 1)
    assert not CALENDAR.due(start, span("7d"), roll=False).provisional
    assert CALENDAR.due(start, span("7d"), roll=True).provisional


def test_nothing_published() -> None:
    """一年都没有公布的日历，推算全是暂定。"""
    assert WorkCalendar("empty").due(date(2026, 3, 2), span("1wd")).provisional
    assert not CALENDAR.due(date(2026, 3, 2), span("1wd")).provisional


def test_years_before_the_first_are_provisional() -> None:
    """比最早公布的年份还早的，也只能推算。"""
    assert CALENDAR.due(date(2003, 3, 3), span("1wd")).provisional
    assert not CALENDAR.due(date(2004, 3, 3), span("1wd")).provisional


def test_a_day_cannot_be_both() -> None:
    """同一天不能既放假又上班。"""
    day = frozenset({date(2026, 1, 1)})
    with pytest.raises(ValueError, match="2026-01-01"):
        WorkCalendar("bad", holidays=day, makeup=day)


def test_workdays_between_counts_both_ways() -> None:
    """往回数是负数，同一天是零。"""
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    assert CALENDAR.workdays_between(friday, monday) == 1
    assert CALENDAR.workdays_between(monday, friday) == -1
    assert CALENDAR.workdays_between(monday, monday) == 0
