"""排图：环节分层，跨层的线补上过路点，同层按上下邻居的位置排次序。"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from lianxin.kernel.mechanism.model import Mechanism

Node = tuple[str, int]
"""环节是 ``(key, 0)``；过路点是 ``(线的编号, 层)``，层从 1 数。"""


@dataclass(frozen=True, slots=True)
class Wire:
    """两个环节之间的一条线，同方向的几步合成一条；``back`` 是往回走的，画的时候倒过来。"""

    upper: str
    lower: str
    labels: tuple[str, ...]
    back: bool


@dataclass(frozen=True, slots=True)
class Link:
    """线在相邻两层之间的一段；``head`` 在下端有箭头，``tail`` 在上端有箭头。"""

    above: Node
    below: Node
    wire: Wire
    labels: tuple[str, ...]
    head: bool
    tail: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """排好的图：一层一层的点，以及层间的线段。"""

    rows: tuple[tuple[Node, ...], ...]
    links: tuple[Link, ...]


def arrange(mechanism: Mechanism) -> Layout:
    """排一份机制；从第一个环节往下。"""
    wires = _wires(mechanism)
    ranks = _ranks([stage.key for stage in mechanism.stages], wires)
    links = [link for number, wire in enumerate(wires) for link in _links(number, wire, ranks)]
    rows: list[list[Node]] = [[] for _ in range(max(ranks.values()) + 1)]
    for key, rank in ranks.items():
        rows[rank].append((key, 0))
    for link in links:
        if link.below[1]:
            rows[link.below[1]].append(link.below)
    _sort(rows, links)
    return Layout(tuple(tuple(row) for row in rows), tuple(links))


def _wires(mechanism: Mechanism) -> list[Wire]:
    steps: dict[tuple[str, str], list[str]] = {}
    for stage, move in mechanism.moves():
        if move.to and move.to != stage.key:
            steps.setdefault((stage.key, move.to), []).append(move.label)
    back = _backward(mechanism.first_stage.key, steps)
    return [
        Wire(b, a, tuple(labels), back=True)
        if (a, b) in back
        else Wire(a, b, tuple(labels), back=False)
        for (a, b), labels in steps.items()
    ]


def _backward(first: str, steps: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """深度优先走一遍，指回正在走的路上的就是往回的线。"""
    ways: dict[str, list[str]] = {}
    for here, there in steps:
        ways.setdefault(here, []).append(there)
    back: set[tuple[str, str]] = set()
    done: set[str] = set()

    def walk(here: str, trail: tuple[str, ...]) -> None:
        for there in ways.get(here, ()):
            if there == here or there in trail:
                back.add((here, there))
            elif there not in done:
                walk(there, (*trail, here))
        done.add(here)

    for start in (first, *ways):
        if start not in done:
            walk(start, ())
    return back


def _ranks(keys: list[str], wires: list[Wire]) -> dict[str, int]:
    """每个环节在第几层：比所有上家都低一层。"""
    ranks = dict.fromkeys(keys, 0)
    for _ in keys:
        for wire in wires:
            ranks[wire.lower] = max(ranks[wire.lower], ranks[wire.upper] + 1)
    return ranks


def _links(number: int, wire: Wire, ranks: dict[str, int]) -> list[Link]:
    top, bottom = ranks[wire.upper], ranks[wire.lower]
    middle: list[Node] = [(f"~{number}", rank) for rank in range(top + 1, bottom)]
    chain: list[Node] = [(wire.upper, 0), *middle, (wire.lower, 0)]
    last = len(chain) - 2
    named = last if wire.back else 0
    return [
        Link(
            above,
            below,
            wire,
            labels=wire.labels if n == named else (),
            head=n == last and not wire.back,
            tail=n == 0 and wire.back,
        )
        for n, (above, below) in enumerate(pairwise(chain))
    ]


def _sort(rows: list[list[Node]], links: list[Link]) -> None:
    """来回扫几遍，每个点排到邻居的平均位置，线少交叉。"""
    for sweep in range(6):
        down = sweep % 2 == 0
        order = rows[1:] if down else rows[-2::-1]
        for row in order:
            row.sort(key=_pulls(row, links, _seats(rows), down=down).__getitem__)


def _seats(rows: list[list[Node]]) -> dict[Node, float]:
    return {node: (n + 0.5) / len(row) for row in rows for n, node in enumerate(row)}


def _pulls(
    row: list[Node], links: list[Link], seat: dict[Node, float], *, down: bool
) -> dict[Node, float]:
    near: dict[Node, list[float]] = {node: [] for node in row}
    for link in links:
        here, there = (link.below, link.above) if down else (link.above, link.below)
        near.get(here, []).append(seat[there])
    return {node: sum(n) / len(n) if n else seat[node] for node, n in near.items()}
