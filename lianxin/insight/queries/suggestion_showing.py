"""数字页上代表建议那一段：大数、图、表；公众页与工作台同用。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lianxin.insight.queries.figures import Board
from lianxin.insight.queries.showing import Link, chart, stat, table

_GROUPS: Final = (
    (
        "办理",
        "办复、办结、按期各有各的底数",
        (
            *("suggestion.count", "suggestion.standing.count", "suggestion.replied.count"),
            *("suggestion.replied.rate", "suggestion.closed.rate", "suggestion.on_time.rate"),
            *("suggestion.contacted.rate", "suggestion.overdue.count"),
        ),
    ),
    (
        "代表评价",
        "只看有效评价；态度和结果分开算",
        (
            *("suggestion.rated.count", "suggestion.satisfied.rate"),
            *("suggestion.accepted.rate", "suggestion.attitude_satisfied.rate"),
            "suggestion.again.count",
        ),
    ),
    (
        "落实",
        "以回看、查验为准，答复里写的不算",
        (
            *("suggestion.looked_back.count", "suggestion.implemented.rate"),
            *("suggestion.promise.count", "suggestion.promise.kept.rate"),
        ),
    ),
)
_COLUMNS: Final = (
    *("suggestion.count", "suggestion.replied.count", "suggestion.replied.rate"),
    *("suggestion.closed.rate", "suggestion.satisfied.rate", "suggestion.implemented.rate"),
    "suggestion.overdue.count",
)
_CHARTED: Final = ("suggestion.count", "suggestion.replied.count", "suggestion.closed.count")


def suggestion_section(
    board: Board, *, link: Link, explain: Callable[[str], str]
) -> dict[str, Any]:
    """代表建议那一段的内容；一件也没有就只说没有。"""
    totals = board.totals
    return {
        "is_empty": not totals["suggestion.count"].number,
        "groups": [
            {"title": title, "note": note, "stats": [stat(totals[k], link, explain) for k in keys]}
            for title, note, keys in _GROUPS
        ],
        "charts": [
            chart("units", "bar", "各承办单位的建议", _CHARTED, board.units),
            chart("raised", "bar", "会中与闭会期间", _CHARTED, board.raised_in),
        ],
        "tables": [
            {"title": title, **table(parts, heading, link, keys=_COLUMNS)}
            for title, heading, parts in (
                ("各承办单位", "承办单位", board.units),
                ("会中与闭会期间", "何时提出", board.raised_in),
                ("建议的类别", "类别", board.categories),
            )
        ],
    }
