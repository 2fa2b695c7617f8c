"""数怎么写成话：余、多只许写小，近只许写大，没到齐不说全部，没到百分之百不写 100%。"""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianxin.insight.sentences.templates import BadSentences, parse, sentences
from lianxin.insight.sentences.wording import (
    AFTER,
    Contradiction,
    figure,
    percent,
    rate_claim,
    rounded,
    sampled,
    subset,
    universal,
)

numbers = st.integers(1, 10**10)
steps = st.sampled_from([None, 10, 100, 1000, 10_000])


@pytest.mark.parametrize(
    ("value", "how", "written"),
    [
        (1217, {}, "1217"),
        (3_000_000, {"scale": "万"}, "300万"),
        (1_226_000_000, {"scale": "亿"}, "12.26亿"),
        (7_046_800, {"scale": "万", "hedge": "余", "step": 1_000_000}, "700余万"),
        (163_400, {"scale": "万", "hedge": "余", "step": 10_000, "hedge_last": True}, "16万余"),
        (568, {"hedge": "余"}, "500余"),
        (7432, {"hedge": "余", "step": 100}, "7400余"),
        (2688, {"hedge": "多", "step": 100}, "2600多"),
        (9, {"hedge": "近", "step": 10}, "近10"),
        (9, {"hedge": "约", "step": 5}, "约10"),
    ],
)
def test_numbers_are_written_as_briefs_write_them(value: int, how: dict, written: str) -> None:
    """确数、余、多、近、约、万、亿，写法照简报的习惯。"""
    assert figure(value, **how) == written


@given(value=numbers, step=steps, hedge=st.sampled_from(["余", "多", "近"]))
def test_a_hedge_never_points_the_wrong_way(value: int, step: int | None, hedge: str) -> None:
    """余、多印出来的数一定小于实数，近的一定大于实数；说不成就不写。"""
    try:
        shown = rounded(value, hedge=hedge, step=step)
    except Contradiction:
        assert step is None or value % step == 0 or value < step or hedge in AFTER
        return
    assert shown > 0
    assert shown < value if hedge in AFTER else shown > value
    assert abs(shown - value) < (step or 10 ** (len(str(value)) - 1))


@given(value=numbers)
def test_an_exact_figure_is_exact(value: int) -> None:
    """确数照写，一个不差；用万、亿写不准的就不写。"""
    assert figure(value) == str(value)
    for scale, size in (("万", 10**4), ("亿", 10**8)):
        try:
            written = figure(value, scale=scale)
        except Contradiction:
            assert value % (size // 100)
            continue
        assert Decimal(written[:-1]) * size == value


@pytest.mark.parametrize("hedge", ["余", "近"])
def test_a_round_number_takes_no_hedge(hedge: str) -> None:
    """正好是整数的，不写余也不写近；不是整数的写得出。"""
    assert figure(501, hedge="余", step=100) == "500余"
    with pytest.raises(Contradiction, match="正好是 500"):
        figure(500, hedge=hedge, step=100)


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6))
def test_a_percentage_is_never_rounded_into_a_claim(part: int, whole: int) -> None:
    """百分数两位小数；写成 100% 的一定到齐，写成 0% 的一定没有。"""
    assume(part <= whole)
    written = percent(part, whole)
    assert (written == "100%") == (part == whole)
    assert (written == "0%") == (part == 0)
    assert abs(Decimal(written[:-1]) - Decimal(100) * part / whole) <= Decimal("0.01")


@pytest.mark.row("S3-16")
def test_a_rate_that_the_numbers_contradict_is_refused() -> None:
    """1217 件办结 845 件，写 69.43% 可以，写 100% 不行，并说明实际是多少。"""
    assert rate_claim(845, 1217, "69.43%") == "69.43%"
    with pytest.raises(Contradiction, match=r"845/1217，只有 69\.43%"):
        rate_claim(845, 1217, "100%")


@given(part=st.integers(0, 500), whole=st.integers(0, 500))
def test_all_means_all(part: int, whole: int) -> None:
    """一个不差才说全部；一个也没有，不说全部。"""
    if part == whole > 0:
        assert universal(part, whole, "全部") == "全部"
        return
    with pytest.raises(Contradiction, match="全部"):
        universal(part, whole, "全部")


def test_a_part_is_not_more_than_the_whole() -> None:
    """其中的一部分不能比总数多，写成百分数也一样。"""
    subset(783, 972, of="问题", named="现场解决")
    with pytest.raises(Contradiction, match="比“问题”的 972 还多"):
        subset(973, 972, of="问题", named="现场解决")
    with pytest.raises(Contradiction):
        percent(973, 972)


@given(
    names=st.lists(st.text("甲乙丙丁", min_size=1), min_size=1, max_size=6), more=st.integers(0, 9)
)
def test_a_list_of_names_says_and_others_only_when_there_are(names: list[str], more: int) -> None:
    """没列全的名单以“等”结尾，列全了的不写“等”；名单不能比总数长。"""
    written = sampled(names, len(names) + more)
    assert written.endswith("等") == (len(names) + more > min(3, len(names)))
    with pytest.raises(Contradiction, match="对不上"):
        sampled(names, len(names) - 1)


GOOD = """
[[sentence]]
id = "X1"
source = "S0"
text = "收集{raised}件，办结{closed}件。"
[sentence.slots]
raised = { indicator = "opinion.count" }
closed = { indicator = "opinion.closed.count", subset_of = "raised", hedge = "余" }
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{closed}", "{gone}", "“gone”没有来处"),
        ('"raised", hedge', '"nothing", hedge', "没有这个空"),
        ('hedge = "余"', 'hedge = "许"', "约数词“许”"),
        ("，办结{closed}件", "", "“closed”没有用到"),
        ('source = "S0"', 'sauce = "S0"', "sauce"),
    ],
)
def test_a_wrong_sentence_file_is_refused(before: str, after: str, said: str) -> None:
    """句式写错一处就不收，说明哪一句错在哪里；原样的收。"""
    assert parse(GOOD)["X1"].names == ("raised", "closed")
    with pytest.raises(BadSentences, match="X1") as refusal:
        parse(GOOD.replace(before, after))
    assert said in str(refusal.value)


def test_all_fifty_five_are_there() -> None:
    """五十五句一句不少，次序就是编号。"""
    assert list(sentences()) == [f"T{number:02d}" for number in range(1, 56)]
