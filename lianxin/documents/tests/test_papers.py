"""公文的两种样子：Word 与 PDF 说的话一字不差，版心照国家标准。"""

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document as open_word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from lianxin.documents.papers import (
    Paper,
    PaperMistake,
    Paragraph,
    Sheet,
    Table,
    as_data,
    numeral,
    paper_from,
    paragraphs,
    text_of,
)
from lianxin.documents.printing import ROWS_AT_ONCE, pdf_file
from lianxin.documents.wordfiles import word_file

FORM = Sheet((Table(("项目", "满意", "不满意"), (("办理态度", "□", "□"),)),), is_wide=True)
PAPER = Paper(
    kind="reply_letter",
    title="关于江夏区七届人大五次会议第12号建议的答复",
    number="夏住建函〔2026〕12号",
    mark="A",
    head="江夏区住房和城乡建设局",
    addressee="周岭梅代表",
    blocks=(
        *paragraphs("您提出的关于加装路灯的建议收悉，现答复如下。"),
        Paragraph("一、关于加装路灯", "first"),
        Paragraph("（一）已经装好的", "second"),
        Paragraph("十一盏路灯已于 6 月 2 日亮灯，含 #panic、$x$、*星号*。"),
        Table(("序号", "路段"), (("1", "村口"), ("2", "=HYPERLINK(1)"))),
    ),
    issuer="区住房和城乡建设局",
    signer="张局长",
    dated="2026年6月3日",
    contact="赵明",
    phone="027-87910000",
    copies=("代表工作委员会", "区政府办公室"),
    annexes=(("建议办理情况征询意见表", FORM),),
)


def squeezed(text: str) -> str:
    """去掉空白：排版会折行、会留空。"""
    return re.sub(r"\s+", "", text)


def words_in(pdf: bytes) -> str:
    """PDF 里读出来的字，去掉页码。"""
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True)
        text = done.stdout.decode()
    else:
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return squeezed(re.sub(r"^\s*—\s*\d+\s*—\s*$", "", text, flags=re.MULTILINE))


def words_of(word: bytes) -> str:
    """Word 里的字：段落和表按先后。"""
    body = open_word(BytesIO(word)).element.body
    return squeezed("".join(node.text or "" for node in body.iter(qn("w:t"))))


def test_both_files_say_the_same() -> None:
    """Word 与 PDF 里的字，与这份公文的字完全相同，一个不多、一个不少。"""
    said = squeezed(text_of(PAPER))

    assert words_of(word_file(PAPER)) == said
    assert words_in(pdf_file(PAPER)) == said
    assert "类别标记：A" in said
    assert "周岭梅代表：" in said


def test_page_is_the_national_standard() -> None:
    """A4 纸，天头 37、订口 28 毫米，版心 156×225 毫米；一页 22 行、一行 28 字。"""
    word = open_word(BytesIO(word_file(PAPER)))
    page = word.sections[0]

    assert [round(edge / Mm(1)) for edge in (page.page_width, page.page_height)] == [210, 297]
    assert abs(page.top_margin - Mm(37)) < Mm(1)
    assert abs(page.left_margin - Mm(28)) < Mm(1)
    text = (page.page_width - page.left_margin - page.right_margin) / Mm(1)
    assert text == pytest.approx(156, abs=0.2)
    tall = (page.page_height - page.top_margin - page.bottom_margin) / Mm(1)
    assert tall == pytest.approx(225, abs=0.2)
    grid = page._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    wide = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert tall / 25.4 * 72 / pitch == pytest.approx(22, abs=0.05)
    assert text / 25.4 * 72 / wide == pytest.approx(28, abs=0.05)
    assert word.sections[1].orientation == WD_ORIENT.LANDSCAPE


def test_printed_page_holds_22_lines_of_28_characters() -> None:
    """PDF 里满满一页正文是 22 行，每行 28 个字。"""
    full = replace(PAPER, blocks=(Paragraph("字" * 28 * 60),), mark="", head="", annexes=())
    page = PdfReader(BytesIO(pdf_file(full))).pages[1]
    lines = [line for line in page.extract_text().splitlines() if "字" in line]

    assert len(lines) == 22
    assert {line.count("字") for line in lines} == {28}
    assert [round(float(edge) / 72 * 25.4) for edge in page.mediabox[2:]] == [210, 297]


def test_fonts_are_named_with_something_to_fall_back_on() -> None:
    """正文写明仿宋、标题写明小标宋；没有这种字体的机器，文件里写了换用哪种。"""
    word = word_file(PAPER)
    body = open_word(BytesIO(word)).element.xml
    fonts = ZipFile(BytesIO(word)).read("word/fontTable.xml").decode()

    assert 'w:eastAsia="仿宋_GB2312"' in body
    assert 'w:eastAsia="方正小标宋简体"' in body
    assert fonts.count("<w:altName") == 5


def test_nothing_else_is_needed_to_make_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """不靠外面的办公软件：一个外部程序都不起。"""

    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("起了外部程序")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setenv("PATH", "")

    assert word_file(PAPER).startswith(b"PK")
    assert pdf_file(PAPER).startswith(b"%PDF")


