"""各机制包说明里的时限表和流程图：由机制文件生成，不手画。

改了机制就重写一遍：``.venv/bin/python -m tests.packs.readmes``。
"""

import re
from pathlib import Path

from lianxin.kernel.mechanism.diagram import mermaid
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.wall import owners_text, within_text

PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"
_START, _END = "<!-- 以下由机制文件生成 -->", "<!-- 以上由机制文件生成 -->"


def packs() -> list[Path]:
    """全部机制包的目录，按名字排。"""
    return sorted(source.parent for source in PACKS.glob("*/mechanism.toml"))


def load(pack: Path) -> Mechanism:
    """读一个机制包。"""
    source = pack / "mechanism.toml"
    return load_mechanism(source.read_text(encoding="utf-8"), str(source))


def generated(mechanism: Mechanism) -> str:
    """说明里由机制生成的那一段：环节与时限表，加流程图。"""
    rows = [
        f"| {stage.label} | {stage.public_label} | {owners_text(mechanism, stage)} "
        f"| {within_text(mechanism, stage) or '—'} |"
        for stage in mechanism.stages
    ]
    head = ["| 环节 | 群众看到 | 谁办什么 | 时限 |", "| --- | --- | --- | --- |"]
    drawing = ["", "```mermaid", mermaid(mechanism).rstrip("\n"), "```"]
    return "\n".join([_START, "", *head, *rows, *drawing, "", _END])


def shown(readme: str) -> str:
    """说明里现有的那一段；没有就是空的。"""
    found = re.search(f"{re.escape(_START)}.*?{re.escape(_END)}", readme, re.DOTALL)
    return found[0] if found else ""


def refresh(pack: Path) -> None:
    """把一个机制包的说明换成最新的表和图。"""
    path = pack / "README.md"
    readme = path.read_text(encoding="utf-8")
    old = shown(readme)
    if not old:
        raise SystemExit(f"{path} 里没有“{_START}”这一段")
    path.write_text(readme.replace(old, generated(load(pack))), encoding="utf-8")


if __name__ == "__main__":
    for each in packs():
        refresh(each)
