"""机制画成图、列成表、说成话。"""

from xml.etree import ElementTree

import pytest

from lianxin.kernel.mechanism.diagram import HEADINGS, mermaid, svg, table
from lianxin.kernel.mechanism.model import Call
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.vocabulary import (
    EFFECTS,
    GUARDS,
    PARAM_NAMES,
    effect_text,
    guard_text,
)
from lianxin.kernel.tests.samples import SOUND

SAMPLE = load_mechanism(SOUND, "m.toml")
SVG = "{http://www.w3.org/2000/svg}"


def drawn_texts(text: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(text).iter(f"{SVG}text")]


def test_drawing_shows_every_stage_and_step() -> None:
    """图上有每个环节、每一步、谁办、时限，是合规的 XML。"""
    shown = "".join(drawn_texts(svg(SAMPLE)))
    for stage, move in SAMPLE.moves():
        assert stage.label in shown
        assert move.label in shown
    assert "承办单位：答复" in shown
    assert "3 个月" in shown


def test_boxes_do_not_overlap() -> None:
    """框与框不重叠，都在纸内。"""
    root = ElementTree.fromstring(svg(SAMPLE))
    width, height = (float(root.attrib[key]) for key in ("width", "height"))
    boxes = [
        tuple(float(node.attrib[key]) for key in ("x", "y", "width", "height"))
        for node in root.iter(f"{SVG}rect")
        if node.attrib.get("rx") == "14"
    ]
    assert len(boxes) == len(SAMPLE.stages)
    for x, y, wide, high in boxes:
        assert x >= 0
        assert x + wide <= width
        assert y + high <= height
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]]
    for a, b in pairs:
        assert (
            a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
        )


def test_special_characters_are_escaped() -> None:
    """名称里有尖括号、和号，图照样合规。"""
    odd = load_mechanism(SOUND.replace("待评价", "评<价>&问"), "m.toml")
    assert "评<价>&问" in drawn_texts(svg(odd))
    assert "待评价" in drawn_texts(svg(SAMPLE))


def test_mermaid_has_every_edge() -> None:
    """Mermaid 图里每一步一条线，终点接到结束。"""
    lines = mermaid(SAMPLE).splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    s0 --> s1 : 交办" in lines
    assert "    s1 --> s1 : 提出协办意见" in lines
    assert "    s3 --> [*]" in lines
    assert sum(" : " in line for line in lines) == len(list(SAMPLE.moves()))


def test_wall_table() -> None:
    """墙上的表：一步一行，环节、谁办、时限、起算、材料、条件、依据都在。"""
    rows = table(SAMPLE)
    answer = next(row for row in rows if row.move.startswith("答复"))
    assert len(rows) == len(list(SAMPLE.moves())) + 1
    assert [row.stage for row in rows if row.opens] == [stage.label for stage in SAMPLE.stages]
    assert dict(zip(HEADINGS, answer.cells, strict=True)) == {
        "环节": "办理中",
        "谁办": "承办单位：答复；协办单位：协办",
        "时限": "3 个月，提前 7 天预警，逾期报代工委；协办单位 1 个月",
        "从何起算": "交办",
        "可走的步": "答复（承办单位） → 待评价",
        "要留的材料": "答复内容",
        "条件": "须已记下至少 1 次联系",
        "依据": "S1-21、代表法31②",
    }
    assert rows[-1].owner == "结果：已解释说明"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (Call("has", ("answer",)), "须已有“答复内容”"),
        (Call("share", ("closed", "0.6")), "须派生办件办结的不少于 60%"),
        (
            Call("rating_in", ("attitude", "satisfied", "dissatisfied")),
            "须“态度”为“满意”、“不满意”",
        ),
        (Call("elapsed", ("dispatch", "60d")), "须“交办”之后已满 60 天"),
        (Call("within", ("opened", "5wd")), "须“立件”之后未超过 5 个工作日"),
        (Call("times", ("rate_low", "1")), "须“不满意，重办”至多 1 次"),
        (Call("not_same_unit", ("undertaker",)), "须经办人不与承办单位同一单位"),
        (Call("consent", ("contact",)), "须提交人同意使用联系方式"),
        (Call("done", ("log_contact", "2")), "须“记联系”至少 2 次"),
        (Call("main", ("answered",)), "须主办件已有结果"),
        (Call("beside", ("exam", "open")), "须至少有一件“考评”在办"),
        (Call("all_beside", ("promise", "kept")), "须“承诺”的旁办件全部按期兑现"),
        (Call("children_passed", ("dispatch",)), "须派生办件都已“交办”"),
        (Call("held", ("2",)), "须已登记至少 2 场这项安排的活动"),
        (Call("size_between", ("helpers", "1", "3")), "须“协办单位”的数量在 1 至 3 之间"),
    ],
)
def test_guards_speak_chinese(call: Call, says: str) -> None:
    """条件不满足时，说得出要什么。"""
    assert guard_text(call, SAMPLE) == says


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (Call("hold", ("undertaker", "unit")), "由“主办单位”担任承办单位"),
        (Call("schedule", ("dispatch", "60d")), "60 天后复查“交办”"),
        (Call("accompany", ("key",)), "旁边开一件“重点督办”"),
        (Call("spawn_items", ("item",)), "逐条派生“清单事项”办件"),
        (Call("record_late_rating", ("attitude",)), "记下迟到的“态度”，不计数"),
        (Call("link", ("merged_into", "unit")), "与“主办单位”建立“并入”关系"),
        (Call("spawn", ("handling",)), "派生一件“办理”办件"),
        (Call("unpublish"), "撤下公开的内容"),
        (Call("draft_for", ("deputy",)), "替“deputy”起一份建议稿"),
    ],
)
def test_effects_speak_chinese(call: Call, says: str) -> None:
    """效果会发生什么，说得出来。"""
    assert effect_text(call, SAMPLE) == says


def test_every_word_has_a_meaning_and_a_sentence() -> None:
    """每个条件和效果都有意思和句式，句式用得上每个要紧的参数。"""
    assert (len(GUARDS), len(EFFECTS)) == (29, 26)
    for term in (*GUARDS.values(), *EFFECTS.values()):
        assert term.meaning
        assert all(param.kind in PARAM_NAMES for param in term.params)
        assert term.sentence.format(*("甲" for _ in term.params))
