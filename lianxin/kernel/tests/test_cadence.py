"""频次的算法：窗口不重不漏，边上的日子、闰年、起算日；文件的错一次报全；达没达标。"""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.kernel.cadence.drawing import strip, table
from lianxin.kernel.cadence.judging import Tenure, state_of, warns_on, year_state
from lianxin.kernel.cadence.model import Rule
from lianxin.kernel.cadence.parse import Known, check_cadence, load_cadence
from lianxin.kernel.cadence.windows import (
    NAMED,
    Frame,
    FrameMistake,
    Window,
    frame_of,
    window_at,
    window_text,
    windows,
    year_at,
)
from lianxin.kernel.mechanism.source import MechanismMistakes

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
SPANS = st.builds(lambda n, u: f"{n}{u}", st.integers(1, 40), st.sampled_from("dwm"))
FRAMES = st.one_of(st.sampled_from(sorted(NAMED)).map(Frame), st.builds(Frame, SPANS, anchor=DAYS))
GOOD = """
key = "talk"
version = 1
label = "半月谈"
basis = ["S3-06"]
[[rule]]
key = "talk"
label = "半月谈"
who = "group"
window = "half_month"
least = 1
warn = "4d"
"""


def rule(**changes: object) -> Rule:
    """改了几处的一条规则。"""
    lines = {"window": '"two_months"', "least": "1", "year_least": "6", "warn": '"15d"'}
    lines |= {key: str(value) for key, value in changes.items()}
    head = GOOD[: GOOD.index("window")]
    body = "\n".join(f"{key} = {value}" for key, value in lines.items() if value != "None")
    return load_cadence(head + body, "a.toml").rules[0]


@settings(deadline=None)
@given(FRAMES, DAYS)
def test_every_day_lies_in_exactly_one_window(frame: Frame, day: date) -> None:
    """每一天恰在一个窗口里；前一天、后一天要么同一个窗口，要么正好接上。"""
    here = window_at(frame, day)

    assert day in here
    assert window_at(frame, here.starts) == here
    assert window_at(frame, here.last) == here
    assert window_at(frame, here.ends).starts == here.ends
    assert window_at(frame, here.starts - timedelta(days=1)).ends == here.starts


@settings(deadline=None)
@given(FRAMES, DAYS, st.integers(1, 800))
def test_windows_partition_any_period(frame: Frame, since: date, length: int) -> None:
    """一段日子里的窗口先后相接，盖满这段日子，一天不重一天不漏。"""
    until = since + timedelta(days=length)
    found = list(windows(frame, since, until))

    assert found[0].starts <= since
    assert found[-1].last >= until - timedelta(days=1)
    assert all(one.ends == two.starts for one, two in pairwise(found))
    assert all(one.days >= 1 for one in found)


@settings(deadline=None)
@given(st.sampled_from(sorted(NAMED)), st.integers(1990, 2090))
def test_calendar_windows_partition_the_year(name: str, year: int) -> None:
    """日历上的窗口恰好分完一年，闰年也是；各有多少个是定数。"""
    whole = year_at(date(year, 5, 1))
    found = list(windows(Frame(name), whole.starts, whole.ends))

    assert (found[0].starts, found[-1].ends) == (whole.starts, whole.ends)
    assert sum(one.days for one in found) == whole.days
    wanted = {"half_month": 24, "month": 12, "two_months": 6, "quarter": 4, "half_year": 2}
    assert len(found) == wanted.get(name, 1)


@pytest.mark.parametrize(
    ("name", "anchor", "day", "starts", "ends", "words"),
    [
        ("half_month", None, "2028-02-29", "2028-02-16", "2028-03-01", "2028 年 2 月下半月"),
        ("half_month", None, "2026-02-15", "2026-02-01", "2026-02-16", "2026 年 2 月上半月"),
        ("two_months", None, "2026-12-31", "2026-11-01", "2027-01-01", "2026 年 11—12 月"),
        ("quarter", None, "2026-04-01", "2026-04-01", "2026-07-01", "2026 年二季度"),
        ("half_year", None, "2026-07-01", "2026-07-01", "2027-01-01", "2026 年下半年"),
        (
            "1m",
            "2026-01-31",
            "2026-02-28",
            "2026-02-28",
            "2026-03-31",
            "2 月 28 日—3 月 30 日",
        ),
        (
            "1m",
            "2026-01-31",
            "2026-02-27",
            "2026-01-31",
            "2026-02-28",
            "1 月 31 日—2 月 27 日",
        ),
        (
            "2w",
            "2026-01-05",
            "2025-12-31",
            "2025-12-22",
            "2026-01-05",
            "12 月 22 日—1 月 4 日",
        ),
        (
            "10d",
            "2026-03-01",
            "2026-03-11",
            "2026-03-11",
            "2026-03-21",
            "3 月 11 日—3 月 20 日",
        ),
    ],
)
def test_edges(name: str, anchor: str | None, day: str, starts: str, ends: str, words: str) -> None:
    """边上的日子：闰日、半月分界、年末、31 日起算、起算日以前。"""
    frame = frame_of(name, date.fromisoformat(anchor) if anchor else None)
    window = window_at(frame, date.fromisoformat(day))

    assert window == Window(date.fromisoformat(starts), date.fromisoformat(ends))
    assert window_text(frame, window).endswith(words)


