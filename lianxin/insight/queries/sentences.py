"""填空成句：每个空是一个指标的值；数不支持的话说明理由不写，事实还没有记的说明缺什么。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from lianxin.insight.cells import Period, following
from lianxin.insight.definitions import REGISTERS, SLICES, definitions
from lianxin.insight.queries.figures import Value, breakdown, indicator
from lianxin.insight.queries.periods import words
from lianxin.insight.registers import known
from lianxin.insight.sentences import Claim, Sentence, Slot, sentence, sentences
from lianxin.insight.sentences.wording import (
    Contradiction,
    Number,
    figure,
    percent,
    rate_claim,
    subset,
    universal,
)
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Region

__all__ = [
    "Composed",
    "Composing",
    "Filled",
    "NotKept",
    "Sentence",
    "compose",
    "must_be_kept",
    "readiness",
    "sentence",
    "sentences",
]

#: 还没有的指标，是哪一族的事。
FAMILIES: Final = MappingProxyType(
    {
        "activity": "活动",
        "agenda_item": "会议议程",
        "agreed_item": "议定事项",
        "appointment": "人事任免",
        "appraisee": "评议对象",
        "attendance": "参加活动人次",
        "beneficiary": "受益对象",
        "call": "专线来电",
        "commitment": "现场承诺",
        "contributor": "出资出力的户、人",
        "document": "正式公文",
        "episode": "专线期次",
        "fund": "资金",
        "guide": "小组对口指导",
        "inspection": "执法检查",
        "instruction": "领导批示",
        "internal_meeting": "内部会议",
        "meeting": "会议",
        "opinion": "意见的交办",
        "outcome": "成果",
        "participant": "参与群众",
        "problem": "问题",
        "problem_item": "问题清单事项",
        "project": "民生实事项目",
        "research": "专题调研",
        "resolution": "决议决定",
        "roster": "嘉宾名单",
        "rule": "规章制度",
        "scorecard": "考核项目",
        "theme": "主题",
        "visit_target": "走访对象",
        "visitor": "接待选民",
    }
)
_LEVELS: Final = ("", "一", "两", "三", "四", "五")


class NotKept(RuleViolation):
    """这一句要的事实还没有记，写不出来。"""


@dataclass(frozen=True, slots=True)
class Composing:
    """替哪一级人大、写哪一段时间、以哪一天为准；``said`` 是句子里要说的数，逐个核对。"""

    jurisdiction_id: int
    period: Period
    today: date
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """填好的一个空：写成什么，来自哪个指标、什么口径、实数多少、背后几条记录。"""

    name: str
    shown: str
    value: Value

    @property
    def number(self) -> Number:
        """实数。"""
        found = self.value.number
        return Decimal(str(found)) if isinstance(found, float) else found or 0


@dataclass(frozen=True, slots=True)
class Composed:
    """写成的一句。"""

    id: str
    text: str
    slots: tuple[Filled, ...]


def readiness(chosen: Sentence) -> list[str]:
    """写这一句还缺什么；空的就是写得出来。由指标定义算出，不另记。"""
    missing: dict[str, None] = {}
    for slot in chosen.slots.values():
        defined = definitions().get(slot.indicator)
        if defined is None:
            family = slot.indicator.partition(".")[0]
            missing[f"{FAMILIES.get(family, family)}（{slot.indicator}）"] = None
            continue
        for name, value in slot.where.items():
            listed = REGISTERS.keys() & {defined.fact} and name in SLICES[defined.fact]
            if name not in SLICES[defined.fact] or (
                listed and value not in known(defined.fact, name)
            ):
                missing[f"{defined.label}里的“{value}”这一种（{slot.indicator}）"] = None
    return list(missing)


def must_be_kept(chosen: Sentence) -> None:
    """要的事实都在记。

    :raises NotKept: 还有没记的，说明缺哪一族
    """
    if missing := readiness(chosen):
        raise NotKept(f"{chosen.id} 还写不出来：{'、'.join(missing)}还没有记。")


def compose(chosen: Sentence, *, ask: Composing) -> Composed:
    """把一句写出来。

    :raises NotKept: 要的事实还没有记
    :raises Contradiction: 数不支持这句话
    """
    must_be_kept(chosen)
    filled = {name: _filled(name, slot, ask) for name, slot in chosen.slots.items()}
    for name, slot in chosen.slots.items():
        if slot.subset_of:
            whole = filled[slot.subset_of]
            subset(
                filled[name].number,
                whole.number,
                of=whole.value.definition.label,
                named=filled[name].value.definition.label,
            )
    shown = {name: each.shown for name, each in filled.items()}
    shown |= {name: _claimed(name, claim, filled, ask) for name, claim in chosen.claims.items()}
    shown |= _built_in(ask)
    _check_said(chosen, shown, filled, ask.said)
    text = re.sub(r"\{(\w+)\}", lambda found: shown[found[1]], chosen.text)
    return Composed(chosen.id, text, tuple(filled.values()))


def _filled(name: str, slot: Slot, ask: Composing) -> Filled:
    value = indicator(
        slot.indicator,
        jurisdiction_id=ask.jurisdiction_id,
        period=_period(slot, ask),
        today=ask.today,
        slices=slot.where,
    )
    if value.number is None:
        raise Contradiction(f"“{value.definition.label}”没有底数，写不出来。")
    number = Decimal(str(value.number)) if isinstance(value.number, float) else value.number
    shown = figure(
        number, hedge=slot.hedge, scale=slot.scale, step=slot.step, hedge_last=slot.hedge_last
    )
    return Filled(name, shown, value)


def _period(slot: Slot, ask: Composing) -> Period:
    """``before`` 是这段时间开始的前一天。"""
    if slot.at != "before":
        return ask.period
    return Period(following(ask.period.since, -1), ask.period.since)


def _claimed(name: str, claim: Claim, filled: Mapping[str, Filled], ask: Composing) -> str:
    if claim.kind == "levels":
        return _levels(filled[claim.part[0]], ask)
    parts = [filled[each] for each in claim.part]
    wholes = [filled[each] for each in claim.whole]
    if claim.kind == "rate":
        part, whole = _total(parts), _total(wholes)
        said = ask.said.get(name)
        return rate_claim(part, whole, said) if said else percent(part, whole)
    # 几样各对各的；只写了一个总数的，每一样都要等于它。
    pairs = zip(parts, wholes if len(wholes) > 1 else wholes * len(parts), strict=True)
    for each, among in pairs:
        label = claim.what or each.value.definition.label
        universal(each.number, among.number, claim.word, what=label)
    return claim.word


def _total(filled: Iterable[Filled]) -> Number:
    return sum((each.number for each in filled), Decimal(0))


def _levels(counted: Filled, ask: Composing) -> str:
    """这些代表一共有几级：“四级”。"""
    parts = breakdown(
        counted.value.definition.key,
        by="level",
        jurisdiction_id=ask.jurisdiction_id,
        period=counted.value.period,
        today=ask.today,
    )
    return f"{_LEVELS[len(parts)]}级"


def _check_said(
    chosen: Sentence,
    shown: Mapping[str, str],
    filled: Mapping[str, Filled],
    said: Mapping[str, str],
) -> None:
    for name, words_said in said.items():
        if name not in shown:
            raise Contradiction(f"{chosen.id} 里没有“{name}”这个空。")
        if name in filled and shown[name] != words_said:
            real = filled[name]
            raise Contradiction(
                f"“{real.value.definition.label}”写的是 {words_said}，实际是 {real.number}。"
            )


def _built_in(ask: Composing) -> dict[str, str]:
    return {"when": _when(ask), "until": _until(ask), "place": _place(ask.jurisdiction_id)}


def _when(ask: Composing) -> str:
    """这段时间怎么说：今年以来、今年上半年，别的照写。"""
    since, until, year = ask.period.since, ask.period.until, ask.today.year
    if since == date(year, 1, 1):
        if until == date(year, 7, 1):
            return "今年上半年"
        if until > ask.today:
            return "今年以来"
    return words(ask.period).replace(" ", "")


def _until(ask: Composing) -> str:
    """截至什么时候。"""
    if ask.period.until > ask.today:
        return "截至目前"
    last = following(ask.period.until, -1)
    year = "" if last.year == ask.today.year else f"{last.year}年"
    return f"截至{year}{last.month}月底"


def _place(jurisdiction_id: int) -> str:
    """全省、全市、全区、全县：照地名的末一个字。"""
    region = Body.objects.select_related("region").get(pk=jurisdiction_id).region
    usual = {"province": "省", "city": "市", "county": "县", "town": "镇", "village": "村"}
    last = region.name[-1]
    return f"全{last if last in '省市区县州盟旗乡镇' else usual[Region.Level(region.level)]}"
