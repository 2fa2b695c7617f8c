"""消息规则能说的全部话：事件、给谁、多急、走哪条通道，以及各事件的话里能填什么；封闭的清单。"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def _words(**words: str) -> Words:
    return MappingProxyType(words)


EVENTS = _words(
    duty_opened="有了新责任",
    due_soon="快到期",
    overdue="已逾期",
    urged="被催办",
    progress="有新进展",
    answered="有了结果",
    rated="有了评价",
    cadence="频次快到期",
    message="有话转告",
)
#: 不关哪一件办件的事：不按办件预演，话里也没有编号。
CASELESS = frozenset({"cadence", "message"})
AUDIENCES = _words(
    holder="承担责任的",
    escalated="逾期要报给的",
    deputy="领衔代表",
    cosponsors="附议代表",
    office="代表工作机构",
)
URGENCIES = _words(
    urgent="立刻（不避休息时间）", direct="当时（避开休息时间）", digest="并进每日摘要"
)
CHANNELS = _words(email="电子邮件", sms="短信", wechat="微信")
#: 急的在前：一个人从几条规则得到同一件事，按最急的算。
RANK = {name: place for place, name in enumerate(URGENCIES)}

_CASE = frozenset({"number", "category"})
_DUTY = _CASE | {"owes", "due"}
#: 话里能填的几样，给人看的叫法；规则里存的是左边的。
BLANK_WORDS = _words(
    number="编号", category="类别", owes="欠什么", due="到期日", note="说的话", result="结果"
)
#: 各事件的话里能填的几样。没有标题：标题出自群众的原话，不往外发。
BLANKS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "duty_opened": _DUTY,
        "due_soon": _DUTY,
        "overdue": _DUTY,
        "urged": _DUTY | {"note"},
        "progress": _CASE,
        "answered": _CASE | {"result"},
        "rated": _CASE | {"result"},
        "cadence": frozenset({"owes", "due"}),
        "message": frozenset({"note"}),
    }
)


def shown_text(text: str) -> str:
    """规则里的话给人看：空格处写“{欠什么}”，不写“{owes}”。"""
    for name, word in BLANK_WORDS.items():
        text = text.replace(f"{{{name}}}", f"{{{word}}}")
    return text


def stored_text(text: str) -> str:
    """人写的话存进规则；两种写法都认。"""
    for name, word in BLANK_WORDS.items():
        text = text.replace(f"{{{word}}}", f"{{{name}}}")
    return text
