"""排版：版式在 ``typst/*.typ``，内容一律作为数据交进去，绝不拼进版式。

群众写的话里有 ``#``、``$``、``\\`` 这些排版记号，也只会原样印出来。
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import typst
from django.conf import settings

from lianxin.kernel.errors import RuleViolation

#: 按这个次序找中文字体，找到一种就用它。
CHINESE_FONTS: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
    "SimSun",
)


class CannotTypeset(RuleViolation):
    """这台机器上缺少排版要用的东西。"""


def typeset(layout: str, data: Mapping[str, Any], *, kind: Literal["pdf", "svg", "png"]) -> bytes:
    """按 ``layout`` 排 ``data``；``kind`` 是 ``pdf``、``svg`` 或 ``png``（后两种只用于单页）。

    :raises CannotTypeset: 机器上没有中文字体
    """
    fonts = _fonts()
    family = chinese_font(fonts.families())
    source = files("lianxin.documents").joinpath("typst", f"{layout}.typ").read_bytes()
    inputs = {"data": json.dumps({**data, "font": family}, ensure_ascii=False)}
    made = typst.compile(source, font_paths=fonts, sys_inputs=inputs, format=kind)
    return made if isinstance(made, bytes) else made[0]


def installed_fonts() -> list[str]:
    """这台机器上（和数据目录里）有的字体。"""
    return _fonts().families()


def chinese_font(families: list[str]) -> str:
    """在已装的字体里挑一种中文字体。

    :raises CannotTypeset: 一种也没有
    """
    for family in CHINESE_FONTS:
        if family in families:
            return family
    raise CannotTypeset(
        "没有找到中文字体，印不出来；请管理员安装思源黑体（Noto Sans CJK），"
        "或把字体文件放进数据目录的 fonts 文件夹，再重新启动"
    )


@cache
def _fonts() -> typst.Fonts:
    # 扫描字体要近半秒，一个进程只扫一次。
    folder = Path(settings.LIANXIN_HOME) / "fonts"
    return typst.Fonts(font_paths=[folder] if folder.is_dir() else [])
