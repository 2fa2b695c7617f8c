"""回执查询码。"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.receipts import (
    ALPHABET,
    ReceiptKeyMistake,
    key_matches,
    normalise_key,
    receipt_key,
)
from lianxin.kernel.tests.samples import steady

SECRET = b"only for tests"
NUMBERS = st.text("0123456789-", min_size=1, max_size=20)


@steady
@given(NUMBERS)
def test_key_shape(number: str) -> None:
    """查询码四组四位，只用不会看错的字母和数字。"""
    groups = receipt_key(SECRET, number).split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_key_is_stable() -> None:
    """同一张回执的查询码永远一样，否则发出去的回执就查不了了。"""
    assert receipt_key(SECRET, "20260302-000001") == "HVG3-XYWS-ZZZF-QBDW"


@steady
@given(NUMBERS, st.randoms(use_true_random=False))
def test_sloppy_copies_still_match(number: str, chance: random.Random) -> None:
    """小写、空格、全角、把 0 写成 O、把 1 写成 I 或 l，都认。"""
    key = receipt_key(SECRET, number)
    swaps = {"0": "0Oo０", "1": "1IilL１", "-": ["-", " ", "", "－"]}
    copied = "".join(chance.choice(swaps.get(char, [char, char.lower()])) for char in key)
    assert normalise_key(copied) == key
    assert key_matches(SECRET, number, copied)


@steady
@given(NUMBERS, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_fails(number: str, place: int, char: str) -> None:
    """错一个字符就不对。"""
    plain = receipt_key(SECRET, number).replace("-", "")
    altered = plain[:place] + char + plain[place + 1 :]
    assert key_matches(SECRET, number, altered) == (altered == plain)


def test_keys_depend_on_number_and_secret() -> None:
    """换一张回执、换一个站的密钥，查询码都不同。"""
    key = receipt_key(SECRET, "1")
    assert key_matches(SECRET, "1", key)
    assert not key_matches(SECRET, "2", key)
    assert not key_matches(b"another", "1", key)


@pytest.mark.parametrize("text", ["", "ABCD", "7K2M-7K2M-7K2M-7K2M-7", "U" * 16, "汉" * 16])
def test_malformed_keys(text: str) -> None:
    """抄得不像样的，请人对照回执再输；用来查询就是不对，不会出错。"""
    with pytest.raises(ReceiptKeyMistake, match="16 位"):
        normalise_key(text)
    assert not key_matches(SECRET, "1", text)
    assert normalise_key("7K2M-7K2M-7K2M-7K2M") == "7K2M-7K2M-7K2M-7K2M"


def test_no_secret_no_key() -> None:
    """没有密钥不出查询码。"""
    with pytest.raises(ValueError, match="没有密钥"):
        receipt_key(b"", "1")
    assert receipt_key(b"x", "1")
