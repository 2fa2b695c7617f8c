"""一个节点的数写成页面上的样子：一排数、几条进度、一张图；工作台与门户同用。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lianxin.activities.queries.programmes import NodeCard
from lianxin.activities.queries.summaries import target_bars
from lianxin.activities.queries.tallies import Tally


def figures(tally: Tally) -> list[dict[str, Any]]:
    """页面上的一排数：问题、意见、解决各数各的。"""
    rows = (
        ("活动", tally.activities, "场", ""),
        ("参加", tally.attendances, "人次", f"其中代表 {tally.deputies} 人次"),
        ("发现问题", tally.problems, "个", f"现场解决 {tally.solved_on_spot} 个"),
        ("意见建议", tally.opinions, "条", f"办成 {tally.opinions_settled} 条"),
        ("推动解决", tally.solved, "件", "现场解决、后来办成的事项与意见"),
        ("走访", tally.targets, "处", "同一处只算一处"),
        ("认领", tally.claimed, "项", f"落实 {tally.fulfilled} 项"),
    )
    return [
        {"label": label, "value": value, "unit": unit, "note": note}
        for label, value, unit, note in rows
    ]


def bars(card: NodeCard) -> list[dict[str, Any]]:
    """目标完成了几成。"""
    return [
        {
            "label": label,
            "value": min(100, round(100 * have / wanted)),
            "shown": f"{have} / {wanted}",
            "tone": "ok" if have >= wanted else "",
        }
        for label, have, wanted in target_bars(card.targets, card.tally)
    ]


def chart(cards: Iterable[NodeCard]) -> dict[str, Any] | None:
    """下一级各自的场次、意见、问题、解决，画成一张图。"""
    found = list(cards)
    if not found:
        return None
    columns = ("活动", "意见建议", "发现问题", "推动解决")
    rows = [(c.tally.activities, c.tally.opinions, c.tally.problems, c.tally.solved) for c in found]
    return {
        "id": "programme-chart",
        "title": "各项的数",
        "columns": columns,
        "rows": [
            {"label": card.name, "cells": cells} for card, cells in zip(found, rows, strict=True)
        ],
        "data": {
            "kind": "bar",
            "labels": [card.name for card in found],
            "series": [
                {"name": name, "data": [row[place] for row in rows]}
                for place, name in enumerate(columns)
            ],
            "unit": "",
        },
    }
