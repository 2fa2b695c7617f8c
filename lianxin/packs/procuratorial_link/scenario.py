"""代表建议与检察建议衔接的整个故事：抄送、立案、文书送回、整改、复查、反馈，转成建议稿；不立案的、不抄送的。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

DRAFT = {
    "suggestion_title": "关于整治村口河道倾倒建筑垃圾的建议",
    "grounds": "村口河道两百米堆了建筑垃圾，去年汛期堵过两次，淹了三十亩菜地。",
    "proposal": "请区住建局会同街道在今年汛期前清运完，并查清是谁倒的。",
}
WHY = {"domain": "environment", "reason": "河道被填，下游三个村的行洪和用水都受影响"}
FOUND = {
    "suggestion_title": "关于建立建筑垃圾运输联单制度的建议",
    "grounds": "办案中查了九个工地，七个没有运输记录，垃圾去了哪里说不清。",
    "proposal": "请区住建局今年内建立运输联单，一车一单，每季度抽查一次。",
}


def play(stage: Stage) -> None:
    """三件：走完全程的、没有立案的、不属于公益领域的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "procuratorial_link")
    _to_the_end(stage)
    _not_filed(stage)
    _not_public_interest(stage)


def _dispatched(stage: Stage) -> int:
    asked = stage.say("村口河道里倒了好多建筑垃圾。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    main = stage.child(asked, "deputy-suggestion")
    stage.do("office", main, "dispatch", lead_unit=stage.county.unit_id)
    return main


def _copied(stage: Stage, main: int) -> int:
    """代工委筛查、抄送；填不全、不是代工委，都启动不了。"""
    stage.refused("unit", main, "open_procuratorial", "不能启动", **WHY)
    stage.refused("office", main, "open_procuratorial", "公益领域", reason=WHY["reason"])
    stage.do("office", main, "open_procuratorial", **WHY)
    link = stage.child(main, "procuratorial-link")
    slip = {
        "procuratorate": stage.county.procuratorate_id,
        "copy_slip": stage.paper("office", "抄送单.pdf"),
    }
    stage.refused("procurator", link, "copy", "岗位", **slip)
    stage.do("office", link, "copy", **slip)
    return link


def _to_the_end(stage: Stage) -> None:
    main = _dispatched(stage)
    stage.owes(main, "undertaker", "2025-06-03", "答复", by="unit")
    link = _copied(stage, main)
    stage.owes(link, "procurator", "2025-04-02", by="procurator")
    stage.do("procurator", link, "sign")
    stage.on(3, 20)
    filed = {"decided_on": stage.today, "decision_note": "河道行洪受损，属实，立案。"}
    stage.refused("unit", link, "file_case", "岗位", **filed)
    stage.do("procurator", link, "file_case", **filed)
    _turned_into_a_draft(stage, link)
    _advised(stage, link)
    # 检察院办它的，建议的三个月照走，一天不停。
    stage.owes(main, "undertaker", "2025-06-03", "答复", by="unit")
    _reviewed(stage, link)
    stage.expect(link, "told_back", result="implemented")
    stage.expect(main, "handling")


def _turned_into_a_draft(stage: Stage, link: int) -> None:
    """办案中发现的普遍问题，转成代表的建议稿；只能交给本级在任代表。"""
    stage.refused(
        "procurator", link, "to_suggestion", "在任", draft_deputy=stage.county.chair_id, **FOUND
    )
    stage.do("procurator", link, "to_suggestion", draft_deputy=stage.county.deputy_id, **FOUND)
    stage.expect(link, "investigating")


def _advised(stage: Stage, link: int) -> None:
    """检察建议书十日内送回；没有文书，这一步走不了。"""
    stage.on(4, 8)
    advice = {
        "document_no": "回检建〔2025〕6号",
        "document_on": "2025-04-07",
        "reply_by": "2025-05-30",
    }
    stage.do("procurator", link, "issue_advice", **advice)
    stage.owes(link, "procurator", "2025-04-17")
    stage.refused("procurator", link, "return_papers", "文书")
    papers = [stage.paper("procurator", "检察建议书.pdf")]
    stage.do("procurator", link, "return_papers", case_papers=papers)
    stage.owes(link, "undertaker", "2025-05-30", by="unit")
    stage.refused("procurator", link, "review_anyway", "15 天")


def _reviewed(stage: Stage, link: int) -> None:
    """复查由检察院做，十日内反馈，从复查做完那天算。"""
    stage.on(5, 26)
    stage.do("unit", link, "reply_advice", rectify_reply="河道两百米已清完，查明倾倒人并处罚。")
    stage.on(6, 3)
    seen = {"reviewed_on": "2025-06-02", "review_note": "到现场走了一遍，河道清完了。"}
    stage.refused("unit", link, "review", "岗位", **seen)
    stage.do("procurator", link, "review", **seen)
    stage.owes(link, "procurator", "2025-06-12")
    stage.do("procurator", link, "tell_done", result_note="整改到位，终结本案。")


def _decided_against(stage: Stage) -> dict[str, Any]:
    return {"decided_on": stage.today, "decision_note": "已由水务部门立案查处，不再重复。"}


def _not_filed(stage: Stage) -> None:
    """没有立案，文书也要十日内送回。"""
    link = _copied(stage, _dispatched(stage))
    stage.do("procurator", link, "not_file", **_decided_against(stage))
    stage.owes(link, "procurator", "2025-06-13")
    papers = [stage.paper("procurator", "不立案决定书.pdf")]
    stage.do("procurator", link, "return_decision", case_papers=papers)
    stage.expect(link, "not_filed", result="explained")


def _not_public_interest(stage: Stage) -> None:
    """筛查发现不属于公益领域，不抄送，照常办理。"""
    main = _dispatched(stage)
    stage.do("office", main, "open_procuratorial", **WHY)
    link = stage.child(main, "procuratorial-link")
    stage.do("office", link, "not_public_interest", screen_note="只涉及两户的界址，不属于公益。")
    stage.expect(link, "not_copied", result="rejected")
    stage.expect(main, "handling")
