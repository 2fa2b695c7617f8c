"""重点督办，亲手走一遍：提请、主任会议定、双月跟踪、改派跟着换人、半年视察、年底考评；不定的、撤回的。"""

import re

import pytest

from tests.journeys.by_hand import ByHand, paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAMPS, PIPES = "关于在村口至小学路段加装路灯的建议", "关于疏通文化路雨水管道的建议"
BUS = "关于早班公交提前半小时发车的建议"
GROUNDS = "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。"
PLAN = "请区住建局今年内装齐十一盏路灯，并明确由谁维护。"
REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
WHY = {"为什么提请重点督办": "三个村两千人走这条路，提了三年"}
UNIT, OTHER = "区住房和城乡建设局", "区城市管理执法局"
MINE, OPEN = ("我的履职", "我的建议"), "启动重点督办"
SUGGESTIONS = ("代表建议",)
#: 同一个标题的两件，在清单上凭欠着什么认得出旁办的那一件。
BESIDE = re.compile("^重点督办")
ASSESS = re.compile(f"{LAMPS}.*年底考评", re.DOTALL)
REPORT = re.compile(f"{LAMPS}.*双月报一次", re.DOTALL)


@pytest.fixture
def county(by_hand: ByHand) -> ByHand:
    """采用了重点督办的小县。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "key_suggestion")
    return by_hand


def _suggested(county: ByHand, said: str, title: str) -> None:
    county.say(said)
    written = {"建议标题": title, "案据：情况和原因": GROUNDS, "方案：建议怎么办": PLAN}
    county.work("deputy", said[:6], "提成代表建议", written, via=("我的履职", "找过我的"))


def _decided(words: str) -> dict[str, str]:
    meeting = {"主任会议哪天定的": "2026-03-02", "哪一次主任会议": "第五十二次主任会议"}
    return {**meeting, "会议决定": words}


def _selected(county: ByHand, title: str) -> None:
    """代工委提请得了、定不了；主任会议定下谁督办、谁领衔。"""
    county.work("office", title, OPEN, WHY)
    chosen = {
        **_decided("列为今年的重点建议，年底考评。"),
        "由哪个专（工）委督办": "城乡建设与环境资源保护委员会",
        "哪位领导领衔督办": "吴远山",
    }
    missing = {label: value for label, value in chosen.items() if label != "哪一次主任会议"}
    assert "哪一次主任会议" in county.refused("chair", title, "定为重点建议", missing)
    county.work("chair", title, "定为重点建议", chosen)


def test_tracked_to_the_end(county: ByHand) -> None:
    """每两个月跟踪，领导过问，改派跟着换人，视察、答复都有了才考评，考评打分写报告。"""
    _suggested(county, "村口到小学这段路没有路灯。", LAMPS)
    _selected(county, LAMPS)
    county.work("office", LAMPS, "交办（主办、协办）", {"主办单位": UNIT})
    county.on(3, 5)
    county.work("unit", LAMPS, "申请退回", {"理由": "路灯归城管局管"})
    page = county.desk("office", "等我批的")
    county.press(page, "准予退回并改派")
    county.simply(page, {"改由谁办": OTHER})
    county.on(4, 28)
    county.work("other_unit", REPORT, "报办理进展", {"办理进展": "灯杆基础做完六处"})
    slow = {"跟踪情况": "基础做完六处，五处还没征地", "进度怎样": "比计划慢"}
    county.work("committee", LAMPS, "记双月跟踪", slow)
    county.work(
        "chair", LAMPS, "领衔督办，提出要求", {"领衔督办的要求": "五月底前把五处用地定下来"}
    )
    county.reads(county.desk("office", "督办台", "重点事项清单"), LAMPS, "吴远山")
    county.on(7, 4)
    county.patrol()
    assert county.sees("office", LAMPS)
    good = {"跟踪情况": "十一处基础都做完了", "进度怎样": "按计划推进"}
    county.work("committee", LAMPS, "记双月跟踪", good)
    _assessed(county)


def _assessed(county: ByHand) -> None:
    county.on(7, 10)
    assert "半年视察" in county.refused("committee", LAMPS, "交年底考评")
    seen = {
        "哪天去看的": "2026-07-10",
        "哪些代表参加": "周岭梅",
        "视察报告": "到现场数了，十一盏灯装了八盏，代表要求月底装完。",
    }
    county.work("committee", LAMPS, "记半年视察", seen)
    view = {"代表的看法": "八盏灯都亮着，剩下三盏在弯道，最要紧"}
    county.work("deputy", BESIDE, "代表说看法", view, via=(*MINE, LAMPS))
    contact = {"怎么联系的": "上门", "谈了什么": "和代表一起看了现场"}
    county.work("other_unit", LAMPS, "记一次联系（先联系代表）", contact)
    reply = {"答复内容": REPLY, "答复函": paper(), "签发人": "李局长"}
    county.work("other_unit", LAMPS, "答复：已解决或基本解决（A）", reply)
    county.work("committee", LAMPS, "交年底考评")
    county.work("office", ASSESS, "下一年接着督办", {"为什么接着督办": "弯道三盏还没亮"})
    county.on(9, 2)
    done = {"跟踪情况": "十一盏都亮了", "进度怎样": "按计划推进"}
    county.work("committee", LAMPS, "记双月跟踪", done)
    county.work("committee", LAMPS, "交年底考评")
    judged = {"考评报告": "十一盏灯全部装好，明确由街道维护，代表满意。"}
    assert "100" in county.refused("office", ASSESS, "考评：落实了", {**judged, "考评得分": "101"})
    county.work("office", ASSESS, "考评：落实了", {**judged, "考评得分": "92"})
    county.reads(county.find("deputy", LAMPS, *MINE), "落实了")


def test_not_selected_and_withdrawn(county: ByHand) -> None:
    """会议没有定的，照常办理，以后还可以再提请；建议撤回了，督办由系统停下。"""
    _suggested(county, "文化路一下雨就积水，鞋都湿透。", PIPES)
    county.work("chair", PIPES, OPEN, WHY, via=SUGGESTIONS)
    assert OPEN not in county.offers("office", PIPES)
    county.work("chair", PIPES, "不定为重点", _decided("今年重点已满，照常办理。"))
    county.work("office", PIPES, OPEN, WHY)
    _suggested(county, "早班公交太晚，孩子赶不上早读。", BUS)
    _selected(county, BUS)
    county.work("deputy", BUS, "撤回", {"撤回的理由": "路灯已经装上了"}, via=MINE)
    county.work("office", BUS, "确认撤回")
    assert not county.sees("committee", BUS)
    page = county.find("office", BUS, *SUGGESTIONS)
    county.reads(page, "停止督办")
