"""公文：先是数据，再排成 Word 与 PDF；两样说的话一字不差。

一份公文摊平成几张纸（:class:`Sheet`），每张纸是一串有式样的话和表。排 Word 的、排 PDF 的
都只认这串东西，谁也不另加一个字，所以不会一边有、一边没有。版式依据 GB/T 9704-2012。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from lianxin.files.sheetwriting import neutral
from lianxin.kernel.errors import RuleViolation
from lianxin.lexis.text import clean

#: 一段话的几种式样。
STYLES: Final = frozenset(
    {
        *("mark", "head", "number", "rule", "title", "addressee", "body"),
        *("first", "second", "left", "right", "center", "note", "copies"),
    }
)
_MOST_COLUMNS: Final = 12
#: 几列以内的算表单；再多的是台账，空格就是没有。
_FORM_COLUMNS: Final = 4
#: 落款以前连着走的，最多几段、每段最多几个字。
_CLOSING_PARAGRAPHS, _CLOSING_WORDS = 3, 120
_SPACES: Final = frozenset("\n\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_NUMERALS: Final = "〇一二三四五六七八九"


class PaperMistake(RuleViolation):
    """公文缺了要件，或者存下的公文读不出来。"""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """一段话。``style`` 是式样：first 一级标题、second 二级标题、body 正文、note 小字……"""

    text: str
    style: str = "body"

    def __post_init__(self) -> None:
        """看不见的字符不进公文：印不出来，还会让 Word 打不开。"""
        object.__setattr__(self, "text", _printable(self.text))


@dataclass(frozen=True, slots=True)
class Table:
    """一张表。``widths`` 是各列的宽窄比例；不写就一样宽。"""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """像公式的字先压住：从公文里拷进表格软件，也不会被算。"""
        object.__setattr__(self, "rows", tuple(tuple(map(_cell, row)) for row in self.rows))

    def is_by_hand(self, row: tuple[str, ...]) -> bool:
        """这一行最后一格空着，等人动笔填，印的时候要留出写字的高。"""
        return len(self.headers) <= _FORM_COLUMNS and not row[-1]


def _cell(text: str) -> str:
    kept = _printable(text).strip()
    # 压过一次的不再压：存进去再读出来，一个撇号也不多。
    return kept if kept.startswith("'") else neutral(kept)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        " " if each in _SPACES else each for each in text if each.isprintable() or each.isspace()
    )


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张纸上的内容；``is_wide`` 的横排，放宽表。"""

    blocks: tuple[Block, ...]
    is_wide: bool = False

    @property
    def closing(self) -> int:
        """从第几段起连着落款走，免得落款单独占一页；没有落款的，是总段数。"""
        styles = [block.style if isinstance(block, Paragraph) else "" for block in self.blocks]
        if "right" not in styles:
            return len(styles)
        start = signed = styles.index("right")
        while start > max(signed - _CLOSING_PARAGRAPHS, 0) and _is_short(self.blocks[start - 1]):
            start -= 1
        return start


def _is_short(block: Block) -> bool:
    return isinstance(block, Paragraph) and len(block.text) <= _CLOSING_WORDS


@dataclass(frozen=True, slots=True)
class Paper:
    """一份公文的全部要件。没有的要件空着，排出来也不留位置。

    :param mark: 首页右上角的类别标记，如 A
    :param head: 版头的发文机关标志
    :param signer: 签发人；``issuer`` 是落款，``seal`` 为真的留出盖章处
    :param copies: 抄送
    :param annexes: 附件，各从新的一页起
    """

    kind: str
    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    mark: str = ""
    head: str = ""
    addressee: str = ""
    issuer: str = ""
    signer: str = ""
    dated: str = ""
    contact: str = ""
    phone: str = ""
    copies: tuple[str, ...] = ()
    seal: bool = True
    annexes: tuple[tuple[str, Sheet], ...] = ()


def sheets_of(paper: Paper) -> tuple[Sheet, ...]:
    """摊平：正文一张，每个附件一张。"""
    annexes = (
        Sheet(
            (
                Paragraph(f"附件{place if len(paper.annexes) > 1 else ''}", "left"),
                Paragraph(name, "title"),
                *sheet.blocks,
            ),
            sheet.is_wide,
        )
        for place, (name, sheet) in enumerate(paper.annexes, start=1)
    )
    return (Sheet(tuple(_main(paper))), *annexes)


