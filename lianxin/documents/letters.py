"""几种通用的公文：意见书、专报、征询意见表、公示单。内容由调用的一方查好、遮好再给。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from lianxin.documents.models import Document
from lianxin.documents.papers import (
    Block,
    Paper,
    Paragraph,
    Sheet,
    Table,
    day_words,
    numeral,
    paragraphs,
)
from lianxin.documents.posters import PostingSheet

_FIRST = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
GRADES: Final = "□ 满意　□ 基本满意　□ 不满意"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """谁发、谁签、找谁问、抄给谁。"""

    issuer: str
    signer: str = ""
    contact: str = ""
    phone: str = ""
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """意见书里的一项：要求做什么，哪天以前报。"""

    text: str
    due_on: date | None = None


def numbered(text: str) -> tuple[Paragraph, ...]:
    """一段一段的正文；“一、”开头的是一级标题，“（一）”开头的是二级标题。"""
    return tuple(Paragraph(one.text, _style(one.text)) for one in paragraphs(text))


def _style(text: str) -> str:
    short = len(text) <= 30 and not text.endswith(("。", "；"))
    if short and _FIRST.match(text):
        return "first"
    return "second" if short and _SECOND.match(text) else "body"


def opinion_letter(
    *,
    head: Letterhead,
    title: str,
    addressee: str,
    opening: str,
    items: Iterable[Item],
    closing: str = "",
    kind: str = Document.Kind.REVIEW_OPINION,
) -> Paper:
    """审议意见书、监督意见书：一项一条，各有期限，末尾列成办理一览表。"""
    listed = tuple(items)
    points = tuple(
        Paragraph(f"{numeral(place)}、{item.text}{_by(item)}")
        for place, item in enumerate(listed, start=1)
    )
    return _headed(
        head,
        kind,
        title,
        (*numbered(opening), *points, *numbered(closing)),
        addressee=addressee,
        annexes=(("意见办理一览表", Sheet((_items_table(listed),))),) if listed else (),
    )


def _by(item: Item) -> str:
    end = "" if item.text.endswith(("。", "！", "？")) else "。"
    return f"{end}（{day_words(item.due_on)}前报办理情况）" if item.due_on else end


def _items_table(items: tuple[Item, ...]) -> Table:
    rows = tuple(
        (str(place), item.text, day_words(item.due_on) if item.due_on else "按规定时限", "")
        for place, item in enumerate(items, start=1)
    )
    return Table(("序号", "意见", "报告期限", "办理情况"), rows, (1, 6, 3, 4))


def brief(*, head: Letterhead, title: str, addressee: str, text: str) -> Paper:
    """专报、调研报告：编了期号报上去，批示从它上面来。"""
    return _headed(head, Document.Kind.BRIEF, title, numbered(text), addressee=addressee)


def _headed(
    head: Letterhead,
    kind: str,
    title: str,
    blocks: tuple[Block, ...],
    *,
    addressee: str,
    annexes: tuple[tuple[str, Sheet], ...] = (),
) -> Paper:
    return Paper(
        kind=kind,
        title=title,
        head=head.issuer,
        addressee=addressee,
        blocks=blocks,
        issuer=head.issuer,
        signer=head.signer,
        contact=head.contact,
        phone=head.phone,
        copies=head.copies,
        annexes=annexes,
    )


def feedback_form(*, number: str, title: str, unit: str, deputy: str) -> Sheet:
    """征询意见表：随答复函寄给代表，态度和结果分开评。"""
    rows = (
        ("建议编号", number),
        ("建议标题", title),
        ("承办单位", unit),
        ("代表姓名", deputy),
        ("办理前后联系过您吗", "□ 上门　□ 座谈　□ 电话　□ 没有联系"),
        ("办理态度", GRADES),
        ("办理结果", GRADES),
        ("不满意的理由、还有什么意见", ""),
        ("代表签名、日期", ""),
    )
    return Sheet(
        (
            Table(("项目", "内容"), rows, (2, 5)),
            Paragraph("请在收到答复之日起十五个工作日内填好寄回，也可以在网上评价。", "note"),
        )
    )


def posting_paper(sheet: PostingSheet) -> Paper:
    """站点公示单的公文样子；可以用 Word 打开再改，再张贴。"""
    rows = tuple(
        (
            row.number,
            row.title,
            row.handler,
            row.progress,
            row.answer,
            row.rating,
            day_words(row.done_on) if row.done_on else "",
        )
        for row in sheet.rows
    )
    table = Table(
        ("编号", "事项", "承办", "进展", "答复", "评价", "办结"), rows, (3, 5, 3, 3, 6, 2, 3)
    )
    span = f"{day_words(sheet.since)}至{day_words(sheet.until)}，收到的意见共{len(rows)}件。"
    notes = tuple(Paragraph(note, "note") for note in (*sheet.notes, sheet.contact) if note)
    return Paper(
        kind="posting",
        title=f"{sheet.station}{sheet.title}",
        blocks=(Paragraph(span), table, *notes),
        issuer=sheet.congress,
        dated=day_words(sheet.until),
        seal=False,
    )
