"""频次办法的文件：每一份查得过、有依据；说明与日历条和文件一致；命令行一并检查。"""

import re
from pathlib import Path

import pytest

from lianxin.kernel.cadence.drawing import strip
from lianxin.kernel.cadence.model import Cadence
from lianxin.ops.cadences import all_cadences
from lianxin.ops.cli import main
from tests.packs.cadences import FOLDER, YEAR, cadences, drawing_of, generated, shown

FOUND = cadences()
each_cadence = pytest.mark.parametrize("cadence", FOUND, ids=[one.key for one in FOUND])


@each_cadence
def test_every_cadence_says_whose_practice_it_is(cadence: Cadence) -> None:
    """每一份都写明来自哪一行、依据哪条法，有一句话说清。"""
    rows = [basis for basis in cadence.basis if re.fullmatch(r"S\d-\d\d", basis)]

    assert rows
    assert set(cadence.basis) - set(rows)
    assert cadence.summary
    assert cadence.place


@each_cadence
def test_the_strip_is_drawn_from_the_file(cadence: Cadence) -> None:
    """日历条是照文件画的；改了文件要重画。"""
    assert drawing_of(cadence).read_text(encoding="utf-8") == strip(cadence, YEAR)


def test_the_readme_shows_the_cadences_as_they_are() -> None:
    """说明里的表与文件一致；改了文件要重写说明。"""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert shown(readme) == generated(FOUND)
    assert len({one.key for one in FOUND}) == len(FOUND) == len(all_cadences())


def test_the_checker_reads_cadences_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """``mechanism check`` 连频次办法一起查；写坏的那一份报出文件、行号和全部错误。"""
    good = FOLDER / "cadence-two-months.toml"
    broken = tmp_path / "cadence-broken.toml"
    text = good.read_text(encoding="utf-8")
    broken.write_text(
        text.replace('"two_months"', '"moon"', 1).replace('"attendance"', '"smiles"', 1),
        encoding="utf-8",
    )

    assert main(["mechanism", "check", str(good)]) == 0
    assert "1 份机制都说得通" in capsys.readouterr().err
    assert main(["mechanism", "check", str(broken)]) == 1
    said = capsys.readouterr()
    assert "窗口“moon”不认得" in said.out
    assert "needs 不能写“smiles”" in said.out
    assert "cadence-broken.toml:" in said.out
    assert main(["mechanism", "show", "two-months"]) == 0
    assert "每两个月至少 1 次，全年至少 6 次" in capsys.readouterr().out
    assert main(["mechanism", "diagram", "cadence-two-months"]) == 0
    assert capsys.readouterr().out.startswith("<svg")
