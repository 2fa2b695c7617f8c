"""分级办理的整个故事：街道级、区级、市级三条路，中间有退回改派、延期、催办、逾期、返工。"""

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage


def play(stage: Stage) -> None:
    """三月到六月，四件事，四条路。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    _at_the_street(stage)
    _at_the_district(stage)
    _at_the_city(stage)
    _as_a_suggestion(stage)


def _handed_over(stage: Stage, text: str) -> tuple[int, int]:
    """群众说一件，街道转去办理；返回收件那一件和办理这一件。"""
    asked = stage.say(text)
    stage.do("street", asked, "handle", category=CATEGORY)
    child = stage.child(asked, "tiered-routing")
    stage.expect(child, "grading")
    return asked, child


def _at_the_street(stage: Stage) -> None:
    """街道级：退回改派一次，延期一次，逾期升级，返工一次。"""
    asked, case = _handed_over(stage, "村口到小学这段路没有路灯。")
    keep = {"grading_note": "街道自己能办", "lead_unit": stage.county.unit_id}
    stage.owes(case, "street", "2025-03-06")
    stage.refused("office", case, "keep", "岗位", **keep)
    stage.do("street", case, "keep", **keep)
    stage.owes(case, "undertaker", "2025-03-18", by="unit")
    _sent_elsewhere(stage, case)
    _asked_for_time(stage, case)
    _ran_late(stage, case)
    stage.do("other_unit", case, "finish", handling_result="八盏灯装好了")
    stage.refused("other_unit", case, "close", "岗位", final_words="八盏灯装好了。")
    stage.do("street", case, "redo", redo_reason="应当装十一盏")
    stage.owes(case, "undertaker", "2025-04-15", by="other_unit")
    stage.do("other_unit", case, "finish", handling_result="十一盏灯都装好了")
    stage.owes(case, "street", "2025-04-03")
    stage.do("street", case, "close", final_words="十一盏灯都装好了，天黑就亮。")
    stage.expect(case, "closed", result="resolved")
    stage.expect(asked, "to_tell")


def _sent_elsewhere(stage: Stage, case: int) -> None:
    reason = {"reason": "路灯归城管局维护"}
    stage.on(3, 5)
    stage.do("unit", case, "ask_return", return_to=stage.county.other_unit_id, **reason)
    stage.refused("unit", case, "grant_return", "不能由您", to_body=stage.county.other_unit_id)
    stage.do("street", case, "grant_return", to_body=stage.county.other_unit_id)
    stage.owes(case, "undertaker", "2025-03-20", by="other_unit")
    stage.refused("other_unit", case, "ask_return", "不能由您", **reason)
    stage.do("other_unit", case, "sign")


def _asked_for_time(stage: Stage, case: int) -> None:
    wait = {"reason": "灯杆要从外地运来"}
    stage.on(3, 14)
    stage.refused("other_unit", case, "ask_extension", "最长", to_date="2025-06-30", **wait)
    stage.do("other_unit", case, "ask_extension", to_date="2025-03-28", **wait)
    stage.do("street", case, "grant_extension")
    stage.owes(case, "undertaker", "2025-03-28")


def _ran_late(stage: Stage, case: int) -> None:
    stage.on(3, 28)
    stage.patrol()
    stage.owes_nothing(case, "street", "督办逾期")
    stage.on(3, 31)
    stage.patrol()
    stage.owes(case, "street", "2025-04-08", "督办逾期")
    stage.do("deputy", case, "urge", note="老乡等着用")


def _at_the_district(stage: Stage) -> None:
    """区级：先退回街道一次，再交办；协办意见到齐、联系过代表才能报结果。"""
    stage.on(4, 1)
    _, case = _handed_over(stage, "穿村的区道没有路灯，电力要从区里接。")
    stage.do("street", case, "raise_district", grading_note="要动区道，归区里")
    stage.owes(case, "office", "2025-04-09")
    stage.do("office", case, "lower", grading_note="街道先勘一下是不是村道")
    stage.owes(case, "street", "2025-04-07")
    stage.do("street", case, "raise_district", grading_note="勘过了，是区道")
    stage.refused("office", case, "lower", "至多 1 次", grading_note="再勘一下")
    units = {"lead_unit": stage.county.unit_id, "helper_units": [stage.county.other_unit_id]}
    stage.do("office", case, "dispatch", **units)
    stage.owes(case, "undertaker", "2025-05-06", by="unit")
    stage.owes(case, "helper", "2025-04-16", by="other_unit")
    _finished_properly(stage, case)


def _finished_properly(stage: Stage, case: int) -> None:
    promised = {
        "handling_result": "先装六盏，另外五盏等电力改造",
        "promises": [{"who": "区住建局", "what": "装齐五盏", "by": "2025-09-30"}],
    }
    stage.on(4, 10)
    stage.refused("unit", case, "finish_in_progress", "联系", **promised)
    stage.do("unit", case, "log_contact", how="phone", note="和代表说了分两步装")
    stage.refused("unit", case, "finish_in_progress", "协办", **promised)
    stage.do("other_unit", case, "give_co_opinion", co_opinion="灯杆基础由我局负责，本月做完。")
    stage.do("unit", case, "finish_in_progress", **promised)
    stage.owes(case, "office", "2025-04-15")
    stage.do("office", case, "close", final_words="先装六盏，九月底前装齐。")
    stage.expect(case, "closed", result="in_progress")


def _at_the_city(stage: Stage) -> None:
    """市级：上报有函，取回结果才办结。"""
    stage.on(4, 11)
    asked, case = _handed_over(stage, "省道过村的一段没有路灯。")
    stage.do("street", case, "raise_city", grading_note="要动省道，归市里")
    stage.owes(case, "office", "2025-04-25")
    upper = {"upper_body": "市人大常委会代表机构"}
    stage.refused("office", case, "send_up", "请填写", **upper)
    stage.do("office", case, "send_up", upward_letter=stage.paper("office", "上报函.pdf"), **upper)
    stage.owes(case, "office", "2025-06-10")
    stage.on(5, 12)
    stage.do("office", case, "note_upper", upper_status="市里已转公路部门勘察")
    stage.on(6, 3)
    done = {"upper_status": "列入明年改造计划", "final_words": "市里回话：已列入明年的改造计划。"}
    stage.do("office", case, "upper_replied", **done)
    stage.expect(case, "closed", result="referred")
    stage.expect(asked, "to_tell")


def _as_a_suggestion(stage: Stage) -> None:
    """区级的事由代表提成建议；建议有了结果，逐级带回。"""
    asked, case = _handed_over(stage, "全镇的村路都缺灯，能不能统一规划？")
    stage.do("street", case, "raise_district", grading_note="涉及几个部门")
    stage.do(
        "deputy",
        case,
        "adopt",
        suggestion_title="关于统筹建设农村路灯的建议",
        grounds="全镇十三个村主路没有路灯，去年夜间摔伤九起。",
        proposal="请区住建局会同镇里摸底，分两年装齐。",
    )
    last = stage.child(asked, "deputy-suggestion")
    sorry = {"reject_reason": "not_ours", "reject_words": "路灯由镇里统一建，请在镇人代会上提。"}
    stage.do("office", last, "reject", **sorry)
    stage.expect(case, "suggestion_review")
    words = {"final_words": "已转到镇人代会上提。"}
    stage.refused("office", case, "close", "已解决", **words)
    stage.do("office", case, "close_otherwise", **words)
    stage.expect(asked, "to_tell")
