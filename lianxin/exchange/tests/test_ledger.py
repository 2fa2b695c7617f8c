"""群众意见台账：各地的列名都认，逐格核对；平台导出的原样导得回来。"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from lianxin.access.models import SealedContact
from lianxin.access.usecases.registers import register_body
from lianxin.casework.models import Practice
from lianxin.casework.usecases import adopt_practice
from lianxin.exchange.exporting import LEDGERS
from lianxin.exchange.offices import office_viewer
from lianxin.exchange.tests.samples import BUS, LAMP, NOISE, message, write_messages
from lianxin.files.spreadsheets import read_rows
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from tests.world import AT, BEIJING, SINCE, TODAY, World

pytestmark = pytest.mark.django_db
HEADERS = (
    *("序号", "题目", "反映内容", "问题类别", "来源渠道", "站点", "村社区", "地址"),
    *("登记时间", "姓名", "联系电话", "办理结果", "答复时间"),
)


def row(number: Any, **changes: Any) -> list[Any]:
    """台账里的一行。"""
    cells = {
        "题目": "路灯坏了",
        "反映内容": LAMP,
        "问题类别": "垃圾与固废",
        "来源渠道": "来访接待",
        "站点": "五里界代表联络站",
        "村社区": "童周岭村",
        "地址": "村口小卖部旁",
        "登记时间": "2025/5/6 10:20",
        "姓名": "丁一山",
        "联系电话": "13900001234",
        **changes,
    }
    return [number, *(cells.get(name) for name in HEADERS[1:])]


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Path]:
    """把几行写成一份 xlsx。"""

    def written(*rows: list[Any], name: str = "台账.xlsx") -> Path:
        book = Workbook()
        sheet = book.active
        sheet.append(["五里界街道群众意见登记台账"])
        sheet.append(list(HEADERS))
        for each in rows:
            sheet.append(each)
        book.save(tmp_path / name)
        return tmp_path / name

    return written


@pytest.mark.row("S1-28")
def test_a_ledger_with_its_own_headings_is_taken(
    town: World, ledger: Callable[..., Path], command: Callable[..., Any]
) -> None:
    """列名不一样也认得；地点对上名录就归属地工委，联系方式加密另存。"""
    assert command("import", "opinions", ledger(row("甲1")), "--json")["added"] == 1
    found = Opinion.objects.select_related("case").get()
    assert (found.title, found.category_id, found.channel) == ("路灯坏了", "waste", "visit")
    assert (found.station_id, found.region_id) == (town.station.pk, town.village.pk)
    assert found.case.local_body_id == town.street_committee.pk
    assert found.submitted_at == datetime(2025, 5, 6, 10, 20, tzinfo=BEIJING)
    assert SealedContact.objects.get().subject_id == found.pk
    assert "13900001234" not in str(Opinion.objects.values().get())


def test_cells_are_judged_one_by_one(
    town: World, ledger: Callable[..., Path], command: Callable[..., Any]
) -> None:
    """哪一格不行就说哪一格；能替人做主的做了主，说明做了什么。"""
    path = ledger(
        row(1, 来源渠道="飞鸽"),
        row(2, 站点="没有的站"),
        row(3, 联系电话="12"),
        row(4, 登记时间="上周"),
        row(5, 问题类别="奇谈", 村社区="远村", 答复时间="明天", 办理结果="修好了，请您去看看。"),
    )
    told = command("import", "opinions", path, "--json")
    refused = {line["row"]: _columns(line, "refused") for line in told["reported"]}
    last = Opinion.objects.get()
    assert refused == {3: ["来源渠道"], 4: ["站点"], 5: ["联系电话"], 6: ["登记时间"], 7: []}
    assert sorted(_columns(told["reported"][-1], "note")) == ["村社区", "问题类别"]
    assert _columns(told["reported"][-1], "reported") == ["答复时间", ""]
    assert (last.place, last.region_id, last.told) == ("远村村口小卖部旁", None, "")


def _columns(line: dict[str, Any], level: str) -> list[str]:
    return [issue["column"] for issue in line["issues"] if issue["level"] == level]


def test_an_answered_row_is_answered_at_its_time(
    town: World, ledger: Callable[..., Path], command: Callable[..., Any]
) -> None:
    """写了答复和答复时间的，在那天答复，由属地工委尽到责任。"""
    path = ledger(row(1, 办理结果="灯已换好，请您去看看。", 答复时间="2025年5月9日 15:00"))
    command("import", "opinions", path, "--json")
    found = Opinion.objects.get()
    assert (found.told, found.told_at) == (
        "灯已换好，请您去看看。",
        datetime(2025, 5, 9, 15, tzinfo=BEIJING),
    )


def test_rows_without_a_number_are_known_by_what_they_say(
    town: World, ledger: Callable[..., Path], command: Callable[..., Any]
) -> None:
    """没有编号的行，内容、时间、位置都一样就是同一条：表里重的不收，再导不添。"""
    path = ledger(row(None), row(None), row(None, 反映内容=BUS))
    first = command("import", "opinions", path, "--json")
    again = command("import", "opinions", path, "--json")
    assert (first["added"], first["refused"]) == (2, 1)
    assert (again["added"], again["skipped"]) == (0, 2)


def test_formulas_and_merged_cells_are_read_and_pointed_out(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """公式取算好的值，没算出来的说明；合并的格补齐，也说明。"""
    book = Workbook()
    sheet = book.active
    sheet.append(["标题", "内容", "渠道", "提交时间"])
    sheet.append(["路灯", LAMP, "电话", "2025-05-06"])
    sheet.append(["噪声", NOISE, None, "2025-05-07"])
    sheet.append(["=1+1", BUS, "电话", "2025-05-08"])
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "格.xlsx")
    told = command("import", "opinions", tmp_path / "格.xlsx", "--json")
    assert (told["added"], told["refused"]) == (3, 0)
    channels = Opinion.objects.order_by("submitted_at").values_list("channel", flat=True)
    assert list(channels) == ["phone"] * 3


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_our_own_export_comes_back_unchanged(
    town: World, tmp_path: Path, command: Callable[..., Any], suffix: str
) -> None:
    """导出的台账导回同一本账，一条不添；换到一本新账，再导出来内容一字不差。"""
    rows = [message(1), message(2, title="=1+1", text=f"@{NOISE}\n第二行"), message(3, reply="")]
    command("import", "messages", write_messages(tmp_path / "留言.csv", rows), "--json")
    path = tmp_path / f"台账.{suffix}"
    assert command("export", "opinions", path)[0] == 0
    before = content(path)

    told = command("import", "opinions", path, "--json")
    assert (told["added"], told["skipped"], told["refused"]) == (0, 3, 0)

    Opinion.objects.all().delete()
    assert command("import", "opinions", path, "--json")["added"] == 3
    assert command("export", "opinions", path)[0] == 0
    assert content(path) == before


def content(path: Path) -> list[tuple[Any, ...]]:
    """导出的表里，除了编号以外的每一格。"""
    return [row.cells[1:] for row in read_rows(path).rows]


def test_an_export_shows_what_its_reader_may_see(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """没有岗位的人一行也导不出；代表工作机构全看得见；联系方式从不出现在表里。"""
    text = f"{LAMP}我叫丁一山，电话 13900001234。"
    path = write_messages(tmp_path / "留言.csv", [message(1, text=text)])
    command("import", "messages", path, "--json")
    rows = LEDGERS["opinions"].rows
    office = office_viewer(town.congress, name="导出")
    assert len(list(rows(town.congress, office, TODAY))) == 1
    assert list(rows(town.congress, town.unit.viewer, TODAY)) == []
    assert list(rows(town.congress, town.stranger.viewer, TODAY)) == []


def test_exporting_more_rows_costs_no_more_statements(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """一页一条语句，与行数无关。"""
    rows = [message(number) for number in range(1, 21)]
    command("import", "messages", write_messages(tmp_path / "留言.csv", rows), "--json")
    office = office_viewer(town.congress, name="导出")
    with CaptureQueriesContext(connection) as queries:
        list(LEDGERS["opinions"].rows(town.congress, office, TODAY))
    assert len(queries) <= 5


@pytest.mark.parametrize("kind", ["opinions", "stations", "deputies", "matters"])
def test_every_ledger_prints_as_csv(town: World, command: Callable[..., Any], kind: str) -> None:
    """四种台账都能打印成 csv，首行是列名；没有的种类用一句话说明。"""
    code, out, _ = command("export", kind)
    assert (code, out.splitlines()[0].lstrip("\ufeff").split(",")[0][-1]) == (0, "号")
    code, _, err = command("export", f"{kind}x")
    assert (code, f"没有“{kind}x”这种导出" in err) == (1, True)


def test_another_congress_has_its_own_ledger(
    town: World, tmp_path: Path, command: Callable[..., Any]
) -> None:
    """写明代号的，记在那一级人大的账上；两本账各记各的，同一个编号互不相干。"""
    note = {"region": town.county, "starts_on": SINCE, "actor": SYSTEM, "at": AT}
    other = register_body(kind="congress", name="邻区人大", slug="ln", prefix="LN", **note)
    register_body(kind="deputy_affairs", name="代工委", slug="ln-da", congress=other, **note)
    mechanism = Practice.objects.get(jurisdiction=town.congress).mechanism_id
    adopt_practice(jurisdiction_id=other.pk, mechanism_id=mechanism, actor=SYSTEM, at=AT)
    path = write_messages(tmp_path / "留言.csv", [message(1)])
    for slug in ("jx", "ln"):
        told = command("import", "messages", path, "--congress", slug, "--json")
        assert (told["congress"], told["added"]) == (slug, 1)
    assert command("export", "opinions", "--congress", "ln")[1].count("LN-2023-") == 1
