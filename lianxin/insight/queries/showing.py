"""数字页要显示的：大数、图、表；每个数带不带链接由页面说。公众页与工作台同用。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.html import format_html

from lianxin.insight.queries.figures import Board, Part, Value

#: 给一个数，说它链到哪里；空字就是不链。
Link = Callable[[Value], str]

FIGURES: Final = (
    "opinion.count",
    "opinion.answered.count",
    "opinion.answered.rate",
    "opinion.closed.rate",
    "opinion.days.median",
    "opinion.days.p90",
    "opinion.within_30.count",
    "opinion.within_30.rate",
)
RATED: Final = (
    "opinion.rated.count",
    "opinion.satisfied.rate",
    "opinion.accepted.rate",
    "opinion.attitude_satisfied.rate",
)
_MONTHLY: Final = (
    *("opinion.count", "opinion.answered.count", "opinion.closed.count"),
    *("opinion.within_30.count", "opinion.days.median", "opinion.days.p90"),
)
_CHARTS: Final = (
    ("bar", "逐月收到与答复", ("opinion.count", "opinion.answered.count")),
    ("line", "逐月答复用时", ("opinion.days.median", "opinion.days.p90")),
)
_CATEGORIES: Final = ("opinion.count", "opinion.answered.count")
#: 评价不到这么多人次，只供参考。
FEW: Final = 10


def numbers_page(board: Board, *, link: Link, explain: Callable[[str], str]) -> dict[str, Any]:
    """数字页的内容。

    :param link: 一个数链到哪里
    :param explain: 一个指标的定义在哪里
    """
    totals = board.totals
    return {
        "stats": [stat(totals[key], link, explain) for key in FIGURES],
        "ratings": [stat(totals[key], link, explain) for key in RATED],
        "few_ratings": totals[RATED[0]].sample < FEW,
        "charts": [*_month_charts(board), _categorychart(board)],
        "months": table(board.months, "月份", link, newest_first=True),
        "categories": table(board.categories, "类别", link),
        "is_empty": not totals[FIGURES[0]].number,
    }


def stat(value: Value, link: Link, explain: Callable[[str], str]) -> dict[str, Any]:
    """一个大数。"""
    definition = value.definition
    based = definition.measure in ("ratio", "percentile")
    return {
        "label": definition.label,
        "value": value.shown,
        "unit": definition.unit if value.number is not None else "",
        "url": link(value) if value.number else "",
        "definition_url": explain(definition.key),
        "note": f"底数 {value.sample:,}" if based else "",
    }


def _month_charts(board: Board) -> Iterator[dict[str, Any]]:
    for number, (kind, title, keys) in enumerate(_CHARTS):
        yield chart(f"months-{number}", kind, title, keys, board.months)


def _categorychart(board: Board) -> dict[str, Any]:
    return chart("categories", "bar", "各类别收到与答复", _CATEGORIES, board.categories)


def chart(
    name: str, kind: str, title: str, keys: Sequence[str], parts: Sequence[Part]
) -> dict[str, Any]:
    """一张图要的数。"""
    first = parts[0].values[keys[0]].definition if parts else None
    return {
        "id": f"chart-{name}",
        "title": title,
        "data": {
            "kind": kind,
            "unit": first.unit if first else "",
            "labels": [part.label.replace(" ", "") for part in parts],
            "series": [
                {
                    "name": parts[0].values[key].definition.label if parts else "",
                    "data": [part.values[key].number for part in parts],
                }
                for key in keys
            ],
        },
    }


def table(
    parts: Sequence[Part],
    heading: str,
    link: Link,
    *,
    keys: Sequence[str] = _MONTHLY,
    newest_first: bool = False,
) -> dict[str, Any]:
    """一张表：一份一行，每格的数链到它背后的记录；头一列没有数的那一份不列。"""
    kept = [part for part in parts if part.values[keys[0]].number]
    shown = list(reversed(kept)) if newest_first else kept
    definitions = [parts[0].values[key].definition for key in keys] if parts else []
    return {
        "heading": heading,
        "columns": [f"{each.label}（{each.unit}）" for each in definitions],
        "rows": [
            {"label": part.label, "cells": [_cell(part.values[key], link) for key in keys]}
            for part in shown
        ],
    }


def _cell(value: Value, link: Link) -> str:
    target = link(value) if value.number else ""
    return format_html('<a href="{}">{}</a>', target, value.shown) if target else value.shown


def sheet_headers(board: Board) -> tuple[str, ...]:
    """导出的表的列名。"""
    return (
        "分法",
        "项",
        *(f"{each.definition.label}（{each.definition.unit}）" for each in board.totals.values()),
    )


def sheet_rows(board: Board) -> Iterator[Sequence[Any]]:
    """导出的表：合计一行，逐月、各类别、各承办单位各若干行；没有的数空着。"""
    yield ("合计", "", *_numbers(board.totals, board.totals))
    for by, parts in (
        ("月份", board.months),
        ("类别", board.categories),
        ("承办单位", board.units),
        ("会中闭会", board.raised_in),
    ):
        for part in parts:
            yield (by, part.label, *_numbers(board.totals, part.values))


def _numbers(wanted: Mapping[str, Value], values: Mapping[str, Value]) -> Iterator[Any]:
    for key in wanted:
        value = values.get(key)
        # 占比照页面上的写法取一位小数，没到百分之百的不会变成 100。
        is_rate = value is not None and isinstance(value.number, float)
        yield float(value.shown) if value and is_rate else value.number if value else None
