"""排成 PDF：与 Word 文件出自同一串话，版心、行数、字数也相同。

几千行的附表分段排、再合订；分批交给另外的进程去排，排完内存就还了，不随行数长。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter

from lianxin.documents.binding import bound_apart
from lianxin.documents.fontnames import chosen
from lianxin.documents.papers import Block, Paper, Paragraph, Sheet, Table, check, sheets_of
from lianxin.documents.typesetting import installed_fonts, typeset
from lianxin.documents.wordfiles import BODY_POINTS, CHARACTER_PITCH, LINE_PITCH

MIME: Final = "application/pdf"
ROWS_AT_ONCE: Final = 240
#: 一个进程排几段：太少，光开进程就费时；太多，那个进程吃内存。
PARTS_APART: Final = 4
Progress = Callable[[int, int], None]


def unwatched(_done: int, _total: int) -> None:
    """没有人看进度。"""


def pdf_file(paper: Paper, *, progress: Progress = unwatched) -> bytes:
    """一份公文的 PDF。

    :param progress: 长表分几批排，每排完一批说一声：排完几批、共几批
    :raises PaperMistake: 公文缺要件
    :raises CannotTypeset: 机器上没有中文字体，或没有排完
    """
    check(paper)
    parts = [_data(paper, part) for part in _parts(sheets_of(paper))]
    if len(parts) == 1:
        return typeset("paper", {**parts[0], "start": 1}, kind="pdf")
    groups = [parts[first : first + PARTS_APART] for first in range(0, len(parts), PARTS_APART)]
    whole, pages = PdfWriter(), 0
    for done, group in enumerate(groups, 1):
        made = PdfReader(BytesIO(bound_apart(group, start=pages + 1)))
        pages += len(made.pages)
        whole.append(made)
        progress(done, len(groups))
    whole.add_metadata({"/Title": paper.title, "/Author": paper.issuer})
    buffer = BytesIO()
    whole.write(buffer)
    return buffer.getvalue()


def _data(paper: Paper, sheets: list[Sheet]) -> dict[str, Any]:
    return {
        "title": paper.title,
        "issuer": paper.issuer,
        "faces": chosen(installed_fonts()),
        "points": BODY_POINTS,
        "line": LINE_PITCH,
        "tracking": CHARACTER_PITCH - BODY_POINTS,
        "sheets": [
            {
                "wide": sheet.is_wide,
                "closing": sheet.closing,
                "blocks": [_block(block) for block in sheet.blocks],
            }
            for sheet in sheets
        ],
    }


def _parts(sheets: tuple[Sheet, ...]) -> Iterator[list[Sheet]]:
    """凑够一段就交出去排；表太长的在段尾断开，下一段从新的一页接着排。"""
    held: list[Sheet] = []
    count = 0
    for piece in (piece for sheet in sheets for piece in _split(sheet)):
        rows = sum(len(block.rows) for block in piece.blocks if isinstance(block, Table))
        if held and count + rows > ROWS_AT_ONCE:
            yield held
            held, count = [], 0
        held.append(piece)
        count += rows
    yield held


def _split(sheet: Sheet) -> Iterator[Sheet]:
    blocks: list[Block] = []
    for block in sheet.blocks:
        if isinstance(block, Table):
            *whole, last = _chunks(block)
            for chunk in whole:
                yield Sheet((*blocks, chunk), sheet.is_wide)
                blocks = []
            block = last
        blocks.append(block)
    yield Sheet(tuple(blocks), sheet.is_wide)


def _chunks(table: Table) -> list[Table]:
    starts = range(0, max(1, len(table.rows)), ROWS_AT_ONCE)
    return [
        Table(table.headers, table.rows[start : start + ROWS_AT_ONCE], table.widths)
        for start in starts
    ]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return asdict(block)
    return {
        "headers": block.headers,
        "rows": block.rows,
        "widths": block.widths or (1,) * len(block.headers),
        "by-hand": [block.is_by_hand(row) for row in block.rows],
    }
