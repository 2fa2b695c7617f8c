"""排成 Word 文件：版心、行数、字体照 GB/T 9704-2012，不用装任何办公软件。

A4 纸，天头 37 毫米、订口 28 毫米、版心 156×225 毫米；正文三号仿宋，一页 22 行、一行 28 字。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from lianxin.documents.fontnames import WORD_NAMES
from lianxin.documents.papers import Block, Paper, Paragraph, Table, check, sheets_of

MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY_POINTS: Final = 16
LINES: Final = 22
COLUMNS: Final = 28
TEXT_WIDTH_MM: Final = 156
TEXT_HEIGHT_MM: Final = 225
_POINTS_A_MM: Final = 72 / 25.4
LINE_PITCH: Final = TEXT_HEIGHT_MM * _POINTS_A_MM / LINES
"""一行多高（磅）：版心高除以 22。"""

CHARACTER_PITCH: Final = TEXT_WIDTH_MM * _POINTS_A_MM / COLUMNS
"""一字多宽（磅）：版心宽除以 28。"""

_LEFT, _RIGHT, _CENTER, _BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_RED: Final = RGBColor(0xD7, 0x00, 0x0F)
_WIDE_MM: Final = 297 - 35 - 37
_SMALLEST_HEAD: Final = 22
#: 等人动笔填的那一行多高（毫米）。
_BY_HAND_MM: Final = 12


@dataclass(frozen=True, slots=True)
class _Look:
    """一种式样在 Word 里的样子；``indent``、``inset`` 以字计。"""

    face: str = "body"
    points: float = BODY_POINTS
    align: WD_ALIGN_PARAGRAPH = _LEFT
    indent: int = 0
    inset: int = 0
    is_red: bool = False
    gap: int = 0


_LOOKS: Final = {
    "mark": _Look("first", align=_RIGHT, gap=1),
    "head": _Look("title", 30, _CENTER, is_red=True, gap=1),
    "number": _Look(align=_CENTER),
    "rule": _Look(points=5, is_red=True),
    "title": _Look("title", 22, _CENTER, gap=1),
    "addressee": _Look(),
    "body": _Look(align=_BOTH, indent=2),
    "first": _Look("first", indent=2),
    "second": _Look("second", indent=2),
    "left": _Look("first"),
    "right": _Look(align=_RIGHT, inset=4),
    "center": _Look(align=_CENTER),
    "note": _Look(points=12, align=_BOTH, indent=2),
    "copies": _Look(points=14, inset=1),
}


def word_file(paper: Paper) -> bytes:
    """一份公文的 Word 文件。

    :raises PaperMistake: 公文缺要件
    """
    check(paper)
    word = Document()
    _prepare(word, paper)
    for place, sheet in enumerate(sheets_of(paper)):
        section = word.sections[0] if place == 0 else word.add_section(WD_SECTION.NEW_PAGE)
        _set_page(section, is_wide=sheet.is_wide)
        if place == 0:
            _number_pages(section)
        for block in sheet.blocks[: sheet.closing]:
            _add(word, block, is_wide=sheet.is_wide)
        first = len(word.paragraphs)
        for block in sheet.blocks[sheet.closing :]:
            _add(word, block, is_wide=sheet.is_wide)
        # 落款连同前面的两三小段一起走，不单独占一页。
        for line in word.paragraphs[first:-1]:
            line.paragraph_format.keep_with_next = True
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _prepare(word: Word, paper: Paper) -> None:
    word.core_properties.title = paper.title
    word.core_properties.author = paper.issuer
    word.core_properties.comments = ""
    normal = word.styles["Normal"]
    normal.font.size = Pt(BODY_POINTS)
    _name_font(normal.element.get_or_add_rPr(), "body")
    settings = word.settings.element
    settings.append(parse_xml(f"<w:evenAndOddHeaders {nsdecls('w')}/>"))
    for part in word.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            # 没有标准字体的机器，Word 按这里写的名字换用。
            part._blob = _font_table()


def _font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in WORD_NAMES.values()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
    )


def _set_page(section: Section, *, is_wide: bool) -> None:
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    edges = (28, 37, 26, 35) if is_wide else (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(
        Mm, edges
    )
    # 页码在版心下边缘之下 7 毫米。
    section.footer_distance = Mm(24 if not is_wide else 16)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    if not is_wide:
        pitch, space = round(LINE_PITCH * 20), round((CHARACTER_PITCH - BODY_POINTS) * 4096)
        grid = f'w:type="linesAndChars" w:linePitch="{pitch}" w:charSpace="{space}"'
        properties.append(parse_xml(f"<w:docGrid {nsdecls('w')} {grid}/>"))


def _number_pages(section: Section) -> None:
    """页码：四号，左右各一条一字线；单页在右、双页在左，各空一字。"""
    for footer, align in ((section.footer, _RIGHT), (section.even_page_footer, _LEFT)):
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
        for text in ("— ", "", " —"):
            run = line.add_run(text)
            run.font.size = Pt(14)
            _name_font(run._element.get_or_add_rPr(), "song")
            if not text:
                _page_field(run)


def _page_field(run: Run) -> None:
    for xml in (
        '<w:fldChar {} w:fldCharType="begin"/>',
        '<w:instrText {} xml:space="preserve">PAGE</w:instrText>',
        '<w:fldChar {} w:fldCharType="end"/>',
    ):
        run._element.append(parse_xml(xml.format(nsdecls("w"))))


def _name_font(properties: Any, use: str) -> None:
    name = WORD_NAMES[use][0]
    fonts = properties.get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), name)


def _add(word: Word, block: Block, *, is_wide: bool) -> None:
    if isinstance(block, Table):
        _add_table(word, block, width_mm=_WIDE_MM if is_wide else TEXT_WIDTH_MM)
        return
    line = word.add_paragraph()
    look = _look_of(block)
    _set_line(line, look)
    run = line.add_run(block.text)
    run.font.size = Pt(look.points)
    if look.is_red:
        run.font.color.rgb = _RED
    _name_font(run._element.get_or_add_rPr(), look.face)
    _draw_rules(line, block)


def _look_of(block: Paragraph) -> _Look:
    """这一段的样子；版头的发文机关标志印在一行里，放不下就缩小。"""
    look = _LOOKS[block.style]
    if block.style != "head":
        return look
    fitting = int(TEXT_WIDTH_MM * _POINTS_A_MM / max(len(block.text), 1))
    return replace(look, points=max(min(look.points, fitting), _SMALLEST_HEAD))


def _set_line(line: WordParagraph, look: _Look) -> None:
    shape = line.paragraph_format
    line.alignment = look.align
    shape.space_before = Pt(0)
    shape.space_after = Pt(look.gap * LINE_PITCH)
    if look.points > BODY_POINTS:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.points * 1.6)
    else:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PITCH)
    shape.first_line_indent = Pt(look.indent * look.points)
    if look.align == _RIGHT:
        shape.right_indent = Pt(look.inset * look.points)
    else:
        shape.left_indent = Pt(look.inset * look.points)


def _draw_rules(line: WordParagraph, block: Paragraph) -> None:
    """版头的红线画在空行下面，版记的细线画在抄送上下。"""
    edge = 'w:val="single" w:sz="{}" w:space="1" w:color="{}"'
    if block.style == "rule":
        sides = f"<w:bottom {edge.format(12, 'D7000F')}/>"
    elif block.style == "copies":
        sides = f"<w:top {edge.format(6, '000000')}/><w:bottom {edge.format(6, '000000')}/>"
    else:
        return
    shape = line._element.get_or_add_pPr()
    shape.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"),
        *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    )


def _add_table(word: Word, table: Table, *, width_mm: float) -> None:
    """表直接写成一段：一格一格地加，几千行要等几分钟。"""
    parts = table.widths or (1,) * len(table.headers)
    total = round(width_mm * _POINTS_A_MM * 20)
    widths = [total * part // sum(parts) for part in parts]
    head = _row(table.headers, widths, face="first", is_head=True)
    rows = "".join(
        _row(row, widths, face="body", is_by_hand=table.is_by_hand(row)) for row in table.rows
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )
    body = word.element.body
    body.insert(len(body) - 1, made)
    # 两张表紧挨着会连成一张，中间垫一小行。
    gap = word.add_paragraph()
    gap.paragraph_format.line_spacing = Pt(6)
    gap.paragraph_format.space_after = Pt(0)


def _row(
    cells: tuple[str, ...],
    widths: list[int],
    *,
    face: str,
    is_head: bool = False,
    is_by_hand: bool = False,
) -> str:
    """一行；表头每页重印，行不跨页断开，等人动笔填的留出写字的高。"""
    head = "<w:tblHeader/>" if is_head else ""
    if is_by_hand:
        twips = round(_BY_HAND_MM * _POINTS_A_MM * 20)
        head = f'<w:trHeight w:val="{twips}" w:hRule="atLeast"/>'
    made = "".join(_cell(cell, width, face=face) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{made}</w:tr>"


def _cell(text: str, width: int, *, face: str) -> str:
    name = WORD_NAMES[face][0]
    fonts = f'w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="20" w:after="20" w:line="280" '
        f'w:lineRule="exact"/></w:pPr><w:r><w:rPr><w:rFonts {fonts}/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
