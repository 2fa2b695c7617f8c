"""张贴件：代表码海报、站点公示单、活动张贴单。只管排版，内容由调用者查好、遮好再给。"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from io import BytesIO
from typing import Any, Final

import segno

from lianxin.documents.typesetting import typeset

# 海报常贴在露天，磨损、反光、遮挡三成也要扫得出。
_POSTER_CORRECTION: Final = "h"
_SHEET_CORRECTION: Final = "q"


@dataclass(frozen=True, slots=True)
class Poster:
    """一张代表码海报上的话。

    ``purpose`` 用一句话说清扫了能做什么；``address_text`` 是印给扫不了码的人照着输入的短网址。
    """

    congress: str
    station: str
    purpose: str
    url: str
    address_text: str
    name: str = ""
    role: str = ""
    reception: str = ""
    place: str = ""
    phone: str = ""
    promises: tuple[str, ...] = ("不用注册", "件件有编号", "办完请您评价")


@dataclass(frozen=True, slots=True)
class PostingRow:
    """公示单上的一件事；题目须是遮过个人信息的。"""

    number: str
    title: str
    handler: str
    progress: str
    answer: str = ""
    rating: str = ""
    received_on: date | None = None
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class PostingSheet:
    """一个站点的公示单：从哪天起、到哪天为止、有哪些事。"""

    congress: str
    station: str
    since: date
    until: date
    rows: Sequence[PostingRow]
    title: str = "群众意见办理情况公示"
    contact: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Bulletin:
    """一场公开活动的张贴单：何时何地，办过的有结果；题目、话须是遮过个人信息的。

    ``facts``、``parts``、``items`` 都是（名称，内容），一行一样。
    """

    congress: str
    kind: str
    title: str
    state: str
    url: str
    printed_on: date
    facts: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, str]] = ()
    items: Sequence[tuple[str, str]] = ()


def poster_svg(poster: Poster) -> str:
    """海报的矢量图，放在网页里预览。"""
    return typeset("poster", _poster_data(poster), kind="svg").decode()


def poster_pdf(poster: Poster) -> bytes:
    """海报的 A4 文件，直接打印张贴。"""
    return typeset("poster", _poster_data(poster), kind="pdf")


def poster_png(poster: Poster) -> bytes:
    """海报的图片，发到微信群里用。"""
    return typeset("poster", _poster_data(poster), kind="png")


def posting_sheet_pdf(sheet: PostingSheet) -> bytes:
    """公示单的 A4 横版文件，页码自动编。"""
    data = {
        **asdict(sheet),
        "since": _day(sheet.since),
        "until": _day(sheet.until),
        "rows": [_row_data(row) for row in sheet.rows],
        "code": _code(sheet.url, _SHEET_CORRECTION) if sheet.url else "",
    }
    return typeset("posting", data, kind="pdf")


def bulletin_pdf(bulletin: Bulletin) -> bytes:
    """一场活动的张贴单，A4 竖版。"""
    data = {
        **asdict(bulletin),
        "printed": _day(bulletin.printed_on),
        "printed_on": "",
        "code": _code(bulletin.url, _POSTER_CORRECTION),
    }
    return typeset("bulletin", data, kind="pdf")


def _poster_data(poster: Poster) -> dict[str, Any]:
    return {**asdict(poster), "code": _code(poster.url, _POSTER_CORRECTION)}


def _row_data(row: PostingRow) -> dict[str, Any]:
    return {
        **asdict(row),
        "received_on": _short(row.received_on),
        "due_on": _short(row.due_on),
        "done_on": _short(row.done_on),
    }


def _code(url: str, correction: str) -> str:
    """二维码的矢量图，四周留足四格空白。"""
    buffer = BytesIO()
    segno.make(url, error=correction, boost_error=True, micro=False).save(
        buffer, kind="svg", border=4, dark="#1d2430", light="#ffffff", xmldecl=False, scale=4
    )
    return buffer.getvalue().decode()


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _short(day: date | None) -> str:
    return f"{day.month} 月 {day.day} 日" if day else ""
