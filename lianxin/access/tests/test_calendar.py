"""工作日历：装一年算一年，没公布的算出来是暂定，改了马上生效。"""

import json
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from lianxin.access.holidays import SpecialDay, published_years
from lianxin.access.usecases.calendar import (
    CalendarRefused,
    change_day,
    load_published,
    load_year,
)
from lianxin.audit.models import Entry
from lianxin.kernel import events
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.timespans import Timespan
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.models import CalendarYear
from tests.world import AT

pytestmark = pytest.mark.django_db
NOTE = {"actor": SYSTEM, "at": AT}
FEBRUARY = date(2026, 2, 13)


def test_an_empty_calendar_gives_provisional_dates() -> None:
    """一年都没装，照周一至周五算，注明是暂定。"""
    due = work_calendar().due(FEBRUARY, Timespan.parse("10wd"))
    assert (due.date, due.provisional) == (date(2026, 2, 27), True)


def test_published_years_make_the_date_firm() -> None:
    """装了历年安排，春节前交办的十个工作日就算得准：跳过春节，补上调休的周六。"""
    assert load_published(**NOTE) == list(range(2004, 2027))
    due = work_calendar().due(FEBRUARY, Timespan.parse("10wd"))
    assert (due.date, due.provisional) == (date(2026, 3, 5), False)
    assert due.calendar_version == "2026.23"


def test_a_change_takes_effect_at_once() -> None:
    """工作人员改了一天，下一次推算就用新的，版本号也变。"""
    load_published(**NOTE)
    before = work_calendar()
    strike = date(2026, 3, 6)
    change_day(day=strike, kind="holiday", name="防汛停工", source="区政府通知", **NOTE)
    after = work_calendar()
    assert before.is_workday(strike)
    assert not after.is_workday(strike)
    assert after.version != before.version
    change_day(day=strike, kind=None, name="", source="通知撤回", **NOTE)
    assert work_calendar().is_workday(strike)


def test_an_unchanged_calendar_is_not_loaded_twice() -> None:
    """没有改动，就用记着的那一版。"""
    load_published(**NOTE)
    assert work_calendar() is work_calendar()


def test_a_change_is_told_and_recorded() -> None:
    """改动会通知期限重算，并留痕。"""
    heard: list[events.CalendarChanged] = []
    leave = events.subscribe(events.CalendarChanged, heard.append)
    load_year(year=2026, days=published_years()[2026], source="通知", **NOTE)
    leave()
    assert [(event.year, event.at, event.actor) for event in heard] == [(2026, AT, SYSTEM)]
    entry = Entry.objects.get(verb="calendar.load")
    assert (entry.subject_id, entry.facts["revision"]) == (2026, 1)


def test_reloading_a_year_replaces_it() -> None:
    """重装一年，旧的日子不再算，修订次数加一。"""
    load = partial(load_year, year=2026, source="通知", **NOTE)
    load(days=[SpecialDay(date(2026, 3, 4), "holiday", "误装")])
    load(days=published_years()[2026])
    assert work_calendar().is_workday(date(2026, 3, 4))
    assert CalendarYear.objects.get(year=2026).revision == 2


def test_years_are_loaded_without_holes() -> None:
    """年份要接着装，中间空一年会把暂定的当成准的。"""
    load = partial(load_year, days=[], source="通知", **NOTE)
    load(year=2024)
    with pytest.raises(CalendarRefused, match="请先装入 2025 年"):
        load(year=2026)
    load(year=2025)
    load(year=2026)
    assert load_published(**NOTE) == list(range(2004, 2024))


@pytest.mark.parametrize(
    ("day", "kind", "why"),
    [
        (date(2026, 3, 4), "makeup", "本来就上班"),
        (date(2027, 1, 2), "holiday", "不在 2026 年"),
    ],
)
def test_impossible_days_are_refused(day: date, kind: str, why: str) -> None:
    """平日不能写成调休上班，别的年份的日子不能混进来。"""
    load = partial(load_year, year=2026, source="通知", **NOTE)
    with pytest.raises(CalendarRefused, match=why):
        load(days=[SpecialDay(day, kind, "误")])
    load(days=[SpecialDay(date(2026, 3, 7), kind, "对")])


def test_a_day_of_an_unloaded_year_cannot_be_changed() -> None:
    """没装入的年份不能只改一天。"""
    change = partial(change_day, day=date(2027, 1, 4), kind="holiday", name="元旦", source="通知")
    with pytest.raises(CalendarRefused, match="请先装入全年"):
        change(**NOTE)
    load_year(year=2027, days=[], source="通知", **NOTE)
    change(**NOTE)


def test_new_year_makeup_may_fall_in_december() -> None:
    """元旦的调休可以落在上一年十二月。"""
    load_year(
        year=2027, days=[SpecialDay(date(2026, 12, 27), "makeup", "元旦")], source="通知", **NOTE
    )
    assert work_calendar().is_workday(date(2026, 12, 27))


ORACLE = Path(settings.SHARED_DIR) / "data" / "holidays_2026_chinese-days.json"


@pytest.mark.skipif(not ORACLE.exists(), reason="没有第二份节假日资料可对照")
def test_2026_agrees_with_a_second_source() -> None:
    """2026 年的放假与调休，和另一份独立资料一天不差。"""
    other = json.loads(ORACLE.read_text())
    ours = published_years()[2026]
    for kind, key in (("holiday", "holidays"), ("makeup", "workdays")):
        mine = {day.date.isoformat() for day in ours if day.kind == kind}
        assert mine == {day for day in other[key] if day.startswith("2026")}
