"""代表建议，亲手走一遍：征询、交办、联系、延期、答复、评价、再办、会商、分办、撤回、归档公开；照武汉样板改的也走一遍。"""

from typing import Any

import pytest

from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from tests.journeys.by_hand import ByHand, paper
from tests.journeys.hands import PACKS
from tests.world import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAMPS, PIPES = "关于在村口至小学路段加装路灯的建议", "关于疏通文化路雨水管道的建议"
SHADE, BUS = "关于给公交站台搭雨棚的建议", "关于早班公交提前半小时发车的建议"
CURB, COURT = "关于在菜场门口画停车线的建议", "关于尽快了结拆迁案子的建议"
GROUNDS = "三个村两千人走这条路，去年一年出过三回事，都在冬天傍晚，老人孩子都怕走。"
PLAN = "请区住建局今年内办完，并明确以后由谁维护、多久查一次。"
REPLY = "您提出的建议收悉，我局会同街道经现场查看，现逐条答复如下。"
UNIT, OTHER = "区住房和城乡建设局", "区城市管理执法局"
MINE, ALL = ("我的履职", "我的建议"), ("代表建议",)
CONTACT = {"怎么联系的": "上门", "谈了什么": "和代表一起看了现场"}
LETTER = {"答复内容": REPLY, "签发人": "张局长"}
PRAISE = {"办理态度": "满意", "办理结果": "满意"}
BLAME = {"办理态度": "基本满意", "办理结果": "不满意", "不满意的理由": "还没有动工"}
SEND, DISPATCH = "提出建议", "交办（主办、协办）"
TALK = "记一次联系（先联系代表）"
RESOLVED = "答复：已解决或基本解决（A）"


