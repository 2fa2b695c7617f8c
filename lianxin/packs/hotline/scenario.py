"""人大代表专线的整个故事：一期两个来电，一个办好了回音，一个查清说明、群众说没落实、再办。"""

from lianxin.ops.stage import Stage

RESULT = {"verify_result": "管网已经抢修，十二户都来水了"}


def play(stage: Stage) -> None:
    """十五天从播出那天起；只有代工委能记回音。"""
    stage.adopt("hotline")
    water, noise = stage.items("hotline", ("三栋停水三天", ""), ("夜里装修太吵", ""))
    stage.owes(water, "undertaker", "2025-03-18", by="unit")
    stage.do("unit", water, "sign")
    stage.do("deputy", water, "follow", follow_words="和水务上了门，在换阀门")
    stage.refused("unit", water, "report_solved", "请填写", **RESULT)
    stage.do("unit", water, "report_solved", proof=[stage.paper("unit", "回访.pdf")], **RESULT)
    stage.refused("unit", water, "echo", "岗位", echo_on="2025-04-03", echo_words="已经来水了")
    _again(stage, noise)
    stage.do("office", water, "echo", echo_on=stage.today, echo_words="三栋十二户都来水了")
    stage.expect(water, "closed", result="resolved")


def _again(stage: Stage, case: int) -> None:
    stage.do("unit", case, "report_explained", verify_result="夜间施工有许可，已经停了")
    stage.owes(case, "office", "2025-04-03", by="office")
    stage.do("office", case, "send_back", still_wrong="昨夜十一点又响了")
    stage.owes(case, "undertaker", "2025-03-18", by="unit")
    stage.on(3, 19)
    stage.patrol()
    stage.owes(case, "office", "2025-03-26", "督办逾期")
    done = {"verify_result": "许可收回，夜里不再施工"}
    stage.do("unit", case, "report_again", proof=[stage.paper("unit", "通知.pdf")], **done)
    stage.do("office", case, "echo", echo_on=stage.today, echo_words="夜间许可已经收回")
    stage.expect(case, "closed", result="resolved")
