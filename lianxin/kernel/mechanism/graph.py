"""环节之间的路：走不走得到、转不转得出来、到某处时一定已经发生过什么。"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from lianxin.kernel.mechanism.model import Mechanism, Move

Token = tuple[str, str]
"""发生过的一件事：("verb", 步)、("fact", 材料)、("role", 身份)、("result", "")。"""


@dataclass(frozen=True, slots=True)
class Edge:
    """从一个环节走到另一个环节的一步；留在本环节的也算，``end`` 等于 ``start``。"""

    start: str
    end: str
    move: Move


Transfer = Callable[[frozenset[Token], Edge], frozenset[Token]]


def edges_of(mechanism: Mechanism) -> tuple[Edge, ...]:
    """全部的步；指向不存在的环节的不算。"""
    known = {stage.key for stage in mechanism.stages}
    found = (Edge(s.key, m.to or s.key, m) for s, m in mechanism.moves())
    return tuple(edge for edge in found if edge.end in known)


def reachable(start: Iterable[str], edges: Iterable[tuple[str, str]]) -> frozenset[str]:
    """从 ``start`` 出发走得到的，连同自己。"""
    ways: dict[str, set[str]] = {}
    for here, there in edges:
        ways.setdefault(here, set()).add(there)
    found, waiting = set(start), list(start)
    while waiting:
        fresh = ways.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def loops(edges: Collection[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """互相走得到的几个环节为一个环；原地的一步不算环。"""
    ways = [(here, there) for here, there in edges if here != there]
    ahead = {key: reachable([key], ways) for key in dict.fromkeys(here for here, _ in ways)}
    rings = {
        key: frozenset(other for other in seen if key in ahead.get(other, ()))
        for key, seen in ahead.items()
    }
    return tuple(dict.fromkeys(ring for ring in rings.values() if len(ring) > 1))


def settled(
    first: str, initial: frozenset[Token], edges: Collection[Edge], transfer: Transfer
) -> Mapping[str, frozenset[Token]]:
    """每个环节：无论走哪条路到这里，都一定已经发生过的事。走不到的环节不在其中。"""
    known = {first: initial}
    waiting = [first]
    while waiting:
        here = waiting.pop()
        for edge in edges:
            if edge.start != here:
                continue
            after = transfer(known[here], edge)
            before = known.get(edge.end)
            merged = after if before is None else before & after
            if merged != before:
                known[edge.end] = merged
                waiting.append(edge.end)
    return known
