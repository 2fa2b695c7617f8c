"""代表码海报与公示单：印得出、扫得出、说得清。"""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from lianxin.documents.posters import (
    Poster,
    PostingRow,
    PostingSheet,
    poster_pdf,
    poster_png,
    poster_svg,
    posting_sheet_pdf,
)
from lianxin.documents.typesetting import CHINESE_FONTS, CannotTypeset, chinese_font

POSTER = Poster(
    congress="江夏区人大常委会",
    station="五里界街道 童周岭代表联络站",
    purpose="身边有难事，扫码告诉代表",
    url="https://lianxin.example/s/7K2M9QXA?k=3c9f0a72",
    address_text="lianxin.example/s/7K2M9QXA",
    name="周岭梅",
    role="区人大代表",
    reception="每月 9 日上午 9:00—11:30 在站接待",
    place="童周岭村党群服务中心一楼",
    phone="027-87910000",
)
ROW = PostingRow(
    number="JX-2026-05-00417",
    title="村口到小学的路没有路灯",
    handler="区住房和城乡建设局",
    progress="已办结",
    answer="11 盏路灯已装好。",
    rating="满意",
    received_on=date(2026, 5, 12),
    done_on=date(2026, 6, 2),
)
SHEET = PostingSheet(
    congress="江夏区人大常委会",
    station="童周岭代表联络站",
    since=date(2026, 3, 1),
    until=date(2026, 6, 5),
    rows=[ROW],
    contact="联系电话 027-87910000",
    url="https://lianxin.example/s/7K2M9QXA",
)
LONG = replace(
    POSTER,
    station="某某区人大代表联络总站（某某街道片区中心代表联络站）",
    purpose="把您想对人大代表说的话、身边的难事烦心事和好主意都写下来，扫码就能告诉我们，件件有回音",
    name="欧阳上官小兰兰",
    reception="每周一、三、五上午 9:00—11:30，每月 9 日、19 日全天在站接待，节假日顺延",
    place="某某街道某某社区某某路一百二十三号党群服务中心一楼东侧人大代表接待室",
)


def _words(pdf: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("没有 pdftotext（Debian 软件包 poppler-utils），跳过读文件内容")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_printed_code_leads_to_the_right_page() -> None:
    """海报上的二维码扫得出，扫出来就是那个网址。"""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(poster_png(POSTER))))

    assert found.text == POSTER.url


def test_damaged_code_still_scans() -> None:
    """二维码中间被贴纸盖住一块，照样扫得出。"""
    image = Image.open(BytesIO(poster_png(POSTER))).convert("RGB")
    (whole,) = zxingcpp.read_barcodes(image)
    corner, size = (
        whole.position.top_left,
        whole.position.bottom_right.x - whole.position.top_left.x,
    )
    middle = (corner.x + size // 2, corner.y + size // 2)
    patch = size // 8
    ImageDraw.Draw(image).rectangle(
        (middle[0] - patch, middle[1] - patch, middle[0] + patch, middle[1] + patch), fill="white"
    )

    (found,) = zxingcpp.read_barcodes(image)

    assert found.text == POSTER.url


def test_poster_says_everything_a_passer_by_needs() -> None:
    """海报上有：做什么用、谁、哪个站、何时接待、扫不了码怎么办。"""
    words = _words(poster_pdf(POSTER))

    for part in (
        POSTER.congress,
        POSTER.station,
        POSTER.purpose,
        POSTER.name,
        POSTER.reception,
        POSTER.address_text,
        "扫不了码",
    ):
        assert "".join(part.split()) in words


@pytest.mark.parametrize("poster", [POSTER, LONG, replace(POSTER, name="", role="", place="")])
def test_poster_fits_one_page(poster: Poster) -> None:
    """字再多也只有一页，二维码还在。"""
    assert _pages(poster_pdf(poster)) == 1
    assert len(zxingcpp.read_barcodes(Image.open(BytesIO(poster_png(poster))))) == 1


def test_poster_is_shown_as_a_drawing() -> None:
    """预览用的是矢量图，里面没有脚本，也不去别处取东西。"""
    drawing = poster_svg(POSTER)

    assert drawing.startswith("<svg")
    assert "<script" not in drawing
    assert not re.search(r"""(?:href|src)=["']https?:""", drawing)


@pytest.mark.parametrize(
    "said",
    [
        '#panic("坏了")',
        "$x^2$",
        "\\#import",
        "*粗*_斜_",
        "<label>@ref",
        '"引号"\\n',
        "//注释",
        "= 标题",
    ],
)
def test_words_are_printed_as_written(said: str) -> None:
    """群众写的排版记号只会原样印出来，不会被执行。"""
    words = _words(posting_sheet_pdf(replace(SHEET, rows=[replace(ROW, title=said)])))

    assert "".join(said.split()) in words


def test_posting_sheet_says_what_and_since_when() -> None:
    """公示单写明哪个站、从哪天到哪天、共几件，每件写明谁在办、办到哪里、答复、评价。"""
    words = _words(posting_sheet_pdf(SHEET))

    for part in ("2026年3月1日至2026年6月5日", "共1件", ROW.title, ROW.handler, ROW.rating):
        assert part in words
    assert "5月12日收到" in words
    assert "6月2日办结" in words


def test_posting_sheet_numbers_its_pages() -> None:
    """件数多了自动分页，每页有页码和表头。"""
    pdf = posting_sheet_pdf(replace(SHEET, rows=[ROW] * 40))

    pages, words = _pages(pdf), _words(pdf)

    assert pages > 1
    assert f"第{pages}页共{pages}页" in words
    assert words.count("反映的事") == pages


def test_empty_posting_sheet_says_so() -> None:
    """一件也没有的时候，写明还没有收到，而不是一张空表。"""
    words = _words(posting_sheet_pdf(replace(SHEET, rows=[])))

    assert "还没有收到意见" in words
    assert "反映的事" not in words


def test_missing_chinese_font_is_said_plainly() -> None:
    """机器上没有中文字体，说清楚要装什么、放哪里，不印一页方框。"""
    with pytest.raises(CannotTypeset, match="思源黑体"):
        chinese_font(["Liberation Sans"])
    assert chinese_font(["Liberation Sans", CHINESE_FONTS[-1]]) == CHINESE_FONTS[-1]
