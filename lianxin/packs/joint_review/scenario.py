"""双重联审的整个故事：代表团退回、帮着改，议案组再退回，采纳编号；议案转建议的、不采纳的、撤回的。"""

from typing import Any

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

DRAFT = {
    "suggestion_title": "关于在村口至小学路段加装路灯的建议",
    "grounds": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
    "proposal": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
}
BETTER = {**DRAFT, "grounds": "数过：缺十一盏灯，三个村两千人走，去年摔伤三起，都在冬天傍晚。"}
FIRST = {"cause_clear": True, "evidence_enough": True, "plan_feasible": True}
SECOND = {f"{key}_again": yes for key, yes in FIRST.items()}
LEAVE = {"withdraw_reason": "路灯已经列入今年的工程了"}


def play(stage: Stage) -> None:
    """四件：走完两审的、议案转建议的、不采纳的、撤回的。"""
    stage.adopt("intake_qr", "tiered_routing", "deputy_suggestion", "joint_review")
    _reviewed_twice(stage)
    _turned_from_a_bill(stage)
    _rejected(stage)
    _withdrawn(stage)


def _sent(stage: Stage) -> tuple[int, int]:
    """代表把群众说的提成建议：先去联审，还没有编号。"""
    asked = stage.say("村口到小学这段路没有路灯。")
    stage.do("deputy", asked, "adopt", category=CATEGORY, **DRAFT)
    return asked, stage.child(asked, "joint-review")


def _passed(stage: Stage, case: int, **facts: Any) -> None:
    stage.do("street", case, "pass_delegation", **{**FIRST, "proposed_as": "suggestion", **facts})


def _reviewed_twice(stage: Stage) -> None:
    asked, case = _sent(stage)
    stage.owes(case, "delegation", "2025-03-10", by="street")
    thin = {**FIRST, "evidence_enough": False, "proposed_as": "suggestion"}
    stage.refused("office", case, "pass_delegation", "岗位", **thin)
    stage.refused("street", case, "pass_delegation", "案据足", **thin)
    note = {
        **FIRST,
        "evidence_enough": False,
        "revise_note": "案据没有人数，请补上走这条路的人数。",
    }
    stage.do("street", case, "return_delegation", **note)
    stage.owes(case, "deputy", "2025-03-10", by="deputy")
    stage.do("street", case, "help_drafting", help_note="三个村合计两千人，派出所有摔伤记录。")
    stage.refused("street", case, "resubmit", "岗位", **BETTER)
    stage.do("deputy", case, "resubmit", **BETTER)
    _passed(stage, case)
    stage.owes(case, "motions", "2025-03-17", by="office")
    _back_from_the_motions_group(stage, case)
    stage.refused("street", case, "accept", "岗位", **SECOND)
    stage.refused("office", case, "turn_bill", "议案", bill_reason="联名不够", **SECOND)
    stage.do("office", case, "accept", **SECOND)
    stage.expect(case, "accepted", result="accepted")
    stage.expect(stage.child(asked, "deputy-suggestion"), "submitted")
    # 采纳了，群众那一件还等着建议办完，不提前了结。
    stage.expect(asked, "in_handling")


def _back_from_the_motions_group(stage: Stage, case: int) -> None:
    short = {**SECOND, "plan_feasible_again": False, "revise_note": "请写明由谁来维护。"}
    stage.refused("office", case, "accept", "方案可行", **{**SECOND, "plan_feasible_again": False})
    stage.do("office", case, "return_motions", **short)
    stage.do("office", case, "help_drafting", help_note="可以写“由街道维护”。")
    stage.do("deputy", case, "resubmit", **{**BETTER, "proposal": "请区住建局装灯，由街道维护。"})
    stage.expect(case, "motions_review")


def _turned_from_a_bill(stage: Stage) -> None:
    _, case = _sent(stage)
    _passed(stage, case, proposed_as="bill")
    stage.refused("office", case, "accept", "建议", **SECOND)
    stage.do("office", case, "turn_bill", bill_reason="联名只有四人，不够法定人数", **SECOND)
    stage.expect(case, "accepted", result="accepted", flags=["from_bill"])


def _rejected(stage: Stage) -> None:
    """不采纳的，话带回给群众那一件。"""
    asked, case = _sent(stage)
    _passed(stage, case)
    words = {"reject_reason": "not_ours", "reject_words": "路灯由镇里统一建，请在镇人代会上提。"}
    stage.do("office", case, "reject", **words)
    stage.expect(case, "rejected", result="rejected")
    stage.expect(asked, "to_tell")


def _withdrawn(stage: Stage) -> None:
    asked, case = _sent(stage)
    stage.refused("street", case, "withdraw", "岗位", **LEAVE)
    stage.do("deputy", case, "withdraw", **LEAVE)
    stage.refused("deputy", case, "confirm_withdrawal", "岗位")
    stage.do("office", case, "confirm_withdrawal")
    stage.expect(case, "withdrawn", result="withdrawn")
    stage.expect(asked, "to_tell")
