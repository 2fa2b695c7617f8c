"""公文用的几种字：先找标准字体，没有就按次序找相近的，不至于印成方块。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from lianxin.documents.typesetting import CHINESE_FONTS

_SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun")
#: 用途 → 可用的字体，前面的先用。仿宋是正文，小标宋是标题，黑体、楷体是一、二级标题。
FACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", *_SERIF),
        "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "STZhongsong", *_SERIF),
        "first": ("SimHei", "黑体", "STHeiti"),
        "second": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", *_SERIF),
        "song": ("SimSun", "宋体", "STSong", *_SERIF),
    }
)
#: Word 里写的字体名，和没有它时换用的名字。
WORD_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body": ("仿宋_GB2312", "仿宋"),
        "title": ("方正小标宋简体", "华文中宋"),
        "first": ("黑体", "SimHei"),
        "second": ("楷体_GB2312", "楷体"),
        "song": ("宋体", "SimSun"),
    }
)


def chosen(installed: Iterable[str]) -> dict[str, list[str]]:
    """每种用途在这台机器上能用的字体；最后总有一种中文字体兜底。"""
    here = set(installed)
    return {
        use: [name for name in (*names, *CHINESE_FONTS) if name in here]
        for use, names in FACES.items()
    }
