"""机制包的剧本：每一份都从头演得到尾，走遍每个环节，演完不留痕迹；改坏了演不下去。"""

import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from pytest_django import DjangoDbBlocker

from lianxin.ops import scenarios
from lianxin.ops.cli import main
from tests.packs.readmes import PACKS, load, packs

# 没有这一行，单跑其中几个时不会另建测试库。
pytestmark = pytest.mark.django_db
NAMES = [pack.name for pack in packs()]
each_pack = pytest.mark.parametrize("name", NAMES)
Played = dict[str, dict[str, Any]]


def _rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def _files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def traces(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Any, ...]]:
    """全部演一遍：演前演后库里盘上各有什么，退出码，演的经过。"""
    with django_db_blocker.unblock():
        before, told = (_rows(), _files()), StringIO()
        with redirect_stdout(told):
            code = main(["replay", "--all", "--json"])
        yield before, (_rows(), _files()), code, json.loads(told.getvalue())


@pytest.fixture(scope="module")
def played(traces: tuple[Any, ...]) -> Played:
    """演的经过，以目录名为键。"""
    return {each["name"]: each for each in traces[3]}


def test_nothing_is_left_behind(traces: tuple[Any, ...]) -> None:
    """演完，库里每张表的行数、盘上的文件，都和演前一样。"""
    before, after, code, _ = traces
    assert code == 0
    assert after == before


@each_pack
def test_each_pack_has_a_whole_story(name: str, played: Played) -> None:
    """每份机制都有剧本，演得完，走遍它的每一个环节，也有走不了的步。"""
    seen = {beat["stage"] for beat in played[name]["beats"]}
    assert played[name]["ok"], played[name]["why"]
    assert {stage.label for stage in load(PACKS / name).stages} <= seen
    assert any("没准" in beat["did"] for beat in played[name]["beats"])


@each_pack
def test_every_beat_says_when_who_what_and_what_is_owed(name: str, played: Played) -> None:
    """每一拍都写明哪天、谁、做了什么、到了哪一环、接着欠什么；日子只往后走。"""
    beats = played[name]["beats"]
    for beat in beats:
        assert beat["on"], beat
        assert beat["did"], beat
        assert beat["who"] == "系统" or (beat["stage"] and beat["owed"]), beat
    assert [beat["on"] for beat in beats] == sorted(beat["on"] for beat in beats)


@pytest.mark.row("S0-20")
def test_the_cadence_plays_in_the_same_command(played: Played) -> None:
    """频次没有办件，也在同一条命令里演：不计、进行中、达标、快到期、没有达标、补记又达标、取消又欠着。"""
    story = played["cadence"]
    assert story["ok"], story["why"]
    told = [beat["did"] for beat in story["beats"]]
    seen = [words.rpartition("，")[2] for words in told if words.startswith("第 ")]
    assert seen == [
        *("不计", "进行中", "达标"),
        *("进行中", "快到期还不够", "没有达标", "达标", "没有达标"),
    ]
    assert [words for words in told if "新发提醒" in words] == [
        "巡查频次，新发提醒 1 条",
        "巡查频次，新发提醒 0 条",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "words"),
    [
        ('within = "3wd"', 'within = "3wd"', ""),
        ('within = "3wd"', 'within = "4wd"', "应当 2025-03-06 到期，实际是 2025-03-07"),
        ('"times(reopen, 2)"', '"times(reopen, 5)"', "不该能走“没办好，请重办”"),
        ('by      = ["street", "station"]', 'by      = ["street"]', "您的岗位不能办这一步"),
    ],
)
def test_a_broken_pack_stops_its_story(
    written: str,
    instead: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """机制改坏一处，剧本就停在那里：退出码不为零，一句话说清哪天、应当怎样、实际怎样。"""
    shutil.copytree(PACKS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "intake_qr" / "mechanism.toml"
    source = path.read_text(encoding="utf-8")
    assert written in source
    path.write_text(source.replace(written, instead), encoding="utf-8")
    monkeypatch.setattr(scenarios, "PACKS", tmp_path)

    assert main(["replay", "intake_qr"]) == (1 if words else 0)
    assert words in capsys.readouterr().err


def test_an_unknown_story_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """没有的剧本说清有哪些；不写名字就列出来。"""
    assert main(["replay"]) == 0
    assert "intake_qr" in capsys.readouterr().out
    assert main(["replay", "intake_qx"]) == 1
    assert "没有“intake_qx”这份剧本；有的是：" in capsys.readouterr().err
