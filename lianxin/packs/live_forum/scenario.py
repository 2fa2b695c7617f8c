"""“代表来了”的整个故事：走访不够定不了议题；自己定期限；不满意再办；过半满意才办结。"""

from lianxin.ops.stage import Stage

FACE = {"visit_note": "南街、北街挨家问的", "voters_asked": 25}
DONE = {"handling_result": "九处漏点都堵上了"}


def play(stage: Stage) -> None:
    """两个议题：一个二十五年的烦恼办好了，一个走访下来不作议题。"""
    stage.adopt("live_forum")
    leak, parking = stage.items("forum", ("老楼漏雨二十五年", ""), ("路边停车", ""))
    stage.owes(leak, "convener", "2025-03-13", by="deputy")
    unit = stage.county.unit_id
    stage.refused("deputy", leak, "choose", "10", **{**FACE, "voters_asked": 9}, face_unit=unit)
    stage.do("deputy", leak, "choose", face_unit=unit, **FACE)
    stage.do("office", parking, "drop", why_dropped="已经有停车规划，跟选民说清了")
    stage.expect(parking, "closed", result="reference")
    stage.do("unit", leak, "commit", promise_words="雨季以前全部修好", due_on="2025-04-30")
    stage.owes(leak, "undertaker", "2025-04-30", by="unit")
    stage.refused("unit", leak, "prove", "请填写", **DONE)
    stage.do("unit", leak, "prove", proof=[stage.paper("unit", "验收单.pdf")], **DONE)
    _rated(stage, leak)


def _rated(stage: Stage, case: int) -> None:
    stage.refused("unit", case, "raise_paddles", "岗位", present=20, cast=20, votes_for=20)
    stage.do("office", case, "raise_paddles", present=20, cast=18, votes_for=9)
    stage.refused("office", case, "satisfied", "半数")
    again = {"still_wrong": "三单元还在渗水", "new_due_on": "2025-05-15"}
    stage.do("office", case, "dissatisfied", **again)
    stage.on(5, 16)
    stage.patrol()
    stage.owes(case, "chair", "2025-05-23", "督办逾期")
    stage.do("unit", case, "prove", proof=[stage.paper("unit", "验收单二.pdf")], **DONE)
    stage.do("office", case, "raise_paddles", present=20, cast=20, votes_for=18)
    stage.refused("deputy", case, "satisfied", "岗位")
    stage.do("office", case, "satisfied")
    stage.expect(case, "closed", result="resolved")
