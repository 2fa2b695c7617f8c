"""指标的定义：读 ``indicators.toml``，用词不对、口径没写的，启动就报，一次报全。"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from lianxin.kernel.errors import NotVisible
from lianxin.outcomes.queries import METRICS

#: 一格：情形、用了几天（没有就是空）。
Picks = Callable[[str, int | None], bool]


def _any(_state: str, _days: int | None) -> bool:
    return True


def _state(*wanted: str) -> Picks:
    return lambda state, _days: state in wanted


#: 名录、活动、公文：每一种能数哪些。``station_event``、``created``、``outcome``、活动、公文
#: 看这段时间，别的看时点；成果按量法加起来，到场把各场的人次加起来。
REGISTERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "station": ("running", "online"),
        "station_event": ("changed", "upgraded", "pilot"),
        "deputy": ("sitting", "assigned", "grouped"),
        "group": ("running", "created"),
        "unit": ("all",),
        "post": ("required", "filled"),
        "outcome": tuple(METRICS),
        "activity": ("held",),
        "attendance": ("visits", "visitors"),
        "attendee": ("people", "deputies"),
        "visit_target": ("all",),
        "voice": ("all", "closed"),
        "problem": ("all", "solved", "dispatched", "implemented"),
        "call": ("all", "solved"),
        "commitment": ("all", "kept"),
        "agreed_item": ("all",),
        "item": ("all",),
        "station_visit": ("all",),
        "reception": ("held", "late"),
        "service": ("all", "answered"),
        "theme": ("released",),
        "document": ("issued",),
        "instruction": ("made",),
        "rule": ("in_force",),
        "rule_category": ("in_force",),
        "coverage": ("all", "models"),
    }
)
#: 收件办件里不算有效的结果：并入同类、不予受理、撤回。
NOT_VALID: Final = ("merged", "rejected", "withdrawn")
_GRADES: Final = {
    "all": _any,
    "satisfied": _state("satisfied"),
    "accepted": _state("satisfied", "basic"),
    "dissatisfied": _state("dissatisfied"),
}
#: 答复的五种结果。
REPLIES: Final = ("resolved", "in_progress", "planned", "not_feasible_now", "reference")
#: 代表建议能数哪些：词 → 要有哪些记号；“!”开头的是不能有。计数和列清单用的是这一份。
MARKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "all": (),
        "standing": ("!out",),
        "out": ("out",),
        "dispatched": ("dispatched",),
        "replied": ("replied",),
        "closed": ("closed",),
        "on_time": ("on_time",),
        "contacted": ("contacted",),
        "overdue": ("overdue",),
        "again": ("again",),
        "result_rated": ("result_rated",),
        "result_satisfied": ("result_satisfied",),
        "result_accepted": ("result_accepted",),
        "attitude_rated": ("attitude_rated",),
        "attitude_satisfied": ("attitude_satisfied",),
        "looked_back": ("looked_back",),
        "implemented": ("implemented",),
        "partly": ("partly",),
        "waiting": ("!out", "!replied"),
        "result_basic": ("result_basic",),
        "result_dissatisfied": ("result_dissatisfied",),
        **{f"out_{word}": (f"out_{word}",) for word in ("rejected", "withdrawn", "merged")},
        **{f"was_{word}": (f"was_{word}",) for word in REPLIES},
    }
)


def _marked(marks: tuple[str, ...]) -> Picks:
    wanted = {mark for mark in marks if mark[0] != "!"}
    barred = {mark[1:] for mark in marks if mark[0] == "!"}

    def picks(state: str, _days: int | None) -> bool:
        borne = set(state.split())
        return wanted <= borne and not barred & borne

    return picks


#: 承诺能数哪些：词 → 是什么结果。
PROMISED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "all": ("open", "kept", "late", "broken"),
        "checked": ("kept", "late", "broken"),
        "kept": ("kept",),
        "late": ("late",),
        "broken": ("broken",),
    }
)
#: 每类事能数哪些：词 → 这一格算不算。
SELECTS: Final[Mapping[str, Mapping[str, Picks]]] = MappingProxyType(
    {
        "opinion": {
            "all": _any,
            "own": _state("own"),
            "merged": _state("merged"),
            "answered": lambda state, days: state == "own" and days is not None,
            "waiting": lambda state, days: state == "own" and days is None,
        },
        "case": {
            "all": _any,
            "own": lambda state, _days: state != "merged",
            "closed": lambda state, _days: state not in ("open", "merged"),
            "valid": lambda state, _days: state not in NOT_VALID,
            "valid_closed": lambda state, _days: state not in ("open", *NOT_VALID),
        },
        "attitude": _GRADES,
        "result": _GRADES,
        "suggestion": {word: _marked(marks) for word, marks in MARKS.items()},
        "promise": {word: _state(*states) for word, states in PROMISED.items()},
        **{fact: dict.fromkeys(words, _any) for fact, words in REGISTERS.items()},
    }
)
MEASURES: Final = frozenset({"count", "ratio", "percentile", "sum"})
#: 每类事能按什么分。
SLICES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "opinion": frozenset({"category", "channel", "station"}),
        "case": frozenset({"category"}),
        "attitude": frozenset(),
        "result": frozenset(),
        "suggestion": frozenset({"category", "unit", "raised_in", "session", "term"}),
        "promise": frozenset({"category", "unit", "raised_in", "session", "term"}),
        "station": frozenset({"kind", "scope"}),
        "station_event": frozenset({"kind"}),
        "deputy": frozenset({"level"}),
        "group": frozenset({"kind", "level"}),
        "unit": frozenset({"kind"}),
        "post": frozenset({"requirement"}),
        "outcome": frozenset({"source"}),
        "activity": frozenset({"kind", "family", "station"}),
        "attendance": frozenset({"role", "kind", "family", "station"}),
        "attendee": frozenset({"role", "kind", "family", "station"}),
        "visit_target": frozenset({"kind"}),
        "voice": frozenset({"kind", "family", "station"}),
        "problem": frozenset({"way", "station"}),
        "call": frozenset(),
        "commitment": frozenset({"station"}),
        "agreed_item": frozenset({"station"}),
        "item": frozenset({"station"}),
        "station_visit": frozenset({"purpose", "station"}),
        "reception": frozenset({"station"}),
        "service": frozenset({"station"}),
        "theme": frozenset(),
        "document": frozenset({"kind"}),
        "instruction": frozenset(),
        "rule": frozenset(),
        "rule_category": frozenset(),
        "coverage": frozenset({"kind", "outlet"}),
    }
)
#: 由日积月累的合计来数的；别的从名录、从记录里直接取。
TALLIED: Final = frozenset({"opinion", "case", "attitude", "result"})
SUGGESTED: Final = frozenset({"suggestion", "promise"})


class BadDefinitions(ValueError):
    """指标定义写错了；消息逐条列出。"""


@dataclass(frozen=True, slots=True)
class Definition:
    """一个指标的定义。"""

    key: str
    label: str
    fact: str
    measure: str
    select: str
    unit: str
    definition: str
    of: str = ""
    at_most_days: int | None = None
    share: float | None = None
    as_of: bool = False

    def counts(self, state: str, days: int | None) -> bool:
        """这一格数不数（占比的分子、百分位的全体也是它）。"""
        if not SELECTS[self.fact][self.select](state, days):
            return False
        return self.at_most_days is None or (days is not None and days <= self.at_most_days)

    def is_base(self, state: str, days: int | None) -> bool:
        """这一格在不在占比的分母里。"""
        return SELECTS[self.fact][self.of](state, days)

    def base(self) -> Definition:
        """占比的分母自己当一个数：挑法换成分母的，不再限天数。"""
        return replace(self, measure="count", select=self.of, of="", at_most_days=None)


def parse(text: str) -> dict[str, Definition]:
    """读一份定义。

    :raises BadDefinitions: 有写错的，逐条列出
    """
    found: dict[str, Definition] = {}
    mistakes: list[str] = []
    for raw in tomllib.loads(text).get("indicator", []):
        name = str(raw.get("key") or f"第 {len(found) + 1} 个")
        wrong = list(_mistakes(raw))
        if name in found:
            wrong.append("与前面的重名")
        mistakes += [f"{name}：{words}" for words in wrong]
        if not wrong:
            found[name] = Definition(**raw)
    if mistakes:
        raise BadDefinitions("；".join(mistakes))
    return found


def _mistakes(raw: Mapping[str, Any]) -> Iterator[str]:
    known = set(Definition.__dataclass_fields__)
    yield from (f"不认识“{name}”" for name in raw.keys() - known)
    for name in ("key", "label", "unit", "definition"):
        if not raw.get(name):
            yield f"没有写 {name}"
    words = SELECTS.get(str(raw.get("fact")))
    if words is None:
        yield f"没有“{raw.get('fact')}”这类事"
        return
    if raw.get("select") not in words:
        yield f"select 不认识“{raw.get('select')}”"
        return
    yield from _measure_mistakes(raw, words)


def _measure_mistakes(raw: Mapping[str, Any], words: Mapping[str, Picks]) -> Iterator[str]:
    measure = raw.get("measure")
    if measure not in MEASURES:
        yield f"measure 不认识“{measure}”"
    if (measure == "ratio") != ("of" in raw) or raw.get("of", raw["select"]) not in words:
        yield "占比要写分母 of，别的不写"
    if (measure == "percentile") != ("share" in raw) or not 0 < raw.get("share", 0.5) < 1:
        yield "百分位要写 share（0 到 1 之间），别的不写"


@cache
def definitions() -> Mapping[str, Definition]:
    """全部指标，次序就是文件里的次序。"""
    text = files("lianxin.insight").joinpath("indicators.toml").read_text("utf-8")
    return MappingProxyType(parse(text))


def definition(key: str) -> Definition:
    """按名字取一个指标。

    :raises NotVisible: 没有这个指标
    """
    found = definitions().get(key)
    if found is None:
        raise NotVisible("没有这个指标；全部指标见“数字”一页。")
    return found
