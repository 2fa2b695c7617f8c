"""读机制文件：写法上的错一次报全，带行号。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.check import check, check_source
from lianxin.kernel.mechanism.model import Call, Deadline, DutyRule
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake, SourceMap
from lianxin.kernel.tests.samples import SOUND, steady
from lianxin.kernel.timespans import Timespan


def mistakes_of(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(MechanismMistakes) as caught:
        load_mechanism(text, "m.toml")
    return caught.value.mistakes


def changed(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def test_everything_written_is_read() -> None:
    """文件里写的，一样不少都读进来。"""
    sample = load_mechanism(SOUND, "m.toml")
    handling = sample.stage("handling")
    week = Timespan(7, "d")
    three_months = Deadline("dispatch", Timespan(3, "m"), warn=week, escalate="office_role")

    assert (sample.id, sample.place, sample.first_stage.key) == ("sample@1", "各地通用", "received")
    assert sample.basis == ("S1-21", "代表法31②")
    assert handling.deadline == three_months
    assert [also.role for also in handling.also if also.optional] == ["helper"]
    assert sample.move("received", "dispatch").effects[0] == Call("hold", ("undertaker", "unit"))
    assert sample.fact("answer").max == 2000
    assert sample.fact("attitude").choice_label("satisfied") == "满意"
    assert sample.role("undertaker").kinds == ("lead",)
    assert sample.stage("received").public_label == "已收到"
    assert handling.public_label == "办理中"


def test_duty_rules() -> None:
    """责任怎么管：谁批退回、谁可催、没写的一律不许。"""
    sample = load_mechanism(SOUND, "m.toml")
    assert sample.duty("undertaker").urge_weight("office_role") == 2
    assert sample.duty("undertaker").urge_weight("helper") == 0
    assert sample.duty("undertaker").returns == 1
    assert sample.duty("helper") == DutyRule("helper")


@pytest.mark.parametrize("take", ["stage", "fact", "role"])
def test_asking_for_what_is_not_there(take: str) -> None:
    """要的东西机制里没有，说没有。"""
    sample = load_mechanism(SOUND, "m.toml")
    known = {"stage": "told", "fact": "answer", "role": "helper"}
    with pytest.raises(NotVisible, match="nowhere"):
        getattr(sample, take)("nowhere")
    assert getattr(sample, take)(known[take]).key == known[take]


def test_digest_follows_content_only() -> None:
    """改内容，摘要就变；改注释、空白、文件名，不变。"""
    sample = load_mechanism(SOUND, "m.toml")
    respaced = load_mechanism("# 注\n\n" + SOUND.replace("  =", " ="), "elsewhere.toml")
    reworded = load_mechanism(changed('"5wd"', '"6wd"'), "m.toml")
    assert respaced.digest == sample.digest
    assert reworded.digest != sample.digest


def test_plus_signs_only_in_the_mechanism_key() -> None:
    """机制的标识可以写成“1+2+3”，环节的不可以。"""
    assert load_mechanism(changed('"sample"', '"one+2"'), "m.toml").id == "one+2@1"
    (mistake, *_) = mistakes_of(SOUND.replace('"told"', '"to+ld"'))
    assert "要用小写英文字母" in mistake.message


def test_result_of_a_move() -> None:
    """结果类别：这一步写明的优先，其次是此前已定的，再次是终点写的。"""
    sample = load_mechanism(SOUND, "m.toml")
    rate, lapse = sample.move("told", "rate"), sample.move("told", "lapse")
    assert sample.result_after(rate, so_far="planned") == "resolved"
    assert sample.result_after(lapse, so_far="planned") == "planned"
    assert sample.result_after(lapse, so_far=None) == "explained"
    assert sample.result_after(sample.move("received", "dispatch"), so_far=None) is None


WRONG = [
    ('label   = "样例办理"\n', "", "没有写 label", "key     ="),
    ('slot    = "handling"', 'slot = "handing"', "是不是想写 handling", "handing"),
    ("version = 1", 'version = "1"', "version 应是整数", "version"),
    ("version = 1", "version = true", "version 应是整数", "version"),
    ('is = ["lead"]', 'is = ["leader"]', "没有 leader 这种身份", "leader"),
    ('sign_within  = "10wd"', 'sign_within = "10天"', "应写成 10d", "10天"),
    ("returns      = 1", "returns = -1", "不能小于 0", "returns"),
    ('kind = "text"', 'kind = "txt"', "是不是想写 text", "txt"),
    ('owes   = "交办"', 'ows = "交办"', "不认识 ows，是不是想写 owes", "ows"),
    ('within = "5wd", ', "", "没有写 within", "deadline"),
    ("contact_logged(1)", "contact_loged(1)", "是不是想写 contact_logged", "guards"),
    ("contact_logged(1)", "contact_logged", "应写成 名(参数, …)", "guards"),
    ("contact_logged(1)", "contact_logged(some)", "应是正整数", "guards"),
    ("times(rate_low, 1)", "times(rate_low)", "times(步, 次数)", "guards"),
    ("times(rate_low, 1)", "elapsed(rate_low, 1周)", "应写成 1w", "guards"),
    ("times(rate_low, 1)", "share(closed, 60)", "0 到 1 之间", "guards"),
    ("times(rate_low, 1)", "all_children(done)", "里的 done 不认得", "guards"),
    ('by     = ["clockwork"]', 'by = "clockwork"', "by 应是一列文字", "clockwork"),
    ('result = "explained"', 'result = "solved"', "是不是想写 resolved", "solved"),
]


@pytest.mark.parametrize(("old", "new", "says", "where"), WRONG)
def test_each_slip_is_named_with_its_line(old: str, new: str, says: str, where: str) -> None:
    """写错一处，就说清是哪一处、在第几行、该怎么写。"""
    text = changed(old, new)
    (mistake,) = mistakes_of(text)
    assert says in mistake.message
    assert where in text.splitlines()[mistake.line - 1]


def test_all_slips_at_once() -> None:
    """错了几处就报几处，不用改一处跑一遍。"""
    text = SOUND
    for old, new, _, _ in (WRONG[1], WRONG[5], WRONG[7], WRONG[10]):
        text = text.replace(old, new)
    assert [mistake.line for mistake in mistakes_of(text)] == [5, 18, 39, 96]


def test_slips_and_faults_come_together() -> None:
    """写法上的错和说不通的地方一起报；写错的时限不会再报一遍“没有期限”。"""
    text = changed('within = "5wd"', 'within = "5天"').replace(
        'basis   = ["S1-21", "代表法31②"]', ""
    )
    says = [mistake.message for mistake in check_source(text, "m.toml")]
    assert len(says) == 2
    assert "依据 basis 不能空" in says[0]
    assert "应写成 5d" in says[1]


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ('key = "a"\nlabel = 甲\n', "英文双引号", 2),
        ('key = "a"\nkey = "b"\n', "写了两次", 2),
        ("key\n", "少了等号", 1),
        ('key = "a\n', "引号没有合上", 1),
        ("[stage\n", "方括号没有合上", 1),
        ("a = [1,\n2\n", "方括号没有合上", 3),
    ],
)
def test_syntax_mistakes_in_chinese(text: str, says: str, line: int) -> None:
    """TOML 语法错也用中文说，带行号。"""
    (mistake,) = mistakes_of(text)
    assert says in mistake.message
    assert mistake.line == line
    assert check_source(text, "m.toml") == [mistake]


def test_no_stage_at_all() -> None:
    """一个环节也没有，读不成机制。"""
    says = [m.message for m in mistakes_of(SOUND[: SOUND.index("[[stage]]")])]
    assert says == ["一个环节也没有，请写 [[stage]]"]


def test_mistakes_read_as_one_message() -> None:
    """全部错误合起来就是给人看的话，每行一处。"""
    with pytest.raises(MechanismMistakes, match=r"m\.toml:5：.*slot"):
        load_mechanism(changed('slot    = "handling"', 'slot = "x"'), "m.toml")


def test_lines_survive_long_values() -> None:
    """多行的数组、字符串里像表头的字、注释里的方括号，都不会数错行。"""
    text = (
        "a = [  # 注释里的 ]\n"
        '  "[[stage]]",\n'
        "]\n"
        'b = """\n'
        "[x]\n"
        'c = 1"""\n'
        "[[stage]]\n"
        "k = 1\n"
        "[[stage.move]]\n"
        "[[stage.move]]\n"
        'd.e = "#"\n'
        "[[stage]]\n"
        "k = 2\n"
    )
    lines = SourceMap(text)
    assert [lines.line(("a",)), lines.line(("b",)), lines.line(("c",))] == [1, 4, 1]
    assert lines.line(("stage", 0, "k")) == 8
    assert lines.line(("stage", 0, "move", 1, "d", "e")) == 11
    assert lines.line(("stage", 0, "move", 0, "d")) == 9
    assert lines.line(("stage", 1, "k")) == 13


@steady
@given(st.text(max_size=200))
def test_any_text_is_refused_politely(text: str) -> None:
    """随便什么文字拿来当机制，都只会得到中文的错误清单。"""
    assert all(mistake.line >= 1 for mistake in mistakes_of(text))


LINES = SOUND.splitlines()


@steady
@given(st.integers(0, len(LINES) - 1), st.sampled_from(["", "x = 1", "[x]", 'key = "zz"', "}"]))
def test_one_line_spoilt_never_crashes(number: int, line: str) -> None:
    """随便改坏一行，检查都给得出结论，不会自己崩掉。"""
    text = "\n".join([*LINES[:number], line, *LINES[number + 1 :]])
    found = check_source(text, "m.toml")
    assert all(1 <= mistake.line <= len(LINES) + 1 for mistake in found)
    assert found or check(load_mechanism(text, "m.toml")) == []
