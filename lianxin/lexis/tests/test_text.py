"""清洗、取题目、网址失效。"""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.lexis.text import clean, inert_urls, title_from, told_to_all

HIDDEN = "\u200b\u200e\u202e\u2066\ufeff\x00\x07\U000e0041\ufffe"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """洗过的话再洗一遍不变。"""
    assert clean(clean(text)) == clean(text)


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from(HIDDEN + "\r\n\u2028\x85\t👨\u200d👩"))
)
def test_cleaned_text_holds_nothing_invisible(text: str) -> None:
    """洗过的话里没有控制符、零宽符和双向控制符，换行只有一种写法。"""
    invisible = {
        character
        for character in clean(text)
        if unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character not in "\n\t\u200d"
    }

    assert not invisible


def test_hidden_characters_do_not_split_words() -> None:
    """夹在字中间的隐形字符去掉后，前后的字连起来。"""
    assert clean("路\u200b灯\u202e不\x00亮\r\n\r\n\r\n\r\n请修") == "路灯不亮\n\n请修"


def test_emoji_survive() -> None:
    """表情原样保留，连接多人表情的字符也不丢；别处的连接符照样去掉。"""
    assert clean("谢谢👨\u200d👩\u200d👧👍🏽❤️路\u200d灯") == "谢谢👨\u200d👩\u200d👧👍🏽❤️路灯"


def test_same_character_is_written_one_way() -> None:
    """看着一样的字只存一种写法，查得到、比得上。"""
    assert clean("e\u0301 \uf900") == "é \u8c48"


@pytest.mark.parametrize(
    ("message", "title"),
    [
        (
            "尊敬的领导：您好！村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。",
            "村口到小学这段路没有路灯，冬天孩子放学天就黑了",
        ),
        ("周代表您好：菜场门口天天堵车，出不去。", "菜场门口天天堵车，出不去"),
        ("您好，我是五里界村民，想反映一下村里自来水经常停水。", "村里自来水经常停水"),
        ("反映一个问题：三号楼电梯停了半个月", "三号楼电梯停了半个月"),
        ("请问医保在哪里办？我跑了两趟。", "医保在哪里办"),
        ("路灯坏了", "路灯坏了"),
        ("你好", "你好"),
        ("", ""),
    ],
)
def test_title_is_the_first_clause_that_says_something(message: str, title: str) -> None:
    """题目取头一句有内容的话，不要称呼、问候和自我介绍。"""
    assert title_from(message) == title


@given(st.text(), st.integers(min_value=6, max_value=60))
def test_title_never_exceeds_its_limit(text: str, limit: int) -> None:
    """题目不超过限定的字数，也不会断成两行。"""
    title = title_from(text, limit)

    assert len(title) <= limit
    assert "\n" not in title


@given(st.text(st.sampled_from("路灯不亮请修一下小区门口的积水"), min_size=1))
def test_something_said_always_has_a_title(text: str) -> None:
    """只要写了话，就有题目。"""
    assert title_from(text)


LINK = re.compile(r"https?:|://|\w\.(?:com|cn|net)\b|javascript:", re.IGNORECASE)


@pytest.mark.parametrize(
    "link",
    [
        "http://www.example.com/a.php?x=1",
        "HTTPS：//example.cn",
        "www.example.com",
        "example.net/路径",
        "javascript:alert(1)",
        "http://http://example.com",
        "name@example.com",
    ],
)
def test_links_in_messages_cannot_be_clicked(link: str) -> None:
    """群众写的网址转发出去只能看、不能点，前后的话一字不动。"""
    sent = inert_urls(f"请看{link} 谢谢")

    assert not LINK.search(sent)
    assert sent.startswith("请看")
    assert sent.endswith(" 谢谢")


@given(st.text(st.sampled_from("a1.:/：．com@-路 htp")))
def test_made_inert_twice_changes_nothing_more(text: str) -> None:
    """处理过的网址再处理一遍不变。"""
    assert inert_urls(inert_urls(text)) == inert_urls(text)


@pytest.mark.parametrize("plain", ["2020.1.6日", "涨了3.5万元", "1.路灯；2.井盖", "第2.1条"])
def test_numbers_with_dots_are_not_links(plain: str) -> None:
    """日期、金额、序号里的点不动。"""
    assert inert_urls(plain) == plain


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("已经答复您：办好了", "已经答复反映的人：办好了"),
        ("已答复，请您评一评", "已答复，请反映的人评一评"),
        ("您要求重办，三个工作日内有人看", "反映的人要求重办，三个工作日内有人看"),
        ("隐去您的身份后，已在站点公示", "隐去身份后，已在站点公示"),
        ("请您家放心，灯已装好", "请您家放心，灯已装好"),
    ],
)
def test_words_for_the_submitter_are_retold_to_everyone(said: str, told: str) -> None:
    """回执上对提交人说的“您”，公开页上换成“反映的人”；别的话里的“您”不动。"""
    assert told_to_all(said) == told
