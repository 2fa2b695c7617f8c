"""主题认领的整个故事：发布、认领、报方案、办活动、交报告、退回、验收；放弃的、没有落实的、并组转手的。"""

from datetime import date

from lianxin.ops.stage import Stage
from lianxin.ops.themes import claimed, hold, merged, publish_sheet, sheet

THEMES = ("农村道路照明怎么管", "老旧小区加装电梯", "村级养老服务点")
PLAN = {"plan": "组长带队走三个村，每村座谈一次，月底汇总。", "plan_on": "2025-03-20"}
REPORT = {"report": "走了三个村，二十一盏灯坏了八盏，居民要求写明由谁维护。"}


def play(stage: Stage) -> None:
    """一张区级清单三个主题；一张街道清单，由街道自己验收。"""
    stage.adopt("theme_menu")
    _carried_out(stage)
    _unfulfilled(stage)
    _local(stage)


def _menu(stage: Stage, who: str, body: int, name: str) -> tuple[int, ...]:
    root = sheet(stage, "menu", name, date(2025, 6, 30), body=body)
    return publish_sheet(stage, root, "theme", THEMES, who).themes


def _office(stage: Stage) -> int:
    return stage.county.affairs_id


def _carried_out(stage: Stage) -> None:
    """没有办过活动，交不了报告；退回再做，再交，验收。小组自己验收不了。"""
    theme, *_ = _menu(stage, "office", _office(stage), "第二季度主题清单")
    case = claimed(stage, "deputy", stage.county.group_id, theme)
    stage.owes(case, "doer", "2025-03-17", by="deputy")
    stage.refused("unit", case, "submit_plan", "岗位", **PLAN)
    stage.do("deputy", case, "submit_plan", **PLAN)
    stage.owes(case, "doer", "2025-06-30", by="deputy")
    stage.do("office", case, "advise", plan_advice="切口很好，写明谁来维护")
    stage.refused("deputy", case, "report", "已登记至少 1 场", **REPORT)
    stage.on(3, 20)
    hold(stage, "deputy", stage.county.group_id, theme, "夜访三个村看路灯")
    stage.do("deputy", case, "report", **REPORT)
    stage.owes(case, "publisher", "2025-04-03", by="office")
    stage.refused("deputy", case, "accept", "岗位", accept_note="自己看过了")
    stage.do("office", case, "send_back", accept_note="缺一个村的情况，补上")
    stage.do("deputy", case, "report", **REPORT)
    stage.do("office", case, "accept", accept_note="三个村都走到了，报告扎实")
    stage.expect(case, "accepted", result="implemented")


def _unfulfilled(stage: Stage) -> None:
    """放弃的，名额空出来；并了组的，任务转给接手的小组，日子不变；没落实的照实记。"""
    _, lifts, homes = _menu(stage, "office", _office(stage), "补充主题清单")
    dropped = claimed(stage, "deputy", stage.county.group_id, lifts)
    stage.refused("office", dropped, "drop", "为什么放弃")
    stage.do("deputy", dropped, "ask_drop", drop_reason="组里没有懂电梯的人")
    stage.do("office", dropped, "drop")
    stage.expect(dropped, "dropped", result="withdrawn")
    case = claimed(stage, "office", stage.county.other_group_id, homes)
    stage.refused("deputy", case, "submit_plan", "岗位", **PLAN)
    merged(stage, stage.county.other_group_id, stage.county.group_id, "第二小组并入第一小组")
    stage.owes(case, "doer", "2025-04-03", by="deputy")
    stage.do("deputy", case, "submit_plan", **PLAN)
    stage.on(7, 1)
    stage.patrol()
    stage.owes(case, "publisher", "2025-07-08", "督办逾期", by="office")
    stage.do("office", case, "give_up", unfulfilled_reason="一直没有办活动，期限过了")
    stage.expect(case, "unfulfilled", result="not_implemented")


def _local(stage: Stage) -> None:
    """街道自己定的清单，街道自己验收。"""
    root = sheet(stage, "menu", "街道小清单", date(2025, 9, 30), body=stage.county.street_id)
    theme, *_ = publish_sheet(stage, root, "theme", ("门口的停车位",), "street").themes
    case = claimed(stage, "deputy", stage.county.group_id, theme)
    stage.do("deputy", case, "submit_plan", **{**PLAN, "plan_on": "2025-07-10"})
    hold(stage, "deputy", stage.county.group_id, theme, "数一数门口的停车位")
    stage.do("deputy", case, "report", **REPORT)
    stage.owes(case, "publisher", "2025-07-15", by="street")
    stage.do("street", case, "accept", accept_note="数得清楚，照办")
    stage.expect(case, "accepted", result="implemented")
