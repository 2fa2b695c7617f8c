"""反复提办的整个故事：去年提过没解决、今年又提，开专题分析会；条件所限列时间表，到日子查。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
DRAFT = {
    "suggestion_title": "关于在村口至小学路段加装路灯的建议",
    "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
    "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
}
SOLUTION = "全区村道路灯统一由城管局建、街道管，电费列入区财政预算。"


def play(stage: Stage) -> None:
    """今年又提的三件：列时间表办成的、马上能办没办好又列时间表的、主任会议同意停办的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "promise_ledger")
    stage.adopt("repeat_handling")
    earlier = _answered_last_year(stage)
    stage.on(3, 2, year=2026)
    _by_timetable(stage, earlier)
    _solved_then_not(stage, earlier)
    _stopped(stage, earlier)


def _dispatched(stage: Stage) -> int:
    asked = stage.say("村口到小学这段路没有路灯。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    main = stage.child(asked, "deputy-suggestion")
    stage.do("office", main, "dispatch", lead_unit=stage.county.unit_id)
    return main


def _answered_last_year(stage: Stage) -> int:
    """去年提的，答复“暂不具备条件”，路灯没有装上。"""
    main = _dispatched(stage)
    stage.do("unit", main, "log_contact", how="visit", note="和代表一起看了现场")
    letter = stage.paper("unit", "答复函.pdf")
    stage.do("unit", main, "reply_not_now", reply=REPLY, reply_letter=letter, signer="张局长")
    return main


def _repeated(stage: Stage, earlier: int) -> tuple[int, int]:
    """启动时写明往年那一件和召集单位，系统当场连上；少一样启动不了。"""
    main = _dispatched(stage)
    given: dict[str, Any] = {
        "earlier": stage.number(earlier),
        "unsolved": "去年答复暂不具备条件，今年还是没有灯",
        "convener_body": stage.county.other_unit_id,
    }
    stage.refused("unit", main, "open_repeat", "不能启动", **given)
    stage.refused("office", main, "open_repeat", "没有找到", **{**given, "earlier": "无此号"})
    stage.do("office", main, "open_repeat", **given)
    repeat = stage.child(main, "repeat-handling")
    stage.expect(repeat, "meeting")
    return main, repeat


def _met(stage: Stage) -> dict[str, Any]:
    return {
        "held_on": stage.today,
        "attended": "副区长、城管局、住建局、周岭梅代表",
        "causes": "谁建谁管没有定，电费没有来路，年年答复年年没办。",
        "solution": SOLUTION,
        "minutes": [stage.paper("other_unit", "会议纪要.pdf")],
    }


def _by_timetable(stage: Stage, earlier: int) -> None:
    """条件所限的列时间表，每一项都是一件承诺，到日子查；承诺没有了结，不能说解决了。"""
    main, repeat = _repeated(stage, earlier)
    stage.owes(repeat, "convener", "2026-05-06", by="other_unit")
    stage.refused("unit", repeat, "meet_limited", "岗位", **_met(stage))
    stage.on(3, 20)
    stage.do("other_unit", repeat, "meet_limited", **_met(stage))
    stage.owes(repeat, "undertaker", "2026-04-07", by="unit")
    items = [{"who": "区住建局", "what": "装齐十一盏路灯", "by": "2026-08-31"}]
    stage.do("unit", repeat, "set_timetable", timetable=items, last_on="2026-08-31")
    (promise,) = stage.companions(repeat, "promise-ledger")
    stage.owes(promise, "undertaker", "2026-08-31", by="unit")
    stage.owes(repeat, "office", "2026-06-22", "按时间表查")
    stage.on(6, 18)
    stage.do("office", repeat, "look", progress_note="基础做完六处，灯杆到货")
    stage.owes(repeat, "office", "2026-09-20", "按时间表查")
    done = {"done_note": "十一盏全部装好亮灯", "proof": [stage.paper("unit", "验收单.pdf")]}
    stage.do("unit", repeat, "finish", **done)
    checked = {"check_note": "和代表夜里去看，十一盏都亮着"}
    stage.refused("office", repeat, "solved", "承诺", **checked)
    kept = {"done_note": "十一盏全部装好亮灯", "proof": [stage.paper("unit", "照片.pdf")]}
    stage.do("unit", promise, "claim", **kept)
    stage.do("office", promise, "verify", **checked)
    stage.refused("unit", repeat, "solved", "岗位", **checked)
    stage.do("office", repeat, "solved", **checked)
    stage.expect(repeat, "closed", result="implemented")
    stage.expect(main, "handling")


def _solved_then_not(stage: Stage, earlier: int) -> None:
    """马上能办的三个月办完；查验还没有解决，转去列时间表。"""
    _, repeat = _repeated(stage, earlier)
    stage.do("other_unit", repeat, "meet_solve", **_met(stage))
    stage.owes(repeat, "undertaker", "2026-09-18", by="unit")
    done = {"done_note": "装好了八盏", "proof": [stage.paper("unit", "验收单.pdf")]}
    stage.do("unit", repeat, "finish", **done)
    stage.do("office", repeat, "not_solved", check_note="弯道三盏没有装，最要紧的没解决")
    stage.expect(repeat, "scheduling")


def _stopped(stage: Stage, earlier: int) -> None:
    """停办要主任会议同意，建议自己照走。"""
    _, repeat = _repeated(stage, earlier)
    stop = {"stop_reason": "这段路并入旧改工程，主任会议同意停办"}
    stage.refused("office", repeat, "stop", "岗位", **stop)
    stage.do("chair", repeat, "stop", **stop)
    stage.expect(repeat, "stopped", result="withdrawn")
