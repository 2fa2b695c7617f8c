"""xlsx、xls、ods 工作簿。"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import product
from typing import Final

from defusedxml.ElementTree import fromstring
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from lianxin.files.archives import expand_names
from lianxin.files.refusals import SheetRefused
from lianxin.files.sheets import Grid, Place, Value, tidied

_ZIP_HEAD: Final = b"PK\x03\x04"
_OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_CELLS: Final = 5_000_000
_MOST_REPEATS: Final = 1_000
# 这几条都只在一个标签之内找，恶意拼凑的内容也拖不慢。
_PLACED = re.compile(
    rb"<(?:\w{1,20}:)?(?:c|row)\b[^<>]*?\br\s{0,9}=\s{0,9}[\"']([A-Z]{0,3})(\d{1,7})[\"']"
)
_FORMULA = re.compile(
    rb"\br\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]{0,300}>\s{0,50}<(?:\w{1,20}:)?f\b"
)
_COLUMN_REPEAT = re.compile(
    rb"<table:table-cell\b(?=[^<>]*value-type)[^<>]*?number-columns-repeated=\"(\d{1,9})\""
)
_ROW_REPEAT = re.compile(rb"number-rows-repeated=\"(\d{1,9})\"")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_workbook(content: bytes) -> bool:
    """开头的字节像工作簿（压缩包或旧版 Office）。"""
    return content.startswith((_ZIP_HEAD, _OLE_HEAD))


def read(content: bytes) -> Grid:
    """读第一张看得见、有内容的工作表。

    :raises SheetRefused: 不是表格、加了密码、损坏、格子太多
    :raises FileRefused: 压缩包体检不过
    """
    layout = _Layout.of(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return _read_first(book, layout)
    except PasswordError as problem:
        raise SheetRefused("表加了密码，请去掉密码再传") from problem
    except CalamineError as problem:
        raise SheetRefused(
            "表已损坏或不是表格文件；请用表格软件打开，另存为 xlsx 再传"
        ) from problem


class _Layout:
    """解析之前从压缩包里看到的：公式在哪里，格子的范围有没有大得离谱。"""

    def __init__(self) -> None:
        self.formulas: dict[str, frozenset[Place]] = {}

    @classmethod
    def of(cls, content: bytes) -> "_Layout":
        layout = cls()
        if content.startswith(_ZIP_HEAD):
            names = expand_names(content)
            with zipfile.ZipFile(BytesIO(content)) as archive:
                if "xl/workbook.xml" in names:
                    layout._scan_xlsx(archive, names)
                elif "content.xml" in names:
                    _check_repeats(archive.read("content.xml"))
                else:
                    raise SheetRefused("这不是表格文件；可以收 xlsx、xls、ods、csv")
        return layout

    def _scan_xlsx(self, archive: zipfile.ZipFile, names: frozenset[str]) -> None:
        for name, path in _sheet_paths(archive):
            if path in names:
                self.formulas[name] = _scan_sheet(archive.read(path))


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        item.get("Id", ""): item.get("Target", "")
        for item in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for item in fromstring(archive.read("xl/workbook.xml")).iter():
        if item.tag.endswith("}sheet"):
            target = targets.get(item.get(_RELATION, ""), "")
            yield item.get("name", ""), target.lstrip("/") if target[:1] == "/" else f"xl/{target}"


def _scan_sheet(content: bytes) -> frozenset[Place]:
    """公式的位置。一个写在天边的格子会让解析库要几十吉内存，先在这里拦住。"""
    bottom, rightmost = 0, b""
    for letters, digits in _PLACED.findall(content):
        bottom = max(bottom, int(digits))
        if (len(letters), letters) > (len(rightmost), rightmost):
            rightmost = letters
    _check_area(bottom, _column(rightmost) + 1)
    return frozenset(
        (int(digits) - 1, _column(letters)) for letters, digits in _FORMULA.findall(content)
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _check_repeats(content: bytes) -> None:
    wide = any(int(times) > _MOST_REPEATS for times in _COLUMN_REPEAT.findall(content))
    rows = content.split(b"<table:table-row")[1:]
    if wide or any(b"value-type" in row and _repeats(row) > _MOST_REPEATS for row in rows):
        raise _too_many_cells()


def _repeats(row: bytes) -> int:
    found = _ROW_REPEAT.search(row.partition(b">")[0])
    return int(found[1]) if found else 1


def _check_area(height: int, width: int) -> None:
    if height * width > _MOST_CELLS:
        raise _too_many_cells()


def _too_many_cells() -> SheetRefused:
    return SheetRefused(
        "表的范围太大，多半是很远的地方有个没用的格子；请把要用的行列复制到新表再传"
    )


def _read_first(book: CalamineWorkbook, layout: _Layout) -> Grid:
    shown = [
        item.name
        for item in book.sheets_metadata
        if item.visible == SheetVisibleEnum.Visible and item.typ == SheetTypeEnum.WorkSheet
    ]
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            others = "、".join(other for other in shown if other != name)
            notes = (f"只读了工作表“{name}”，没有读：{others}",) if others else ()
            return _grid(sheet, layout.formulas.get(name, frozenset()), notes)
    raise SheetRefused("表是空的，请重新选")


def _grid(sheet: CalamineSheet, formulas: frozenset[Place], notes: tuple[str, ...]) -> Grid:
    _check_area(sheet.total_height, sheet.total_width)
    rows: list[list[Value]] = [
        [tidied(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    return Grid(
        rows=rows,
        formulas=formulas,
        merged=_fill_merged(rows, sheet.merged_cell_ranges or []),
        notes=notes,
    )


def _fill_merged(
    rows: list[list[Value]], ranges: Sequence[tuple[Place, Place]]
) -> frozenset[Place]:
    """合并的格只有左上角有内容，照着补到每一格。"""
    filled = set()
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        area = product(range(top, min(bottom + 1, len(rows))), range(left, right + 1))
        for row, column in area:
            if (row, column) != (top, left) and column < len(rows[row]):
                rows[row][column] = rows[top][left]
                filled.add((row, column))
    return frozenset(filled)
