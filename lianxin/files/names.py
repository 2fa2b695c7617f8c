"""文件名：只留给人看，存盘不用它。"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')


def display_name(raw: str, extension: str) -> str:
    """收拾过的文件名：去掉路径、看不见的字符和各系统不许用的符号，扩展名改成真实类型。"""
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", raw.replace("\\", "/").rpartition("/")[2])
        if unicodedata.category(character)[0] != "C"
    )
    stem = _FORBIDDEN.sub("_", visible).rpartition(".")[0] or _FORBIDDEN.sub("_", visible)
    kept = " ".join(stem.split()).strip(". ")[: LONGEST - len(extension) - 1].rstrip(". ")
    return f"{kept or '附件'}.{extension}"
