"""日期材料没有填时怎么算、哪里可以改稿：都写在机制里，写得不通的放不过去。"""

import pytest

from lianxin.kernel.mechanism.check import check, check_source
from lianxin.kernel.mechanism.overlay import apply_overlay
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.redrafting import may_redraft
from lianxin.kernel.mechanism.wall import within_text
from lianxin.kernel.tests.samples import SOUND
from tests.packs.readmes import PACKS

DATED = SOUND.replace(
    '\n[[stage]]\nkey    = "received"',
    '\n[[fact]]\nkey = "promised"\nlabel = "说好的日子"\nkind = "date"\n\n'
    '[[stage]]\nkey    = "received"',
).replace('may     = ["helpers"]', 'may     = ["helpers", "promised"]')
FROM_DISPATCH = '{ from = "dispatch", within = "3m", warn = "7d", escalate = "office_role" }'
FROM_DATE = FROM_DISPATCH.replace('from = "dispatch", within = "3m"', 'from = "promised"')
OTHERWISE = ', otherwise = { from = "opened", within = "10wd" } }'
SAFE = FROM_DATE.removesuffix(" }") + OTHERWISE


def faults(deadline: str) -> list[str]:
    """办理环节的期限换成这一个，有哪些错。"""
    assert DATED.count(FROM_DISPATCH) == 1
    text = DATED.replace(FROM_DISPATCH, deadline)
    return [mistake.message for mistake in check_source(text, "m.toml")]


def test_a_date_that_may_be_missing_needs_another_way_to_count() -> None:
    """从可以不填的日期起算，没写不填怎么办的放不过；写了就放行。"""
    assert any("未必填过“说好的日子”" in said for said in faults(FROM_DATE))
    assert faults(SAFE) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('from = "promised"', 'from = "dispatch", within = "3m"', "otherwise 多余"),
        ('from = "opened"', 'from = "dispatch"', "只能写 opened、entered"),
        ('within = "10wd"', 'within = "5d"', "预警提前量不比 otherwise 的期限短"),
        (', within = "10wd"', "", "没有写 within"),
        ('from = "opened", ', "", "没有写 from"),
        ('within = "10wd"', 'within = "10wd", roll = false', "不认识 roll"),
    ],
)
def test_each_slip_in_otherwise_is_named(old: str, new: str, says: str) -> None:
    """没有这个日子怎么算，写错一处就指出一处。"""
    assert SAFE.count(old) == 1
    assert any(says in said for said in faults(SAFE.replace(old, new)))


def test_the_wall_and_the_digest_know_it() -> None:
    """墙上的表写明两种算法；没有用到它的机制，摘要与从前一样；用了、改了，摘要跟着变。"""
    plain = load_mechanism(DATED.replace(FROM_DISPATCH, FROM_DATE), "m.toml")
    with_other = load_mechanism(DATED.replace(FROM_DISPATCH, SAFE), "m.toml")
    later = load_mechanism(DATED.replace(FROM_DISPATCH, SAFE.replace("10wd", "12wd")), "m.toml")

    said = within_text(with_other, with_other.stage("handling"))
    assert said.startswith("到“说好的日子”这一天（没有这个日子的，立件起 10 个工作日）")
    assert len({plain.digest, with_other.digest, later.digest}) == 3
    assert load_mechanism(SOUND, "m.toml").digest == SOUND_DIGEST


#: 有“otherwise”以前就是这个摘要：没有用到新写法的，发布过的版本不变。
SOUND_DIGEST = "da8590ddabf1672d03576dd5ee59906fff6a8ebbd389e7cd3e20703a73d4c87d"


def test_a_locality_may_change_how_long() -> None:
    """本地版改得了这一段有多长，改不了从哪里起算。"""
    base = load_mechanism(DATED.replace(FROM_DISPATCH, SAFE), "m.toml")
    head = 'overlay = "north"\nof = "sample@1"\nlabel = "北区"\nbasis = ["北区办法"]\n[set]\n'
    path = "stage.handling.deadline.otherwise"
    local = apply_overlay(base, f'{head}"{path}.within" = "20wd"\n', "n.toml")

    deadline = local.stage("handling").deadline
    assert deadline is not None
    assert deadline.otherwise is not None
    assert str(deadline.otherwise.within) == "20wd"
    with pytest.raises(Exception, match="不许改"):
        apply_overlay(base, f'{head}"{path}.from" = "entered"\n', "n.toml")


LETTERS = (PACKS / "jiangxia_123" / "mechanism.toml").read_text(encoding="utf-8")


def letter_faults(*swaps: tuple[str, str]) -> list[str]:
    """意见书的机制改几处，有哪些错。"""
    text = LETTERS
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [mistake.message for mistake in check(load_mechanism(text, "m.toml"))]


def test_a_letter_is_rewritten_where_the_file_says_so() -> None:
    """哪个环节能改意见书由机制写明，环节换了名字照样认得；印发以后还能改的放不过。"""
    renamed = load_mechanism(LETTERS.replace('"redrafting"', '"at_the_desk"'), "m.toml")
    assert check(renamed) == []
    assert [s.key for s in renamed.stages if may_redraft(s)] == ["at_the_desk"]

    late = ('needs   = ["result_draft"]', 'needs   = ["result_draft", "redrafted"]')
    assert any("印发以后还走得到这里" in said for said in letter_faults(late))
    assert letter_faults() == []


def test_the_word_for_rewriting_is_kept_for_letters() -> None:
    """“改了什么”写成日期、写进别的机制，都指出来。"""
    as_line = ('label = "改了什么"\nkind = "text"', 'label = "改了什么"\nkind = "line"')
    assert any("kind 应是 text" in said for said in letter_faults(as_line))
    borrowed = DATED.replace('"promised"', '"redrafted"').replace('kind = "date"', 'kind = "text"')
    said = [mistake.message for mistake in check_source(borrowed, "m.toml")]
    assert any("修改监督意见书专用" in each for each in said)
