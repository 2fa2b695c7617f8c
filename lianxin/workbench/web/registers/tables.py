"""一张表：页面上画的和导出的是同一份。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime

from lianxin.workbench.queries.ledger import Cell
from lianxin.workbench.web.desk import Desk
from lianxin.workbench.web.exports import sheet


@dataclass(frozen=True, slots=True)
class Link:
    """点得开的一格；``fine`` 是下面的一行小字，导出时另跟一格没有必要，就不要了。"""

    text: str
    url: str
    fine: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """带灯的一格：``tone`` 是 ok、warn、bad、none；意思写在字里。"""

    text: str
    tone: str


Shown = Cell | Link | Mark
Line = Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Labelled:
    """一格和它的列名：手机上一行变成一张卡片，列名跟着走。"""

    label: str
    value: Shown


@dataclass(frozen=True, slots=True)
class Table:
    """一张表。``empty`` 是没有行时说的话。"""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Line, ...]
    empty: str = "还没有。"
    note: str = ""

    @property
    def lines(self) -> Iterator[list[Labelled]]:
        """画在页面上的各行。"""
        for row in self.rows:
            yield [Labelled(*pair) for pair in zip(self.headers, row, strict=True)]


@dataclass(frozen=True, slots=True)
class Figure:
    """一个数；样子见 ``components/stat.html``。"""

    label: str
    value: int | str
    unit: str = ""
    note: str = ""
    url: str = ""


def plain(row: Line) -> list[Cell]:
    """导出的一行。"""
    return [_plain(cell) for cell in row]


def _plain(cell: Shown) -> Cell:
    if isinstance(cell, Link | Mark):
        return cell.text
    if isinstance(cell, datetime):
        return localtime(cell).replace(tzinfo=None)
    return cell


def table_sheet(desk: Desk, ext: str, tables: Sequence[Table], *, title: str) -> HttpResponseBase:
    """导出：一张表照样出；几张表接着排，每张前面写明是哪一张。"""
    first = tables[0]
    if len(tables) == 1:
        return sheet(desk, ext, title, first.headers, map(plain, first.rows))
    width = max(len(table.headers) for table in tables)
    headers = (title, *("" for _ in range(width - 1)))
    return sheet(desk, ext, title, headers, _stacked(tables))


def _stacked(tables: Iterable[Table]) -> Iterator[list[Cell]]:
    for table in tables:
        yield [table.title]
        yield list(table.headers)
        yield from map(plain, table.rows)
        yield []


def exports_of(name: str, query: str, *args: Any) -> list[dict[str, str]]:
    """页面上的两个导出链接；带着此刻的筛选，网址里另有 ``args``。"""
    return [
        {"label": label, "url": reverse(name, args=(*args, ext)) + (f"?{query}" if query else "")}
        for ext, label in (("xlsx", "导出表格"), ("csv", "导出 csv"))
    ]


def yes(met: bool, words: tuple[str, str] = ("有", "缺")) -> Mark:  # noqa: FBT001
    """有或缺，灯和字一起。"""
    return Mark(words[0], "ok") if met else Mark(words[1], "bad")
