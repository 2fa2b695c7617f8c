"""批量导入：网上留言连同答复，经命令行导进跑着的一套；每行都走完登记、交办、答复、办结的用例。"""

from __future__ import annotations

import csv
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.house import House
from bench.words import ANSWER, TEXT

ROWS = 2000
GOAL = 300
HEAD = ("id", "citizen", "title", "submitted_at", "text", "reply", "replied_at")
_WHEN = "%Y-%m-%d %H:%M:%S"
_FIRST = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


def bring_in(house: House) -> str:
    """一句话的成绩：每秒几行（启动命令的时间另算）；行数与库里多出来的对不上就说出来。"""
    start, _ = _timed(house, _sheet(house.home / "import-one.csv", 0, 1))
    spent, added = _timed(house, _sheet(house.home / "import-many.csv", 1, ROWS))
    rate = ROWS / (spent - start)
    exact = "" if added == ROWS else f"（只多了 {added} 条！）"
    return (
        f"{ROWS} 行 {spent - start:.1f} 秒，每秒 {rate:.0f} 行（目标 {GOAL}）{exact}；"
        f"启动命令另用 {start:.1f} 秒"
    )


def _sheet(path: Path, first: int, count: int) -> Path:
    """造一张表：各行的话、日子都不同，十天后答复。"""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for number in range(first, first + count):
            said = _FIRST + timedelta(minutes=17 * number)
            answered = said + timedelta(days=10)
            words = f"{number}号杆：{TEXT}"
            row = (f"第{number}盏路灯不亮", f"{said:{_WHEN}}", words, ANSWER, f"{answered:{_WHEN}}")
            out.writerow([f"K{number}", f"C{number}", *row])
    return path


def _timed(house: House, path: Path) -> tuple[float, int]:
    """导一张表用了几秒，库里多了几条意见。"""
    before, began = _kept(house), time.monotonic()
    done = house.run("import", "messages", str(path), "--json")
    spent = time.monotonic() - began
    if done.returncode or json.loads(done.stdout)["refused"]:
        raise RuntimeError(f"没有导成：{done.stderr[-2000:]}{done.stdout[-2000:]}")
    return spent, _kept(house) - before


def _kept(house: House) -> int:
    """库里有几条意见。"""
    with house.connect() as connection:
        found = connection.execute("SELECT count(*) FROM opinions_opinion").fetchone()
        return int(found[0]) if found else 0
