"""代表建议的整个故事：交办、退回改派、延期、先联系后答复、不满意再办、会商、分办、并案、撤回、归档公开。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

TITLE = "关于在村口至小学路段加装路灯的建议"
GROUNDS = "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。"
PROPOSAL = "请区住建局今年内装齐十一盏路灯，并明确由谁维护。"
REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
PRAISE = {"attitude": "satisfied", "result": "satisfied"}
BLAME = {"attitude": "basic", "result": "dissatisfied"}


def play(stage: Stage) -> None:
    """办成公开的、两次不满意走到会商的、分办的、并案的、到期未评的、撤回的、不作建议的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion")
    _done_and_published(stage)
    _twice_dissatisfied(stage)
    _separate_units(stage)
    _never_rated(stage)
    _withdrawn(stage)
    _withdrawn_late(stage)
    _rejected(stage)
    _merged(stage)


def _adopted(stage: Stage) -> tuple[int, int]:
    asked = stage.say("村口到小学这段路没有路灯。")
    draft = {"suggestion_title": TITLE, "grounds": GROUNDS, "proposal": PROPOSAL}
    stage.do("deputy", asked, "adopt", category=CATEGORY, **draft)
    return asked, stage.child(asked, "deputy-suggestion")


def _letter(stage: Stage, who: str, **more: Any) -> dict[str, Any]:
    return {"reply_letter": stage.paper(who, "答复函.pdf"), "signer": "张局长", **more}


def _done_and_published(stage: Stage) -> None:
    """交办、退回改派、延期、联系、答复、满意、归档公开，结果回到提交人。"""
    asked, case = _adopted(stage)
    stage.owes(case, "office", "2025-03-10")
    unit = {"lead_unit": stage.county.unit_id}
    stage.refused("street", case, "dispatch", "代表工作机构", **unit)
    stage.do("office", case, "ask_revise", revise_note="写明是哪一段路")
    stage.owes(case, "lead_deputy", "2025-03-17", by="deputy")
    better = {"suggestion_title": TITLE, "grounds": GROUNDS, "proposal": PROPOSAL}
    stage.do("deputy", case, "resubmit", **better)
    _asked_first(stage, case)
    stage.do("office", case, "dispatch", assist_units=[stage.county.other_unit_id], **unit)
    stage.owes(case, "undertaker", "2025-06-03", "办理并答复", by="unit")
    stage.owes(case, "helper", "2025-04-03", by="other_unit")
    stage.owes(case, "undertaker", "2025-03-31", "先联系代表", by="unit")
    _contacted_first(stage, case)
    _extended(stage, case)
    stage.do("unit", case, "reply_resolved", **_letter(stage, "unit", reply=REPLY))
    stage.expect(asked, "in_handling")
    stage.owes(case, "lead_deputy", "2025-07-07", by="deputy")
    stage.refused("unit", case, "rate", "岗位", **PRAISE)
    stage.do("deputy", case, "rate", **PRAISE)
    stage.owes(case, "office", "2025-06-30")
    stage.posted(case, yes=False)
    stage.do("office", case, "close")
    stage.posted(case)
    stage.expect(case, "closed", result="resolved")
    stage.expect(asked, "to_tell")


def _asked_first(stage: Stage, case: int) -> None:
    """交办以前先问单位：归不归他们办，都回话；不是拟承办的单位不能回话。"""
    both = [stage.county.unit_id, stage.county.other_unit_id]
    ask = {"consult_units": both, "consult_note": "拟请住建局主办，城管局协办灯杆基础"}
    stage.refused("street", case, "consult", "代表工作机构", **ask)
    stage.do("office", case, "consult", **ask)
    stage.owes(case, "candidate", "2025-03-06", by="unit")
    words = {"not_ours_reason": "灯杆归我局，配电归供电公司，主办请另定。"}
    stage.refused("street", case, "say_not_ours", "拟承办单位", **words)
    stage.do("other_unit", case, "say_not_ours", **words)
    stage.do("unit", case, "say_ours", ours_note="路灯由我局装，请城管局配合基础")


