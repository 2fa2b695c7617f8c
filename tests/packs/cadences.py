"""频次办法的说明与画：由文件生成，不手写。

改了办法就重写一遍：``.venv/bin/python -m tests.packs.cadences``。
"""

import re
from pathlib import Path

from lianxin.kernel.cadence.drawing import HEADINGS, strip, table
from lianxin.kernel.cadence.model import Cadence
from lianxin.kernel.cadence.parse import load_cadence

FOLDER = Path(__file__).resolve().parents[2] / "lianxin" / "packs" / "cadence"
YEAR = 2026
_START, _END = "<!-- 以下由频次文件生成 -->", "<!-- 以上由频次文件生成 -->"


def cadences() -> list[Cadence]:
    """全部频次办法，按文件名排。"""
    paths = sorted(FOLDER.glob("cadence-*.toml"))
    return [load_cadence(path.read_text(encoding="utf-8"), path.name) for path in paths]


def generated(found: list[Cadence]) -> str:
    """说明里由文件生成的那一段：一份办法一张表、一张日历条。"""
    return "\n\n".join([_START, *map(_section, found), _END])


def _section(cadence: Cadence) -> str:
    rows = ["| " + " | ".join(HEADINGS) + " |", "| --- " * len(HEADINGS) + "|"]
    rows += ["| " + " | ".join(row) + " |" for row in table(cadence)]
    head = f"### {cadence.label}（`{cadence.key}`，{cadence.place}）"
    basis = f"依据：{'、'.join(cadence.basis)}。{cadence.summary}"
    picture = f"![{cadence.label}的日历条]({drawing_of(cadence).name})"
    return "\n\n".join([head, basis, "\n".join(rows), picture])


def drawing_of(cadence: Cadence) -> Path:
    """日历条存在哪里。"""
    return FOLDER / cadence.path.replace(".toml", ".svg")


def shown(readme: str) -> str:
    """说明里现有的那一段；没有就是空的。"""
    found = re.search(f"{re.escape(_START)}.*?{re.escape(_END)}", readme, re.DOTALL)
    return found[0] if found else ""


def refresh() -> None:
    """把说明与日历条都换成最新的。"""
    found, path = cadences(), FOLDER / "README.md"
    readme = path.read_text(encoding="utf-8")
    path.write_text(readme.replace(shown(readme), generated(found)), encoding="utf-8")
    for cadence in found:
        drawing_of(cadence).write_text(strip(cadence, YEAR), encoding="utf-8")


if __name__ == "__main__":
    refresh()
