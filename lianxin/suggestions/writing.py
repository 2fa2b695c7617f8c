"""写建议的对照表：样稿、不作建议处理的情形、写得怎样。只提醒，不拦人；全是纯函数，不查库。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lianxin.lexis.text import clean, redact

_AMOUNT = re.compile(
    r"[0-9０-９]|[一二三四五六七八九十百千万两几多]+(?:个|起|处|户|盏|人|次|年|月|天|米|公里|元|条|家|栋)"
)
_BODY = re.compile(r"(?:局|委|办|部门|街道|镇|乡|政府|法院|检察院|中心|单位|公司|大队|集团)")
_ASK = re.compile(r"(?:请|由|建议|责成|督促)")
_ENOUGH = 60
_TOO_MUCH = 3000
_MOST_POINTS = 5
_POINT = re.compile(r"(?m)^\s*(?:[一二三四五六七八九十]+、|[0-9]+[.、．])")
_BLANK = re.compile(r"〔[^〕]*〕")


@dataclass(frozen=True, slots=True)
class Template:
    """一份样稿：照着填空。"""

    key: str
    label: str
    title: str
    grounds: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """一种不作建议处理的情形；``instead`` 是改走哪里，``words`` 是可疑的字眼，只提醒。"""

    key: str
    label: str
    instead: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """对照表里的一项：做到没有，没有做到怎么改。"""

    key: str
    label: str
    ok: bool
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """文中像某种情形的字眼。"""

    exclusion: Exclusion
    words: tuple[str, ...]


@cache
def templates() -> tuple[Template, ...]:
    """全部样稿。"""
    return tuple(Template(**item) for item in _data()["template"])


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """八种不作建议处理的情形（规则表 2a-2）。"""
    return tuple(
        Exclusion(**{**item, "words": tuple(item["words"])}) for item in _data()["exclusion"]
    )


@cache
def _data() -> dict[str, Any]:
    text = files("lianxin.suggestions").joinpath("data/writing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def template(key: str) -> Template | None:
    """按标识取一份样稿；没有就是空白稿。"""
    return next((one for one in templates() if one.key == key), None)


def checks(*, title: str, grounds: str, proposal: str) -> tuple[Check, ...]:
    """逐项对照：一事一议、有事实有数字、写明谁做什么、篇幅、样稿填完、没有个人信息。"""
    return tuple(_checks(clean(title), clean(grounds), clean(proposal)))


def _checks(title: str, grounds: str, proposal: str) -> Iterator[Check]:
    one = bool(title) and len(re.findall(r"以及|、|；", title)) < 2
    few = len(_POINT.findall(proposal)) <= _MOST_POINTS
    yield Check("one", "一事一议", one and few, "一件建议只说一件事；几件事分开写几件。")
    facts = len(grounds) >= _ENOUGH and bool(_AMOUNT.search(grounds))
    yield Check("facts", "案据有事实、有数字", facts, "写看到的：哪里、多少、多久、影响多少人。")
    who = bool(_ASK.search(proposal)) and bool(_BODY.search(proposal))
    yield Check("who", "方案写明请谁做什么", who, "写成“请某某单位在某时以前做什么”。")
    size = len(grounds) + len(proposal)
    fits = 2 * _ENOUGH <= size <= _TOO_MUCH
    yield Check(
        "length", f"篇幅合适（现在 {size} 字）", fits, "案据、方案合起来一百二十字到三千字。"
    )
    filled = not _BLANK.search(f"{title}{grounds}{proposal}")
    yield Check("filled", "样稿的空都填了", filled, "还有〔 〕没有填，请填上或删掉。")
    found = redact(f"{title}\n{grounds}\n{proposal}").found
    secret = "、".join(f"{label} {count} 处" for label, count in found.items())
    yield Check("privacy", "没有个人信息", not found, f"像是写了{secret}，请删去；公开时会遮住。")


def doubts(*, title: str, grounds: str, proposal: str) -> tuple[Doubt, ...]:
    """文中像“不作建议处理”的字眼；只提醒代表自己看一看。"""
    said = f"{title}\n{grounds}\n{proposal}"
    found = ((one, tuple(word for word in one.words if word in said)) for one in exclusions())
    return tuple(Doubt(one, words) for one, words in found if words)
