"""“1+2+3”的整个故事：调研—反映—督办—反馈—再调研，效果不好再来一圈，最后上墙公示。"""

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

ONSITE = {"supervise_form": "onsite", "supervise_medium": "offline"}


def play(stage: Stage) -> None:
    """一件街道级走全程并公示；一件区级再调研说效果不好，重新交办；一件解释清楚。"""
    stage.adopt("intake_qr", "jiangxia_1_2_3")
    _a_full_circle(stage)
    _no_effect_goes_round_again(stage)
    _explained(stage)


def _handed_over(stage: Stage, text: str, *, publish: bool = True) -> tuple[int, int]:
    asked = stage.say(text, publish=publish)
    stage.do("street", asked, "handle", category=CATEGORY)
    return asked, stage.child(asked, "jiangxia-1+2+3")


def _a_full_circle(stage: Stage) -> None:
    asked, case = _handed_over(stage, "村口到小学这段路没有路灯。")
    stage.owes(case, "street", "2025-03-10")
    stage.owes(case, "office", "2025-03-10")
    stage.do("office", case, "consult", consult_note="街道办得了，不必上交")
    stage.owes_nothing(case, "office")
    level = {"analysis": "路灯归街道城管办，缺十一盏"}
    stage.refused("street", case, "keep", "街道级", level="district", **level)
    stage.refused("office", case, "keep", "岗位", level="street", **level)
    stage.do("street", case, "keep", level="street", **level)
    stage.owes(case, "street", "2025-03-10", "转给")
    stage.do("street", case, "transfer", lead_unit=stage.county.unit_id, agreed_date="2025-03-31")
    stage.owes(case, "undertaker", "2025-04-02", by="unit")
    _sent_elsewhere(stage, case)
    _supervised(stage, case)
    _fed_back(stage, case)
    stage.expect(asked, "in_handling")
    _looked_again(stage, case)
    stage.expect(case, "closed", result="resolved")
    stage.expect(asked, "to_tell")


def _sent_elsewhere(stage: Stage, case: int) -> None:
    reason = {"reason": "路灯归城管局维护"}
    stage.on(3, 5)
    stage.do("unit", case, "ask_return", **reason)
    stage.do("street", case, "deny_return", reason="先说清归谁管")
    stage.do("unit", case, "ask_return", return_to=stage.county.other_unit_id, **reason)
    stage.do("street", case, "grant_return", to_body=stage.county.other_unit_id)
    stage.owes(case, "undertaker", "2025-04-07", by="other_unit")
    stage.do("other_unit", case, "sign")
    stage.on(3, 24)
    wait = {"reason": "灯杆要从外地运来"}
    stage.do("other_unit", case, "ask_extension", to_date="2025-04-18", **wait)
    stage.refused("other_unit", case, "grant_extension", "不能由您")
    stage.do("street", case, "grant_extension")
    stage.owes(case, "undertaker", "2025-04-18")


def _supervised(stage: Stage, case: int) -> None:
    """三种形式、两种载体都能督办；逾期报给代工委。"""
    note = {"supervise_note": "到现场看了施工，要求本月亮灯"}
    stage.refused("unit", case, "supervise", "岗位", **ONSITE, **note)
    stage.do("deputy", case, "supervise", **ONSITE, **note)
    key = {"supervise_form": "key", "supervise_medium": "online"}
    stage.do("office", case, "supervise", supervise_note="视频看了进度，慢了三天", **key)
    stage.on(4, 21)
    stage.patrol()
    stage.owes(case, "office", "2025-04-27", "督办逾期")
    stage.do("deputy", case, "urge", note="孩子还在摸黑走")
    stage.do("other_unit", case, "add_progress", note="灯杆到了，今天开工")


