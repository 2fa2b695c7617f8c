"""照规模演一遍：数回来一个不差，库里不留痕迹；没有的规模说清楚有哪些。"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.activities.models import Activity
from lianxin.opinions.models import Opinion
from lianxin.ops import sizes
from lianxin.ops.cli import main
from lianxin.ops.crowds import spread

AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
SHIPPED = sizes.FILE
SMALL = """
[small]
label = "小样"
sentence = "T09"
[small.said]
groups = 2
activities = 3
visits = 5
heads = 7
opinions = 3
closed = 2
items = 3
solved = 2
[small.made]
people = 4
"""


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """只有一个小样的规模文件。"""
    file = tmp_path / "sizes.toml"
    file.write_text(SMALL)
    monkeypatch.setattr(sizes, "FILE", file)
    return file


@pytest.mark.django_db
def test_a_rehearsal_counts_back_exactly_and_leaves_nothing(capsys: Any) -> None:
    """演一地：组、场、人次、意见、办结、事项、解决各是多少就数出多少；演完库里没有活动。"""
    assert main(["rehearse", "small", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert told["found"] == {**told["wanted"], "people": 4}
    assert not Activity.objects.exists()
    assert not Opinion.objects.exists()
    assert main(["rehearse", "nowhere"]) == 1
    assert "有的是：small" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_the_source_does_not_say_is_marked_and_not_asserted(capsys: Any) -> None:
    """材料没说的几样标明是演练自定，不拿来核对；说了的数不标。"""
    assert main(["rehearse", "small"]) == 0
    told = capsys.readouterr().out
    assert "代表（人） 4（演练自定）" in told
    assert "代表人次 5，" in told


@pytest.mark.django_db
def test_a_figure_that_does_not_come_back_fails(small: Path, capsys: Any) -> None:
    """材料说的数造不出来（四人次里要五个不同的人）：报应当多少，命令失败。"""
    text = SMALL.replace("people = 4", "").replace("visits = 5", "visits = 4\npeople = 5")
    small.write_text(text)
    assert main(["rehearse", "small"]) == 1
    told = capsys.readouterr()
    assert "代表（人） 4（应当 5，对不上）" in told.out
    assert "数回来对不上：小样" in told.err


@pytest.mark.django_db
def test_an_interrupted_rehearsal_leaves_nothing_and_can_be_run_again() -> None:
    """做到一半打断，库里什么也没有；再演一遍照样对得上。"""
    steps = []

    def stop(_label: str, step: int, total: int) -> None:
        steps.append((step, total))
        if step == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sizes.rehearse("small", at=AT, tick=stop)
    assert not Activity.objects.exists()
    assert steps == [(step, 7) for step in range(1, 7)]
    assert sizes.rehearse("small", at=AT, tick=lambda *_: None).ok


def test_every_shipped_size_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """随程序走的各地规模都造得出：解决的不比事项多，办结的不比意见多，代表不比人次多；说了的不另定。"""
    monkeypatch.setattr(sizes, "FILE", SHIPPED)
    for name, each in sizes.sizes().items():
        crowd = each.crowd
        assert crowd.solved <= crowd.items, name
        assert crowd.closed <= crowd.opinions, name
        assert crowd.people <= crowd.visits, name
        assert each.said, name


@given(total=st.integers(0, 10_000), places=st.integers(1, 500))
def test_spreading_keeps_the_total(total: int, places: int) -> None:
    """怎样分，加起来还是那个数，多的最多比少的多一。"""
    parts = spread(total, places)
    assert (sum(parts), len(parts)) == (total, places)
    assert max(parts) - min(parts) <= 1
