"""意见书事项的整个故事：报措施、委员会提意见、申请销号、查验退回、销号；逾期报代表工作机构。"""

from lianxin.ops.stage import Stage

DONE = {"item_result": "十一盏灯都修好了"}


def play(stage: Stage) -> None:
    """一份意见书里的两项：一项按期销号，一项逾期。"""
    stage.adopt("jiangxia_123", "letter_item")
    case = stage.letter(("把十一盏坏灯修好", "1m"), ("建立路灯巡查制度", "2m"))
    stage.do("chair", case, "approve", approved_on=stage.today, meeting="第五十二次主任会议")
    stage.do("office", case, "dispatch", signer="吴远山主任")
    first, second = stage.children(case)
    _on_time(stage, first)
    _late(stage, second)


def _on_time(stage: Stage, item: int) -> None:
    stage.owes(item, "undertaker", "2025-03-17", by="unit")
    stage.refused("other_unit", item, "plan_item", "岗位", measure="这一项归我们来办")
    stage.do("committee", item, "advise_measure", measure_advice="写明由谁维护")
    stage.do("unit", item, "plan_item", measure="市政科月底前修好，街道维护")
    stage.owes(item, "undertaker", "2025-04-03", by="unit")
    paper = [stage.paper("unit", "验收单.pdf")]
    stage.refused("unit", item, "claim", "请填写", **DONE)
    stage.do("unit", item, "claim", proof=paper, **DONE)
    stage.owes(item, "checker", "2025-03-17", by="committee")
    stage.refused("unit", item, "strike_off", "岗位", check_note="都修好了")
    stage.do("committee", item, "not_verified", check_note="第七盏还不亮")
    stage.do("unit", item, "claim", proof=paper, **DONE)
    stage.do("committee", item, "strike_off", check_note="夜里去看，全亮")
    stage.expect(item, "struck_off", result="implemented")


def _late(stage: Stage, item: int) -> None:
    """过了整改期限，系统报代表工作机构盯着；没有人能替承办单位销号。"""
    stage.do("unit", item, "plan_item", measure="办公室起草巡查制度")
    stage.owes(item, "undertaker", "2025-05-06", by="unit")
    stage.on(5, 7)
    stage.patrol()
    stage.owes(item, "office", "2025-05-14", "督办逾期")
    stage.refused("office", item, "claim", "岗位", **DONE)
    stage.expect(item, "doing")