def _contacted_first(stage: Stage, case: int) -> None:
    """没有联系过代表、协办意见没有到齐，都答复不出去。"""
    reply = _letter(stage, "unit", reply=REPLY)
    stage.on(3, 6)
    stage.do("other_unit", case, "sign")
    stage.do("unit", case, "sign")
    stage.refused("unit", case, "reply_resolved", "联系", **reply)
    stage.refused("office", case, "check_contact", "联系", contact_note="代表说没有联系")
    stage.do("unit", case, "log_contact", how="visit", note="和代表一起看了现场")
    stage.owes_nothing(case, "undertaker", "先联系代表")
    stage.do("office", case, "check_contact", contact_note="代表说看过现场了")
    stage.refused("unit", case, "reply_resolved", "协办", **reply)
    stage.on(4, 7)
    stage.patrol()
    stage.owes(case, "office", "2025-04-14", "督办逾期")
    stage.do("deputy", case, "urge", note="协办意见还没有到")
    stage.do("other_unit", case, "give_co_opinion", co_opinion="灯杆基础由我局负责，本月做完。")


def _extended(stage: Stage, case: int) -> None:
    """三个月办不完，经同意可以延，最长六个月。"""
    stage.on(5, 20)
    wait = {"reason": "电力增容还要一个月"}
    stage.refused("unit", case, "ask_extension", "最长", to_date="2025-10-31", **wait)
    stage.do("unit", case, "ask_extension", to_date="2025-07-03", **wait)
    stage.refused("deputy", case, "grant_extension", "不能由您")
    stage.do("office", case, "grant_extension")
    stage.owes(case, "undertaker", "2025-07-03")
    stage.on(6, 16)


def _twice_dissatisfied(stage: Stage) -> None:
    """不满意再办一个月，再不满意就会商；写了满意走不了不满意那一步。"""
    _, case = _adopted(stage)
    stage.do("office", case, "dispatch", lead_unit=stage.county.unit_id)
    for stage_key, due in (("re_handling", "2025-07-16"), ("joint", "2025-07-16")):
        stage.do("unit", case, "log_contact", how="visit", note="和代表谈了一次")
        promised = [{"who": "区住建局", "what": "装齐路灯", "by": "2025-12-31"}]
        letter = _letter(stage, "unit", reply=REPLY)
        stage.do("unit", case, "reply_planned", promises=promised, **letter)
        why = {"dissatisfied_reason": "还没有动工"}
        stage.refused("deputy", case, "rate_dissatisfied", "不满意", **why, **PRAISE)
        stage.do("deputy", case, "rate_dissatisfied", **why, **BLAME)
        stage.expect(case, stage_key)
        stage.owes(case, "undertaker" if stage_key == "re_handling" else "office", due)
    minutes = {"joint_minutes": "区长主持，代表、住建局参加，逐条商量。", "decision": "年底前装齐"}
    stage.refused("street", case, "conclude", "岗位", **minutes)
    stage.do("chair", case, "order_again", **minutes)
    stage.owes(case, "undertaker", "2025-07-16", by="unit")
    letter = _letter(stage, "unit", reply=REPLY)
    stage.do("unit", case, "reply_in_progress", promises=promised, **letter)
    stage.do("deputy", case, "rate", attitude="satisfied", result="basic")
    stage.do("office", case, "close_unpublished", not_public_reason="代表说装齐了再公开")
    stage.posted(case, yes=False)
    stage.expect(case, "closed", result="in_progress")


def _separate_units(stage: Stage) -> None:
    """分办的各答各的，全部答复了才能汇总。"""
    _, case = _adopted(stage)
    units = [stage.county.unit_id, stage.county.other_unit_id]
    stage.refused("office", case, "dispatch_separate", "至少选 2", separate_units=units[:1])
    stage.do("office", case, "dispatch_separate", separate_units=units)
    stage.owes(case, "separate_unit", "2025-09-16", "本单位的部分", by="unit")
    words = {
        "part_reply": "本单位负责的路灯维护经费已经列入今年的预算，六月底前完成。",
        "part_signer": "张局长",
    }
    stage.do("unit", case, "log_contact", how="visit", note="和代表一起看了现场")
    letter = stage.paper("unit", "答复函.pdf")
    stage.do("unit", case, "reply_part", part_letter=letter, **words)
    both = {"reply": REPLY, "lead_unit": units[0]}
    stage.refused("office", case, "collect_resolved", "分办单位", **both)
    letter = stage.paper("other_unit", "答复函.pdf")
    stage.do("other_unit", case, "reply_part", part_letter=letter, **words)
    stage.do("office", case, "collect_resolved", **both)
    stage.do("deputy", case, "rate", **PRAISE)
    stage.do("office", case, "close")
    stage.expect(case, "closed", result="resolved")


