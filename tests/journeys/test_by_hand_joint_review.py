"""双重联审，亲手走一遍：代表团退回、帮着改，议案组再退回，采纳编号；议案转建议、不采纳、撤回。"""

import pytest

from tests.journeys.by_hand import ByHand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUNDS = "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。"
MORE = "数过：缺十一盏灯，三个村两千人走，去年摔伤三起，都在冬天傍晚。"
PLAN = "请区住建局今年内装齐十一盏路灯，并明确由谁维护。"
LAMPS, PIPES = "关于在村口至小学路段加装路灯的建议", "关于疏通文化路雨水管道的建议"
SHADE, BUS = "关于给公交站台搭雨棚的建议", "关于早班公交提前半小时发车的建议"
MINE = ("我的履职", "我的建议")
CAUSE, EVIDENCE, FEASIBLE = "案由清", "案据足", "方案可行"


def _looked(who: str, **but: bool) -> dict[str, bool]:
    """三项对照着看；不行的写在 ``but`` 里。"""
    asked = {"cause": CAUSE, "evidence": EVIDENCE, "plan": FEASIBLE}
    return {f"{who}看：{label}": but.get(key, True) for key, label in asked.items()}


@pytest.fixture
def county(by_hand: ByHand) -> ByHand:
    """采用了联审的小县。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "joint_review")
    return by_hand


def _sent(county: ByHand, said: str, title: str) -> None:
    """群众扫码说了，代表从“找过我的”里提成建议：先送代表团。"""
    county.say(said)
    written = {"建议标题": title, "案据：情况和原因": GROUNDS, "方案：建议怎么办": PLAN}
    county.work("deputy", said[:6], "提成代表建议", written, via=("我的履职", "找过我的"))


def _passed(county: ByHand, title: str, kind: str = "建议") -> None:
    looked = {**_looked("代表团"), "按什么提的": kind}
    county.work("street", title, "初审通过，报议案组", looked)


def test_reviewed_twice_and_sent_back_twice(county: ByHand) -> None:
    """代表团先退回、帮着改，议案组再退回，代表两次改好，采纳编号，各人都从自己的桌面点到。"""
    _sent(county, "村口到小学这段路没有路灯。", LAMPS)
    thin = {**_looked("代表团", evidence=False), "按什么提的": "建议"}
    assert EVIDENCE in county.refused("street", LAMPS, "初审通过，报议案组", thin)
    thin = _looked("代表团", evidence=False) | {"请代表改什么": "案据没有人数，请补上。"}
    county.work("street", LAMPS, "退回代表修改", thin)
    help_ = {"帮着改的话": "三个村合计两千人，派出所有摔伤记录。"}
    county.work("street", LAMPS, "帮代表改", help_, via=("代表建议",))
    page = county.find("deputy", LAMPS)
    county.reads(page, "案据没有人数", "派出所有摔伤记录")
    county.work("deputy", LAMPS, "修改好了，再送代表团", {"案据：情况和原因": MORE})
    _passed(county, LAMPS)
    short = _looked("议案组", plan=False)
    assert FEASIBLE in county.refused("office", LAMPS, "采纳，编号成为建议", short)
    county.work("office", LAMPS, "退回代表修改", {**short, "请代表改什么": "请写明由谁来维护。"})
    note = {"帮着改的话": "可以写“由街道维护”。"}
    county.work("office", LAMPS, "帮代表改", note, via=("代表建议",))
    better = {"方案：建议怎么办": "请区住建局装灯，由街道维护。"}
    county.work("deputy", LAMPS, "修改好了，再送议案组", better)
    assert "议案转为建议" not in county.offers("office", LAMPS)
    county.work("office", LAMPS, "采纳，编号成为建议", _looked("议案组"))
    county.reads(county.find("deputy", LAMPS, *MINE), "待审查交办")
    assert "交办（主办、协办）" in county.offers("office", LAMPS)


def test_the_other_three_endings(county: ByHand) -> None:
    """议案转建议的、不采纳的、撤回的，也都从各人自己的桌面点到底。"""
    _sent(county, "文化路一下雨就积水，鞋都湿透。", PIPES)
    _passed(county, PIPES, "议案")
    looked = _looked("议案组")
    assert "建议" in county.refused("office", PIPES, "采纳，编号成为建议", looked)
    turned = {**looked, "为什么转为建议": "联名只有四人，不够法定人数"}
    county.work("office", PIPES, "议案转为建议", turned)
    county.reads(county.find("deputy", PIPES, *MINE), "待审查交办")
    _sent(county, "公交站没有雨棚，等车淋雨。", SHADE)
    _passed(county, SHADE)
    why = {"不作建议处理的原因": "不属于本级职权范围", "向代表说明": "站台由市公交集团统一建。"}
    county.work("office", SHADE, "不作建议处理", why)
    county.reads(county.find("deputy", SHADE, *MINE), "不作建议处理", "市公交集团")
    _sent(county, "早班公交太晚，孩子赶不上早读。", BUS)
    assert "撤回" not in county.offers("street", BUS)
    leave = {"撤回的理由": "公交公司已经答应提前发车"}
    county.work("deputy", BUS, "撤回", leave, via=MINE)
    assert not county.sees("street", BUS)
    county.work("office", BUS, "确认撤回")
    county.reads(county.find("deputy", BUS, *MINE), "已撤回")
