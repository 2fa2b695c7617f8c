"""承诺台账的整个故事：一条按期兑现，一条逾期、改期、又逾期才兑现，一条没有兑现。"""

from lianxin.ops.rehearsal import CATEGORY
from lianxin.ops.stage import Stage

WORDS = {"done_note": "主路已经铺完，验收过了"}


def play(stage: Stage) -> None:
    """一件意见答复时答应了三件事，各立一件，各有各的结果。"""
    stage.adopt("intake_qr", "jianghan_list", "promise_ledger")
    main = _answered(stage)
    kept, late, broken = stage.companions(main, "promise-ledger")
    stage.owes(kept, "undertaker", "2025-04-18", by="unit")
    _kept(stage, kept)
    _late(stage, late)
    _broken(stage, broken)
    stage.expect(main, "accepting", result="planned")


def _answered(stage: Stage) -> int:
    asked = stage.say("老街改造，路面一直没有恢复。")
    stage.do("street", asked, "handle", category=CATEGORY)
    case = stage.child(asked, "jianghan-list")
    stage.do(
        "office",
        case,
        "list_item",
        list_name="2025 年交办清单",
        item_number=1,
        lead_unit=stage.county.unit_id,
        check_unit=stage.county.committee_id,
        finish_date="2025-05-30",
    )
    stage.do("unit", case, "log_contact", how="meeting", note="和代表座谈")
    promises = [
        {"who": "区住建局", "what": "铺完主路", "by": "2025-04-18"},
        {"who": "区住建局", "what": "修好路灯", "by": "2025-05-16"},
        {"who": "区住建局", "what": "补种行道树", "by": "2025-06-20"},
    ]
    proof = [stage.paper("unit", "施工方案.pdf")]
    stage.do(
        "unit",
        case,
        "claim_planned",
        handling_result="分三步做，先铺主路",
        proof=proof,
        promises=promises,
    )
    return case


def _proved(stage: Stage) -> dict[str, object]:
    return {**WORDS, "proof": [stage.paper("unit", "验收单.pdf")]}


def _kept(stage: Stage, case: int) -> None:
    stage.on(4, 15)
    stage.refused("unit", case, "claim", "请填写", **WORDS)
    stage.do("unit", case, "claim", **_proved(stage))
    stage.refused("unit", case, "verify", "岗位", check_note="我自己看过了")
    stage.do("office", case, "verify", check_note="现场看过，属实")
    stage.expect(case, "closed", result="kept")


def _late(stage: Stage, case: int) -> None:
    stage.on(5, 17)
    stage.patrol()
    stage.expect(case, "overdue")
    stage.refused("office", case, "put_off", "没有兑现的原因", new_on="2025-06-10")
    stage.do("unit", case, "explain", why_not="灯杆要从外地运来")
    stage.do("office", case, "put_off", new_on="2025-06-10")
    stage.owes(case, "undertaker", "2025-06-10", by="unit")
    stage.on(6, 11)
    stage.patrol()
    stage.expect(case, "overdue")
    stage.do("unit", case, "claim_late", **_proved(stage))
    stage.do("office", case, "not_verified_late", check_note="第七盏还是不亮")
    stage.do("unit", case, "claim_late", **_proved(stage))
    stage.do("office", case, "verify_late", check_note="夜里看过，都亮了")
    stage.expect(case, "closed", result="late")


def _broken(stage: Stage, case: int) -> None:
    stage.on(6, 21)
    stage.patrol()
    stage.refused("unit", case, "give_up", "岗位", why_not="今年没有树苗")
    stage.do("office", case, "give_up", why_not="今年没有树苗，单位已经写明")
    stage.expect(case, "closed", result="broken")
