"""滚动连办的整个故事：年底回头看，没办完的下一年再交办，接办的一件从头走；办完的不用滚。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
DRAFT = {
    "suggestion_title": "关于在村口至小学路段加装路灯的建议",
    "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
    "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
}
SEEN = {"look_note": "到现场看了，十一盏装了四盏", "next_year": "明年六月底前装齐"}


def play(stage: Stage) -> None:
    """三件：列入计划接着办的、正在解决接着办的、回头看已经办完的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "rolling_handling")
    planned = _answered(stage, "reply_planned")
    going = _answered(stage, "reply_in_progress")
    finished = _answered(stage, "reply_planned")
    stage.on(10, 13)
    looked = [_looking(stage, main) for main in (planned, going, finished)]
    _finished(stage, looked[2])
    _rolled(stage, looked[0], looked[1])
    _carried(stage, planned, looked[0])
    _done_meanwhile(stage, looked[1])


def _answered(stage: Stage, verb: str) -> int:
    """一件已经答复、代表评价过、归了档的建议。"""
    asked = stage.say("村口到小学这段路没有路灯。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    main = stage.child(asked, "deputy-suggestion")
    stage.do("office", main, "dispatch", lead_unit=stage.county.unit_id)
    stage.do("unit", main, "log_contact", how="visit", note="和代表一起看了现场")
    items = [{"who": "区住建局", "what": "装齐路灯", "by": "2025-12-31"}]
    letter = stage.paper("unit", "答复函.pdf")
    told = {"reply": REPLY, "reply_letter": letter, "signer": "张局长", "promises": items}
    stage.do("unit", main, verb, **told)
    stage.do("deputy", main, "rate", attitude="satisfied", result="satisfied")
    stage.do("office", main, "close")
    return main


def _looking(stage: Stage, main: int) -> int:
    """归了档的也回头看；承办单位一个月内自查，代工委年底前看一遍。"""
    stage.refused("unit", main, "open_rolling", "不能启动")
    stage.do("office", main, "open_rolling")
    rolling = stage.child(main, "rolling-handling")
    stage.owes(rolling, "office", "2025-12-31", "回头看")
    stage.owes(rolling, "undertaker", "2025-11-13", "自查", by="unit")
    return rolling


def _finished(stage: Stage, rolling: int) -> None:
    """看过了，答应的已经办完，不用滚动；承办单位自己说了不算。"""
    stage.do("unit", rolling, "self_check", unit_note="十一盏全部装好")
    stage.owes_nothing(rolling, "undertaker")
    seen = {"look_note": "夜里去看，十一盏都亮着"}
    stage.refused("unit", rolling, "finished", "岗位", **seen)
    stage.do("office", rolling, "finished", **seen)
    stage.expect(rolling, "done", result="implemented")


def _rolled(stage: Stage, planned: int, going: int) -> None:
    """没有办完的列入下一年；答复是哪一类，走哪一步。"""
    stage.refused("office", planned, "roll_in_progress", "正在解决", **SEEN)
    stage.do("office", planned, "roll_planned", **SEEN)
    stage.do("office", going, "roll_in_progress", **SEEN)
    for rolling in (planned, going):
        stage.expect(rolling, "waiting", result="planned")
        stage.owes(rolling, "office", "2026-03-31", "再交办")
    stage.refused("office", planned, "redispatch", "下一年")


def _carried(stage: Stage, main: int, rolling: int) -> None:
    """下一年再交办：立起接办的一件，号是一脉的，照建议办理从头走；换一家单位办也接得上。"""
    stage.on(1, 12, year=2026)
    stage.do("office", rolling, "redispatch")
    stage.expect(rolling, "carried", result="planned")
    heir = stage.child(main, "deputy-suggestion")
    stage.expect(heir, "submitted", number=f"{stage.number(main)}→2026")
    stage.owes(heir, "office", "2026-01-19", "审查登记")
    stage.do("office", heir, "dispatch", lead_unit=stage.county.other_unit_id)
    stage.do("other_unit", heir, "log_contact", how="visit", note="和代表一起看了现场")
    letter: dict[str, Any] = {"reply_letter": stage.paper("other_unit", "答复函.pdf")}
    stage.do("other_unit", heir, "reply_resolved", reply=REPLY, signer="李局长", **letter)
    stage.expect(main, "closed", result="planned")


def _done_meanwhile(stage: Stage, rolling: int) -> None:
    """等着再交办的时候办完了，看一遍就了结，不必再立一件。"""
    stage.do("office", rolling, "finished", look_note="年前装齐了，夜里去看都亮着")
    stage.expect(rolling, "done", result="implemented")
