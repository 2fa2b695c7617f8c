"""进站承诺的整个故事：一条按期兑现，一条逾期才兑现，一条没有兑现。"""

from lianxin.ops.stage import Stage

WORDS = {"done_note": "管道全线通水，验收过了"}


def play(stage: Stage) -> None:
    """负责人进站当场答应三件事，到日子各看各的。"""
    stage.adopt("station_commitment")
    kept, late, broken = stage.items(
        "pledge",
        ("三月底以前通水", "2025-03-31"),
        ("四月中旬以前修好路", "2025-04-15"),
        ("四月十六日以前栽齐树", "2025-04-16"),
    )
    _kept(stage, kept)
    _late(stage, late)
    _broken(stage, broken)


def _proved(stage: Stage) -> dict[str, object]:
    return {**WORDS, "proof": [stage.paper("unit", "验收单.pdf")]}


def _kept(stage: Stage, case: int) -> None:
    stage.owes(case, "undertaker", "2025-03-31", by="unit")
    stage.do("deputy", case, "view", deputy_words="我去看了，管沟已经挖好")
    stage.refused("unit", case, "claim", "请填写", **WORDS)
    stage.do("unit", case, "claim", **_proved(stage))
    stage.do("street", case, "not_verified", check_note="末端两户还没有水")
    stage.do("unit", case, "claim", **_proved(stage))
    stage.do("deputy", case, "view", deputy_words="末端两户也通了")
    stage.refused("unit", case, "verify", "岗位", check_note="我自己看过了")
    stage.refused("deputy", case, "verify", "岗位", check_note="我看过，通了")
    stage.do("street", case, "verify", check_note="逐户看过，属实")
    stage.expect(case, "closed", result="kept")


def _late(stage: Stage, case: int) -> None:
    stage.on(4, 17)
    stage.patrol()
    stage.expect(case, "overdue")
    stage.owes(case, "keeper", "2025-04-30", by="street")
    stage.do("unit", case, "claim_late", **_proved(stage))
    stage.do("street", case, "not_verified_late", check_note="弯道还有坑")
    stage.do("unit", case, "claim_late", **_proved(stage))
    stage.do("street", case, "verify_late", check_note="走了一遍，平了")
    stage.expect(case, "closed", result="late")


def _broken(stage: Stage, case: int) -> None:
    stage.do("unit", case, "explain", why_not="今年没有树苗，秋天再栽")
    stage.refused("unit", case, "give_up", "岗位", why_not="今年不栽了，说明过了")
    stage.do("office", case, "give_up", why_not="今年没有树苗，单位已经写明")
    stage.expect(case, "closed", result="broken")