@pytest.fixture
def county(by_hand: ByHand) -> ByHand:
    """照通用办法办建议的小县。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    return by_hand


def _written(county: ByHand, title: str) -> None:
    """代表从“我的履职”起一份稿，写好就提出。"""
    page = county.desk("deputy", "我的履职", "写一件建议")
    county.simply(page, {}, "开始写")
    fields: dict[str, Any] = {
        "案由": title,
        "案据：情况和原因": GROUNDS,
        "方案：建议怎么办": PLAN,
        "我看过“不作建议处理”的八种情形，这件都不属于": True,
    }
    county.simply(page, fields, SEND)


def _dispatched(county: ByHand, title: str) -> None:
    _written(county, title)
    county.work("office", title, DISPATCH, {"主办单位": UNIT})


def _replied(county: ByHand, title: str, label: str, *, talk: str = TALK, **more: Any) -> None:
    county.work("unit", title, talk, CONTACT)
    county.work("unit", title, label, {**LETTER, "答复函": paper(), **more})


def test_done_and_published(county: ByHand) -> None:
    """群众的话提成建议，退改、征询、交办、签收、联系、协办、延期、答复、满意，归档公开。"""
    said = "村口到小学这段路没有路灯。"
    county.say(said)
    written = {"建议标题": LAMPS, "案据：情况和原因": GROUNDS, "方案：建议怎么办": PLAN}
    county.work("deputy", said[:6], "提成代表建议", written, via=("我的履职", "找过我的"))
    county.work("office", LAMPS, "请代表修改", {"请代表改什么": "写明是哪一段路"})
    county.work("deputy", LAMPS, "修改好了，再提交")
    asked = {"拟交给哪几家": [UNIT, OTHER], "问什么": "拟请住建局主办，城管局协办灯杆基础"}
    county.work("office", LAMPS, "交办前先问单位", asked)
    no = {"为什么不归本单位": "灯杆归我局，配电归供电公司，主办请另定。"}
    county.work("other_unit", LAMPS, "不归本单位办", no)
    county.work("unit", LAMPS, "归本单位办", {"打算怎么办": "路灯由我局装，请城管局配合"})
    county.work("office", LAMPS, DISPATCH, {"主办单位": UNIT, "协办单位": [OTHER]})
    _contacted_first(county)
    _extended(county)
    county.on(6, 16)
    county.work("unit", LAMPS, RESOLVED, {**LETTER, "答复函": paper()})
    county.work("deputy", LAMPS, "满意或基本满意", PRAISE)
    county.work("office", LAMPS, "归档并公开")
    county.reads(county.find("deputy", LAMPS, *MINE), "已办结", REPLY[:12])
    county.reads(county.desk("unit", "承办台账", "办完"), LAMPS)


def _contacted_first(county: ByHand) -> None:
    """没有联系过代表、协办意见没有到齐，都答复不出去。"""
    county.on(3, 6)
    county.work("other_unit", LAMPS, "签收")
    county.work("unit", LAMPS, "签收")
    assert "联系" in county.refused("unit", LAMPS, RESOLVED)
    county.work("unit", LAMPS, TALK, CONTACT)
    note = {"核对联系的情况": "代表说看过现场了"}
    county.work("office", LAMPS, "核对已联系代表", note, via=ALL)
    assert "协办" in county.refused("unit", LAMPS, RESOLVED)
    county.on(4, 7)
    county.patrol()
    late = "催办（提出协办意见）"
    county.work("deputy", LAMPS, late, {"催办的话": "协办意见还没有到"}, via=MINE)
    view = {"协办意见": "灯杆基础由我局负责，本月做完。"}
    county.work("other_unit", LAMPS, "提出协办意见", view)


def _extended(county: ByHand) -> None:
    """三个月办不完，经同意可以延，最长六个月；代工委在“等我批的”里批。"""
    county.on(5, 20)
    wait = {"理由": "电力增容还要一个月"}
    far = county.refused("unit", LAMPS, "申请延期", {"延到哪天": "2026-10-31", **wait})
    assert "最长" in far
    county.work("unit", LAMPS, "申请延期", {"延到哪天": "2026-07-01", **wait})
    page = county.desk("office", "等我批的")
    county.reads(page, LAMPS, "电力增容")
    county.press(page, "准予延期")


def test_twice_dissatisfied_comes_to_a_joint_meeting(county: ByHand) -> None:
    """不满意再办，再不满意就会商；会商决定继续办，办出承诺，归档不公开。"""
    _dispatched(county, PIPES)
    promised = {"承诺事项": [{"who": "区住建局", "what": "疏通管道", "by": "2026-12-31"}]}
    _replied(county, PIPES, "答复：列入计划（B）", **promised)
    wrong = {**PRAISE, "不满意的理由": "还没有动工"}
    assert "不满意" in county.refused("deputy", PIPES, "不满意，请再办", wrong)
    county.work("deputy", PIPES, "不满意，请再办", BLAME)
    _replied(county, PIPES, "再答复：列入计划（B）", talk="记一次联系", **promised)
    county.work("deputy", PIPES, "仍不满意，请会商", BLAME)
    met = {"会商记录": "区长主持，代表、住建局参加，逐条商量。", "会商结论": "年底前疏通"}
    county.work("chair", PIPES, "会商决定继续办", met, via=ALL)
    again = {**LETTER, "答复函": paper(), **promised}
    county.work("unit", PIPES, "再答复：正在解决（B）", again)
    county.work("deputy", PIPES, "满意或基本满意", {"办理态度": "满意", "办理结果": "基本满意"})
    secret = {"不公开的理由": "代表说疏通了再公开"}
    county.work("office", PIPES, "只归档，不公开", secret)
    county.reads(county.desk("office", "承诺台账", "还没有结果"), "疏通管道")


def test_separate_units_and_a_rating_that_comes_late(county: ByHand) -> None:
    """分办的各答各的，都答复了才汇总；到期没有评价记作未评，过后补的不计入满意率。"""
    _written(county, SHADE)
    few = county.refused("office", SHADE, "交办（分办）", {"分办单位": [UNIT]})
    assert "至少" in few
    county.work("office", SHADE, "交办（分办）", {"分办单位": [UNIT, OTHER]})
    part = {"分办答复": "本单位负责的那一部分已经列入今年的预算，六月底前完成。"}
    for who in ("unit", "other_unit"):
        assert "分办单位" in county.refused("office", SHADE, "汇总：已解决或基本解决（A）")
        county.work(who, SHADE, TALK, CONTACT)
        signed = {"分办答复函": paper(), "分办签发人": "张局长"}
        county.work(who, SHADE, "答复本单位的部分", {**part, **signed})
    both = {"答复内容": REPLY, "主办单位": UNIT}
    county.work("office", SHADE, "汇总：已解决或基本解决（A）", both)
    county.on(4, 30)
    county.patrol()
    assert not county.sees("deputy", SHADE)
    late = {"办理态度（过后补的）": "满意", "办理结果（过后补的）": "基本满意"}
    county.work("deputy", SHADE, "补一个评价（不计入满意率）", late, via=MINE)
    county.work("office", SHADE, "归档并公开")


def test_withdrawn_and_not_taken(county: ByHand) -> None:
    """交办前、交办后都能提出撤回，撤不成的接着办；不作建议处理的写明原因，向代表说明。"""
    leave = {"撤回的理由": "公交公司已经答应提前发车"}
    _written(county, BUS)
    county.work("deputy", BUS, "撤回", leave, via=MINE)
    county.work("office", BUS, "确认撤回")
    county.reads(county.find("deputy", BUS, *MINE), "已撤回")
    _dispatched(county, CURB)
    county.work("deputy", CURB, "撤回", {"撤回的理由": "单位已经动工了"}, via=MINE)
    keep = {"没有撤回的原因": "还有三条线没有画"}
    county.work("office", CURB, "撤不成，接着办", keep)
    assert county.sees("unit", CURB)
    _written(county, COURT)
    why = {
        "不作建议处理的原因": "正在办理的案件，或申诉、控告",
        "向代表说明": "这件事正在法院审理，请等判决。",
    }
    county.work("office", COURT, "不作建议处理", why)
    county.reads(county.find("deputy", COURT, *MINE), "正在法院审理")


def test_the_wuhan_template_filled_in_runs_too(by_hand: ByHand) -> None:
    """照武汉的样板改好数字、换掉样板字样，发布采用：两个月答复、五日签收，都照改过的算。"""
    by_hand.hands.adopt("intake_qr", "tiered_routing")
    folder = PACKS / "deputy_suggestion"
    filled = (folder / "overlay-wuhan-template.toml").read_text(encoding="utf-8")
    for old, new in (
        ('overlay = "wuhan-template"', 'overlay = "wuhan"'),
        ("（武汉·样板，待填）", "（武汉）"),
        ("样板：没有找到当地条文，由采用的地方填写", "测试用的条例"),
        ('"stage.handling.deadline.within" = "3m"', '"stage.handling.deadline.within" = "2m"'),
    ):
        assert old in filled
        filled = filled.replace(old, new)
    source = (folder / "mechanism.toml").read_text(encoding="utf-8")
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    row = publish_mechanism(source=source, path="p", overlay_source=filled, **note)
    congress = by_hand.hands.world.congress.pk
    adopt_practice(jurisdiction_id=congress, mechanism_id=row.pk, **note)
    _dispatched(by_hand, LAMPS)
    page = by_hand.find("unit", LAMPS)
    by_hand.reads(page, "代表建议办理（武汉）", "5 月 4 日")
    _replied(by_hand, LAMPS, RESOLVED)
    by_hand.work("deputy", LAMPS, "满意或基本满意", PRAISE)
    by_hand.work("office", LAMPS, "归档并公开")
