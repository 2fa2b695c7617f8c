"""一件事的经过怎么说：同一句话只说一遍，附件与话分开。"""

import pytest

from lianxin.casework.following import said_once
from lianxin.orgs.queries.places import place_words

LONG = "施工队进场，" * 20


@pytest.mark.parametrize(
    ("title", "texts", "said"),
    [
        ("已修好", ["已修好"], ("已修好", ())),
        ("代表看过：灯不亮", ["灯不亮"], ("代表看过：灯不亮", ())),
        ("已修好", ["已修好，十二盏全亮"], ("已修好", ("十二盏全亮",))),
        ("已修好", ["灯已修好"], ("灯已修好", ())),
        ("进场", [LONG], ("进场", (LONG,))),
        ("已修好", ["十二盏全亮", "十二盏全亮"], ("已修好", ("十二盏全亮",))),
        ("", ["十二盏全亮"], ("", ("十二盏全亮",))),
    ],
)
def test_the_same_words_are_said_once(
    title: str, texts: list[str], said: tuple[str, tuple[str, ...]]
) -> None:
    """标题和下面的话重了，只留说得全的那一处；不重的原样留着。"""
    assert said_once(title, texts) == said


@pytest.mark.parametrize(
    ("region", "place", "words"),
    [
        ("童周岭村", "童周岭村", "童周岭村"),
        ("童周岭村", "童周岭村小学门口", "童周岭村小学门口"),
        ("童周岭村", "五里界街道童周岭村口", "五里界街道童周岭村口"),
        ("童周岭村", "童周岭", "童周岭村"),
        ("童周岭村", "小学门口", "童周岭村小学门口"),
        ("童周岭村", " ", "童周岭村"),
        ("", "小学门口", "小学门口"),
    ],
)
def test_where_is_said_once(region: str, place: str, words: str) -> None:
    """位置里已经有地区名的，不再说一遍。"""
    assert place_words(region, place) == words
