"""写给别人的表：xlsx 与 csv，边写边出，不占内存；会被当成公式的文字一律先压住。"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format

from lianxin.files.refusals import SheetRefused
from lianxin.files.sheets import FORMULA_STARTS, Value

_MOST_ROWS: Final = 1_048_575
_LONGEST_CELL: Final = 32_000
# 本来就有撇号的再加一个，读回来去掉一个，才能一字不变。
_RISKY = re.compile(rf"'*[{FORMULA_STARTS}]")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?%?")
_WIDEST_COLUMN: Final = 40


def write_xlsx(
    headers: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "表"
) -> bytes:
    """写一张 xlsx：首行是列名、冻结不动、可筛选；逐行落到临时文件，几十万行也不占内存。

    :raises SheetRefused: 超过一张表能放的行数
    """
    buffer = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", "_", title)[:31])
        bold = book.add_format({"bold": True, "bottom": 1})
        formats: dict[type, Format] = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.set_column(column, column, min(_WIDEST_COLUMN, max(10, 2 * len(header) + 2)))
            sheet.write_string(0, column, neutral(header), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > _MOST_ROWS:
                raise SheetRefused(f"一张表最多 {_MOST_ROWS} 行，请缩小范围分几次导出")
            for column, value in enumerate(row):
                shown = _for_sheet(value)
                sheet.write(last, column, shown, formats.get(type(shown)))
        if headers:
            sheet.autofilter(0, 0, last, len(headers) - 1)
    return buffer.getvalue()


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """一行一行地写 csv；开头带字节序标记，表格软件打开中文不乱码。"""
    yield "\ufeff" + _csv_line(list(map(neutral, headers)))
    for row in rows:
        yield _csv_line([_for_text(value) for value in row])


def neutral(text: str) -> str:
    """会被表格软件当公式算的文字，前面加撇号压住；单纯的正负数不动。"""
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def _for_sheet(value: Value) -> Value:
    if isinstance(value, str):
        kept = neutral(value)
        return kept if len(kept) <= _LONGEST_CELL else f"{kept[:_LONGEST_CELL]}……（过长，已截去）"
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value)
    return value


def _for_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return neutral(value) if isinstance(value, str) else str(value)


def _csv_line(cells: Sequence[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
