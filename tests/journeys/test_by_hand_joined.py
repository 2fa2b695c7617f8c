"""同一件事的两件建议并案，亲手办一遍：一点就并过去，一次答复，两件各自评价。"""

import pytest

from tests.journeys.by_hand import ByHand, Value
from tests.journeys.suggested import LIGHTS, SATISFIED, answered, dispatched, proposed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AGAIN = "关于尽快装齐村口至小学路段路灯的建议"


@pytest.mark.row("S1-13")
def test_two_of_one_matter_are_merged_by_hand(by_hand: ByHand) -> None:
    """代工委在第二件的页上点“并到这一件”；单位看得到并进来的一件，答复一次，代表各评各的。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    dispatched(by_hand, proposed(by_hand))
    proposed(by_hand, AGAIN, "小学那段路还是没有装灯")
    page = by_hand.find("office", AGAIN)
    by_hand.reads(page, "像是同一件事的", LIGHTS)
    by_hand.press(page, "并到这一件")
    page = by_hand.find("deputy", AGAIN, "我的履职", "我的建议")
    by_hand.reads(page, "一起办", "区住房和城乡建设局主办")
    page = by_hand.find("unit", LIGHTS)
    by_hand.reads(page, "并进来一起办的 1 件", AGAIN)
    answered(by_hand, "unit", LIGHTS)
    by_hand.work("deputy", AGAIN, "满意或基本满意", SATISFIED)
    blame: dict[str, Value] = {"办理态度": "满意", "办理结果": "不满意"}
    blame["不满意的理由"] = "后半段还是黑的，请接着装。"
    by_hand.work("deputy", LIGHTS, "不满意，请再办", blame)
    assert by_hand.sees("unit", "再办理，再答复")
    assert by_hand.sees("office", AGAIN)
