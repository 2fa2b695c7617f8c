"""导入网上留言：每行一条意见、一件办件，答复和办结都在它自己的时间上。"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty
from lianxin.exchange import importing
from lianxin.exchange.tests.samples import ACCOUNT, message, write_messages
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Category
from tests.world import BEIJING, World

pytestmark = pytest.mark.django_db
REAL = settings.SHARED_DIR / "data" / "messages" / "replied_2816.csv"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """五行留言：三行寻常的，一行答复时间写坏了，一行还没有答复。"""
    rows = [
        *(message(number) for number in (1, 2, 3)),
        message(4, replied_at="四月初"),
        message(5, reply="", replied_at=""),
    ]
    return write_messages(tmp_path / "留言.csv", rows)


def by_source() -> dict[str, Opinion]:
    """来源编号 → 意见。"""
    return {row.source_id: row for row in Opinion.objects.select_related("case")}


@pytest.mark.row("S1-28")
def test_every_row_becomes_an_opinion_with_its_own_case(
    town: World, sheet: Path, command: Callable[..., Any]
) -> None:
    """每行一条意见、一件办件、一条自己的线索，时间是表里的时间。"""
    told = command("import", "messages", sheet, "--json")
    found = by_source()
    first = found["88001"]
    assert (told["total"], told["added"], told["answered"]) == (5, 5, 3)
    assert len({row.case_id for row in found.values()}) == 5
    assert first.submitted_at == datetime(2023, 3, 2, 9, 30, tzinfo=BEIJING)
    assert first.case.opened_at == first.submitted_at
    assert first.case.thread == first.case.pk
    assert first.channel == "import"


def test_replies_and_closings_happen_at_their_own_times(
    town: World, sheet: Path, command: Callable[..., Any]
) -> None:
    """答复在答复的那天，没有人评价的十五日后由系统办结，留痕一步不少，责任算尽到。"""
    command("import", "messages", sheet, "--json")
    row = by_source()["88001"]
    steps = Entry.objects.filter(thread=row.case_id).order_by("at").values_list("verb", "at")
    answered = datetime(2023, 4, 2, 16, tzinfo=BEIJING)
    assert row.told.startswith("您反映的第 1 件事")
    assert row.told_at == answered
    assert list(steps) == [
        ("opinion.registered", row.submitted_at),
        ("intake-qr.answer", answered),
        ("intake-qr.close", datetime(2023, 4, 18, tzinfo=BEIJING)),
    ]
    assert (row.case.stage, row.case.result) == ("closed", "resolved")
    assert Duty.objects.get(case=row.case_id).outcome == "done"


def test_an_unreadable_reply_time_is_reported_not_dropped(
    town: World, sheet: Path, command: Callable[..., Any]
) -> None:
    """答复时间看不懂的，意见照收、没有办结，报出是第几行、哪一列、怎么改。"""
    told = command("import", "messages", sheet, "--json")
    (line,) = told["reported"]
    row = by_source()["88004"]
    assert (line["row"], line["id"], line["state"]) == (5, "88004", "add")
    assert line["issues"][0]["column"] == "replied_at"
    assert "四月初" in line["issues"][0]["words"]
    assert (row.told, row.case.stage, row.case.closed_at) == ("", "received", None)


def test_a_second_run_adds_nothing(town: World, sheet: Path, command: Callable[..., Any]) -> None:
    """再导一遍什么也不添：意见、办件、留痕、类别都和原来一样多。"""
    command("import", "messages", sheet, "--json")
    before = [model.objects.count() for model in (Opinion, Case, Entry, Category)]
    told = command("import", "messages", sheet, "--json")
    assert (told["added"], told["skipped"]) == (0, 5)
    assert [model.objects.count() for model in (Opinion, Case, Entry, Category)] == before


def test_a_mended_reply_time_finishes_the_row(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """改好答复时间再导，只补上那一条的答复，不另登记。"""
    path = tmp_path / "留言.csv"
    command("import", "messages", write_messages(path, [message(4, replied_at="四月初")]), "--json")
    told = command("import", "messages", write_messages(path, [message(4)]), "--json")
    assert (told["added"], told["finished"]) == (0, 1)
    assert by_source()["88004"].case.stage == "closed"


def test_a_rehearsal_writes_nothing(town: World, sheet: Path, command: Callable[..., Any]) -> None:
    """试导说出每一行会怎样，库里一个字也不写。"""
    told = command("import", "messages", sheet, "--dry-run", "--json")
    assert (told["dry_run"], told["added"]) == (True, 5)
    assert [line["id"] for line in told["reported"]] == ["88004"]
    assert not Opinion.objects.exists()
    assert command("import", "messages", sheet, "--json")["reported"] == told["reported"]


def test_what_cannot_be_taken_is_named_row_by_row(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """收不下的行，逐行逐格说明；别的行不受连累。"""
    rows = [
        message(1),
        message(2, id=""),
        message(3, text="  "),
        message(4, submitted_at="去年"),
        message(1, title="编号重了"),
        message(6, submitted_at="2999-01-01 00:00:00"),
        message(7, replied_at="2001-01-01 00:00:00"),
    ]
    told = command("import", "messages", write_messages(tmp_path / "坏.csv", rows), "--json")
    said = {
        line["row"]: (line["state"], line["issues"][0]["column"], line["issues"][-1]["words"])
        for line in told["reported"]
    }
    assert (told["added"], told["refused"]) == (2, 5)
    assert {row: words[:2] for row, words in said.items()} == {
        3: ("refuse", "id"),
        4: ("refuse", "text"),
        5: ("refuse", "submitted_at"),
        6: ("refuse", ""),
        7: ("refuse", "submitted_at"),
        8: ("add", "replied_at"),
    }
    assert "第 2 行" in said[6][2]
    assert "早于" in said[8][2]


def test_the_citizens_account_is_stored_nowhere(
    town: World, sheet: Path, command: Callable[..., Any]
) -> None:
    """留言人的账号能认出人，又用不着，哪里都不存。"""
    command("import", "messages", sheet, "--json")
    for model in (Opinion, Case, Entry):
        assert model.objects.exists()
        for row in model.objects.values():
            assert ACCOUNT not in str(row)


def test_an_interrupted_run_is_taken_up_again(
    town: World, sheet: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """中途被打断，再导一次，结果与一次导完一样。"""
    monkeypatch.setattr(importing, "BATCH", 2)
    whole = importing._together

    def killed(*lines: Any, at: datetime) -> Any:
        if Opinion.objects.exists():
            raise KeyboardInterrupt
        return whole(*lines, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_together", killed)
        assert command("import", "messages", sheet)[0] == 130
    assert Opinion.objects.count() == 2
    told = command("import", "messages", sheet, "--json")
    assert (told["added"], told["skipped"]) == (3, 2)
    assert sorted(by_source()) == ["88001", "88002", "88003", "88004", "88005"]
    assert Case.objects.filter(stage="closed").count() == 3


def test_one_bad_row_does_not_take_the_batch_with_it(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """一批里有一行办不成，只撤那一行，原因写明。"""
    rows = [message(1), message(2, text="长" * 5001), message(3)]
    told = command("import", "messages", write_messages(tmp_path / "长.csv", rows), "--json")
    assert (told["added"], told["refused"]) == (2, 1)
    assert "5000" in told["reported"][0]["issues"][-1]["words"]
    assert sorted(by_source()) == ["88001", "88003"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding_is_read(
    town: World, tmp_path: Path, command: Callable[..., Any], encoding: str
) -> None:
    """表格软件常存的几种编码都认。"""
    path = write_messages(tmp_path / "留言.csv", [message(1)], encoding=encoding)
    assert command("import", "messages", path, "--json")["added"] == 1
    assert by_source()["88001"].title == "第 1 件事"


def test_a_missing_column_or_file_is_said_in_one_line(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """缺列、没有文件、没有这种表、没有这级人大，各用一句话说明，退出码不是零。"""
    bare = tmp_path / "缺.csv"
    bare.write_text("id,title\n1,路灯\n")
    for words, said in (
        (("messages", bare), "submitted_at、text"),
        (("messages", tmp_path / "没有.csv"), "没有这个文件"),
        (("letters", bare), "没有“letters”这种表"),
        (("messages", bare, "--congress", "nowhere"), "没有代号为“nowhere”的人大"),
    ):
        code, _, err = command("import", *words)
        assert code == 1
        assert said in err
        assert len(err.strip().splitlines()) == 1


@pytest.mark.skipif(not REAL.exists(), reason="没有 shared/data，不能用真实留言试")
def test_the_real_messages_are_all_understood(town: World, command: Callable[..., Any]) -> None:
    """2816 条真实留言逐行读得懂，只有一行的答复时间要人看。"""
    told = command("import", "messages", REAL, "--dry-run", "--json")
    assert (told["total"], told["added"], told["answered"]) == (2816, 2816, 2815)
    assert [line["id"] for line in told["reported"]] == ["27610"]
