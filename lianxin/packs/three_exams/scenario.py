"""“三考”的整个故事：一考方案、二考进度、三考结果；改派换人，撤回停考。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
DRAFT = {
    "suggestion_title": "关于在村口至小学路段加装路灯的建议",
    "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
    "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
}
PLAN = {
    "plan": "三月定点位，四月做基础，五月立杆亮灯，六月交街道维护。",
    "duty_chain": "局长王清，副局长张远，科长赵明，经办人孙可。",
}
CHECKED = {"has_chain": True, "has_ledger": True, "one_reply": True}


def play(stage: Stage) -> None:
    """两件：一次不落考到底的、考到一半撤回的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "three_exams")
    _examined_to_the_end(stage)
    _withdrawn(stage)


def _dispatched(stage: Stage) -> tuple[int, int]:
    """交办一件建议，在旁边启动三考。"""
    asked = stage.say("村口到小学这段路没有路灯。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    main = stage.child(asked, "deputy-suggestion")
    stage.do("office", main, "dispatch", lead_unit=stage.county.unit_id)
    day = {"dispatched_on": stage.today}
    stage.refused("unit", main, "open_exam", "不能启动", **day)
    stage.do("office", main, "open_exam", **day)
    exam = stage.child(main, "three-exams")
    stage.refused("unit", exam, "arrange", "岗位", sector="城建环保口", **day)
    stage.do("office", exam, "arrange", sector="城建环保口", **day)
    return main, exam


def _examined_to_the_end(stage: Stage) -> None:
    """方案不行重做；听、看、问、评一样不能少；没有办结、也没有转到下一年的，考不了结果。"""
    main, exam = _dispatched(stage)
    stage.owes(exam, "undertaker", "2025-04-02", by="unit")
    stage.on(3, 6)
    stage.do("unit", main, "ask_return", reason="路灯归城管局管")
    stage.do("office", main, "grant_return", to_body=stage.county.other_unit_id)
    stage.owes(exam, "undertaker", "2025-04-02", by="other_unit")
    _first(stage, exam)
    _second(stage, exam)
    _third(stage, main, exam)


def _first(stage: Stage, exam: int) -> None:
    """一考方案：责任链、台账、一件一答复，差一样就重做。"""
    stage.refused("other_unit", exam, "submit_plan", "责任链", plan=PLAN["plan"])
    stage.do("other_unit", exam, "submit_plan", **PLAN)
    stage.owes(exam, "office", "2025-03-20")
    poor = {**CHECKED, "has_ledger": False}
    stage.refused("office", exam, "pass_plan", "建了台账", plan_score=60, **poor)
    stage.do("office", exam, "send_back", plan_fault="没有建台账，请补上再交。")
    stage.owes(exam, "undertaker", "2025-03-20", by="other_unit")
    stage.on(3, 12)
    stage.do("other_unit", exam, "submit_plan", **PLAN)
    stage.refused("other_unit", exam, "pass_plan", "岗位", plan_score=88, **CHECKED)
    stage.do("office", exam, "pass_plan", plan_score=88, **CHECKED)


def _second(stage: Stage, exam: int) -> None:
    """二考进度：普遍听、重点看、当面问都记下了，才能集中评。"""
    stage.owes(exam, "office", "2025-07-31", "二考进度")
    stage.on(7, 1)
    stage.patrol()
    scored = {"judge_note": "十一盏装了九盏，比方案慢半个月。", "progress_score": 80}
    stage.do("office", exam, "hear", hear_note="副局长汇报，十一盏装了九盏")
    stage.do("chair", exam, "look", look_note="到村口看了，九盏亮着，两盏缺电")
    stage.refused("chair", exam, "judge", "记当面问", **scored)
    stage.do("office", exam, "question", ask_note="代表问哪天亮，答八月十五日前")
    stage.do("chair", exam, "judge", **scored)


def _third(stage: Stage, main: int, exam: int) -> None:
    """三考结果：主任会议成员逐件考；建议办结了才能考落实没有。"""
    stage.owes(exam, "chair", "2025-12-31")
    judged = {"result_note": "十一盏都亮了，街道接手维护。", "result_score": 95}
    stage.refused("chair", exam, "conclude", "主办件办结", **judged)
    stage.refused("chair", exam, "carry", "滚动连办", **judged)
    letter = stage.paper("other_unit", "答复函.pdf")
    stage.do("other_unit", main, "log_contact", how="visit", note="和代表一起看了现场")
    reply = {"reply": REPLY, "reply_letter": letter, "signer": "李局长"}
    stage.do("other_unit", main, "reply_resolved", **reply)
    stage.do("deputy", main, "rate", attitude="satisfied", result="satisfied")
    stage.do("office", main, "close")
    stage.on(12, 10)
    stage.refused("office", exam, "conclude", "岗位", **judged)
    stage.do("chair", exam, "conclude", **judged)
    stage.expect(exam, "examined", result="implemented")
    stage.expect(main, "closed", result="resolved")


def _withdrawn(stage: Stage) -> None:
    """建议撤回了，三考由系统停下；建议自己照走。"""
    main, exam = _dispatched(stage)
    gone: dict[str, Any] = {"withdraw_reason": "路灯已经装上了"}
    stage.do("deputy", main, "withdraw", **gone)
    stage.expect(exam, "planning")
    stage.do("office", main, "confirm_withdrawal")
    stage.expect(exam, "cancelled", result="withdrawn")