def _never_rated(stage: Stage) -> None:
    """代表十五个工作日没有评价，记作未评，转去归档。"""
    _, case = _adopted(stage)
    stage.do("office", case, "dispatch", lead_unit=stage.county.unit_id)
    stage.do("unit", case, "log_contact", how="phone", note="电话里说清了")
    stage.do("unit", case, "reply_reference", **_letter(stage, "unit", reply=REPLY))
    stage.owes(case, "lead_deputy", "2025-07-07")
    stage.on(7, 7)
    stage.patrol()
    stage.expect(case, "rating")
    stage.on(7, 8)
    stage.patrol()
    stage.expect(case, "closing", flags=["unrated"])
    late = {"late_attitude": "satisfied", "late_result": "basic"}
    stage.refused("unit", case, "rate_late", "岗位", **late)
    stage.do("deputy", case, "rate_late", **late)
    stage.refused("deputy", case, "rate_late", "还不能", **late)
    stage.do("office", case, "close")


def _withdrawn(stage: Stage) -> None:
    """撤回要附议代表都同意，再由代表工作机构确认；撤了也给提交人一个交代。"""
    asked, case = _adopted(stage)
    ask = {"withdraw_reason": "路灯已经装上了"}
    stage.refused("office", case, "withdraw", "领衔代表", **ask)
    stage.do("deputy", case, "withdraw", **ask)
    stage.owes(case, "office", "2025-07-15")
    stage.do("office", case, "confirm_withdrawal")
    stage.expect(case, "withdrawn", result="withdrawn")
    stage.expect(asked, "to_tell")


def _withdrawn_late(stage: Stage) -> None:
    """交办以后也能提出撤回；撤不成的接着办，单位的责任还在。"""
    _, case = _adopted(stage)
    stage.do("office", case, "dispatch", lead_unit=stage.county.unit_id)
    ask = {"withdraw_reason": "单位已经动工了"}
    stage.do("deputy", case, "withdraw", **ask)
    stage.expect(case, "withdrawing_late")
    stage.do("office", case, "keep_going", not_withdrawn_reason="还有三盏灯没有装")
    stage.expect(case, "handling")
    stage.do("deputy", case, "withdraw", **ask)
    stage.do("office", case, "confirm_withdrawal")
    stage.expect(case, "withdrawn", result="withdrawn")


def _rejected(stage: Stage) -> None:
    """不作建议处理要有所列的原因，并向代表、提交人说明；不接手就报给主任会议。"""
    asked, case = _adopted(stage)
    stage.on(7, 16)
    stage.patrol()
    stage.owes(case, "chair", "2025-07-23", "督办逾期")
    words = {"reject_words": "这件事正在法院审理，请等判决。"}
    stage.refused("office", case, "reject", "所列选项", reject_reason="busy", **words)
    stage.do("office", case, "reject", reject_reason="case", **words)
    stage.expect(case, "rejected", result="rejected")
    stage.expect(asked, "to_tell")


def _merged(stage: Stage) -> None:
    """同一件事的两件合在一起办：拆得出来；一份答复给每一位领衔代表，各评各的。"""
    _, first = _adopted(stage)
    _, second = _adopted(stage)
    into = {"merge_into": stage.number(first), "merge_reason": "说的是同一段路的路灯"}
    stage.refused("street", second, "merge", "代表工作机构", **into)
    stage.do("office", second, "merge", **into)
    stage.expect(second, "merged")
    stage.do("office", second, "split", split_reason="问过代表，是另一段路")
    stage.expect(second, "submitted")
    for case in (first, second):
        stage.do("office", case, "dispatch", lead_unit=stage.county.unit_id)
    stage.do("office", second, "merge", **into)
    stage.expect(second, "merged_late")
    stage.do("unit", first, "log_contact", how="visit", note="请两位代表一起看了现场")
    stage.do("unit", first, "reply_resolved", **_letter(stage, "unit", reply=REPLY))
    stage.expect(second, "rating")
    for case in (first, second):
        stage.do("deputy", case, "rate", **PRAISE)
        stage.do("office", case, "close")
        stage.expect(case, "closed", result="resolved")
