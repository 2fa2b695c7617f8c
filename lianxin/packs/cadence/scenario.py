"""小组活动硬杠杠的整个故事：没写记录的不算，快到期提醒一次，欠了的补记就补上，取消了又欠着。"""

from lianxin.ops.rounds import Rounds
from lianxin.ops.stage import Stage


def play(stage: Stage) -> None:
    """频次不立件：达标与否每次都从活动算出来，所以只核对算得对不对。"""
    rounds = Rounds(stage)
    rounds.not_adopted("two-months", "unit", "代表工作机构")
    rounds.adopt("two-months")
    rounds.expect(1, "exempt", 0)
    _spring(stage, rounds)
    _summer(stage, rounds)


def _spring(stage: Stage, rounds: Rounds) -> None:
    """三四月：有人到场、有记录才算一次。"""
    stage.on(3, 20)
    talk = rounds.held("2025-03-19", written=False)
    rounds.expect(2, "open", 0)
    rounds.write_up(talk)
    rounds.expect(2, "met", 1)


def _summer(stage: Stage, rounds: Rounds) -> None:
    """五六月：到期前十五天提醒一次，满了就是欠着；事后补记当场变，取消了再变回去。"""
    stage.on(6, 10)
    rounds.expect(3, "open", 0)
    stage.on(6, 16)
    rounds.expect(3, "warn", 0)
    rounds.patrol(1)
    rounds.patrol(0)
    stage.on(7, 1)
    rounds.expect(3, "breach", 0)
    rounds.wanting(1)
    late = rounds.held("2025-06-28")
    rounds.expect(3, "met", 1)
    rounds.wanting(0)
    rounds.cancel(late)
    rounds.expect(3, "breach", 0)
    rounds.wanting(1)