def _fed_back(stage: Stage, case: int) -> None:
    """反馈代表、反馈群众各是一步，都有五个工作日。"""
    stage.on(4, 25)
    stage.do("other_unit", case, "finish", handling_result="十一盏路灯都装好了")
    stage.owes(case, "undertaker", "2025-05-06", "向代表反馈")
    stage.refused(
        "other_unit", case, "feed_public", "待反馈代表", public_feedback="十一盏路灯都装好了。"
    )
    stage.do("other_unit", case, "feed_deputy", deputy_feedback="十一盏路灯都装好了")
    stage.owes(case, "undertaker", "2025-05-06", "向群众反馈")
    stage.do("other_unit", case, "feed_public", public_feedback="十一盏路灯都装好了。")
    stage.owes(case, "visitors", "2025-06-24", by="street")


def _looked_again(stage: Stage, case: int) -> None:
    """再调研属实，七日内上墙；公示七日，期满办结。"""
    stage.on(6, 10)
    seen = {"visit_note": "夜里去看过，十一盏都亮着"}
    stage.refused("other_unit", case, "confirm", "岗位", **seen)
    stage.do("street", case, "confirm", **seen)
    stage.owes(case, "street", "2025-06-17")
    stage.posted(case, yes=False)
    stage.do("street", case, "post")
    stage.posted(case)
    stage.do("submitter", case, "rate", voter_rating="satisfied")
    stage.on(6, 17)
    stage.patrol()
    stage.expect(case, "posted")
    stage.on(6, 18)
    stage.patrol()


def _no_effect_goes_round_again(stage: Stage) -> None:
    stage.on(7, 1)
    asked, case = _handed_over(stage, "区道过村的一段没有路灯。", publish=False)
    stage.do("street", case, "raise", level="district", analysis="要动区道，归区里")
    stage.owes(case, "office", "2025-07-08")
    units = {"lead_unit": stage.county.unit_id, "helper_units": [stage.county.other_unit_id]}
    stage.do("office", case, "dispatch", committee_unit=stage.county.committee_id, **units)
    stage.owes(case, "helper", "2025-07-16", by="other_unit")
    stage.do("committee", case, "supervise", supervise_note="跟着看了两次", **ONSITE)
    stage.refused("unit", case, "finish", "协办", handling_result="装好了六盏")
    stage.do("other_unit", case, "give_co_opinion", co_opinion="沿线的电已经接好。")
    stage.do("unit", case, "finish", handling_result="装好了六盏")
    _tell_both(stage, "unit", case, "装好了六盏")
    stage.on(8, 4)
    stage.do("street", case, "not_effective", visit_note="夜里去看，有三盏没有亮")
    stage.owes(case, "office", "2025-08-11")
    swapped = {"lead_unit": stage.county.other_unit_id, "helper_units": [stage.county.unit_id]}
    stage.do("office", case, "dispatch", **swapped)
    stage.owes(case, "undertaker", "2025-09-03", by="other_unit")
    stage.do("unit", case, "give_co_opinion", co_opinion="三盏的灯座由我局换。")
    stage.do("other_unit", case, "finish", handling_result="三盏都换了")
    _tell_both(stage, "other_unit", case, "三盏都换了")
    stage.do("street", case, "confirm", visit_note="又去看过，都亮着")
    stage.refused("street", case, "post", "公开")
    stage.do("street", case, "skip_posting", skip_reason="提交人不想公开")
    stage.posted(asked, yes=False)
    stage.expect(case, "closed", result="resolved")


def _tell_both(stage: Stage, who: str, case: int, words: str) -> None:
    stage.do(who, case, "feed_deputy", deputy_feedback=words)
    stage.do(who, case, "feed_public", public_feedback=f"{words}。")


def _explained(stage: Stage) -> None:
    asked, case = _handed_over(stage, "想在自家门口单独装一盏路灯。")
    words = {"analysis": "自家院内照明不属公共设施", "handling_answer": "院内照明由各家自己装。"}
    stage.do("street", case, "explain", **words)
    stage.expect(case, "closed", result="explained")
    stage.expect(asked, "to_tell")
