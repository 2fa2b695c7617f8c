"""落实回看的整个故事：答复前就启动、核实没通过、半年后有反弹，最后落实；另两件部分落实、未落实。"""

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

TITLE = "关于在村口至小学路段加装路灯的建议"
GROUNDS = "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。"
PROPOSAL = "请区住建局今年内装齐十一盏路灯，并明确由谁维护。"
REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
WHY = {"why_look": "答应年内装齐十一盏"}


def play(stage: Stage) -> None:
    """一件从答复前看到落实，两件答复以后才看。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "implementation_lookback")
    _seen_through(stage)
    _ended(stage, "look_partly", "partly")
    _ended(stage, "look_not", "not_implemented")


def _dispatched(stage: Stage) -> int:
    asked = stage.say("村口到小学这段路没有路灯。")
    draft = {"suggestion_title": TITLE, "grounds": GROUNDS, "proposal": PROPOSAL}
    stage.do("deputy", asked, "adopt", category=CATEGORY, **draft)
    case = stage.child(asked, "deputy-suggestion")
    stage.do("office", case, "dispatch", lead_unit=stage.county.unit_id)
    return case


def _replied(stage: Stage, case: int) -> None:
    stage.do("unit", case, "log_contact", how="visit", note="和代表一起看了现场")
    letter = [stage.paper("unit", "答复函.pdf"), "张局长"]
    stage.do("unit", case, "reply_resolved", reply=REPLY, reply_letter=letter[0], signer=letter[1])


def _reported(stage: Stage, look: int) -> None:
    proof = [stage.paper("unit", "验收单.pdf")]
    stage.do("unit", look, "report", in_effect="十一盏都装好了", proof=proof)


def _seen_through(stage: Stage) -> None:
    main = _dispatched(stage)
    stage.refused("unit", main, "open_lookback", "启动", **WHY)
    stage.refused("office", main, "open_lookback", "为什么回看")
    stage.do("office", main, "open_lookback", **WHY)
    (look,) = stage.companions(main, "implementation-lookback")
    stage.refused("office", main, "open_lookback", "已经有一件", **WHY)
    stage.expect(look, "waiting")
    _replied(stage, main)
    stage.expect(look, "reporting")
    stage.owes(look, "undertaker", "2025-04-03", by="unit")
    stage.refused("unit", look, "report", "请填写", in_effect="十一盏都装好了")
    _reported(stage, look)
    stage.refused("unit", look, "verify", "岗位", check_note="我们自己看过")
    stage.do("office", look, "send_back", check_note="第七盏不亮")
    _reported(stage, look)
    stage.do("office", look, "verify", check_note="夜里看过，都亮")
    stage.owes(look, "office", "2025-09-03", "回看")
    stage.do("deputy", look, "add_view", view="孩子不摸黑了")
    stage.refused("deputy", look, "look_implemented", "岗位", look_note="都亮着")
    stage.on(9, 3)
    stage.do("office", look, "slipped", look_note="又坏了三盏")
    _reported(stage, look)
    stage.do("office", look, "verify", check_note="三盏都修好了")
    stage.do("office", look, "look_implemented", look_note="一直亮着，管用")
    stage.expect(look, "closed", result="implemented")
    stage.expect(main, "rating", result="resolved")


def _ended(stage: Stage, verb: str, result: str) -> None:
    main = _dispatched(stage)
    _replied(stage, main)
    stage.do("office", main, "open_lookback", **WHY)
    (look,) = stage.companions(main, "implementation-lookback")
    _reported(stage, look)
    stage.do("office", look, "verify", check_note="装了，还差两盏")
    stage.do("office", look, verb, look_note="差的两盏一直没有装")
    stage.expect(look, "closed", result=result)
