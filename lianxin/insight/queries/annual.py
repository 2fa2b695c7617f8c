"""办理情况报告里的数：每一个都是指标的值，名称、口径、数与数字页上的一字不差。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db.models import Max, Min
from django.utils.timezone import localtime

from lianxin.insight.cells import Period, following
from lianxin.insight.definitions import REPLIES, definition
from lianxin.insight.queries.figures import Board, Part, suggestion_board
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.queries.papers import Counts, Group, Rate, Scope

#: 报告里的率，和各自的分子（几个件数相加）；分母、名称、算法都照指标的定义。
_RATES: Final = MappingProxyType(
    {
        "suggestion.replied.rate": ("suggestion.replied.count",),
        "suggestion.closed.rate": ("suggestion.closed.count",),
        "suggestion.satisfied.rate": ("suggestion.satisfied.count",),
        "suggestion.accepted.rate": ("suggestion.satisfied.count", "suggestion.basic.count"),
        "suggestion.implemented.rate": ("suggestion.implemented.count",),
    }
)
#: 各单位、各类别的几列，次序与 ``Group`` 一致。
_COLUMNS: Final = (
    *("suggestion.standing.count", "suggestion.replied.count", "suggestion.result.resolved.count"),
    *("suggestion.closed.count", "suggestion.satisfied.count", "suggestion.basic.count"),
    "suggestion.dissatisfied.count",
)


def count_year(scope: Scope, *, today: date) -> Counts:
    """这个范围的建议，报告要的全部数。三条语句，与件数无关。"""
    board = suggestion_board(
        jurisdiction_id=scope.jurisdiction_id,
        period=_period(scope, today=today),
        today=today,
        session_id=scope.session_id,
    )
    waiting = _many(board, "suggestion.waiting.count")
    told = {key: _many(board, f"suggestion.result.{key}.count") for key in REPLIES}
    return Counts(
        raised=_many(board, "suggestion.count"),
        handled=_many(board, "suggestion.standing.count"),
        answered=_many(board, "suggestion.replied.count"),
        waiting=waiting,
        closed=_many(board, "suggestion.closed.count"),
        not_handled={
            why: _many(board, f"suggestion.out.{why}.count")
            for why in ("rejected", "withdrawn", "merged")
        },
        results={**told, "": waiting},
        rates=tuple(_rate(board, key, parts) for key, parts in _RATES.items()),
        units=tuple(_groups(board.units)),
        categories=tuple(_groups(board.categories)),
    )


def _period(scope: Scope, *, today: date) -> Period:
    """一年；一次会议的，从头一件到末一件提出的那几个月。"""
    if scope.year:
        return Period(date(scope.year, 1, 1), date(scope.year + 1, 1, 1))
    rows = Suggestion.objects.filter(
        jurisdiction=scope.jurisdiction_id, session=scope.session_id
    ).aggregate(first=Min("submitted_at"), last=Max("submitted_at"))
    first, last = rows["first"], rows["last"]
    since = localtime(first).date() if first else today
    until = localtime(last).date() if last else today
    return Period(since.replace(day=1), following(until.replace(day=1)))


def _many(board: Board, key: str) -> int:
    return int(board.totals[key].number or 0)


def _rate(board: Board, key: str, parts: Iterable[str]) -> Rate:
    meant = definition(key)
    part = sum(_many(board, each) for each in parts)
    return Rate(meant.label, meant.definition, part, board.totals[key].sample)


def _groups(parts: Iterable[Part]) -> Iterable[Group]:
    """应办的多的在前；一件应办的也没有的不列。"""
    found = [Group(part.label, *_figures(part)) for part in parts]
    return sorted(
        (group for group in found if group.handled), key=lambda one: (-one.handled, one.label)
    )


def _figures(part: Part) -> Iterable[int]:
    return (int(part.values[key].number or 0) for key in _COLUMNS)