def test_the_signature_never_stands_alone_on_a_page() -> None:
    """落款排到下一页时，前面两三小段跟着过去；Word 里也连着。"""
    body = tuple(Paragraph(f"第{place}段。") for place in range(1, 13))
    full = replace(PAPER, blocks=body, contact="", phone="", copies=(), annexes=())
    short = replace(full, blocks=body[:3])
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf_file(full))).pages]
    kept = [
        line.text
        for line in open_word(BytesIO(word_file(full))).paragraphs
        if line.paragraph_format.keep_with_next
    ]

    assert len(PdfReader(BytesIO(pdf_file(short))).pages) == 1
    assert len(pages) == 2
    assert "第9段" in pages[0]
    assert "签发人" not in pages[0]
    assert all(words in squeezed(pages[1]) for words in ("第10段", "第12段", "签发人", "盖章"))
    assert [one for one in kept if one.startswith("第")] == ["第10段。", "第11段。", "第12段。"]


@pytest.mark.parametrize(
    ("head", "points"),
    [("江夏区住房和城乡建设局", 30), ("江夏区人大常委会代表工作委员会", 29)],
)
def test_the_issuer_is_printed_on_one_line(head: str, points: int) -> None:
    """发文机关标志一行印得下用大字，印不下的缩小，不把末一个字挤到第二行。"""
    word = open_word(BytesIO(word_file(replace(PAPER, head=head))))
    line = next(one for one in word.paragraphs if one.text == head)
    printed = PdfReader(BytesIO(pdf_file(replace(PAPER, head=head)))).pages[0].extract_text()

    assert line.runs[0].font.size == Pt(points)
    assert head in printed.splitlines()


def test_blank_rows_of_a_form_leave_room_to_write() -> None:
    """表单里末一格空着的那一行印得高些，好动笔；填了的、台账里的不另加高。"""
    form = Table(("项目", "内容"), (("代表姓名", "周岭梅"), ("代表签名、日期", "")))
    ledger = Table(("序号", "编号", "案由", "代表", "期限"), (("1", "2", "3", "4", ""),))
    word = open_word(BytesIO(word_file(replace(PAPER, blocks=(form, ledger)))))
    named, signed = word.tables[0].rows[1:]

    assert named.height is None
    assert signed.height is not None
    assert round(signed.height / Mm(1)) == 12
    assert word.tables[1].rows[1].height is None


def test_a_paper_survives_the_register() -> None:
    """存进登记簿再读出来，还是那一份；像公式的字只压一次。"""
    kept = paper_from(as_data(PAPER))

    assert kept == PAPER
    assert "'=HYPERLINK(1)" in text_of(kept)
    assert "''=" not in text_of(kept)


def test_unseen_characters_do_not_break_the_files() -> None:
    """看不见的字符、控制符进不了公文，两种文件都打得开。"""
    odd = replace(PAPER, blocks=(Paragraph("路\x00灯\x0b坏\u200b了\ud800"),), annexes=())

    assert "路灯" in words_of(word_file(odd))
    assert "坏了" in words_in(pdf_file(odd))


def test_long_tables_are_bound_from_parts() -> None:
    """几百行的附表分段排、再合订：一行不少，页码接着编。"""
    rows = tuple((f"第{place}行", "路灯") for place in range(ROWS_AT_ONCE + 60))
    long = replace(PAPER, annexes=(("一览表", Sheet((Table(("编号", "事"), rows),))),))
    made = pdf_file(long)
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    seen = words_in(made)

    assert all(f"第{place}行" in seen for place in range(ROWS_AT_ONCE + 60))
    numbers = [int(re.findall(r"—\s*(\d+)\s*—", page)[-1]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))


def resident() -> int:
    """这个进程占多少内存（MiB）。"""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 // 1024


@pytest.mark.slow
def test_a_long_annex_leaves_no_memory_behind() -> None:
    """一千多行的附表排完，这个进程占的内存几乎不涨：排版在别的进程里，排完就还了。"""
    rows = tuple((f"第{place}行", "路灯" * 12, "住建局") for place in range(ROWS_AT_ONCE * 5))
    table = Table(("编号", "事", "谁办"), rows)
    long = replace(PAPER, annexes=(("一览表", Sheet((table,), is_wide=True)),))
    batches: list[tuple[int, int]] = []
    pdf_file(PAPER)
    before = resident()
    made = pdf_file(long, progress=lambda done, total: batches.append((done, total)))

    assert resident() - before < 60
    assert batches == [(1, 2), (2, 2)]
    assert len(PdfReader(BytesIO(made)).pages) > 20


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (replace(PAPER, title=" "), "没有标题"),
        (replace(PAPER, blocks=()), "没有正文"),
        (replace(PAPER, blocks=(Paragraph("话", "红色"),)), "不认得式样"),
        (replace(PAPER, blocks=(Table(("甲",), (("一", "二"),)),)), "列数不一样"),
    ],
)
def test_an_incomplete_paper_says_what_is_missing(broken: Paper, why: str) -> None:
    """缺要件的公文排不出来，说明缺什么；补齐了就排得出来。"""
    with pytest.raises(PaperMistake, match=why):
        word_file(broken)
    assert word_file(PAPER)


def test_stored_rubbish_is_not_taken_for_a_paper() -> None:
    """库里的内容读不成公文，就明说，不猜。"""
    with pytest.raises(PaperMistake, match="读不出来"):
        paper_from({"title": "没有别的"})


def test_numerals() -> None:
    """届次、条目用汉字数。"""
    assert [numeral(n) for n in (1, 7, 10, 11, 20, 25)] == [
        "一",
        "七",
        "十",
        "十一",
        "二十",
        "二十五",
    ]
