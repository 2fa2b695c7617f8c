"""一个窗口达没达标：只看规则、窗口、数到几、今天哪天、管着他的是哪一段日子。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from lianxin.kernel.cadence.model import Rule
from lianxin.kernel.cadence.windows import Window

#: 窗口的几种结果，给人看的叫法。
STATES: Mapping[str, str] = MappingProxyType(
    {
        "met": "达标",
        "over": "超出上限",
        "open": "进行中",
        "warn": "快到期还不够",
        "breach": "没有达标",
        "exempt": "不计",
        "future": "还没到",
    }
)
#: 要人过问的。
WANTING = frozenset({"warn", "breach"})


@dataclass(frozen=True, slots=True)
class Tenure:
    """这条规则管着这个对象的一段日子：``until`` 当日已不管，空着就是还管着。"""

    since: date
    until: date | None = None

    def covers(self, window: Window) -> bool:
        """整个窗口都管着；半路来、半路走的窗口不计，不冤枉人。"""
        return self.since <= window.starts and (self.until is None or self.until >= window.ends)


def state_of(rule: Rule, window: Window, count: int, *, today: date, tenure: Tenure) -> str:
    """这个窗口现在怎样（``STATES`` 的一个）。"""
    if rule.most is not None and count > rule.most:
        return "over"
    if count >= rule.least:
        return "met" if count or window.starts <= today else "future"
    if not tenure.covers(window):
        return "exempt"
    return _short(rule, window, today)


def _short(rule: Rule, window: Window, today: date) -> str:
    if today >= window.ends:
        return "breach"
    if today < window.starts:
        return "future"
    return "warn" if today >= warns_on(rule, window) else "open"


def warns_on(rule: Rule, window: Window) -> date:
    """从哪天起提醒。"""
    return rule.warn.take_from(window.ends)


def year_state(rule: Rule, year: Window, count: int, *, today: date, tenure: Tenure) -> str:
    """全年达没达标；没有全年要求的，空。"""
    if rule.year_least is None:
        return ""
    if count >= rule.year_least:
        return "met"
    if not tenure.covers(year):
        return "exempt"
    return _short(rule, year, today)
