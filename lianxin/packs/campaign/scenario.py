"""专项行动的整个故事：领任务、定小切口、季度小结、交问题清单、交办、跟到办结、问效；停下的。"""

from datetime import date

from lianxin.ops.stage import Stage
from lianxin.ops.themes import claimed, hold, publish_sheet, sheet

TASKS = ("清源行动：走访排污口", "美家行动：房前屋后")
START = {"entry_point": "桥头沟的三个排口", "plan": "四月起每月走一遍，逐个拍照建档。"}
FOUND = {"finding": "三个排口有两个没有标牌，一个夜里偷排。"}
SUMMARY = {"quarter_summary": "走访三次，发现两处问题，一处当场整改。"}
LOOKED = {"checked_on": "2025-09-05", "effect_note": "夜里去看，三个排口都有标牌，没有偷排。"}


def play(stage: Stage) -> None:
    """一次行动两项任务：一项走到问效，一项停下。"""
    stage.adopt("campaign")
    root = sheet(stage, "campaign", "守水护水行动", date(2025, 8, 31), body=stage.county.affairs_id)
    rivers, homes = publish_sheet(stage, root, "task", TASKS).themes
    _to_effect(stage, rivers)
    _stopped(stage, homes)


def _to_effect(stage: Stage, task: int) -> None:
    case = claimed(stage, "deputy", stage.county.group_id, task)
    stage.owes(case, "doer", "2025-03-17", by="deputy")
    stage.refused("other_unit", case, "start", "岗位", **START)
    stage.do("deputy", case, "start", **START)
    stage.owes(case, "doer", "2025-06-03", "季度小结", by="deputy")
    stage.on(5, 30)
    stage.do("deputy", case, "summarise", **SUMMARY)
    stage.owes(case, "doer", "2025-09-03", "季度小结")
    stage.refused("deputy", case, "collect", "已登记至少 1 场", **FOUND)
    hold(stage, "deputy", stage.county.group_id, task, "夜走桥头沟")
    stage.do("deputy", case, "collect", **FOUND)
    stage.owes_nothing(case, "doer")
    stage.owes(case, "office", "2025-06-16", "交办", by="office")
    stage.do("office", case, "ask_again", dispatch_note="第三个排口写清楚在哪里")
    stage.do("deputy", case, "collect", **FOUND)
    _followed(stage, case)


def _followed(stage: Stage, case: int) -> None:
    """交办、跟到办结、回头看；不管用的接着跟。"""
    given = {"dispatch_note": "两处都交生态环境分局，六月底前办好"}
    stage.refused("deputy", case, "dispatch_findings", "岗位", **given)
    stage.do("office", case, "dispatch_findings", **given)
    stage.owes(case, "doer", "2025-09-01", "跟到办结", by="deputy")
    settled = {"closing_note": "标牌都立了，偷排的罚了款"}
    stage.do("deputy", case, "settled", **settled)
    stage.owes(case, "office", "2025-09-01", "问效", by="office")
    stage.on(7, 2)
    again = {"checked_on": "2025-07-02", "effect_note": "夜里去看，又有一处在排"}
    stage.do("office", case, "not_effective", **again)
    stage.do("deputy", case, "settled", **settled)
    stage.on(9, 5)
    stage.refused("deputy", case, "effective", "岗位", **LOOKED)
    stage.do("office", case, "effective", **LOOKED)
    stage.expect(case, "done", result="implemented")


def _stopped(stage: Stage, task: int) -> None:
    """停下的任务，认领跟着撤。"""
    case = claimed(stage, "office", stage.county.other_group_id, task)
    why = {"stop_reason": "两个村合并，任务并到一处"}
    stage.refused("deputy", case, "stop", "岗位", **why)
    stage.do("office", case, "stop", **why)
    stage.expect(case, "stopped", result="withdrawn")
