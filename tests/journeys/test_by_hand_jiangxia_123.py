"""监督意见办理“123”，亲手走一遍：起草、退改、通过、印发、措施、销号、征求意见、报告、办结。"""

import pytest

from tests.journeys.by_hand import ByHand, paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "关于农村道路照明专项检查的意见"
LAMPS, PATROL, CABLE = "把十一盏坏灯修好", "建立路灯巡查制度", "明年列入电缆改造"
SPANS = {LAMPS: "1 个月", PATROL: "2 个月", CABLE: "3 个月"}
UNIT, COMMITTEE = "区住房和城乡建设局", "城乡建设与环境资源保护委员会"
PASSED = {"主任会议哪天通过的": "2026-03-10", "哪一次主任会议": "第五十二次主任会议"}
REPORT = "三项意见逐项整改，十一盏灯修好，巡查制度印发，电缆列入明年计划。"
DRAFTED = {"办理情况（征求意见稿）": REPORT}
LETTERS = ("监督意见书", TITLE)


@pytest.fixture
def county(by_hand: ByHand) -> ByHand:
    """采用了“123”的小县。"""
    by_hand.hands.adopt("jiangxia_123", "letter_item")
    return by_hand


def _drafted(county: ByHand) -> None:
    """委员会起草一份，三项意见，报主任会议。"""
    page = county.desk("committee", "监督意见书", "起草一份")
    fields = {
        "哪一种": "监督意见书",
        "标题": TITLE,
        "从哪里来": "2026 年农村道路照明专项检查",
        "承办单位": UNIT,
        "对口专（工）委": COMMITTEE,
        "总的情况": "检查了十三个村，照明设施总体完好，也有几项要整改。",
    }
    for place, (text, span) in enumerate(SPANS.items(), start=1):
        fields |= {f"第 {place} 项意见": text, f"第 {place} 项整改期限": span}
    county.simply(page, fields)
    page = county.desk("committee", *LETTERS)
    county.press(page, "报主任会议")


def _dispatched(county: ByHand) -> None:
    """代工委编号印发；承办单位三项都报了措施、报了方案。"""
    county.on(3, 14)
    assert "编号印发，逐项交办" in county.offers("office", TITLE)
    county.work("office", TITLE, "编号印发，逐项交办", {"签发人": "吴远山主任"})
    plan = {"办理方案": "分管局长牵头，三项分到三个科室。", "方案文件": paper("方案.pdf")}
    measure = {"措施和责任人": "市政科四月十日以前修好十一盏"}
    county.work("unit", LAMPS, "报措施", measure)
    assert "报措施" in county.refused("unit", TITLE, "报办理方案", plan)
    county.work(
        "committee", PATROL, "对措施提意见", {"对措施的意见": "写明多久巡查一次"}, via=LETTERS
    )
    for item in (PATROL, CABLE):
        county.work("unit", item, "报措施", {"措施和责任人": "照期限办好，科长负责"})
    county.work("unit", TITLE, "报办理方案", plan)


def _struck_off(county: ByHand, item: str) -> None:
    """申请销号要证据，查验方看了才销。"""
    done = {"办到什么程度": "照措施做完了", "证据": paper("验收单.pdf")}
    county.work("unit", item, "办好了，申请销号", done)
    county.work("committee", item, "查验属实，销号", {"查验情况": "到现场看了，属实"})


def _reported(county: ByHand) -> None:
    county.work("unit", TITLE, "送委员会提意见", DRAFTED)
    said = {"委员会的意见": "和查验的对得上，可以报"}
    county.work("committee", TITLE, "提出意见，可以报了", said)
    report = {"办理情况报告": REPORT, "报告文件": paper("报告.pdf")}
    county.work("unit", TITLE, "报办理结果", report)


def test_every_item_is_struck_off(county: ByHand) -> None:
    """退改过一次才通过，一周交办，逐项措施、逐项销号，各项都销了才办结公开。"""
    _drafted(county)
    county.work("chair", TITLE, "退回修改", {"请改什么": "第三项写明期限"})
    page = county.find("office", TITLE)
    county.reads(page, "第三项写明期限")
    county.press(page, "看意见书全文和各项")
    county.press(page, "修改")
    county.simply(page, {"第 3 项意见": f"{CABLE}，年底前报方案"})
    county.work("office", TITLE, "改好了，再报主任会议", {"改了什么": "第三项写明了期限"})
    county.on(3, 11)
    county.work("chair", TITLE, "通过", PASSED)
    _dispatched(county)
    done = {"办到什么程度": "照措施做完了"}
    assert "证据" in county.refused("unit", LAMPS, "办好了，申请销号", done)
    county.work("unit", LAMPS, "办好了，申请销号", {**done, "证据": paper("验收单.pdf")})
    county.work("committee", LAMPS, "对不上，退回接着办", {"查验情况": "还有一处没有做"})
    _struck_off(county, LAMPS)
    county.on(5, 20)
    county.work("unit", TITLE, "送委员会提意见", DRAFTED)
    county.work("committee", TITLE, "没有到位，接着办", {"委员会的意见": "巡查制度还没有印发"})
    _reported(county)
    assert "全部办结" in county.refused("committee", TITLE, "各项都销号，办结公开")
    for item in (PATROL, CABLE):
        _struck_off(county, item)
    county.work("committee", TITLE, "各项都销号，办结公开")
    county.reads(county.desk("office", *LETTERS), "已办结", "已销号 3 项")


def test_closed_with_one_left_by_decision(county: ByHand) -> None:
    """有一项没有销号：主任会议写明决定同意，委员会才办得结；没销的那一项照样欠着。"""
    _drafted(county)
    county.on(3, 10)
    county.work("chair", TITLE, "通过", PASSED)
    _dispatched(county)
    _reported(county)
    assert "批准" in county.refused("committee", TITLE, "照主任会议的决定办结公开")
    note = {"主任会议的决定": "电缆改造列入明年计划，到期再查，同意先办结。"}
    county.work("chair", "去办这一步", "同意带着未销号的办结", note, via=LETTERS)
    county.work("committee", TITLE, "照主任会议的决定办结公开")
    assert county.sees("unit", CABLE)