@pytest.mark.parametrize(
    ("name", "anchor", "words"),
    [
        ("month", date(2026, 1, 1), "不要写 anchor"),
        ("fortnight", None, "不认得"),
        ("10wd", date(2026, 1, 1), "不能用工作日"),
        ("2w", None, "请写 anchor"),
    ],
)
def test_bad_frames_are_explained(name: str, anchor: date | None, words: str) -> None:
    """窗口写错了，说清该怎么写。"""
    with pytest.raises(FrameMistake, match=words):
        frame_of(name, anchor)


BAD = """
key = "Bad"
version = 0
label = ""
basis = ["代表法28"]
colour = "red"
[[rule]]
key = "a"
label = "甲"
who = "mayor"
window = "2w"
measure = "smiles"
least = 2
most = 1
needs = ["photo"]
kinds = ["party"]
warn = "5wd"
[[rule]]
key = "a"
label = "乙"
who = "deputy"
window = "two_months"
measure = "themes"
least = 1
year_least = 3
warn = "3m"
[[rule]]
key = "c"
label = "丙"
who = "group"
window = "quarter"
least = 1
most = 1
year_least = 9
warn = "7d"
"""


def test_all_mistakes_at_once_with_their_lines() -> None:
    """一份写坏十几处的文件，一次报全，都带行号。"""
    found = check_cadence(BAD, "bad.toml", Known(kinds={"visit"}))
    said = "\n".join(map(str, found))

    for words in (
        "version 不能小于 1",
        "label 不能是空的",
        "basis 没有写明来自哪一行做法",
        "不认识 colour",
        "who 不能写“mayor”",
        "请写 anchor",
        "measure 不能写“smiles”",
        "至多 1 比至少 2 还少",
        "needs 不能写“photo”",
        "kinds 里没有“party”",
        "提前多久提醒按日历天算",
        "规则 a 写了两次",
        "对代表不能数“认领的主题”",
        "全年至少 3 写了没有用",
        "比窗口（最短 59 天）还长",
        "到不了全年至少 9",
    ):
        assert words in said, words
    assert all(mistake.line > 1 for mistake in found)
    assert check_cadence(GOOD, "good.toml") == []


def test_a_file_with_bad_syntax_is_refused_in_plain_words() -> None:
    """TOML 语法不对，也是一句中文。"""
    assert "TOML 语法不对" in str(check_cadence("key = ", "a.toml")[0])
    with pytest.raises(MechanismMistakes, match="一条规则也没有"):
        load_cadence(GOOD[: GOOD.index("[[rule]]")], "a.toml")


MARCH = Window(date(2026, 3, 1), date(2026, 5, 1))
EVER = Tenure(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("count", "today", "tenure", "state"),
    [
        (0, "2026-02-28", EVER, "future"),
        (0, "2026-03-01", EVER, "open"),
        (0, "2026-04-15", EVER, "open"),
        (0, "2026-04-16", EVER, "warn"),
        (0, "2026-04-30", EVER, "warn"),
        (0, "2026-05-01", EVER, "breach"),
        (1, "2026-05-01", EVER, "met"),
        (1, "2026-03-02", EVER, "met"),
        (0, "2026-05-01", Tenure(date(2026, 3, 2)), "exempt"),
        (0, "2026-05-01", Tenure(date(2026, 3, 1)), "breach"),
        (0, "2026-05-01", Tenure(date(2020, 1, 1), date(2026, 4, 30)), "exempt"),
        (0, "2026-05-01", Tenure(date(2020, 1, 1), date(2026, 5, 1)), "breach"),
        (1, "2026-05-01", Tenure(date(2026, 3, 2)), "met"),
    ],
)
def test_what_a_window_is(count: int, today: str, tenure: Tenure, state: str) -> None:
    """达标、进行中、快到期、没达标；半路来的、半路走的不计。"""
    found = state_of(rule(), MARCH, count, today=date.fromisoformat(today), tenure=tenure)
    assert found == state


def test_more_than_the_most_is_shown() -> None:
    """两至四件：四件达标，五件写明超出。"""
    targets = rule(window='"year"', least="2", most="4", year_least="None", warn='"90d"')
    year, today = year_at(date(2026, 1, 1)), date(2026, 12, 1)
    states = [state_of(targets, year, n, today=today, tenure=EVER) for n in (1, 2, 4, 5)]

    assert states == ["warn", "met", "met", "over"]
    assert targets.text == "每年 2 至 4 次"
    assert warns_on(targets, year) == date(2026, 10, 3)


def test_the_year_is_judged_on_its_own() -> None:
    """每个窗口都达标、全年不够六次的，全年那一格照样是没达标。"""
    year = year_at(date(2026, 1, 1))

    def at(count: int, today: date, tenure: Tenure = EVER) -> str:
        return year_state(rule(), year, count, today=today, tenure=tenure)

    assert at(6, date(2026, 8, 1)) == "met"
    assert at(5, date(2026, 12, 1)) == "open"
    assert at(5, date(2027, 1, 1)) == "breach"
    assert at(5, date(2027, 1, 1), Tenure(date(2026, 2, 1))) == "exempt"
    assert rule().text == "每两个月至少 1 次，全年至少 6 次"


def test_the_strip_shows_every_window() -> None:
    """日历条上一个窗口一格，表里一条规则一行。"""
    cadence = load_cadence(GOOD, "a.toml")

    assert strip(cadence, 2026).count("≥1") == 24
    assert [row[2] for row in table(cadence)] == ["每半月至少 1 次"]