def _main(paper: Paper) -> Iterator[Block]:
    if paper.mark:
        yield Paragraph(f"类别标记：{paper.mark}", "mark")
    if paper.head:
        yield Paragraph(paper.head, "head")
        yield Paragraph(paper.number, "number")
        yield Paragraph("", "rule")
    elif paper.number:
        yield Paragraph(paper.number, "number")
    yield Paragraph(paper.title, "title")
    if paper.addressee:
        yield Paragraph(f"{paper.addressee}：", "addressee")
    yield from paper.blocks
    yield from _named_annexes(paper)
    yield from _signed(paper)
    if paper.contact or paper.phone:
        told = (("联系人", paper.contact), ("联系电话", paper.phone))
        words = "　　".join(f"{label}：{text}" for label, text in told if text)
        yield Paragraph(f"（{words}）")
    if paper.copies:
        yield Paragraph(f"抄送：{'，'.join(paper.copies)}。", "copies")


def _named_annexes(paper: Paper) -> Iterator[Paragraph]:
    for place, (name, _) in enumerate(paper.annexes, start=1):
        head = "附件：" if place == 1 else "　　　"
        number = f"{place}. " if len(paper.annexes) > 1 else ""
        yield Paragraph(f"{head}{number}{name}")


def _signed(paper: Paper) -> Iterator[Paragraph]:
    if paper.signer:
        yield Paragraph(f"签发人：{paper.signer}", "right")
    if paper.issuer:
        yield Paragraph(f"{paper.issuer}{'（盖章）' if paper.seal else ''}", "right")
    if paper.dated:
        yield Paragraph(paper.dated, "right")


def text_of(paper: Paper) -> str:
    """公文的全部文字，按先后；两种文件里读出来的应当与它相同。"""
    return "\n".join(
        line for sheet in sheets_of(paper) for block in sheet.blocks for line in _lines(block)
    )


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        if block.text:
            yield block.text
        return
    for row in (block.headers, *block.rows):
        yield from (cell for cell in row if cell)


def paragraphs(text: str, style: str = "body") -> tuple[Paragraph, ...]:
    """一段话按换行分成几段；空行不算，看不见的字符去掉。"""
    return tuple(
        Paragraph(line.strip(), style) for line in clean(text).splitlines() if line.strip()
    )


def as_data(paper: Paper) -> dict[str, Any]:
    """存进库里的样子。"""
    return asdict(paper)


def paper_from(data: Mapping[str, Any]) -> Paper:
    """从库里读回来，与存进去的一样。

    :raises PaperMistake: 不是一份公文
    """
    try:
        given = dict(data)
        given["blocks"] = _blocks(given["blocks"])
        given["copies"] = tuple(given["copies"])
        given["annexes"] = tuple(
            (name, Sheet(_blocks(sheet["blocks"]), bool(sheet["is_wide"])))
            for name, sheet in given["annexes"]
        )
        return Paper(**given)
    except (KeyError, TypeError, ValueError) as mistake:
        raise PaperMistake("这份公文的内容读不出来，请联系管理员核对留痕。") from mistake


def _blocks(rows: Any) -> tuple[Block, ...]:
    return tuple(
        Paragraph(row["text"], row["style"])
        if "text" in row
        else Table(
            tuple(row["headers"]), tuple(map(tuple, row["rows"])), tuple(row.get("widths", ()))
        )
        for row in rows
    )


def check(paper: Paper) -> None:
    """要件齐不齐、式样认不认得、表整不整齐；有毛病一次说清。

    :raises PaperMistake: 缺标题、缺正文、式样写错或表不整齐
    """
    faults = [words for words in _faults(paper) if words]
    if faults:
        raise PaperMistake(f"这份公文还不能用：{'；'.join(faults)}。")


def _faults(paper: Paper) -> Iterator[str]:
    if not paper.title.strip():
        yield "没有标题"
    if not paper.blocks:
        yield "没有正文"
    for sheet in sheets_of(paper):
        for block in sheet.blocks:
            if isinstance(block, Paragraph):
                yield "" if block.style in STYLES else f"不认得式样“{block.style}”"
            else:
                yield _fault_of(block)


def _fault_of(table: Table) -> str:
    wide = len(table.headers)
    if not 0 < wide <= _MOST_COLUMNS:
        return f"表要有 1 到 {_MOST_COLUMNS} 列"
    if any(len(row) != wide for row in table.rows) or len(table.widths) not in (0, wide):
        return "表的各行列数不一样"
    return ""


def day_words(day: date) -> str:
    """成文日期：年份写全，月、日不编虚位。"""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """一百以内的汉字数：条目、届次都用它。"""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens % 10]}十")
    return head + (_NUMERALS[ones] if ones or not tens else "")
