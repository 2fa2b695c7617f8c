"""现场几份机制：守得住各自要紧的规矩。"""

import pytest

from lianxin.kernel.mechanism.model import Mechanism
from tests.packs.readmes import PACKS, load

NAMES = ("onsite_dispatch", "hotline", "live_forum", "station_commitment", "council_hall")
UNITS = {"lead", "assist", "separate"}


def _ends(mechanism: Mechanism) -> set[str]:
    return {stage.key for stage in mechanism.stages if stage.final}


@pytest.mark.parametrize("name", NAMES)
def test_units_never_close_what_they_took_on(name: str) -> None:
    """接办、承诺、履职的单位，没有一步能自己办结；办好了都要附证据。"""
    mechanism = load(PACKS / name)
    by_units = [
        move
        for _, move in mechanism.moves()
        if any(UNITS & set(mechanism.role(role).kinds) for role in move.by)
    ]

    assert by_units
    assert [move.label for move in by_units if move.to in _ends(mechanism)] == []
    claims = [move for move in by_units if move.label.startswith(("办好了", "做到了", "补办了"))]
    assert claims
    assert all("proof" in move.needs for move in claims)


def test_the_hall_walks_seven_steps_in_order() -> None:
    """议事厅七步有先后，前一步没走到不了后一步；人够、票够、预告满三天才通过。"""
    hall = load(PACKS / "council_hall")
    labels = [stage.label for stage in hall.stages]
    assert labels[:6] == [
        *("问题清单", "现场调研", "听取意见", "初步方案", "商议表决", "履职清单"),
    ]
    for stage, after in zip(hall.stages[:4], hall.stages[1:5], strict=True):
        onward = {move.to for move in stage.moves} - {None, "closed"}
        assert onward == {after.key}, stage.label
    assert set(map(str, hall.move("deliberating", "pass").guards)) == {
        *("elapsed(announce, 3d)", "quorum(roll)", "majority(present)"),
    }
    assert {"deputy_named", "lead_unit", "finish_on"} <= set(
        hall.move("deliberating", "pass").needs
    )


def test_the_line_gives_fifteen_days_from_the_broadcast() -> None:
    """专线：十五天从播出那天起；只有代工委记回音。"""
    line = load(PACKS / "hotline")
    deadline = line.stage("handling").deadline
    assert deadline is not None
    assert (deadline.start, str(deadline.within)) == ("held_on", "15d")
    closing = [move for _, move in line.moves() if move.to in _ends(line)]
    assert [(move.verb, move.by) for move in closing] == [("echo", ("office",))]


def test_the_forum_is_chosen_by_voters_and_judged_by_voters() -> None:
    """直面：走访不满十位定不了议题；期限单位自己说；举牌过半满意才办结。"""
    forum = load(PACKS / "live_forum")
    assert forum.fact("voters_asked").min == 10
    assert "undertaker" in forum.move("facing", "commit").by
    doing = forum.stage("doing").deadline
    assert doing is not None
    assert doing.start == "due_on"
    closing = {move.verb: move for _, move in forum.moves() if move.result == "resolved"}
    assert set(closing) == {"satisfied"}
    assert "majority(cast)" in map(str, closing["satisfied"].guards)


def test_promises_at_the_station_end_kept_late_or_broken() -> None:
    """进站承诺：到那天没有做到，系统转逾期；结果只有按期、逾期、没有兑现三样。"""
    pledge = load(PACKS / "station_commitment")
    timeout = pledge.stage("pledged").timeout
    assert timeout is not None
    assert (timeout.start, timeout.move) == ("due_on", "lapse")
    results = {move.result for _, move in pledge.moves() if move.result}
    assert results == {"kept", "late", "broken"}


def test_no_day_said_means_thirty_days() -> None:
    """当场接办没说日子的，从立件起三十天；说了的就是那天。"""
    onsite = load(PACKS / "onsite_dispatch")
    deadline = onsite.stage("doing").deadline
    assert deadline is not None
    assert deadline.start == "due_on"
    assert deadline.otherwise is not None
    assert (deadline.otherwise.start, str(deadline.otherwise.within)) == ("opened", "30d")
