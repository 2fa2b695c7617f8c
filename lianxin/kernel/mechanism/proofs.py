"""逐条证明：走得到、走得完、转得出、有人管、有起算点、有结果。"""

from collections.abc import Iterator
from dataclasses import dataclass

from lianxin.kernel.mechanism.besides import given_facts, inherited_roles
from lianxin.kernel.mechanism.graph import Edge, Token, edges_of, loops, reachable, settled
from lianxin.kernel.mechanism.model import Deadline, Mechanism, Move, Stage, Timeout
from lianxin.kernel.mechanism.source import Place
from lianxin.kernel.mechanism.vocabulary import ASSIGNED_KINDS, MAYBE_GIVEN, STARTS, start_text

Finding = tuple[Place, str]
_RESULT: Token = ("result", "")
_TRAP = "这个环满足条件才能离开：请加一条不靠条件的出路，或 times 次数限制，或逾期 escalate"
_WITHIN_REACH = frozenset(
    {
        *("has", "contact_logged", "done", "elapsed", "decision_by"),
        *("not_same_unit", "size_between", "held"),
    }
)
"""经办人自己做得到、或到时候自然满足的条件；只带这些条件的步不算困住人。"""


def assigned_roles(mechanism: Mechanism) -> frozenset[str]:
    """要有人指派才有的身份；旁办的从主办件承袭的不算。"""
    named = (r.key for r in mechanism.roles if r.kinds and set(r.kinds) <= ASSIGNED_KINDS)
    return frozenset(named) - inherited_roles(mechanism)


def opener_roles(mechanism: Mechanism) -> frozenset[str]:
    """立件时就要定好由谁担任的身份：第一个环节就用到、又不在那里指派的。"""
    first = mechanism.first_stage
    held_here = {role for move in first.moves for role, _ in _holds(move)}
    used = required_roles(first) | (_moving_roles(first) - held_here)
    return assigned_roles(mechanism) & used


def required_roles(stage: Stage) -> frozenset[str]:
    """一进这个环节就必须有人担任的身份。"""
    also = {also.role for also in stage.also if not also.optional}
    return frozenset(also | ({stage.owner} if stage.owner else set()))


def _moving_roles(stage: Stage) -> frozenset[str]:
    return frozenset(role for move in stage.moves for role in move.by)


def system_roles(mechanism: Mechanism) -> frozenset[str]:
    """系统担任的身份。"""
    return frozenset(role.key for role in mechanism.roles if "system" in role.kinds)


@dataclass(frozen=True, slots=True)
class Proofs:
    """证明要用的几样东西，先算好一遍。"""

    mechanism: Mechanism
    edges: tuple[Edge, ...]
    seen: frozenset[str]

    def findings(self) -> Iterator[Finding]:
        """全部证不过去的地方。"""
        yield from self._unreachable()
        yield from self._endless()
        yield from self._spinning()
        yield from self._trapping()
        yield from self._unassigned()
        yield from self._unsettled()

    def _stages(self) -> Iterator[tuple[Place, Stage]]:
        for number, stage in enumerate(self.mechanism.stages):
            yield ("stage", number), stage

    def _unreachable(self) -> Iterator[Finding]:
        for place, stage in self._stages():
            if stage.key not in self.seen:
                yield place, f"环节“{stage.label}”走不到：没有哪一步通向它"

    def _endless(self) -> Iterator[Finding]:
        ends = [stage.key for stage in self.mechanism.stages if stage.final]
        if not ends:
            yield (), "没有终点：至少要有一个环节写 final = true"
            return
        back = reachable(ends, [(edge.end, edge.start) for edge in self.edges])
        for place, stage in self._stages():
            if stage.key in self.seen - back:
                yield place, f"从环节“{stage.label}”走不到任何终点"

    def _spinning(self) -> Iterator[Finding]:
        """全由系统走的环，会自己转个不停。"""
        system = system_roles(self.mechanism)
        alone = [e for e in self.edges if e.move.by and system.issuperset(e.move.by)]
        for ring in loops([(e.start, e.end) for e in alone]):
            yield self._place_of(ring), f"{self._named(ring)}之间全由系统自动走，会转个不停"

    def _trapping(self) -> Iterator[Finding]:
        ends = {stage.key for _, stage in self._stages() if stage.final}
        # 办结后重开是另起一回，不算在环里
        for ring in loops([(e.start, e.end) for e in self.edges if e.start not in ends]):
            if not self._may_leave(ring):
                yield self._place_of(ring), f"{self._named(ring)}{_TRAP}"

    def _may_leave(self, ring: frozenset[str]) -> bool:
        if any(s.deadline and s.deadline.escalate for _, s in self._stages() if s.key in ring):
            return True
        out = (e.move for e in self.edges if e.start in ring)
        return any(
            "times" in {g.name for g in move.guards} if move.to in ring else self._frees(move)
            for move in out
        )

    @staticmethod
    def _frees(move: Move) -> bool:
        return move.to is not None and {guard.name for guard in move.guards} <= _WITHIN_REACH

    def _unassigned(self) -> Iterator[Finding]:
        """要指派的身份，能走步之前总得有一步能指派它。"""
        opener = opener_roles(self.mechanism)
        for role in sorted(assigned_roles(self.mechanism) - opener):
            reached = reachable(self._held_at(role), [(e.start, e.end) for e in self.edges])
            for place, stage in self._stages():
                if role in _optional_roles(stage) and stage.key in self.seen - reached:
                    label = self.mechanism.role(role).label
                    yield place, f"环节“{stage.label}”用到“{label}”，此前没有哪一步用 hold 指派它"

    def _held_at(self, role: str) -> list[str]:
        return [e.end for e in self.edges if role in {held for held, _ in _holds(e.move)}]

    def _unsettled(self) -> Iterator[Finding]:
        known = certain(self.mechanism, self.edges)
        for place, stage in self._stages():
            if stage.key in known:
                yield from self._no_holder(place, stage, known[stage.key])
                yield from self._no_start(place, stage, known[stage.key])
                yield from self._no_result(place, stage, known)

    def _no_holder(self, place: Place, stage: Stage, sure: frozenset[Token]) -> Iterator[Finding]:
        for role in sorted(required_roles(stage) & assigned_roles(self.mechanism)):
            if ("role", role) not in sure:
                label = self.mechanism.role(role).label
                yield place, f"到环节“{stage.label}”时未必已有“{label}”：每条路上都要先用 hold 指派"

    def _no_start(self, place: Place, stage: Stage, sure: frozenset[Token]) -> Iterator[Finding]:
        clocks: list[tuple[Place, Deadline | Timeout | None]] = [
            ((*place, "deadline"), stage.deadline),
            ((*place, "timeout"), stage.timeout),
        ]
        clocks += [
            ((*place, "also", number, "deadline"), also.deadline)
            for number, also in enumerate(stage.also)
            if not also.optional
        ]
        verbs = {edge.move.verb for edge in self.edges}
        dated = {fact.key for fact in self.mechanism.facts if fact.kind == "date"}
        for where, clock in clocks:
            if clock is None or clock.start in STARTS:
                continue
            label = start_text(clock.start, self.mechanism)
            at = f"到环节“{stage.label}”时未必"
            if clock.start in verbs and ("verb", clock.start) not in sure:
                yield (*where, "from"), f"{at}走过“{label}”，期限无从起算"
            elif clock.start in dated and ("fact", clock.start) not in sure:
                if isinstance(clock, Deadline) and clock.otherwise:
                    continue
                yield (*where, "from"), f"{at}填过“{label}”，期限无从起算"

    def _no_result(
        self, place: Place, stage: Stage, known: dict[str, frozenset[Token]]
    ) -> Iterator[Finding]:
        if not stage.final or stage.result:
            return
        for edge in self.edges:
            sure = known.get(edge.start)
            if edge.end != stage.key or sure is None:
                continue
            if _gives_result(edge.move) or _RESULT in sure:
                continue
            yield place, f"终点“{stage.label}”没有写 result，经“{edge.move.label}”走来也没有结果"

    def _named(self, ring: frozenset[str]) -> str:
        return "、".join(f"“{s.label}”" for s in self.mechanism.stages if s.key in ring)

    def _place_of(self, ring: frozenset[str]) -> Place:
        return next(place for place, stage in self._stages() if stage.key in ring)


