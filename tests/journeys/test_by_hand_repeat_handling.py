"""反复提办亲手办一遍：去年提过没解决、今年又提，开专题分析会，列时间表，到日子一项一项查。"""

import pytest

from tests.journeys.by_hand import ByHand, Value, paper
from tests.journeys.suggested import (
    LIGHTS,
    OTHER_UNIT,
    answered,
    dispatched,
    proposed,
    work_beside,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEETING_OWED = "开专题分析会，提出系统解决办法"
REPEAT = "反复提办"
AGAIN = "关于尽快装齐村口至小学路段路灯的建议"


def met(people: ByHand) -> dict[str, Value]:
    """专题分析会要填的。"""
    return {
        "哪天开的会": people.hands.now.date().isoformat(),
        "谁参加": "副区长、城管局、住建局、周岭梅代表",
        "为什么反复提": "谁建谁管没有定，电费没有来路，年年答复年年没办。",
        "系统解决办法": "全区村道路灯统一由城管局建、街道管，电费列入区财政预算。",
        "会议纪要": paper("会议纪要.pdf"),
    }


def repeated(people: ByHand) -> str:
    """去年答复“暂不具备条件”，今年又提；代工委从办件页旁边那一件启动反复提办。"""
    packs = ("intake_qr", "tiered_routing", "deputy_suggestion", "promise_ledger")
    people.hands.adopt(*packs, "repeat_handling")
    earlier = dispatched(people, proposed(people))
    answered(people, "unit", earlier, "答复：暂不具备条件（C）")
    people.on(3, 1, year=2027)
    title = dispatched(people, proposed(people, AGAIN, "小学那段路还是没有装灯"))
    assert "启动反复提办" not in people.offers("unit", title)
    page = people.find("office", title, "代表建议")
    people.reads(page, "往年提过、还没解决的", LIGHTS)
    people.press(page, "照这一件启动反复提办")
    given: dict[str, Value] = {
        "为什么还没有解决": "去年答复暂不具备条件，今年还是没有灯",
        "由哪家召集专题分析会": OTHER_UNIT,
    }
    people.fill(page, given)
    people.send(page)
    return title


@pytest.mark.row("S2-24")
def test_what_comes_back_every_year_gets_a_timetable(by_hand: ByHand) -> None:
    """召集单位开会、列时间表；承诺一项一项查过了，代工委才能说解决了；建议自己照走。"""
    title = repeated(by_hand)
    assert not by_hand.sees("unit", MEETING_OWED)
    by_hand.on(3, 20, year=2027)
    by_hand.work("other_unit", MEETING_OWED, "开了会，条件所限要列时间表", met(by_hand))
    items = [{"who": "区住建局", "what": "装齐十一盏路灯", "by": "2027-08-31"}]
    listed: dict[str, Value] = {"时间表": items, "最后一项哪天做完": "2027-08-31"}
    by_hand.work("unit", "列时间表：谁、做什么、哪天做到", "列好时间表", listed)
    by_hand.on(6, 18, year=2027)
    seen: dict[str, Value] = {"按时间表查的情况": "基础做完六处，灯杆到货"}
    by_hand.work("office", "按时间表查一次", "记按时间表查", seen)
    _checked(by_hand)
    page = by_hand.find("office", title, "代表建议")
    by_hand.reads(page, "办理中", "解决了")


def _checked(people: ByHand) -> None:
    proof = paper("验收单.pdf")
    done: dict[str, Value] = {"办到什么程度": "十一盏全部装好亮灯", "证据": proof}
    people.work("unit", "照时间表一项一项做完", "做完了，请查验", done)
    checked: dict[str, Value] = {"查验情况": "和代表夜里去看，十一盏都亮着"}
    off = people.refused("office", "和代表一起查验", "查验属实，解决了", checked)
    assert "承诺" in off
    kept: dict[str, Value] = {"兑现情况": "十一盏全部装好亮灯", "证据": proof}
    people.work("unit", "兑现承诺", "做到了，请查验", kept)
    people.work("office", "看证据，查验", "查验属实，按期兑现", checked)
    people.work("office", "和代表一起查验", "查验属实，解决了", checked)


@pytest.mark.row("S2-24")
def test_stopped_by_the_chair_then_found_not_solved(by_hand: ByHand) -> None:
    """主任会议同意停办的就停了；再启动一次，马上能办的办了，查验没有解决，转去列时间表。"""
    title = repeated(by_hand)
    assert "主任会议同意停办" not in by_hand.offers("other_unit", MEETING_OWED)
    page = by_hand.find("office", title, "代表建议")
    assert page.get_by_text("照这一件启动反复提办").count() == 0, "正在办的没完，不能再启动"
    why: dict[str, Value] = {"为什么停办": "主任会议议过：这段路今年改建，灯随路一起装。"}
    work_beside(by_hand, "chair", title, REPEAT, "主任会议同意停办", why)
    assert not by_hand.sees("other_unit", MEETING_OWED)
    page = by_hand.find("office", title, "代表建议")
    by_hand.press(page, "照这一件启动反复提办")
    by_hand.fill(
        page, {"为什么还没有解决": "改建推迟了，灯还是没有装", "由哪家召集专题分析会": OTHER_UNIT}
    )
    by_hand.send(page)
    by_hand.work("other_unit", MEETING_OWED, "开了会，马上能办", met(by_hand))
    done: dict[str, Value] = {"办到什么程度": "十一盏里装好了六盏", "证据": paper("验收单.pdf")}
    by_hand.work("unit", "照系统解决办法办完", "做完了，请查验", done)
    seen: dict[str, Value] = {"查验情况": "夜里去看，还有五盏不亮"}
    by_hand.work("office", "和代表一起查验", "还没有解决，列时间表接着办", seen)
    assert by_hand.sees("unit", "列时间表：谁、做什么、哪天做到")
    page = by_hand.find("office", title, "代表建议")
    by_hand.reads(page, "停办", "待列时间表", "办理中")
