"""问题清单的整个故事：一条办好销号，一条退回重交、逾期有人盯，一条不列。"""

from lianxin.ops.stage import Stage

DONE = {"handle_note": "窗口合并了，一次办好"}


def play(stage: Stage) -> None:
    """一次调研列出三条。"""
    stage.adopt("problem_list")
    struck, late, unlisted = stage.items(
        "problem",
        ("企业注册要跑三个窗口", ""),
        ("厂区门口的路灯坏了半年", ""),
        ("反映的收费去年已经取消", ""),
    )
    _struck(stage, struck)
    _late(stage, late)
    _unlisted(stage, unlisted)


def _assigned(stage: Stage, case: int, due: str) -> None:
    stage.do(
        "office",
        case,
        "assign",
        lead_unit=stage.county.unit_id,
        check_unit=stage.county.committee_id,
        due_on=due,
    )


def _struck(stage: Stage, case: int) -> None:
    stage.owes(case, "office", "2025-03-10", by="office")
    stage.refused("office", case, "assign", "请", lead_unit=stage.county.unit_id)
    _assigned(stage, case, "2025-04-15")
    stage.owes(case, "undertaker", "2025-04-15", by="unit")
    stage.refused("other_unit", case, "claim", "岗位", **DONE)
    paper = [stage.paper("unit", "验收单.pdf")]
    stage.refused("unit", case, "claim", "请填写", **DONE)
    stage.do("unit", case, "claim", proof=paper, **DONE)
    stage.owes(case, "checker", "2025-03-17", by="committee")
    stage.refused("unit", case, "strike_off", "岗位", check_note="都办好了")
    stage.do("committee", case, "not_verified", check_note="还有一个窗口没并")
    stage.owes(case, "undertaker", "2025-04-15", by="unit")
    stage.do("unit", case, "claim", proof=paper, **DONE)
    stage.do("committee", case, "strike_off", check_note="带企业走了一遍，一个窗口办成")
    stage.expect(case, "struck_off", result="resolved")


def _late(stage: Stage, case: int) -> None:
    """退回一次，重新交办；过了日子，系统报代表工作机构盯着。"""
    _assigned(stage, case, "2025-04-01")
    stage.do("unit", case, "send_back", back_note="这段路归城管部门养护")
    _assigned(stage, case, "2025-04-01")
    stage.refused("unit", case, "send_back", "至多 1 次", back_note="还是不归我们")
    stage.on(4, 2)
    stage.patrol()
    stage.owes(case, "office", "2025-04-10", "督办逾期")
    stage.expect(case, "handling")


def _unlisted(stage: Stage, case: int) -> None:
    stage.refused("unit", case, "unlist", "岗位", unlisted_note="不归我们管")
    stage.do("office", case, "unlist", unlisted_note="去年八月已经取消，附了文件")
    stage.expect(case, "unlisted", result="explained")
