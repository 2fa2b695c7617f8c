"""往外发的话：没有联系方式，别人的网址点不动，短信不超长。"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianxin.notify.wording import HIDDEN, filled, hide_numbers, inert, letter, sms

LINK = "https://bridge.example.com/desk/cases/7/"
WRITTEN = """http:// https:// ftp:// evil.com 中文.网址 www.a.cn/x?y=1 13800000001 138-0000-0001
a@b.com 办好了。 ． ｡ \u200b 10.0.0.1 ： // hxxp ｈｔｔｐ"""
PIECES = st.sampled_from(WRITTEN.split())
FREE = st.lists(PIECES | st.text(max_size=6), max_size=8).map("".join)
CLICKABLE = re.compile(r"[a-z][a-z0-9+]*://|www\.\w|\w\.(?:com|cn|net)\b", re.IGNORECASE)


@given(FREE)
@example("http:// evil.com")
@example("ht\u200btp://evil.com")
@example("evil．com")
def test_foreign_links_are_inert(text: str) -> None:
    """不管怎么写，别人的话里没有点得动的网址，也没有看不见的字。"""
    said = inert(text)
    assert not CLICKABLE.search(said), said
    assert not re.search(r"\w@\w", said)
    assert said == " ".join(said.split())
    assert not re.search("[\u200b-\u200f\u2060]", said)


@given(FREE, FREE)
def test_our_link_is_the_only_link(note: str, owes: str) -> None:
    """填好的信和短信里，点得动的只有我们自己的链接。"""
    text = filled("催办：{owes}。{note}", {"owes": owes, "note": note})
    for body in (letter([text], LINK), sms([text], LINK, most=134)):
        assert CLICKABLE.findall(body.replace(LINK, "")) == []
        assert body.count(LINK) == 1


@pytest.mark.parametrize(
    "contact",
    [
        "13800000001",
        "138-0000-0001",
        "027 8888 8888",
        "a.b@example.com",
        "１３８００００００００１",
        "42011519900101123X",
        "微信：zhang_san8",
        "1\u200b3800000001",
    ],
)
def test_contacts_are_hidden(contact: str) -> None:
    """话里的电话、邮箱、身份证号、微信号都遮住；日期留着。"""
    said = filled("{note}", {"note": f"请联系老张{contact}，2026-03-20 前"})
    assert HIDDEN in said
    assert not re.search(r"\d{6}", said)
    assert "2026-03-20" in said
    assert "zhang" not in said
    assert "@" not in said


def test_our_own_numbers_stay() -> None:
    """编号是我们自己写的，不遮。"""
    assert filled("{number}", {"number": "JX-2026-00000017"}) == "JX-2026-00000017"
    assert hide_numbers("花了 12345 元") == "花了 12345 元"


def test_an_empty_note_leaves_no_trailing_stop() -> None:
    """催办没写话的，不留半截句号。"""
    assert filled("催办：{owes}（{number}）。{note}", {"owes": "答复", "number": "1"}) == (
        "催办：答复（1）"
    )


@given(st.lists(st.text(max_size=200), min_size=1, max_size=5))
def test_sms_is_bounded(texts: list[str]) -> None:
    """短信连链接在内不超长，链接总是完整的。"""
    said = sms(texts, LINK, most=134)
    assert len(said) <= 134
    assert said.endswith(LINK)
