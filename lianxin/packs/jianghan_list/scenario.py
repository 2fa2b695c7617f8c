"""“清单＋督办”的整个故事：编清单、退回改派、延期、逾期、代表不认可、查验退回、销号、评议、公开。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

DONE = "装好了十一盏，天黑就亮"


def play(stage: Stage) -> None:
    """一件普通件走全程，一件重点件由主任会议成员领衔。"""
    stage.adopt("intake_qr", "jianghan_list")
    _an_ordinary_item(stage)
    _a_key_item(stage)


def _handed_over(stage: Stage, text: str) -> tuple[int, int]:
    asked = stage.say(text)
    stage.do("street", asked, "handle", category=CATEGORY)
    child = stage.child(asked, "jianghan-list")
    stage.owes(child, "office", "2025-06-03" if stage.today < "2025-04" else "2025-12-01")
    return asked, child


def _item(stage: Stage, number: int) -> dict[str, Any]:
    return {
        "list_name": "2025 年交办清单",
        "item_number": number,
        "lead_unit": stage.county.unit_id,
        "check_unit": stage.county.committee_id,
        "finish_date": "2025-05-30",
    }


def _an_ordinary_item(stage: Stage) -> None:
    asked, case = _handed_over(stage, "村口到小学这段路没有路灯。")
    item = _item(stage, 3)
    stage.on(3, 10)
    stage.refused("street", case, "list_item", "岗位", **item)
    stage.do("office", case, "list_item", **item)
    stage.owes(case, "undertaker", "2025-05-12", by="unit")
    stage.owes(case, "office", "2025-04-09")
    _sent_elsewhere(stage, case)
    _watched(stage, case)
    _claimed_too_early(stage, case)
    _struck_off(stage, case)
    _rated(stage, case)
    stage.expect(case, "closed", result="resolved")
    stage.expect(asked, "to_tell")


def _sent_elsewhere(stage: Stage, case: int) -> None:
    reason = {"reason": "路灯归城管局维护"}
    stage.on(3, 12)
    stage.do("unit", case, "ask_return", return_to=stage.county.other_unit_id, **reason)
    stage.refused("street", case, "grant_return", "不能由您", to_body=stage.county.other_unit_id)
    stage.do("office", case, "grant_return", to_body=stage.county.other_unit_id)
    stage.owes(case, "undertaker", "2025-05-12", by="other_unit")
    stage.do("other_unit", case, "sign")
    stage.on(4, 28)
    wait = {"reason": "灯杆要从外地运来"}
    stage.refused("other_unit", case, "ask_extension", "最长", to_date="2025-12-31", **wait)
    stage.do("other_unit", case, "ask_extension", to_date="2025-05-30", **wait)
    stage.do("office", case, "grant_extension")
    stage.owes(case, "undertaker", "2025-05-30")


def _watched(stage: Stage, case: int) -> None:
    """三十天核对一次进展；逾期报给代工委，主任会议可以催。"""
    stage.do("office", case, "check_progress", progress_note="灯杆在路上，属实")
    stage.owes(case, "office", "2025-05-28", "复查")
    stage.on(6, 3)
    stage.patrol()
    stage.owes(case, "office", "2025-06-10", "督办逾期")
    stage.do("chair", case, "urge", note="本周办完")
    stage.do("other_unit", case, "add_progress", note="灯杆到了，今天开工")


def _claimed_too_early(stage: Stage, case: int) -> None:
    """没联系代表、没有证据都申请不了；代表不认可、查验对不上都退回接着办。"""
    proof = {"handling_result": DONE, "proof": [stage.paper("other_unit", "验收单.pdf")]}
    stage.refused("other_unit", case, "claim", "联系", **proof)
    stage.do("other_unit", case, "log_contact", how="visit", note="和代表看了现场")
    stage.refused("other_unit", case, "claim", "请填写", handling_result=DONE)
    stage.do("other_unit", case, "claim", **proof)
    stage.owes(case, "acceptor", "2025-06-10", by="deputy")
    stage.do("deputy", case, "refuse", refuse_reason="有三盏夜里不亮")
    stage.owes(case, "undertaker", "2025-08-04", by="other_unit")
    stage.on(6, 9)
    _claim_again(stage, case)
    stage.do("committee", case, "not_verified", check_note="第七盏还是不亮")
    stage.on(6, 12)
    _claim_again(stage, case)
    stage.owes(case, "checker", "2025-06-19", by="committee")


def _claim_again(stage: Stage, case: int) -> None:
    proof = [stage.paper("other_unit", "验收单.pdf")]
    stage.do("other_unit", case, "claim", handling_result=DONE, proof=proof)
    stage.do("deputy", case, "accept", accept_note="夜里去看过，都亮")


def _struck_off(stage: Stage, case: int) -> None:
    words = {"check_note": "夜里去看过，都亮", "public_answer": "十一盏路灯都装好了。"}
    stage.refused("other_unit", case, "strike_off", "查验单位", **words)
    stage.refused("office", case, "strike_off", "查验单位", **words)
    stage.do("committee", case, "strike_off", **words)
    stage.expect(case, "rating", result="resolved")


def _rated(stage: Stage, case: int) -> None:
    stage.refused("other_unit", case, "rate", "岗位", effect="satisfied")
    stage.do("submitter", case, "rate", effect="satisfied", comment="孩子不摸黑了")
    stage.do("deputy", case, "rate", effect="basic")
    stage.posted(case, yes=False)
    stage.do("street", case, "post")
    stage.posted(case)
    stage.on(6, 27)
    stage.patrol()
    stage.expect(case, "rating")
    stage.on(6, 28)
    stage.patrol()


def _a_key_item(stage: Stage) -> None:
    stage.on(9, 1)
    _, case = _handed_over(stage, "老街改造，路面一直没有恢复。")
    lead = {"leader": stage.county.chair_id, "committee_unit": stage.county.committee_id}
    key = {**_item(stage, 1), **lead, "decision_no": "第 23 次主任会议"}
    key |= {"check_unit": stage.county.street_id, "helper_units": [stage.county.other_unit_id]}
    stage.refused("office", case, "list_key", "主任会议", **key)
    stage.do("chair", case, "list_key", **key)
    stage.owes(case, "committee", "2025-10-09", by="committee")
    stage.owes(case, "helper", "2025-10-09", by="other_unit")
    stage.do("committee", case, "follow_up", followup_note="去看了施工现场，要求月底铺完")
    stage.owes_nothing(case, "committee")
    stage.do("unit", case, "log_contact", how="meeting", note="和代表座谈")
    promised = {
        "handling_result": "年内铺完，先铺主路",
        "promises": [{"who": "区住建局", "what": "铺完主路", "by": "2025-12-20"}],
    }
    proof = [stage.paper("unit", "施工方案.pdf")]
    stage.refused("unit", case, "claim_planned", "协办", proof=proof, **promised)
    stage.do("other_unit", case, "give_co_opinion", co_opinion="沿街摊位由我局先清。")
    stage.do("unit", case, "claim_planned", proof=proof, **promised)
    stage.refused("street", case, "accept", "岗位")
    stage.do("street", case, "accept_for_deputy", accept_note="电话问过代表，同意先铺主路")
    words = {"check_note": "方案与现场一致", "public_answer": "年底前铺完主路，已列入计划。"}
    stage.do("street", case, "strike_off", **words)
    stage.on(9, 20)
    stage.patrol()
    stage.expect(case, "closed", result="planned")
