"""读别人交来的表、写给别人的表。"""

import time
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lianxin.files.refusals import FileRefused, FileTooLarge, SheetRefused
from lianxin.files.sheetwriting import csv_lines, neutral, write_xlsx
from lianxin.files.spreadsheets import Row, read_rows
from lianxin.files.tests import samples

PLAIN = "姓名,电话\n周岭梅,13800000000\n"


def _cells(content: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read_rows(content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_common_encodings(encoding: str) -> None:
    """国标、UTF-8、UTF-16 的 csv 都认得，中文不乱码。"""
    sheet = read_rows(PLAIN.encode(encoding))

    assert sheet.headers == ("姓名", "电话")
    assert list(sheet.rows) == [Row(number=2, cells=("周岭梅", "13800000000"))]
    assert bool(sheet.notes) == (encoding == "gb18030")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("姓名,電話\n張三豐,請問學區劃片".encode("big5"), "编码"),
        (b"\xff\xff\x00\x01\x02", "编码"),
        (PLAIN.encode()[:-30] + b"\xe5\x91", "编码"),
        ('姓名,电话\n"周岭,1\n'.encode(), "引号"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
        (samples.docx(), "不是表格"),
        (samples.xlsx(lambda sheet: sheet.append(["姓名", "电话"]))[:-40], "损坏"),
        (samples.xlsx(lambda sheet: None), "空的"),
    ],
)
def test_unreadable_tables_are_refused_with_a_reason(content: bytes, why: str) -> None:
    """读不了的表都说得出原因，好表照读。"""
    with pytest.raises(FileRefused, match=why):
        read_rows(content)
    assert read_rows(PLAIN.encode()).headers


def test_every_format_reads_the_same() -> None:
    """xlsx、xls、ods、csv 同样的内容读出来一样。"""
    lines = [["姓名", "电话"], ["周岭梅", "13800000000"]]

    for content in (
        samples.xlsx(lambda sheet: [sheet.append(line) for line in lines]),
        samples.xls(lines),
        samples.ods("".join(samples.ods_row(*line) for line in lines)),
        PLAIN.encode(),
    ):
        sheet = read_rows(content)
        assert sheet.headers == ("姓名", "电话")
        assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("周岭梅", "13800000000"))]


def test_titles_above_the_header_are_skipped() -> None:
    """表头上面的大标题和空行跳过，行号仍是原表的行号。"""

    def fill(sheet: samples.Worksheet) -> None:
        sheet["A1"] = "二〇二六年代表名册"
        sheet.merge_cells("A1:C1")
        sheet.append([])
        for line in (["姓名", "选区", "电话"], ["周岭梅", "一选区", 13800000000], [], ["吴为民"]):
            sheet.append(line)

    sheet = read_rows(samples.xlsx(fill))

    assert sheet.headers == ("姓名", "选区", "电话")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (4, ("周岭梅", "一选区", 13800000000)),
        (6, ("吴为民", None, None)),
    ]


def test_blank_and_repeated_headers_get_names() -> None:
    """空列名、重名列都读得出来，并告诉人读作什么。"""
    sheet = read_rows("姓名,,电话,电话\n甲,一,1,2\n".encode())

    assert sheet.headers == ("姓名", "第2列", "电话", "电话（2）")
    assert len(sheet.notes) == 2


def test_merged_cells_are_filled_and_marked() -> None:
    """竖着合并的“单位”补到每一行，并标明是补的。"""

    def fill(sheet: samples.Worksheet) -> None:
        for line in (["单位", "姓名"], ["城管局", "甲"], [None, "乙"]):
            sheet.append(line)
        sheet.merge_cells("A2:A3")

    rows = list(read_rows(samples.xlsx(fill)).rows)

    assert [row.cells for row in rows] == [("城管局", "甲"), ("城管局", "乙")]
    assert "合并" in rows[1].marks[0]
    assert not rows[0].marks


def test_formulas_give_their_value_and_are_marked() -> None:
    """公式取算好的值并标出来；没有算出结果的，提醒打开存一次。"""

    def fill(sheet: samples.Worksheet) -> None:
        for line in (["项目", "金额"], ["甲", "=1+2"], ["乙", 3]):
            sheet.append(line)

    content = samples.xlsx(fill)
    computed = _with_cached_value(content)

    assert "没有算出结果" in next(read_rows(content).rows).marks[1]
    (first, second) = read_rows(computed).rows
    assert (first.cells, first.marks[1]) == (("甲", 3), "公式，取算好的值")
    assert not second.marks


