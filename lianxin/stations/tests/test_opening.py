"""开放时间：每周的几段、放假与调休、另有安排的日子，此刻开没开、几时再开。"""

from datetime import date, datetime, time
from typing import Any

import pytest

from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.workdays import WorkCalendar
from lianxin.stations.models import OpeningHours
from lianxin.stations.opening import Opening, Span, Special, week_words
from lianxin.stations.queries import openings
from lianxin.stations.usecases.opening import (
    OpeningRefused,
    drop_special_day,
    set_special_day,
    set_week,
)
from tests.world import AT, BEIJING, TODAY, World

NINE, NOON, TWO, FIVE = time(9), time(12), time(14), time(17)
WEEK = tuple(Span(day, *pair) for day in range(5) for pair in ((NINE, NOON), (TWO, FIVE)))
SATURDAY = Span(5, NINE, NOON, "志愿者值班")
PLAIN = WorkCalendar("一", last_year=2026)
NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """三月的一天几点；3 月 2 日是周一。"""
    return datetime(2026, 3, day, hour, minute, tzinfo=BEIJING)


def test_a_week_is_said_in_one_line() -> None:
    """连着几天一样的归在一起；说明写在括号里；七天一样就是每天。"""
    assert week_words([*WEEK, SATURDAY]) == (
        "周一至周五 9:00—12:00、14:00—17:00；周六 9:00—12:00（志愿者值班）"
    )
    assert week_words([Span(day, NINE, FIVE) for day in range(7)]) == "每天 9:00—17:00"
    assert (
        week_words([Span(0, NINE, FIVE), Span(2, NINE, FIVE)]) == "周一 9:00—17:00；周三 9:00—17:00"
    )


@pytest.mark.parametrize(
    ("at", "is_open", "words"),
    [
        (moment(2, 9), True, "现在开放，12:00 关门"),
        (moment(2, 12), False, "现在没有开放，今天14:00 开门"),
        (moment(2, 17), False, "现在没有开放，3月3日（周二）9:00 开门"),
        (moment(6, 18), False, "现在没有开放，3月7日（周六）9:00 开门"),
        (moment(7, 13), False, "现在没有开放，3月9日（周一）9:00 开门"),
    ],
)
def test_open_now_or_opens_next(at: datetime, is_open: bool, words: str) -> None:
    """开着说几点关，关着说几时开：中午、晚上、周末都对。"""
    state = Opening((*WEEK, SATURDAY)).now(at, PLAIN)

    assert (state.is_open, state.words) == (is_open, words)


def test_holidays_makeup_days_and_special_days() -> None:
    """放假不开，调休的周末照周一开；另有安排的一天最优先，关着写明缘由。"""
    calendar = WorkCalendar(
        "二", frozenset({date(2026, 3, 3)}), frozenset({date(2026, 3, 8)}), last_year=2026
    )
    plain = Opening(WEEK)
    duty = Opening(WEEK, (Special(date(2026, 3, 3), NINE, NOON, "节日值班"),))
    shut = Opening(WEEK, (Special(date(2026, 3, 2), None, None, "停电检修"),))

    assert plain.now(moment(3, 10), calendar).words == (
        "现在没有开放（放假），3月4日（周三）9:00 开门"
    )
    assert plain.now(moment(8, 10), calendar).is_open
    assert duty.now(moment(3, 10), calendar).is_open
    assert shut.now(moment(2, 10), PLAIN).words == (
        "现在没有开放（停电检修），3月3日（周二）9:00 开门"
    )
    assert plain.hours(date(2026, 3, 2), date(2026, 3, 8), calendar) == 5 * 6


def test_a_new_week_keeps_the_old_one(world: World) -> None:
    """改了开放时间，过去的小时数照当时的算；同一天又改，只留后一次的。"""
    station = world.station.pk
    set_week(station_id=station, spans=WEEK, on=date(2026, 2, 9), **NOTE)
    made = set_week(station_id=station, spans=[SATURDAY], on=date(2026, 2, 23), **NOTE)
    again = set_week(station_id=station, spans=WEEK, on=date(2026, 2, 23), **NOTE)

    assert (made.hours, again.hours) == (
        "周六 9:00—12:00（志愿者值班）",
        "周一至周五 9:00—12:00、14:00—17:00",
    )
    kept = openings(station_ids=[station], since=date(2026, 2, 1))[station]
    assert kept.hours(date(2026, 2, 2), date(2026, 2, 6), PLAIN) == 5 * 8
    assert kept.hours(date(2026, 2, 9), date(2026, 2, 13), PLAIN) == 5 * 6
    assert not OpeningHours.objects.filter(weekday=5).exists()
    with pytest.raises(OpeningRefused, match="已经另定过"):
        set_week(station_id=station, spans=WEEK, on=date(2026, 2, 20), **NOTE)


@pytest.mark.parametrize(
    ("spans", "why"),
    [
        ([], "至少写一段"),
        ([Span(0, NOON, NINE)], "关门不在开门以后"),
        ([Span(0, NINE, TWO), Span(0, NOON, FIVE)], "交叠"),
    ],
)
def test_a_week_must_make_sense(world: World, spans: list[Span], why: str) -> None:
    """一段也没有、先后颠倒、几段交叠的，改不了。"""
    with pytest.raises(OpeningRefused, match=why):
        set_week(station_id=world.station.pk, spans=spans, on=TODAY, **NOTE)


def test_special_days_are_for_today_and_later(world: World) -> None:
    """过去的、只写一头的、没写缘由的安排不了；再安排一次以后一次为准，撤了照每周的。"""

    def arrange(on: date = TODAY, **changes: Any) -> Any:
        given = {"opens": None, "closes": None, "note": "停电检修", "today": TODAY, **NOTE}
        return set_special_day(station_id=world.station.pk, on=on, **{**given, **changes})

    for wrong in ({"on": date(2026, 3, 1)}, {"opens": NINE}, {"note": " "}):
        with pytest.raises(OpeningRefused):
            arrange(**wrong)
    arrange()
    arrange(opens=NINE, closes=NOON, note="上午照开")

    found = openings(station_ids=[world.station.pk], since=TODAY)[world.station.pk]
    assert found.specials == (Special(TODAY, NINE, NOON, "上午照开"),)
    drop_special_day(station_id=world.station.pk, on=TODAY, today=TODAY, **NOTE)
    with pytest.raises(OpeningRefused, match="不用撤"):
        drop_special_day(station_id=world.station.pk, on=TODAY, today=TODAY, **NOTE)
