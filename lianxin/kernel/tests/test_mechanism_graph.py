"""检查器的推理与笨办法一致：随机的图，逐一对照。"""

from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.mechanism.check import check
from lianxin.kernel.mechanism.diagram import svg
from lianxin.kernel.mechanism.graph import Edge, Token, loops, reachable, settled
from lianxin.kernel.mechanism.layout import arrange
from lianxin.kernel.mechanism.model import Mechanism, Move, Role, Stage
from lianxin.kernel.tests.samples import steady

SIZE = 6
KEYS = [f"n{number}" for number in range(SIZE)]
WAYS = st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=14)


def closure(ways: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """笨办法：一步步接起来，直到接不出新的。"""
    found = ways | {(key, key) for key in KEYS}
    while True:
        longer = found | {(a, d) for a, b in found for c, d in found if b == c}
        if longer == found:
            return found
        found = longer


def mechanism_of(ways: set[tuple[str, str]], ends: set[str]) -> Mechanism:
    moves = {key: [] for key in KEYS}
    for number, (here, there) in enumerate(sorted(ways)):
        moves[here].append(Move(f"go{number}", f"走{number}", ("who",), to=there))
    stages = tuple(
        Stage(key, key, waits="等", moves=tuple(moves[key]))
        if key not in ends
        else Stage(key, key, final=True, result="resolved", moves=tuple(moves[key]))
        for key in KEYS
    )
    role = Role("who", "谁", ("office",))
    return Mechanism("m", 1, "图", "", "intake", "opinion", ("x",), "", (role,), (), (), stages)


@steady
@given(WAYS, st.sets(st.sampled_from(KEYS)))
def test_reach_and_end_agree_with_brute_force(ways: set[tuple[str, str]], ends: set[str]) -> None:
    """哪些环节走不到、哪些走不到终点，与笨办法算的一样。"""
    linked = closure(ways)
    seen = {key for key in KEYS if (KEYS[0], key) in linked}
    endless = {key for key in seen if not any((key, end) in linked for end in ends)}
    says = [mistake.message for mistake in check(mechanism_of(ways, ends))]

    assert {s[3:5] for s in says if "没有哪一步通向它" in s} == set(KEYS) - seen
    if ends:
        assert {s[4:6] for s in says if "走不到任何终点" in s} == endless
    assert any("没有终点" in s for s in says) == (not ends)


@steady
@given(WAYS)
def test_loops_agree_with_brute_force(ways: set[tuple[str, str]]) -> None:
    """哪几个环节成环，与笨办法算的一样。"""
    linked = closure(ways)
    rings = {
        frozenset(other for other in KEYS if (key, other) in linked and (other, key) in linked)
        for key in KEYS
    }
    assert set(loops(ways)) == {ring for ring in rings if len(ring) > 1}
    assert reachable(["n0"], ways) == {key for key in KEYS if ("n0", key) in linked}


@steady
@given(WAYS, st.sets(st.integers(0, 13)), st.sets(st.integers(0, 13)))
def test_what_must_have_happened(
    ways: set[tuple[str, str]], gives: set[int], takes: set[int]
) -> None:
    """到某环节必已发生的事，等于把所有走法都走一遍之后的交集。"""
    edges = [
        Edge(here, there, Move(f"go{number}", "走", ()))
        for number, (here, there) in enumerate(sorted(ways))
    ]

    def transfer(before: frozenset[Token], edge: Edge) -> frozenset[Token]:
        number = int(edge.move.verb[2:])
        given_now = {("fact", str(number % 3))} if number in gives else set()
        taken_now = {("fact", str(number % 2))} if number in takes else set()
        return frozenset((before | given_now) - taken_now)

    states = {("n0", frozenset[Token]())}
    while True:
        after = {(e.end, transfer(t, e)) for key, t in states for e in edges if e.start == key}
        if after <= states:
            break
        states |= after
    expected = {
        key: frozenset.intersection(*(tokens for place, tokens in states if place == key))
        for key in {place for place, _ in states}
    }
    assert dict(settled("n0", frozenset(), edges, transfer)) == expected


@steady
@given(WAYS)
def test_any_graph_can_be_drawn(ways: set[tuple[str, str]]) -> None:
    """不论怎么连，图都排得出来：每个环节恰好一处，每段线只接相邻的两层。"""
    mechanism = mechanism_of(ways, {KEYS[-1]})
    layout = arrange(mechanism)
    row_of = {node: number for number, row in enumerate(layout.rows) for node in row}

    assert sorted(node[0] for node in row_of if not node[1]) == KEYS
    assert all(row_of[link.below] - row_of[link.above] == 1 for link in layout.links)
    assert sum(link.head or link.tail for link in layout.links) == len(
        {way for way in ways if way[0] != way[1]}
    )
    assert svg(mechanism).count("<polyline") == 2 * len(layout.links)
