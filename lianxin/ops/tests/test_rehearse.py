"""照规模演一遍：数回来一个不差，库里不留痕迹；没有的规模说清楚有哪些。"""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.activities.models import Activity
from lianxin.ops import sizes
from lianxin.ops.cli import main
from lianxin.ops.sizes import spread

SMALL = """
[small]
label = "小样"
groups = 2
activities = 3
people = 4
visits = 5
heads = 7
opinions = 2
items = 3
solved = 2
"""


@pytest.mark.django_db
def test_a_rehearsal_counts_back_exactly_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """演一地：组、场、人、人次、意见、事项、解决各是多少就数出多少；演完库里没有活动。"""
    file = tmp_path / "sizes.toml"
    file.write_text(SMALL)
    monkeypatch.setattr(sizes, "FILE", file)
    assert main(["rehearse", "small", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert told["found"]["visits"] == 5
    assert told["found"]["people"] == 4
    assert not Activity.objects.exists()
    assert main(["rehearse", "nowhere"]) == 1
    assert "有的是：small" in capsys.readouterr().err


def test_every_shipped_size_adds_up() -> None:
    """随程序走的各地规模都读得出，当场解决的不比事项多，代表不比人次多。"""
    for name, each in sizes.sizes().items():
        assert each.solved <= each.items, name
        assert each.people <= each.visits, name


@given(total=st.integers(0, 10_000), places=st.integers(1, 500))
def test_spreading_keeps_the_total(total: int, places: int) -> None:
    """怎样分，加起来还是那个数，多的最多比少的多一。"""
    parts = spread(total, places)
    assert (sum(parts), len(parts)) == (total, places)
    assert max(parts) - min(parts) <= 1
