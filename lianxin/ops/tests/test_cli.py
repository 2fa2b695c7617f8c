"""命令行的测试：从正门 ``main()`` 进，看退出码和打出来的话。"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from lianxin.access.usecases.calendar import load_published
from lianxin.access.usecases.tokens import account_of
from lianxin.kernel.actors import SYSTEM
from lianxin.ops.cli import main
from lianxin.ops.commands import COMMANDS
from lianxin.ops.packs import PACKS
from lianxin.ops.tests.living import Installation

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: Output) -> None:
    """每个命令都能 ``-h`` 看用法，用法里没有英文的提示。"""
    with pytest.raises(SystemExit) as left:
        main([name, "-h"])
    assert left.value.code == 0
    assert COMMANDS[name].summary in capsys.readouterr().out


def test_an_unknown_command_is_one_clear_line(capsys: Output) -> None:
    """打错命令，一行话说清怎么看全部命令。"""
    assert main(["upp"]) == 1
    told = capsys.readouterr().err
    assert told == "✗ 没有“upp”这个命令；lianxin -h 列出全部命令\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "code"), [("2026-02-13", 0), ("2026-02-30", 1)])
def test_a_bad_date_is_refused_in_one_line(day: str, code: int, capsys: Output) -> None:
    """日期写错，说清该怎么写，不给错误轨迹。"""
    assert main(["due", day, "10wd"]) == code
    told = capsys.readouterr()
    if code:
        assert told.err == "✗ “2026-02-30”不是日期，请写成 2026-02-13 这样\n"
    else:
        assert told.out.startswith("2026-03-05")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "span", "due", "provisional"),
    [
        ("2026-02-13", "10wd", "2026-03-05", False),
        ("2026-01-31", "1m", "2026-02-28", False),
        ("2026-12-23", "10wd", "2027-01-06", True),
    ],
)
def test_due_as_json(start: str, span: str, due: str, provisional: bool, capsys: Output) -> None:
    """推算期限给程序看：到期日、是不是暂定、用的哪版日历；春节调休算得对。"""
    assert main(["due", start, span, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["due"], found["provisional"]) == (due, provisional)
    assert found["calendar_version"].startswith("2026")


@pytest.mark.django_db
def test_due_prefers_the_installed_calendar(capsys: Output) -> None:
    """库里装了日历就用库里的，没装才用随程序带来的，版本号看得出是哪一种。"""
    assert main(["due", "2026-02-13", "10wd"]) == 0
    assert "随程序" in capsys.readouterr().out
    load_published(actor=SYSTEM, at=timezone.now())
    assert main(["due", "2026-02-13", "10wd"]) == 0
    assert "随程序" not in capsys.readouterr().out


def test_shipped_mechanisms_are_sound(capsys: Output) -> None:
    """随程序带来的机制包全部说得通。"""
    assert main(["mechanism", "check"]) == 0
    assert "都说得通" in capsys.readouterr().err


def test_a_broken_mechanism_names_file_and_line(tmp_path: Path, capsys: Output) -> None:
    """机制文件写错，逐条说出文件和行号，退出码不为零。"""
    bad = tmp_path / "mechanism.toml"
    bad.write_text('key = "half-done"\nversion = 1\nbasis = []\n', encoding="utf-8")
    assert main(["mechanism", "check", str(bad)]) == 1
    told = capsys.readouterr()
    assert f"{bad}:" in told.out
    assert "处错误" in told.err


def test_a_folder_without_a_mechanism_says_what_is_missing(tmp_path: Path, capsys: Output) -> None:
    """文件夹里缺 mechanism.toml：说缺哪个文件、有什么；补上就查得了。"""
    source = PACKS / "letter_item" / "mechanism.toml"
    wrong = tmp_path / "mechanisms.toml"
    wrong.write_text(source.read_text())
    assert main(["mechanism", "check", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "里没有 mechanism.toml，只有 mechanisms.toml" in told
    wrong.rename(tmp_path / "mechanism.toml")
    assert main(["mechanism", "check", str(tmp_path)]) == 0


@pytest.mark.parametrize("form", ["svg", "mermaid"])
def test_a_mechanism_can_be_drawn(form: str, tmp_path: Path) -> None:
    """机制能画成图，图里有各环节的名字。"""
    drawn = tmp_path / "图"
    assert main(["mechanism", "diagram", "intake-qr", "--format", form, "-o", str(drawn)]) == 0
    assert "待分拣" in drawn.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["{}", "不是 JSON"])
def test_a_forged_receipt_does_not_verify(text: str, tmp_path: Path, capsys: Output) -> None:
    """不是回执的文件验不过，也不给错误轨迹。"""
    receipt = tmp_path / "回执.json"
    receipt.write_text(text, encoding="utf-8")
    assert main(["verify", str(receipt)]) == 1
    assert "请" in "".join(capsys.readouterr())


@pytest.mark.django_db
def test_a_token_opens_the_account_it_names(world: Any, capsys: Output) -> None:
    """签发的令牌就是那个账号的；没有这个账号，说清怎么办。"""
    assert main(["token", "nobody-here"]) == 1
    assert "没有“nobody-here”这个账号" in capsys.readouterr().err
    assert main(["token", world.office.account.username]) == 0
    token = capsys.readouterr().out.strip()
    assert account_of(token=token, at=timezone.now()) == world.office.account


def test_command_names_are_those_of_the_contract() -> None:
    """对外约定的命令一个都不改名。"""
    assert {"up", "demo", "doctor", "mechanism", "due", "verify", "token"} <= set(COMMANDS)


def test_a_reset_needs_a_yes(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """清空演示数据要先确认；不在终端里，没写 --yes 就不动。"""
    monkeypatch.setattr("sys.stdin", StringIO())
    assert main(["demo", "--reset"]) == 1
    assert "--yes" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "code"), [(("import", "-h"), 0), (("import", "messages"), 2)])
def test_asking_how_builds_no_database(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """只问用法、参数没写全，马上答复，不为它建库、起库。"""
    empty = Installation(tmp_path / "home")
    assert empty.run(*words).returncode == code
    assert not (empty.home / "postgres").exists()
