"""成绩单：打在终端上，另存 ``build/bench.json`` 与 ``build/bench.md``；没到目标的照直说。"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.contest import Match
from bench.scale import GOALS, PAGES, Size

Table = tuple[str, Sequence[str], list[Sequence[str]]]
SIDES = ("ours", "bare", "sql")


@dataclass(slots=True)
class Report:
    """一趟的全部成绩；``notes`` 是怎么量的。"""

    notes: list[str] = field(default_factory=list)
    plain: dict[str, Any] = field(default_factory=dict)
    sizes: list[Size] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """写成给程序看的与给人看的两份。"""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.content(), ensure_ascii=False, indent=1)
        (folder / "bench.json").write_text(text + "\n")
        (folder / "bench.md").write_text(self.markdown())

    def content(self) -> dict[str, Any]:
        """给程序看的。"""
        return {
            "notes": self.notes,
            "plain": self.plain,
            "sizes": [asdict(size) for size in self.sizes],
            "works": [_match(match) for match in self.matches],
            "failing": self.failing(),
        }

    def markdown(self) -> str:
        """给人看的。"""
        parts = ["# 快慢", "", *(f"- {note}" for note in self.notes), ""]
        for title, head, rows in self.tables():
            parts += [f"## {title}", "", _row(head), _row(["---"] * len(head))]
            parts += [*map(_row, rows), ""]
        failing = self.failing() or ["全部到了目标。"]
        return "\n".join([*parts, "## 没到目标的", "", *(f"- {each}" for each in failing), ""])

    def tables(self) -> Iterable[Table]:
        """几张表。"""
        yield self._works()
        yield self._scale()
        yield "其他", ("项目", "数"), [(name, str(value)) for name, value in self.plain.items()]

    def failing(self) -> list[str]:
        """没到目标的，一条一句。"""
        slow = [
            f"{m.work.label}（{m.clients} 路）是裸框架的 {m.ratio:.2f} 倍，目标 {m.work.goal:g} 倍"
            for m in self.matches
            if not m.passed
        ]
        return slow + list(self._grown())

    def _grown(self) -> Iterable[str]:
        for size in self.sizes[1:]:
            goal, small = GOALS.get(size.stored, min(GOALS.values())), self.sizes[0]
            for page, label in PAGES.items():
                grown = size.p95[page] / small.p95[page]
                if grown > goal:
                    yield f"{label}在 {size.stored:,} 条时慢到 {grown:.2f} 倍，目标 {goal:g} 倍"
                if size.statements[page] != small.statements[page]:
                    yield f"{label}的语句数随条数变了"

    def _works(self) -> Table:
        head = (
            *("活", "路数", "我们/秒", "散开", "p95 毫秒", "裸框架/秒", "纯 SQL/秒"),
            *("倍数", "目标", "到没到", "CPU 毫秒：我们（网页+库）", "裸框架"),
        )
        return "与裸框架比（各轮中位数）", head, [_work_row(match) for match in self.matches]

    def _scale(self) -> Table:
        head = (
            "页",
            *(f"{size.stored:,} 条 p95" for size in self.sizes),
            "倍数",
            "语句数",
            "CPU 毫秒",
        )
        rows = [
            (
                label,
                *(f"{size.p95[page]:.1f}" for size in self.sizes),
                " → ".join(f"{s.p95[page] / self.sizes[0].p95[page]:.2f}" for s in self.sizes[1:]),
                " → ".join(str(size.statements[page]) for size in self.sizes),
                " → ".join(f"{size.cpu[page]:.1f}" for size in self.sizes),
            )
            for page, label in PAGES.items()
        ]
        return "长大以后（毫秒，八路，三轮里最好的）", head, rows


def _work_row(match: Match) -> Sequence[str]:
    slow, fast = match.spread("ours")
    return (
        match.work.label,
        str(match.clients),
        f"{match.middle('ours'):.0f}",
        f"{slow:.0f}–{fast:.0f}",
        f"{match.middle('ours', 'p95'):.1f}",
        f"{match.middle('bare'):.0f}",
        f"{match.middle('sql'):.0f}",
        f"{match.ratio:.2f}",
        f"{match.work.goal:g}",
        "到了" if match.passed else "没到",
        f"{match.middle('ours', 'web_cpu'):.2f}+{match.middle('ours', 'database_cpu'):.2f}",
        f"{match.middle('bare', 'web_cpu'):.2f}+{match.middle('bare', 'database_cpu'):.2f}",
    )


def _match(match: Match) -> dict[str, Any]:
    return {
        "work": match.work.key,
        "clients": match.clients,
        "ratio": match.ratio,
        "goal": match.work.goal,
        "passed": match.passed,
        "runs": {who: [asdict(run) for run in match.runs[who]] for who in SIDES},
    }


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
