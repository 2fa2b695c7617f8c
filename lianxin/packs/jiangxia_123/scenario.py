"""监督意见办理“123”的整个故事：一周交办、两周方案、三个月结果；没销号的经主任会议办结。"""

from typing import Any

from lianxin.ops.stage import Stage

ITEMS = (
    ("把十一盏坏灯修好", "1m"),
    ("建立路灯巡查制度", "2m"),
    ("明年列入电缆改造", "3m"),
)
MEETING = {"approved_on": "2025-03-10", "meeting": "第五十二次主任会议"}
REPORT = "三项意见逐项整改，十一盏灯修好，巡查制度印发，电缆列入明年计划。"


def play(stage: Stage) -> None:
    """两份：各项都销号的；有一项没有销号、主任会议同意先办结的。"""
    stage.adopt("jiangxia_123", "letter_item")
    _all_struck_off(stage)
    _closed_with_one_left(stage)


def _approved(stage: Stage) -> int:
    """主任会议退回改过一次，才通过；别人通不过。"""
    case = stage.letter(*ITEMS)
    stage.do("chair", case, "ask_redraft", redraft_note="第三项写明期限")
    stage.owes(case, "office", "2025-03-17")
    stage.refused("unit", case, "resubmit", "岗位", redrafted="第三项写明了期限")
    stage.do("office", case, "resubmit", redrafted="第三项写明了期限")
    stage.on(3, 11)
    stage.refused("office", case, "approve", "岗位", **MEETING)
    stage.do("chair", case, "approve", **MEETING)
    # 一周从会议通过那天算，不从录入那天算。
    stage.owes(case, "office", "2025-03-17", by="office")
    return case


def _planned(stage: Stage, case: int) -> list[int]:
    stage.on(3, 14)
    stage.refused("unit", case, "dispatch", "岗位", signer="吴远山")
    stage.do("office", case, "dispatch", signer="吴远山主任")
    items = stage.children(case)
    stage.owes(case, "undertaker", "2025-03-28", by="unit")
    stage.owes(items[0], "undertaker", "2025-03-28", by="unit")
    plan = {"plan": "分管局长牵头，三项分到三个科室。", "plan_document": _paper(stage, "方案.pdf")}
    stage.do("unit", items[0], "plan_item", measure="市政科四月十日以前修好十一盏")
    stage.refused("unit", case, "file_plan", "报措施", **plan)
    advice = {"measure_advice": "巡查要写明多久一次"}
    stage.do("committee", items[1], "advise_measure", **advice)
    for item in items[1:]:
        stage.do("unit", item, "plan_item", measure="照期限办好，科长负责")
    stage.do("unit", case, "file_plan", **plan)
    stage.owes(case, "undertaker", "2025-06-16", by="unit")
    stage.owes(items[0], "undertaker", "2025-04-14")
    stage.owes(items[1], "undertaker", "2025-05-14")
    return items


def _struck_off(stage: Stage, item: int) -> None:
    """没有证据申请不了，承办单位自己销不了；查验对不上退回。"""
    done = {"item_result": "照措施做完了"}
    stage.refused("unit", item, "claim", "请填写", **done)
    stage.do("unit", item, "claim", proof=[_paper(stage, "验收单.pdf")], **done)
    stage.refused("unit", item, "strike_off", "岗位", check_note="都做完了")
    stage.do("committee", item, "not_verified", check_note="还有一处没有做")
    stage.do("unit", item, "claim", proof=[_paper(stage, "补验单.pdf")], **done)
    stage.do("committee", item, "strike_off", check_note="到现场看了，属实")
    stage.expect(item, "struck_off", result="implemented")


def _all_struck_off(stage: Stage) -> None:
    case = _approved(stage)
    items = _planned(stage, case)
    _struck_off(stage, items[0])
    stage.on(5, 20)
    stage.do("unit", case, "ask_comment", result_draft=REPORT)
    stage.owes(case, "committee", "2025-05-27", by="committee")
    stage.do("committee", case, "send_back", committee_comment="巡查制度还没有印发")
    stage.do("unit", case, "ask_comment", result_draft=REPORT)
    stage.refused("unit", case, "comment", "岗位", committee_comment="可以报了")
    stage.do("committee", case, "comment", committee_comment="和查验的对得上，可以报")
    _reported(stage, case)
    stage.refused("committee", case, "close", "全部办结")
    stage.do("committee", case, "redo", redo_reason="还有两项没有销号")
    stage.do("unit", case, "ask_comment", result_draft=REPORT)
    stage.do("committee", case, "comment", committee_comment="可以报了，抓紧销号")
    _reported(stage, case)
    for item in items[1:]:
        _struck_off(stage, item)
    stage.do("committee", case, "close")
    stage.expect(case, "closed", result="implemented", flags=["published"])


def _reported(stage: Stage, case: int) -> None:
    paper = {"result_document": _paper(stage, "办理情况报告.pdf")}
    stage.do("unit", case, "report", result_report=REPORT, **paper)


def _closed_with_one_left(stage: Stage) -> None:
    """有一项没有销号：主任会议没有决定，委员会办结不了。"""
    case = stage.letter(*ITEMS)
    stage.do("chair", case, "approve", approved_on=stage.today, meeting="第五十五次主任会议")
    stage.do("office", case, "dispatch", signer="吴远山主任")
    items = stage.children(case)
    for item in items:
        stage.do("unit", item, "plan_item", measure="照期限办好，科长负责")
    plan: dict[str, Any] = {"plan_document": _paper(stage, "方案.pdf")}
    stage.do("unit", case, "file_plan", plan="分管局长牵头，三项分到三个科室。", **plan)
    stage.do("unit", case, "ask_comment", result_draft=REPORT)
    stage.do("committee", case, "comment", committee_comment="电缆一项要等明年")
    _reported(stage, case)
    stage.refused("committee", case, "close_approved", "批准")
    note = {"approval_note": "电缆改造列入明年计划，到期再查，同意先办结。"}
    stage.refused("committee", case, "approve_closing", "岗位", **note)
    stage.do("chair", case, "approve_closing", **note)
    stage.do("committee", case, "close_approved")
    stage.expect(case, "closed", result="partly")
    # 办结的是意见书；没有销号的那几项照样欠着，照样到期。
    stage.expect(items[2], "doing")


def _paper(stage: Stage, name: str) -> str:
    return stage.paper("unit", name)
