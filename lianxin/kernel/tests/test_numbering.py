"""编号样式。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.numbering import NumberPatternMistake, counter_scope, format_number
from lianxin.kernel.tests.samples import steady


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{prefix}〔{year}〕{seq}号", "江人办〔2026〕7号"),
        ("{prefix}〔{year}〕第{seq:03}号", "江人办〔2026〕第007号"),
        ("{prefix}{year}{month:02}{seq:05}", "江人办20260300007"),
        ("{seq}", "7"),
    ],
)
def test_numbers_follow_the_pattern(pattern: str, number: str) -> None:
    """编号照样式写。"""
    assert format_number(pattern, year=2026, month=3, seq=7, prefix="江人办") == number


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{year}号", "要有流水号"),
        ("{month}-{seq}", "就要有年份"),
        ("{year}-{day}-{seq}", "不认得"),
        ("{seq.real}", "不认得"),
        ("{seq!r}", "只能写位数"),
        ("{seq:>9}", "只能写位数"),
        ("{seq:0999999999}", "只能写位数"),
        ("{prefix:03}{seq}", "只能写位数"),
        ("{seq", "花括号没有配好"),
        ("{}{seq}", "不认得"),
        ("<b>{seq}", "不能用"),
    ],
)
def test_bad_patterns_are_refused(pattern: str, says: str) -> None:
    """样式写错，说清错在哪里。"""
    with pytest.raises(NumberPatternMistake, match=says):
        format_number(pattern, year=2026, month=3, seq=7)


def test_sequence_starts_at_one() -> None:
    """流水号从 1 起。"""
    with pytest.raises(ValueError, match="从 1 起"):
        format_number("{seq}", year=2026, month=3, seq=0)
    assert format_number("{seq}", year=2026, month=3, seq=1) == "1"


@steady
@given(st.sampled_from(["{year}-{seq}", "{year}{month:02}-{seq:04}", "{prefix}-{seq}"]), st.data())
def test_same_scope_never_repeats(pattern: str, data: st.DataObject) -> None:
    """范围与流水号只要有一个不同，编号就不同；重排流水号的范围必写在编号里。"""
    moments = st.tuples(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 9999))
    (year, month, seq), (other_year, other_month, other_seq) = data.draw(
        st.tuples(moments, moments)
    )
    one = (counter_scope(pattern, year=year, month=month), seq)
    two = (counter_scope(pattern, year=other_year, month=other_month), other_seq)
    number = format_number(pattern, year=year, month=month, seq=seq)
    other = format_number(pattern, year=other_year, month=other_month, seq=other_seq)
    assert (one == two) == (number == other)
