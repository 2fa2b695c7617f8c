"""时限的写法与日历推算。"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.tests.samples import steady
from lianxin.kernel.timespans import LARGEST, UNITS, Timespan, TimespanMistake, shift_months

SPANS = st.sampled_from(sorted(UNITS)).flatmap(
    lambda unit: st.integers(1, LARGEST[unit]).map(lambda count: Timespan(count, unit))
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@steady
@given(SPANS)
def test_written_form_reads_back(span: Timespan) -> None:
    """写出来的时限，读回去还是它。"""
    assert Timespan.parse(str(span)) == span


@pytest.mark.parametrize(
    ("text", "says"),
    [("5wd", "5 个工作日"), ("3m", "3 个月"), ("7d", "7 天"), ("2w", "2 周"), ("1y", "1 年")],
)
def test_chinese_reading(text: str, says: str) -> None:
    """时限用中文说得出来。"""
    assert Timespan.parse(text).text == says


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "没有写"),
        ("7天", "应写成 7d"),
        ("10 个工作日", "应写成 10wd"),
        ("5WD", "应写成 5wd"),
        ("三个月", "看不懂"),
        ("-3d", "看不懂"),
        ("1.5m", "看不懂"),
        ("0d", "至少为 1"),
        ("9999y", "太长"),
    ],
)
def test_mistakes_say_how_to_write(text: str, advice: str) -> None:
    """时限写错了，要告诉人该怎么写。"""
    with pytest.raises(TimespanMistake, match=advice):
        Timespan.parse(text)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (date(2026, 1, 31), "1m", date(2026, 2, 28)),
        (date(2024, 1, 31), "1m", date(2024, 2, 29)),
        (date(2026, 8, 31), "6m", date(2027, 2, 28)),
        (date(2026, 3, 15), "3m", date(2026, 6, 15)),
        (date(2026, 12, 5), "1m", date(2027, 1, 5)),
        (date(2024, 2, 29), "1y", date(2025, 2, 28)),
        (date(2026, 3, 2), "2w", date(2026, 3, 16)),
        (date(2026, 12, 31), "1d", date(2027, 1, 1)),
    ],
)
def test_corresponding_day_or_month_end(start: date, text: str, end: date) -> None:
    """按月按年的期限到对应日届满，没有对应日的到月末（民法典202）。"""
    assert Timespan.parse(text).add(start) == end


@steady
@given(DAYS, st.integers(1, 120))
def test_month_shift_never_leaves_its_month(day: date, months: int) -> None:
    """往后数几个月，就落在第几个月里，不会溢到下个月。"""
    shifted = shift_months(day, months)
    assert (shifted.year * 12 + shifted.month) - (day.year * 12 + day.month) == months
    assert shifted.day == day.day or (shifted + timedelta(days=1)).day == 1


def test_workdays_need_a_calendar() -> None:
    """工作日离开日历算不出来。"""
    with pytest.raises(ValueError, match="WorkCalendar"):
        Timespan.parse("5wd").add(date(2026, 1, 1))
    assert Timespan.parse("5d").add(date(2026, 1, 1)) == date(2026, 1, 6)
