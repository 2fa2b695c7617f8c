"""“三考”亲手办一遍：一考方案、二考进度、三考结果，各人从自己的桌面点；撤回了，考评停下。"""

import pytest

from tests.journeys.by_hand import ByHand, Value
from tests.journeys.suggested import (
    OTHER_UNIT,
    answered,
    beside,
    dispatched,
    proposed,
    rated,
    work_beside,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN: dict[str, Value] = {
    "办理方案": "三月定点位，四月做基础，五月立杆亮灯，六月交街道维护。",
    "责任链": "局长王清，副局长张远，科长赵明，经办人孙可。",
}
CHECKED: dict[str, Value] = {"责任分级落实到人": True, "建了台账": True, "一件一答复": True}
EXAM = "考评：办理“三考”"
PLAN_OWED = "交办理方案，写明责任链"
EXAM_OWED = "考方案：责任链、台账、一件一答复"
MIDYEAR_OWED = "二考进度：普遍听、重点看、当面问、集中评"
YEAR_END_OWED = "三考结果：按分管领域逐件考"


def started(people: ByHand, title: str) -> None:
    """交办以后，代工委在办件页上启动考评，安排归哪个口考；哪天交办的系统已经填好。"""
    people.work("office", title, "启动考评", via=("代表建议",))
    arranged: dict[str, Value] = {"归哪个口考": "城建环保口"}
    people.work("office", "定下归哪个口考", "安排好了，开始一考", arranged)


@pytest.mark.row("S2-22")
def test_three_exams_by_hand(by_hand: ByHand) -> None:
    """一件建议从交办到三次考完：改派换人，方案重做，听看问评，年底考落实；得分汇总看得到。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "three_exams")
    title = dispatched(by_hand, proposed(by_hand))
    assert "启动考评" not in by_hand.offers("unit", title)
    started(by_hand, title)
    _handed_to_another_unit(by_hand, title)
    _the_plan(by_hand)
    _the_progress(by_hand, title)
    _the_result(by_hand, title)


def _handed_to_another_unit(people: ByHand, title: str) -> None:
    people.on(3, 6)
    assert people.sees("unit", PLAN_OWED)
    reason: dict[str, Value] = {"理由": "路灯归城管局管，不归我们。"}
    people.work("unit", "联系代表，办理并答复", "申请退回", reason)
    people.work("office", title, "准予退回并改派", {"改由谁办": OTHER_UNIT}, via=("等我批的",))
    assert not people.sees("unit", PLAN_OWED)


def _the_plan(people: ByHand) -> None:
    short = people.refused("other_unit", PLAN_OWED, "交方案", {"办理方案": PLAN["办理方案"]})
    assert "请填写" in short
    people.work("other_unit", PLAN_OWED, "交方案", PLAN)
    poor: dict[str, Value] = {**CHECKED, "建了台账": False, "一考得分（方案）": "60"}
    assert "建了台账" in people.refused("office", EXAM_OWED, "方案考过了", poor)
    fault: dict[str, Value] = {"方案哪里不行": "没有建台账，请补上再交。"}
    people.work("office", EXAM_OWED, "方案不行，重做", fault)
    people.on(3, 12)
    people.work("other_unit", "照意见重做方案", "交方案", PLAN)
    people.work("office", EXAM_OWED, "方案考过了", {**CHECKED, "一考得分（方案）": "88"})


def _the_progress(people: ByHand, title: str) -> None:
    people.on(7, 1)
    people.patrol()
    heard: dict[str, Value] = {"普遍听：听到什么": "副局长汇报，十一盏装了九盏"}
    looked: dict[str, Value] = {"重点看：看到什么": "到村口看了，九盏亮着，两盏缺电"}
    asked: dict[str, Value] = {"当面问：怎么问怎么答": "代表问哪天亮，答八月十五日前"}
    judged: dict[str, Value] = {
        "集中评：评议意见": "十一盏装了九盏，比方案慢半个月。",
        "二考得分（进度）": "80",
    }
    people.work("office", MIDYEAR_OWED, "记普遍听", heard)
    work_beside(people, "chair", title, EXAM, "记重点看", looked)
    page = beside(people, "chair", title, EXAM)
    people.reads(page, "还不能办", "记当面问")
    people.work("office", MIDYEAR_OWED, "记当面问", asked)
    work_beside(people, "chair", title, EXAM, "记集中评，打分", judged)


def _the_result(people: ByHand, title: str) -> None:
    judged: dict[str, Value] = {
        "三考意见": "十一盏都亮了，街道接手维护。",
        "三考得分（结果）": "95",
    }
    done = "考结果：办结了，落实了"
    assert "主办件办结" in people.refused("chair", YEAR_END_OWED, done)
    answered(people, "other_unit", "联系代表，办理并答复")
    rated(people, title)
    people.work("office", "归档，公开建议和答复", "归档并公开")
    people.on(12, 10)
    people.work("chair", YEAR_END_OWED, done, judged)
    scores = people.desk("office", "代表建议", "承办单位考评得分")
    people.reads(scores, OTHER_UNIT, "88", "80", "95")


@pytest.mark.row("S2-22")
def test_a_withdrawn_suggestion_is_examined_no_more(by_hand: ByHand) -> None:
    """考到一半，代表撤回建议，代工委确认：考评由系统停下，单位桌面上不再欠方案。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "three_exams")
    title = dispatched(by_hand, proposed(by_hand))
    started(by_hand, title)
    why: dict[str, Value] = {"撤回的理由": "路灯已经装上了"}
    by_hand.work("deputy", title, "撤回", why, via=("代表建议",))
    assert by_hand.sees("unit", PLAN_OWED)
    by_hand.work("office", title, "确认撤回")
    assert not by_hand.sees("unit", PLAN_OWED)
    page = by_hand.find("office", title, "代表建议")
    by_hand.reads(page, "不再考评")
