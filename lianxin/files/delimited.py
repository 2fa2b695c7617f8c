"""逗号、制表符分隔的文字表。"""

import csv
import re
from io import StringIO
from typing import Final

from lianxin.files.refusals import SheetRefused
from lianxin.files.sheets import Grid, tidied

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HAN = re.compile(r"[\u3400-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff]")
_DELIMITERS: Final = (",", "\t", ";", "|")
_SAVE_AGAIN: Final = "请用表格软件打开，另存为 xlsx 再传"


def read(content: bytes) -> Grid:
    """读文字表；编码按 UTF-8、UTF-16、GB18030 的次序认。

    :raises SheetRefused: 不是文字、编码认不出、引号不配对
    """
    text, encoding = _decode(content)
    if re.match(r"\s*<(?:!doctype|html|\?xml|table|svg)", text[:200], re.IGNORECASE):
        raise SheetRefused(f"这其实是网页，不是表格；{_SAVE_AGAIN}")
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        rows = [[tidied(cell) for cell in line] for line in reader]
    except csv.Error as problem:
        raise SheetRefused(f"表里的引号不配对或有的格太长，读不下去；{_SAVE_AGAIN}") from problem
    notes = ("文字编码不是 UTF-8，按国标编码读取，请核对有没有乱码",)
    return Grid(rows=rows, notes=notes if encoding == "gb18030" else ())


def _decode(content: bytes) -> tuple[str, str]:
    marked = next((name for head, name in _BOMS if content.startswith(head)), "")
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (encoding != "gb18030" or _reads_well(text)):
            return text, encoding
    raise SheetRefused(f"认不出表里文字的编码；{_SAVE_AGAIN}")


def _reads_well(text: str) -> bool:
    # 别的编码当国标读，会冒出一大片生僻字；人名里的几个生僻字不要紧。
    han = _HAN.findall(text)
    usual = "".join(han).encode("gb2312", "ignore").decode("gb2312")
    return len(usual) >= 0.8 * len(han)


def _delimiter(text: str) -> str:
    head = text[:4000].lstrip("\ufeff\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=head.count)
