"""读别人交来的表：csv、xlsx、xls、ods，先体检再解析，读出来的每一行都说得出在原表第几行。"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from lianxin.files import delimited, workbooks
from lianxin.files.refusals import FileTooLarge, SheetRefused
from lianxin.files.sheets import FORMULA_STARTS, Grid, Value

_MEGABYTE: Final = 1024 * 1024
_HEADER_WITHIN: Final = 10
_NEUTRALISED = re.compile(rf"^'(?='*[{FORMULA_STARTS}])")
# 双精度只记得住 15 位有效数字，证件号、卡号按数字存就会变样。
_FIRST_IMPRECISE: Final = 10**15


@dataclass(frozen=True, slots=True)
class Row:
    """一行：``number`` 是原表里的行号（从 1 起），``marks`` 是第几格（从 0 起）有什么要留意。"""

    number: int
    cells: tuple[Value, ...]
    marks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张表：表头、逐行、读的时候替人做了哪些处理。"""

    headers: tuple[str, ...]
    rows: Iterator[Row]
    notes: tuple[str, ...]


def read_rows(source: Path | bytes, *, max_rows: int = 50_000, max_mb: int = 20) -> Sheet:
    """读第一张有内容的表。类型按内容认；空行跳过，合并的格补齐，公式取算好的值并标出来。

    :raises FileTooLarge: 超过 ``max_mb`` 兆
    :raises SheetRefused: 读不了、行数超过 ``max_rows``、找不到表头
    :raises FileRefused: 压缩包体检不过
    """
    grid = _grid(_content(source, max_mb))
    place = _header_place(grid.rows)
    headers, renamed = _headers(grid.rows[place], grid.rows[place + 1 :])
    body = grid.rows[place + 1 :]
    filled = sum(1 for row in body if not _blank(row))
    if filled > max_rows:
        raise SheetRefused(f"表里有 {filled} 行，一次最多 {max_rows} 行，请分成几份再传")
    return Sheet(
        headers=headers,
        rows=_numbered(grid, first=place + 1, width=len(headers)),
        notes=(*grid.notes, *renamed),
    )


def _content(source: Path | bytes, max_mb: int) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > max_mb * _MEGABYTE:
        raise FileTooLarge(f"表超过 {max_mb} MB，请删去图片和多余的列，或分成几份再传")
    return source if isinstance(source, bytes) else source.read_bytes()


def _grid(content: bytes) -> Grid:
    if not content.strip():
        raise SheetRefused("表是空的，请重新选")
    if workbooks.is_workbook(content):
        return workbooks.read(content)
    return delimited.read(content)


def _blank(row: Iterable[Value]) -> bool:
    return all(value is None for value in row)


def _header_place(rows: Sequence[Sequence[Value]]) -> int:
    """表头是开头几行里第一个至少有两格不同内容的行；上面的大标题、单位说明跳过。"""
    single = None
    for place, row in enumerate(islice(rows, _HEADER_WITHIN)):
        kinds = {value for value in row if value is not None}
        if len(kinds) >= 2:
            return place
        if kinds and single is None:
            single = place
    if single is None:
        raise SheetRefused("没有找到表头，请把列名放在表的最上面")
    return single


def _headers(
    header: Sequence[Value], body: Sequence[Sequence[Value]]
) -> tuple[tuple[str, ...], list[str]]:
    width = max((_width(row) for row in (header, *body)), default=0)
    names = [_header_text(header, place) for place in range(width)]
    seen: Counter[str] = Counter()
    unique, notes = [], []
    for place, name in enumerate(names):
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
        if seen[name] > 1:
            notes.append(f"第 {place + 1} 列的列名“{name}”重复，读作“{unique[-1]}”")
        elif name == _unnamed(place):
            notes.append(f"第 {place + 1} 列没有列名，读作“{name}”")
    return tuple(unique), notes


def _width(row: Sequence[Value]) -> int:
    return max((place + 1 for place, value in enumerate(row) if value is not None), default=0)


def _header_text(header: Sequence[Value], place: int) -> str:
    value = header[place] if place < len(header) else None
    return "".join(str(value).split()) if value is not None else _unnamed(place)


def _unnamed(place: int) -> str:
    return f"第{place + 1}列"


def _numbered(grid: Grid, *, first: int, width: int) -> Iterator[Row]:
    for place in range(first, len(grid.rows)):
        raw = grid.rows[place]
        if _blank(raw):
            continue
        cells = tuple(raw[:width]) + (None,) * (width - len(raw))
        yield Row(
            number=place + 1,
            cells=tuple(map(_restored, cells)),
            marks=dict(_marks(grid, place, cells)),
        )


def _restored(value: Value) -> Value:
    # 导出时为防公式注入加的撇号，读回来时去掉，导出的表才能原样导入。
    return _NEUTRALISED.sub("", value) if isinstance(value, str) else value


def _marks(grid: Grid, place: int, cells: Sequence[Value]) -> Iterator[tuple[int, str]]:
    for column, value in enumerate(cells):
        if (place, column) in grid.formulas:
            known = value is not None
            yield column, "公式，取算好的值" if known else "公式没有算出结果，请打开存一次再传"
        elif (place, column) in grid.merged:
            yield column, "合并的格，已补上同样的内容"
        elif isinstance(value, int) and abs(value) >= _FIRST_IMPRECISE:
            yield column, "数字太长，表格软件已改动末几位；请把这一列设成文本格式重填"
