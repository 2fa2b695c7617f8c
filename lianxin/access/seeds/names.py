"""编出来的人名：次序固定，不重名，与真人无关。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

_SURNAMES = (
    "张王刘陈杨黄赵周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓"
    "冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任卢姜"
)
_WOMEN = ["秀兰", "晓燕", "雅琴", "春梅", "丽华", "静怡", "文娟", "若兰", "玉洁", "思雨", "海霞"]
_MEN = [
    "建国",
    "志强",
    "明辉",
    "文斌",
    "永康",
    "国栋",
    "俊杰",
    "德胜",
    "立新",
    "学军",
    "长江",
    "子涵",
    "广平",
]
_GIVEN = tuple((name, "女") for name in _WOMEN) + tuple((name, "男") for name in _MEN)


def made_up_people(*, taken: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """一个接一个的（姓名，性别）；``taken`` 里的名字不再用。"""
    used = set(taken)
    for number in count():
        surname = _SURNAMES[number * 7 % len(_SURNAMES)]
        given, gender = _GIVEN[(number * 5 + number // len(_SURNAMES)) % len(_GIVEN)]
        name = surname + given
        if name not in used:
            used.add(name)
            yield name, gender
