"""人民议事厅的整个故事：七步依次走，人不齐、票不够通不过，改了方案再议，核实了才记账单。"""

from typing import Any

from lianxin.ops.stage import Stage

CALLED = {"notice": "三月八日上午在村委会议老街的灯"}
SEEN = {"research_note": "走了三条街，坏了十一盏"}
HEARD = {"heard_count": 42, "heard_note": "都要修，有六位要改成太阳能"}
VOTE = {"roll": 30, "present": 25, "cast": 25, "votes_for": 13}


def play(stage: Stage) -> None:
    """三个问题：一个走到幸福账单，一个议而未决，一个不是公共的事。"""
    stage.adopt("council_hall")
    lamp, square, fence = stage.items(
        "hall", ("老街的灯坏了一半", ""), ("要不要建广场", ""), ("两家的篱笆", "")
    )
    stage.do("street", fence, "strike", why_not="两家的事，请调解员上门")
    stage.expect(fence, "closed", result="explained")
    for case in (lamp, square):
        _prepared(stage, case)
    stage.refused("street", lamp, "pass", "3 天", **_passed(stage))
    stage.on(3, 8)
    _deliberated(stage, lamp)
    stage.do("street", square, "shelve", why_not="地还没有着落，明年再议")
    stage.expect(square, "closed", result="not_feasible_now")
    _performed(stage, lamp)


def _prepared(stage: Stage, case: int) -> None:
    stage.owes(case, "convener", "2025-03-18", by="street")
    stage.refused("street", case, "research", "现在是", **SEEN)
    stage.do("street", case, "announce", **CALLED)
    stage.do("street", case, "research", **SEEN)
    stage.do("street", case, "hear", **HEARD)
    stage.do("street", case, "draft_plan", plan="街道出钱，三条街先换十一盏")


def _passed(stage: Stage, **votes: int) -> dict[str, Any]:
    return {
        **VOTE,
        **votes,
        "decision": "三条街换十一盏，六月底前亮",
        "lead_unit": stage.county.unit_id,
        "deputy_named": stage.county.deputy_id,
        "finish_on": "2025-06-30",
    }


def _deliberated(stage: Stage, case: int) -> None:
    stage.refused("street", case, "pass", "三分之二", **_passed(stage, present=19, cast=19))
    stage.refused("street", case, "pass", "半数", **_passed(stage, votes_for=12))
    lost = {**VOTE, "votes_for": 12, "why_not": "钱从哪里来没有说清"}
    stage.do("street", case, "vote_down", **lost)
    stage.do("street", case, "draft_plan", plan="区里出一半，街道出一半")
    stage.do("street", case, "pass", **_passed(stage))
    stage.owes(case, "undertaker", "2025-06-30", by="unit")
    stage.owes(case, "follower", "2025-04-08", by="deputy")


def _performed(stage: Stage, case: int) -> None:
    done = {"handling_result": "十一盏都换了", "proof": [stage.paper("unit", "验收单.pdf")]}
    stage.do("deputy", case, "follow", follow_note="看过，灯杆立好了")
    stage.owes_nothing(case, "follower")
    stage.do("unit", case, "finish", **done)
    stage.refused("unit", case, "enter_bill", "岗位", bill="三条街四百户夜里有灯")
    stage.do("street", case, "not_verified", why_not="北街两盏没有亮")
    stage.do("unit", case, "finish", **done)
    stage.do("street", case, "enter_bill", bill="三条街四百二十户夜里有灯走")
    stage.expect(case, "closed", result="resolved")
