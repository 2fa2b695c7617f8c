"""消息规则：从一份 TOML 读来，一次报出全部错误；各地可以逐条改。"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from lianxin.kernel.errors import RuleViolation
from lianxin.notify.vocabulary import AUDIENCES, BLANK_WORDS, BLANKS, CHANNELS, EVENTS, URGENCIES

TEXT_LIMIT = 120


class BadRules(RuleViolation):
    """规则写错了；消息里一处一条，全部列出。"""


@dataclass(frozen=True, slots=True)
class Limits:
    """打扰人的限度。"""

    direct_per_day: int
    open_hour: int
    close_hour: int
    digest_hour: int
    sms_chars: int
    fresh_days: int


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规则：什么事、告诉谁、多急、走哪条通道、怎么说。"""

    key: str
    event: str
    audience: str
    urgency: str
    channels: tuple[str, ...]
    text: str
    is_on: bool = True

    @property
    def words(self) -> str:
        """如“已逾期 → 承担责任的”。"""
        return f"{EVENTS[self.event]} → {AUDIENCES[self.audience]}"


@dataclass(frozen=True, slots=True)
class Change:
    """一地对一条规则的改动；空着的照默认。"""

    rule: str
    is_on: bool
    urgency: str = ""
    channels: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """一地现行的全部规则。"""

    rules: tuple[Rule, ...]
    limits: Limits

    def about(self, event: str) -> Iterator[Rule]:
        """某件事的规则，停用的不算。"""
        return (rule for rule in self.rules if rule.is_on and rule.event == event)

    def get(self, key: str) -> Rule | None:
        """按代号找一条。"""
        return next((rule for rule in self.rules if rule.key == key), None)

    def find(self, event: str, audience: str) -> Rule | None:
        """某件事告诉某些人的那一条，停用的不算。"""
        return next((rule for rule in self.about(event) if rule.audience == audience), None)

    def changed(self, changes: Iterable[Change]) -> Ruleset:
        """换上一地的改动。"""
        by_key = {change.rule: change for change in changes}
        return replace(self, rules=tuple(_applied(r, by_key.get(r.key)) for r in self.rules))


def _applied(rule: Rule, change: Change | None) -> Rule:
    if change is None:
        return rule
    return replace(
        rule,
        is_on=change.is_on,
        urgency=change.urgency or rule.urgency,
        channels=change.channels or rule.channels,
        text=change.text or rule.text,
    )


@cache
def standing_rules() -> Ruleset:
    """随程序来的默认规则。"""
    return parse(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))


def parse(source: str) -> Ruleset:
    """读一份规则。

    :raises BadRules: 有写错的地方，一次全说出来
    """
    try:
        given = tomllib.loads(source)
    except tomllib.TOMLDecodeError as broken:
        raise BadRules(f"不是合格的 TOML：{broken}") from broken
    rows = given.get("rule", [])
    wrong = [*_unknown(given, {"limits", "rule"}, "文件"), *_limit_faults(given.get("limits", {}))]
    for place, row in enumerate(rows, start=1):
        name = f"第 {place} 条（{row.get('key', '没有代号')}）"
        wrong += [f"{name}{fault}" for fault in rule_faults(row)]
    wrong += _doubled(rows)
    if wrong:
        raise BadRules("；".join(wrong))
    made = [Rule(**{**row, "channels": tuple(row["channels"])}) for row in rows]
    return Ruleset(tuple(made), Limits(**given["limits"]))


def rule_faults(row: Mapping[str, Any]) -> Iterator[str]:
    """一条规则有哪些错。"""
    names = {each.name for each in fields(Rule)} - {"is_on"}
    yield from (f"缺 {name}" for name in sorted(names - row.keys()))
    yield from _unknown(row, names, "")
    for name, words in (("event", EVENTS), ("audience", AUDIENCES), ("urgency", URGENCIES)):
        if name in row and row[name] not in words:
            yield f"的 {name} 写了“{row[name]}”，只能是 {'、'.join(words)}"
    yield from _channel_faults(row.get("channels", ["email"]))
    yield from text_faults(str(row.get("event")), str(row.get("text", "")))


def _channel_faults(channels: Sequence[str]) -> Iterator[str]:
    if not channels:
        yield "没有写通道"
    for channel in channels:
        if channel not in CHANNELS:
            yield f"的通道写了“{channel}”，只能是 {'、'.join(CHANNELS)}"


def text_faults(event: str, text: str) -> Iterator[str]:
    """一句话有哪些错：太长、括号不成对、填了没有的东西、自带网址。"""
    if len(text) > TEXT_LIMIT:
        yield f"的话有 {len(text)} 字，最多 {TEXT_LIMIT} 字"
    if "://" in text:
        yield "的话里有网址；链接由系统加在末尾，不必写"
    try:
        used = list(_blanks_in(text))
    except ValueError:
        yield "的话里花括号不成对"
        return
    for blank in used:
        if blank not in BLANKS.get(event, frozenset()):
            can = "、".join(BLANK_WORDS[name] for name in sorted(BLANKS.get(event, ()))) or "空白"
            yield f"的话里填了 {{{blank}}}，这件事只有 {can}"


def _blanks_in(text: str) -> Iterator[str]:
    """话里的空；带了格式、转换的连同记号一起给出，一定对不上清单。"""
    for _, name, form, turn in string.Formatter().parse(text):
        if name is not None:
            yield f"{name}{'!' if turn else ''}{':' if form else ''}"


def _limit_faults(given: Mapping[str, Any]) -> Iterator[str]:
    names = {each.name for each in fields(Limits)}
    yield from (f"限度里缺 {name}" for name in sorted(names - given.keys()))
    yield from _unknown(given, names, "限度")
    for name, value in given.items():
        if name in names and (not isinstance(value, int) or value < 1):
            yield f"限度里的 {name} 应是正整数"
    hours = [given.get(name, 12) for name in ("open_hour", "digest_hour", "close_hour")]
    if all(isinstance(each, int) for each in hours) and not (hours[0] <= hours[1] < hours[2] <= 24):
        yield "限度里的钟点应是 open_hour ≤ digest_hour < close_hour ≤ 24"


def _unknown(given: Mapping[str, Any], known: Iterable[str], where: str) -> Iterator[str]:
    yield from (f"{where}多了 {name}，没有这一项" for name in sorted(given.keys() - set(known)))


def _doubled(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for name, words in (("key", ("key",)), ("事件与对象", ("event", "audience"))):
        seen: set[tuple[Any, ...]] = set()
        for row in rows:
            mark = tuple(str(row.get(word)) for word in words)
            if mark in seen:
                yield f"{name} {'、'.join(mark)} 写了两次"
            seen.add(mark)