def _with_cached_value(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = "xl/worksheets/sheet1.xml"
    parts[path] = parts[path].replace(b"<v />", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>")
    return samples.zipped(parts)


def test_numbers_too_long_to_trust_are_marked() -> None:
    """证件号按数字存，末几位已经变了，要标出来；按文字存就没事。"""

    def fill(sheet: samples.Worksheet) -> None:
        for line in (
            ["号码", "备注"],
            [110105194912310021, "数字"],
            ["110105194912310021", "文字"],
        ):
            sheet.append(line)

    number, text = read_rows(samples.xlsx(fill)).rows

    assert "文本格式" in number.marks[0]
    assert not text.marks


def test_dates_stay_dates() -> None:
    """日期读出来还是日期。"""

    def fill(sheet: samples.Worksheet) -> None:
        sheet.append(["姓名", "日期"])
        sheet.append(["甲", date(2026, 2, 28)])

    assert _cells(samples.xlsx(fill)) == [("甲", date(2026, 2, 28))]


def test_only_the_first_visible_sheet_is_read() -> None:
    """只读第一张看得见的表，并说清哪张没读。"""

    def fill(sheet: samples.Worksheet) -> None:
        sheet.append(["旧", "表"])
        sheet.sheet_state = "hidden"
        for title in ("名单", "说明"):
            other = sheet.parent.create_sheet(title)
            other.append(["姓名", title])
            other.append(["甲", "乙"])

    sheet = read_rows(samples.xlsx(fill))

    assert sheet.headers == ("姓名", "名单")
    assert sheet.notes == ("只读了工作表“名单”，没有读：说明",)


def test_ten_thousand_rows_are_fine() -> None:
    """一万行几秒之内读完，一行不少。"""
    content = write_xlsx(["序号", "内容"], ((n, f"第{n}件") for n in range(10_000)))

    started = time.perf_counter()
    rows = list(read_rows(content).rows)

    assert len(rows) == 10_000
    assert rows[-1].cells == (9999, "第9999件")
    assert time.perf_counter() - started < 120


def test_too_many_rows_are_refused() -> None:
    """超过行数上限就请人分几份，刚好到上限的照收。"""
    content = write_xlsx(["序号", "内容"], ((n, "甲") for n in range(21)))

    with pytest.raises(SheetRefused, match="21 行"):
        read_rows(content, max_rows=20)
    assert len(list(read_rows(content, max_rows=21).rows)) == 21


def test_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """一百兆的表看大小就拒收，不读进内存。"""
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)

    with pytest.raises(FileTooLarge, match="20 MB"):
        read_rows(path)
    path.write_bytes(PLAIN.encode())
    assert read_rows(path).headers


def test_zip_bombs_are_refused_before_parsing() -> None:
    """小小一个表解开有几百兆，解析之前就拒收。"""
    good = samples.xlsx(lambda sheet: sheet.append(["姓名", "电话"]))
    with zipfile.ZipFile(BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = samples.zipped({**parts, "xl/media/zero.bin": bytes(64 * 1024 * 1024)})

    with pytest.raises(FileRefused, match="大得不合常理"):
        read_rows(bomb)
    assert read_rows(samples.zipped({**parts, "xl/media/zero.bin": bytes(64)})).headers


@pytest.mark.parametrize(
    "content",
    [
        samples.xlsx(lambda sheet: (sheet.append(["甲", "乙"]), sheet.cell(900_000, 9_000, "远"))),
        samples.ods(samples.ods_row("甲", "乙") + samples.ods_row("丙", "丁", repeated=900_000)),
    ],
    ids=["xlsx", "ods"],
)
def test_cells_at_the_far_end_are_refused(content: bytes) -> None:
    """天边有个没用的格子，解析会要几十吉内存；先拦住，请人把要用的行列复制到新表。"""
    with pytest.raises(SheetRefused, match="范围太大"):
        read_rows(content)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_formulas_in_exports_are_neutralised(start: str) -> None:
    """群众写的话导出后不会被表格软件当公式算；单纯的负数不动。"""
    said = f"{start}cmd|' /C calc'!A0"

    (line,) = list(csv_lines(["内容"], [[said]]))[1:]
    ((cell,),) = _raw_cells(write_xlsx(["内容"], [[said]]))

    assert line.lstrip('"').startswith(f"'{start}")
    assert cell == f"'{said}" or cell == f"'{said}".replace("\r", "_x000D_")
    assert neutral("-5") == "-5"


def _raw_cells(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(min_row=2, values_only=True))


@given(st.text(st.sampled_from("=+-@'甲1 ,\"\n"), min_size=1).filter(lambda text: text.strip()))
def test_exported_tables_import_unchanged(text: str) -> None:
    """导出的 csv 再导入，内容一字不变（首尾空白除外）。"""
    kept = text.strip()
    content = "".join(csv_lines(["编号", "内容"], [["1", kept]])).encode()

    assert _cells(content) == [("1", kept)]


def test_times_are_written_in_local_time() -> None:
    """时间按当地写，不带时区尾巴；是否写成中文。"""
    at = datetime(2026, 5, 12, 11, 42, tzinfo=ZoneInfo("UTC"))

    (line,) = list(csv_lines(["时间", "公开", "空"], [[at, True, None]]))[1:]

    assert line == "2026-05-12 19:42,是,\r\n"
    assert _cells(write_xlsx(["时间", "名"], [[at, "甲"]])) == [
        (datetime(2026, 5, 12, 19, 42), "甲")  # noqa: DTZ001
    ]