def proofs(mechanism: Mechanism) -> Proofs:
    """备好证明要用的东西。"""
    edges = edges_of(mechanism)
    ways = [(edge.start, edge.end) for edge in edges]
    return Proofs(mechanism, edges, reachable([mechanism.first_stage.key], ways))


def certain(mechanism: Mechanism, edges: tuple[Edge, ...]) -> dict[str, frozenset[Token]]:
    """每个环节一到，必已发生的事：走过的步、填过的材料、有人担任的身份、定了的结果。"""
    bound = _bound_facts(mechanism)

    ends = {stage.key for stage in mechanism.stages if stage.final}

    def transfer(before: frozenset[Token], edge: Edge) -> frozenset[Token]:
        move = edge.move
        # 办结后重开，原来的结果作废
        kept = before - {_RESULT} if edge.start in ends and edge.end not in ends else before
        after = set(kept) | {("verb", move.verb)} | {("fact", fact) for fact in move.needs}
        checked = {guard.args[0] for guard in move.guards if guard.name == "has"}
        after |= {("fact", fact) for fact in checked}
        after |= {("role", role) for role, fact in _holds(move) if ("fact", fact) in after}
        after |= {("role", role) for role, fact in bound if fact in checked}
        after -= {("role", call.args[0]) for call in move.effects if call.name == "release"}
        return frozenset(after | ({_RESULT} if _gives_result(move) else set()))

    initial = frozenset(("role", role) for role in opener_roles(mechanism))
    initial |= {("fact", fact) for fact in given_facts(mechanism) if fact not in MAYBE_GIVEN}
    return dict(settled(mechanism.first_stage.key, initial, edges, transfer))


def _gives_result(move: Move) -> bool:
    """走了这一步就有结果：步里写的，或照并入的那一件的。"""
    return bool(move.result) or any(call.name == "same_answer" for call in move.effects)


def _holds(move: Move) -> tuple[tuple[str, str], ...]:
    return tuple((call.args[0], call.args[1]) for call in move.effects if call.name == "hold")


def _bound_facts(mechanism: Mechanism) -> frozenset[tuple[str, str]]:
    """填了某项材料就必然指派了某身份的：每一步填它的时候都同时指派。"""
    pairs = {pair for _, move in mechanism.moves() for pair in _holds(move)}
    return frozenset(
        (role, fact)
        for role, fact in pairs
        if all(
            (role, fact) in _holds(move)
            for _, move in mechanism.moves()
            if fact in move.needs + move.may
        )
    )


def _optional_roles(stage: Stage) -> frozenset[str]:
    """到了这个环节才可能用到、不要求一进来就有的身份。"""
    also = {also.role for also in stage.also if also.optional}
    return (_moving_roles(stage) | also) - required_roles(stage)
