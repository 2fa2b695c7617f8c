"""重点督办的整个故事：主任会议定、双月跟踪、改派跟着换人、半年视察、年底考评；没定上的、撤回的。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
DRAFT = {
    "suggestion_title": "关于在村口至小学路段加装路灯的建议",
    "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
    "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
}
WHY = {"reason": "三个村两千人走这条路，提了三年"}


def play(stage: Stage) -> None:
    """三件：定为重点办到考评的、没有定上的、定了又撤回的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "key_suggestion")
    _tracked_to_the_end(stage)
    _not_selected(stage)
    _withdrawn(stage)


def _suggested(stage: Stage) -> int:
    asked = stage.say("村口到小学这段路没有路灯。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    return stage.child(asked, "deputy-suggestion")


def _decision(stage: Stage, words: str) -> dict[str, Any]:
    return {"decided_on": stage.today, "meeting": "第五十二次主任会议", "meeting_decision": words}


def _selected(stage: Stage, main: int) -> int:
    """只有主任会议能定：代工委提请得了，定不了。"""
    stage.refused("unit", main, "open_key", "不能启动", **WHY)
    stage.do("office", main, "open_key", **WHY)
    key = stage.child(main, "key-suggestion")
    chosen = {
        **_decision(stage, "列为今年的重点建议，年底考评。"),
        "committee_body": stage.county.committee_id,
        "leader_person": stage.county.chair_id,
    }
    stage.refused("office", key, "select", "岗位", **chosen)
    missing = {name: value for name, value in chosen.items() if name != "meeting"}
    stage.refused("chair", key, "select", "哪一次主任会议", **missing)
    stage.do("chair", key, "select", **chosen)
    stage.expect(key, "tracking", flags=["key"])
    return key


def _tracked_to_the_end(stage: Stage) -> None:
    """每两个月跟踪一次，日子不因早做晚做漂移；跟踪、过问、视察都做过，答复了，才能考评。"""
    main = _suggested(stage)
    key = _selected(stage, main)
    # 还没有交办：承办的那一份由代表工作机构顶着，交办之后转到承办单位肩上。
    stage.owes(key, "undertaker", "2025-05-06", by="office")
    stage.do("office", main, "dispatch", lead_unit=stage.county.unit_id)
    stage.owes(key, "undertaker", "2025-05-06", by="unit")
    stage.owes(key, "committee", "2025-05-06", "双月跟踪", by="committee")
    stage.owes(key, "committee", "2025-07-31", "半年视察")
    stage.owes(key, "leader", "2025-05-06", by="chair")
    _sent_elsewhere(stage, main, key)
    stage.on(4, 28)
    stage.do("other_unit", key, "report_progress", progress_note="灯杆基础做完六处")
    stage.do("committee", key, "follow_up", follow_note="基础做完六处，五处还没征地", pace="slow")
    stage.do("chair", key, "instruct", instruction="五月底前把五处用地定下来")
    stage.owes(key, "committee", "2025-07-03", "双月跟踪")
    stage.on(7, 4)
    stage.patrol()
    stage.owes(key, "office", "2025-07-11", "督办逾期")
    stage.do("committee", key, "follow_up", follow_note="十一处基础都做完了", pace="on_track")
    stage.owes(key, "committee", "2025-09-03", "双月跟踪")
    _assessed(stage, main, key)


def _sent_elsewhere(stage: Stage, main: int, key: int) -> None:
    """主办单位退回改派，督办的那一份同一步里跟着换人，日子不变。"""
    stage.on(3, 5)
    stage.do("unit", main, "ask_return", reason="路灯归城管局管")
    stage.do("office", main, "grant_return", to_body=stage.county.other_unit_id)
    stage.owes(key, "undertaker", "2025-05-06", by="other_unit")


def _assessed(stage: Stage, main: int, key: int) -> None:
    """没有视察、没有答复，交不了考评；考评打分写报告，督办结束。"""
    stage.on(7, 10)
    stage.refused("committee", key, "to_assess", "记半年视察")
    report = "到现场数了，十一盏灯装了八盏，代表要求月底装完。"
    seen = {"inspected_on": stage.today, "inspectors": "周岭梅", "inspect_report": report}
    stage.do("committee", key, "inspect", **seen)
    stage.owes_nothing(key, "committee", "半年视察")
    stage.do("deputy", key, "say", deputy_view="八盏灯都亮着，剩下三盏在弯道，最要紧")
    stage.refused("committee", key, "to_assess", "主办件已有结果")
    letter = stage.paper("other_unit", "答复函.pdf")
    stage.do("other_unit", main, "log_contact", how="visit", note="和代表一起看了现场")
    reply = {"reply": REPLY, "reply_letter": letter, "signer": "李局长"}
    stage.do("other_unit", main, "reply_resolved", **reply)
    stage.do("committee", key, "to_assess")
    stage.owes(key, "office", "2025-12-31", "年底考评")
    stage.do("office", key, "track_again", again_reason="弯道三盏还没亮，再督办一段")
    stage.on(9, 2)
    stage.do("committee", key, "follow_up", follow_note="十一盏都亮了", pace="on_track")
    stage.do("committee", key, "to_assess")
    judged = {"assess_report": "十一盏灯全部装好，明确由街道维护，代表满意。"}
    stage.refused("office", key, "assess_done", "不能大于 100", score=101, **judged)
    stage.refused("other_unit", key, "assess_done", "岗位", score=92, **judged)
    stage.do("office", key, "assess_done", score=92, **judged)
    stage.expect(key, "assessed", result="implemented")
    stage.expect(main, "rating", result="resolved")


def _not_selected(stage: Stage) -> None:
    """会议没有定，照常办理；同一件事以后还可以再提请。"""
    main = _suggested(stage)
    stage.do("chair", main, "open_key", **WHY)
    key = stage.child(main, "key-suggestion")
    stage.refused("office", main, "open_key", "已经有一件", **WHY)
    stage.do("chair", key, "not_select", **_decision(stage, "今年重点已满，照常办理。"))
    stage.expect(key, "not_selected", result="rejected")
    stage.do("office", main, "open_key", **WHY)
    stage.expect(main, "submitted")


def _withdrawn(stage: Stage) -> None:
    """建议撤回了，督办由系统停下；督办从来不改建议本身。"""
    main = _suggested(stage)
    key = _selected(stage, main)
    gone = {"withdraw_reason": "路灯已经装上了"}
    stage.do("deputy", main, "withdraw", **gone)
    stage.expect(key, "tracking")
    stage.do("office", main, "confirm_withdrawal")
    stage.expect(key, "stopped", result="withdrawn")
