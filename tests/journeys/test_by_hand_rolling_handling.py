"""滚动连办亲手办一遍：年底回头看，没办完的下一年再交办，接办的一件从头走。"""

import re

import pytest

from tests.journeys.by_hand import ByHand, Value
from tests.journeys.suggested import (
    OTHER_UNIT,
    answered,
    dispatched,
    proposed,
    rated,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOK_OWED = "年底前回头看一遍"
CHECK_OWED = "自查：答应的办到哪一步"
CARRY_OWED = "下一年再交办，另立接办的一件"
SEEN: dict[str, Value] = {
    "回头看的情况": "到现场看了，十一盏装了四盏",
    "下一年办到什么程度": "明年六月底前装齐",
}


def promised(people: ByHand, title: str, said: str, label: str) -> str:
    """答复“列入计划”或“正在解决”，代表评过，归了档。"""
    dispatched(people, proposed(people, title, said))
    items = [{"who": "区住建局", "what": "装齐路灯", "by": "2026-12-31"}]
    answered(people, "unit", title, label, 承诺事项=items)
    rated(people, title)
    people.work("office", title, "归档并公开")
    return title


def looked_back(people: ByHand, *titles: str) -> None:
    """代工委在“跨年回头看”里勾选这几件，开始回头看。"""
    page = people.desk("office", "代表建议", "跨年回头看")
    for title in titles:
        page.get_by_role("checkbox", name=f"选中：{title}").check()
    people.press(page, "选中的开始回头看")


@pytest.mark.row("S2-25")
def test_what_is_not_finished_is_carried_into_the_next_year(by_hand: ByHand) -> None:
    """列入计划的年底没有办完，下一年再交办：号是一脉的，换一家单位从头办；原来那一件照旧查得到。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "rolling_handling")
    title = promised(
        by_hand, "关于加装村口路灯的建议", "村口到小学这段路没有路灯", "答复：列入计划（B）"
    )
    by_hand.on(10, 13)
    looked_back(by_hand, title)
    told: dict[str, Value] = {"承办单位自查": "十一盏装好了四盏，其余等杆子"}
    by_hand.work("unit", CHECK_OWED, "报自查情况", told)
    wrong = by_hand.refused("office", LOOK_OWED, "正在解决的没办完，下一年接着办", SEEN)
    assert "正在解决" in wrong
    by_hand.work("office", LOOK_OWED, "列入计划的没办完，下一年接着办", SEEN)
    assert "下一年" in by_hand.refused("office", CARRY_OWED, "再交办，立接办的一件")
    by_hand.on(1, 12, year=2027)
    by_hand.work("office", CARRY_OWED, "再交办，立接办的一件")
    _handled_anew(by_hand, title)


def _handled_anew(people: ByHand, title: str) -> None:
    page = people.find("office", title)
    people.reads(page, "滚动续办的一脉", "→2027")
    people.work("office", title, "交办（主办、协办）", {"主办单位": OTHER_UNIT})
    answered(people, "other_unit", title)
    assert people.sees("deputy", title, "我的履职")
    rated(people, title)


@pytest.mark.row("S2-25")
def test_what_was_being_done_is_finished_or_goes_on(by_hand: ByHand) -> None:
    """“正在解决”的两件一起回头看：办完了的写“已经办完”就了结，没办完的下一年接着办；各走各的。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "rolling_handling")
    said = "答复：正在解决（B）"
    done = promised(by_hand, "关于加装村口路灯的建议", "村口到小学这段路没有路灯", said)
    left = promised(by_hand, "关于修补村口水泥路的建议", "村口的水泥路裂了好几道口子", said)
    by_hand.on(12, 7)
    looked_back(by_hand, done, left)
    wrong = by_hand.refused("office", owed(done), "列入计划的没办完，下一年接着办", SEEN)
    assert "列入计划" in wrong
    seen: dict[str, Value] = {"回头看的情况": "到现场看了，十一盏都亮着"}
    by_hand.work("office", owed(done), "看过了，已经办完", seen)
    by_hand.work("office", owed(left), "正在解决的没办完，下一年接着办", SEEN)
    assert not by_hand.sees("office", owed(done))
    by_hand.reads(by_hand.find("office", done, "代表建议"), "已办完")
    by_hand.reads(by_hand.find("office", left, "代表建议"), "待下一年再交办")


def owed(title: str) -> re.Pattern[str]:
    """“今天要办”里欠着回头看的这一件。"""
    return re.compile(rf"{title}.*{LOOK_OWED}", re.DOTALL)
