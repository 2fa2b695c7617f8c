"""文件类型按内容认，扩展名不算数。"""

import re
from dataclasses import dataclass
from typing import Final

from lianxin.files.archives import expand_names
from lianxin.files.refusals import FileRefused


@dataclass(frozen=True, slots=True)
class FileType:
    """认出来的类型。"""

    extension: str
    content_type: str


PDF: Final = FileType("pdf", "application/pdf")
DOCX: Final = FileType(
    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
XLSX: Final = FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

_OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_HEAD: Final = b"PK\x03\x04"
# 只看未压缩部分里的名字：能拦住常见的，拦不住的由“只下载、不在线打开”兜底。
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|EmbeddedFile|XFA)\b")
_PDF_LOCKED = re.compile(rb"/Encrypt\b")
_MACRO = re.compile(r"(?i)(?:vbaProject\.bin|vbaData\.xml|/activeX/|/macrosheets/|/embeddings/)")
_ACCEPTED: Final = "可以收 PDF、Word（docx）、Excel（xlsx）和 JPG、PNG 图片"


def document_type(content: bytes) -> FileType:
    """认出一份可以收的文件。

    :raises FileRefused: 不收的类型、带宏、带密码、压缩包体检不过
    """
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(_ZIP_HEAD):
        return _office(expand_names(content))
    if content.startswith(_OLE_HEAD):
        raise FileRefused(
            f"旧版 Office 文件或加了密码的文件不收；请另存为新格式、去掉密码。{_ACCEPTED}"
        )
    raise FileRefused(f"这种文件不收。{_ACCEPTED}")


def _pdf(content: bytes) -> FileType:
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused("PDF 没有传完整，请重新传")
    if _PDF_LOCKED.search(content):
        raise FileRefused("PDF 加了密码，别人打不开；请去掉密码再传")
    if _PDF_ACTIVE.search(content):
        raise FileRefused("PDF 里带有脚本或夹带了别的文件；请用“打印成 PDF”另存一份再传")
    return PDF


def _office(names: frozenset[str]) -> FileType:
    if any(_MACRO.search(name) for name in names):
        raise FileRefused("文件里带有宏、控件或夹带了别的文件；请另存为不带宏的 docx 或 xlsx 再传")
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    raise FileRefused(f"压缩包不收，请把里面的文件逐个传。{_ACCEPTED}")
