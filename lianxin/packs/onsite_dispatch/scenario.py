"""现场接办的整个故事：一件照说的日子办好，一件说不归自己改派了别家，一件转成建议稿，一件说明理由。"""

from lianxin.ops.stage import Stage

DONE = {"handling_result": "十一盏灯都修好了，晚上都亮"}
PROPOSAL = {
    "suggestion_title": "关于建立路灯巡查制度的建议",
    "grounds": "三个月里坏了十一盏，没有人固定来看。",
    "proposal": "请住建局按月巡查，坏了三天内修好。",
}


def play(stage: Stage) -> None:
    """一场活动上四件当场接下的事，各有各的结局。"""
    stage.adopt("onsite_dispatch")
    lamp, drain, patrol, square = stage.items(
        "onsite",
        ("村口十一盏路灯不亮", "2025-03-28"),
        ("沟盖板断了两块", ""),
        ("没有人巡查路灯", ""),
        ("想要一个小广场", ""),
    )
    _on_time(stage, lamp)
    _rerouted(stage, drain)
    stage.do("unit", patrol, "hand_back", why_cannot="要立制度，一家办不了")
    deputy = stage.county.deputy_id
    stage.refused("deputy", patrol, "to_suggestion", "岗位", draft_deputy=deputy, **PROPOSAL)
    stage.do("office", patrol, "to_suggestion", draft_deputy=deputy, **PROPOSAL)
    stage.expect(patrol, "closed", result="referred")
    stage.do("unit", square, "hand_back", why_cannot="没有地，规划里也没有")
    stage.do("office", square, "explain", words="这块是基本农田，眼下建不了，另找地方")
    stage.expect(square, "closed", result="not_feasible_now")


def _on_time(stage: Stage, case: int) -> None:
    stage.owes(case, "undertaker", "2025-03-28", by="unit")
    stage.do("deputy", case, "look", progress_words="灯杆已经运到村口")
    stage.refused("unit", case, "finish", "请填写", **DONE)
    stage.do("unit", case, "finish", proof=[stage.paper("unit", "验收单.pdf")], **DONE)
    stage.refused("unit", case, "confirm", "岗位", check_note="我自己看过了")
    stage.do("street", case, "not_verified", check_note="第七盏还不亮")
    stage.do("unit", case, "finish", proof=[stage.paper("unit", "验收单二.pdf")], **DONE)
    stage.do("street", case, "confirm", check_note="夜里去看，全亮")
    stage.expect(case, "closed", result="resolved")


def _rerouted(stage: Stage, case: int) -> None:
    """没说日子的三十天；说不归自己的，改派另一家，日子另定，对不上接着办，又办不了再交回来。"""
    stage.owes(case, "undertaker", "2025-04-02", by="unit")
    stage.do("unit", case, "hand_back", why_cannot="沟归城管局管")
    stage.owes(case, "office", "2025-03-10", by="office")
    other = {"new_unit": stage.county.other_unit_id, "new_due_on": "2025-03-21"}
    stage.do("office", case, "reassign", **other)
    stage.owes(case, "undertaker", "2025-03-21", by="other_unit")
    stage.refused("unit", case, "finish", "岗位", **DONE)
    stage.do("other_unit", case, "hand_back", why_cannot="盖板规格要区里统一")
    stage.do("office", case, "reassign", **other)
    stage.do("deputy", case, "look", progress_words="已经围起来了")
    done = {"handling_result": "两块盖板换好了"}
    stage.do("other_unit", case, "finish", proof=[stage.paper("other_unit", "照片.pdf")], **done)
    stage.do("street", case, "not_verified", check_note="还有一块松动")
    stage.on(3, 22)
    stage.patrol()
    stage.owes(case, "office", "2025-03-28", "督办逾期")
    stage.do("other_unit", case, "finish", proof=[stage.paper("other_unit", "照片.pdf")], **done)
    stage.do("street", case, "confirm", check_note="踩上去稳当")
    stage.expect(case, "closed", result="resolved")
