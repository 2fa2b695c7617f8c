"""测试用的小表：内容都是编的。"""

import csv
from pathlib import Path
from typing import Any

HEADERS = ("id", "citizen", "title", "submitted_at", "text", "reply", "replied_at")
ACCOUNT = "ZH00012345"
LAMP = "村口到小学的路灯坏了半个多月，孩子放学看不清路，请修一修。"
NOISE = "小区门口的工地夜里两点还在施工，渣土车进出不停，老人睡不着。"
BUS = "公交站离村子太远，能不能把公交线路往里延伸一站。"


def message(number: int, **changes: Any) -> dict[str, Any]:
    """一行留言：三月里提的，十二天后答复。"""
    return {
        "id": f"88{number:03}",
        "citizen": ACCOUNT,
        "title": f"第 {number} 件事",
        "submitted_at": f"2023-03-{number % 28 + 1:02} 09:30:00",
        "text": (LAMP, NOISE, BUS)[number % 3],
        "reply": f"您反映的第 {number} 件事已经派人看过，月底前办好，谢谢监督。",
        "replied_at": f"2023-04-{number % 28 + 1:02} 16:00:00",
        **changes,
    }


def write_messages(path: Path, rows: list[dict[str, Any]], *, encoding: str = "utf-8") -> Path:
    """写成一份 csv。"""
    with path.open("w", encoding=encoding, newline="") as out:
        table = csv.DictWriter(out, HEADERS)
        table.writeheader()
        table.writerows(rows)
    return path
