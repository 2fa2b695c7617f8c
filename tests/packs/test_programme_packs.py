"""主题认领、专项行动两份机制：守得住各自要紧的规矩。"""

import pytest

from lianxin.kernel.mechanism.model import Mechanism
from tests.packs.readmes import PACKS, load

NAMES = ("theme_menu", "campaign")


def _ends(mechanism: Mechanism) -> set[str]:
    return {stage.key for stage in mechanism.stages if stage.final}


@pytest.mark.parametrize("name", NAMES)
def test_who_takes_it_never_closes_it(name: str) -> None:
    """领了的一家没有一步能自己了结；验收、问效写明不能是它自己，每一步了结都要写一句话。"""
    mechanism = load(PACKS / name)
    closing = [move for _, move in mechanism.moves() if move.to in _ends(mechanism)]
    assert closing
    assert [move.label for move in closing if "doer" in move.by] == []
    good = [move for move in closing if move.main or move.result]
    assert good
    assert all("not_same_unit(doer)" in map(str, move.guards) for move in good)
    assert all(move.needs or move.guards for move in closing)


@pytest.mark.parametrize(("name", "stage", "verb"), [
    ("theme_menu", "acting", "report"),
    ("campaign", "acting", "collect"),
])  # fmt: skip
def test_nothing_is_reported_without_having_met(name: str, stage: str, verb: str) -> None:
    """没有登记过活动，交不了报告、交不了问题清单；别的路到不了下一环。"""
    mechanism = load(PACKS / name)
    onward = mechanism.move(stage, verb)
    assert "held(1)" in map(str, onward.guards)
    doers = [move for move in mechanism.stage(stage).moves if "doer" in move.by and move.to]
    assert doers == [onward]


def test_a_theme_is_dropped_only_when_asked_and_answered() -> None:
    """放弃主题要小组先写明缘由，发布的一家同意才放弃；开展起来就只能落实，或记作没有落实。"""
    menu = load(PACKS / "theme_menu")
    ask, drop = menu.move("planning", "ask_drop"), menu.move("planning", "drop")
    assert (ask.by, ask.needs, ask.to) == (("doer",), ("drop_reason",), None)
    assert "doer" not in drop.by
    assert "has(drop_reason)" in map(str, drop.guards)
    assert [stage.key for stage, move in menu.moves() if move.to == "dropped"] == ["planning"]
    assert menu.move("acting", "give_up").needs == ("unfulfilled_reason",)


def test_a_theme_runs_against_the_dates_of_its_menu() -> None:
    """两个星期报方案，清单上的日子落实，十个工作日验收。"""
    menu = load(PACKS / "theme_menu")
    told = {
        key: (found.start, str(found.within) if found.within else "")
        for key in ("planning", "acting", "accepting")
        if (found := menu.stage(key).deadline)
    }
    assert told == {
        "planning": ("opened", "2w"),
        "acting": ("ends_on", ""),
        "accepting": ("entered", "10wd"),
    }


def test_a_campaign_owes_a_summary_every_quarter_until_it_is_collected() -> None:
    """行动中每三个月欠一份季度小结，交小结不往下走；停下只有代工委能定，写明缘由。"""
    campaign = load(PACKS / "campaign")
    (also,) = campaign.stage("acting").also
    assert (also.role, also.owes, str(also.every), also.done_by) == (
        *("doer", "季度小结", "3m", "summarise"),
    )
    assert campaign.move("acting", "summarise").to is None
    stops = [move for _, move in campaign.moves() if move.verb == "stop"]
    assert [(move.by, move.needs) for move in stops] == [(("office",), ("stop_reason",))] * 2


def test_a_campaign_looks_back_before_it_is_done() -> None:
    """交办了跟到办结，再过三个月回头问效；不管用接着跟，至多两回。"""
    campaign = load(PACKS / "campaign")
    done = {(stage.key, move.verb) for stage, move in campaign.moves() if move.to == "done"}
    assert done == {("checking", "effective"), ("checking", "partly_effective")}
    again = campaign.move("checking", "not_effective")
    assert again.to == "following"
    assert "times(not_effective, 2)" in map(str, again.guards)
    deadline = campaign.stage("checking").deadline
    assert deadline is not None
    assert (deadline.start, str(deadline.within)) == ("entered", "3m")
