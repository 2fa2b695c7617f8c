"""逐处改坏真的机制包：少一个环节、少一次指派、少一项材料……检查都要报出来。"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lianxin.kernel.mechanism.besides import given_facts
from lianxin.kernel.mechanism.check import check
from lianxin.kernel.mechanism.model import Mechanism, Move, Stage
from lianxin.kernel.mechanism.proofs import assigned_roles, opener_roles
from tests.packs.readmes import load, packs

PACKS = {mechanism.key: mechanism for mechanism in map(load, packs())}
each_pack = pytest.mark.parametrize("mechanism", PACKS.values(), ids=PACKS)


def _with_stage(mechanism: Mechanism, stage: Stage) -> Mechanism:
    stages = tuple(stage if s.key == stage.key else s for s in mechanism.stages)
    return replace(mechanism, stages=stages)


def _with_moves(stage: Stage, moves: Iterator[Move]) -> Stage:
    return replace(stage, moves=tuple(moves))


def _unnoticed(broken: dict[str, Mechanism]) -> list[str]:
    """改坏了却没有报出来的。"""
    return [what for what, mechanism in broken.items() if not check(mechanism)]


@each_pack
def test_a_missing_stage_is_noticed(mechanism: Mechanism) -> None:
    """少了任何一个环节，通向它的步就没了着落。"""
    broken = {
        stage.label: replace(mechanism, stages=tuple(s for s in mechanism.stages if s != stage))
        for stage in mechanism.stages[1:]
    }
    assert broken
    assert _unnoticed(broken) == []


@each_pack
def test_a_missing_fact_is_noticed(mechanism: Mechanism) -> None:
    """少了任何一项材料，要填它的步就没有字段。"""
    broken = {
        fact.label: replace(mechanism, facts=tuple(f for f in mechanism.facts if f != fact))
        for fact in mechanism.facts
        if fact.key not in given_facts(mechanism)
    }
    assert broken
    assert _unnoticed(broken) == []


@each_pack
def test_a_missing_role_is_noticed(mechanism: Mechanism) -> None:
    """少了任何一个担责任或走步的身份，都报得出来。"""
    used = {role for _, move in mechanism.moves() for role in move.by}
    used |= {stage.owner for stage in mechanism.stages if stage.owner}
    broken = {
        role.label: replace(mechanism, roles=tuple(r for r in mechanism.roles if r != role))
        for role in mechanism.roles
        if role.key in used
    }
    assert broken
    assert _unnoticed(broken) == []


@each_pack
def test_a_missing_hold_is_noticed(mechanism: Mechanism) -> None:
    """要指派的身份没有哪一步指派，就没有人担，报得出来。"""
    broken = {role: _without_holds(mechanism, role) for role in sorted(_held_later(mechanism))}
    # 立件时就定好由谁担任的（清单里的事项、认领的小组），不用哪一步再指派。
    wanted = assigned_roles(mechanism) - opener_roles(mechanism)
    assert bool(broken) == bool(wanted)
    assert _unnoticed(broken) == []


def _held_later(mechanism: Mechanism) -> frozenset[str]:
    held = {call.args[0] for _, m in mechanism.moves() for call in m.effects if call.name == "hold"}
    return (assigned_roles(mechanism) & held) - opener_roles(mechanism)


def _without_holds(mechanism: Mechanism, role: str) -> Mechanism:
    for stage in mechanism.stages:
        moves = (
            replace(
                move,
                effects=tuple(c for c in move.effects if (c.name, c.args[:1]) != ("hold", (role,))),
            )
            for move in stage.moves
        )
        mechanism = _with_stage(mechanism, _with_moves(stage, moves))
    return mechanism


@each_pack
def test_a_missing_clock_is_noticed(mechanism: Mechanism) -> None:
    """有责任没有期限，又没有写明理由，报得出来。"""
    broken = {
        stage.label: _with_stage(mechanism, replace(stage, deadline=None))
        for stage in mechanism.stages
        if stage.deadline
    }
    assert broken
    assert _unnoticed(broken) == []


@each_pack
def test_a_missing_owner_is_noticed(mechanism: Mechanism) -> None:
    """有期限没有人担，报得出来。"""
    broken = {
        stage.label: _with_stage(mechanism, replace(stage, owner=None))
        for stage in mechanism.stages
        if stage.owner
    }
    assert broken
    assert _unnoticed(broken) == []


@each_pack
def test_a_dead_end_is_noticed(mechanism: Mechanism) -> None:
    """任何一个没到终点的环节走不出去了，都报得出来。"""
    broken = {
        stage.label: _with_stage(mechanism, replace(stage, moves=()))
        for stage in mechanism.stages
        if not stage.final
    }
    assert _unnoticed(broken) == []


@each_pack
def test_an_uncited_pack_is_noticed(mechanism: Mechanism) -> None:
    """没有依据的机制不许用。"""
    assert _unnoticed({"依据": replace(mechanism, basis=())}) == []


@each_pack
def test_a_second_main_button_is_noticed(mechanism: Mechanism) -> None:
    """一个环节两个主按钮，报得出来。"""
    broken = {
        stage.label: _with_stage(
            mechanism, _with_moves(stage, (replace(m, main=True) for m in stage.moves))
        )
        for stage in mechanism.stages
        if len(stage.moves) > 1
    }
    assert broken
    assert _unnoticed(broken) == []
