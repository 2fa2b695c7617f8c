"""编号：一句样式加年、月、流水号，如 ``{prefix}〔{year}〕{seq:03}号``。"""

import re
from functools import lru_cache
from string import Formatter

from lianxin.kernel.errors import RuleViolation

_FIELDS = {"prefix": "字头", "year": "年", "month": "月", "seq": "流水号"}
_LITERAL = re.compile(r"[\w〔〕\[\]()（）第号字\-/.·]*")


class NumberPatternMistake(RuleViolation):
    """编号样式写错了。"""


@lru_cache(maxsize=256)
def check_pattern(pattern: str) -> frozenset[str]:
    """验编号样式；对了返回用到的几项，错了抛 :class:`NumberPatternMistake`。"""
    try:
        pieces = list(Formatter().parse(pattern))
    except ValueError:
        raise NumberPatternMistake(f"编号样式“{pattern}”的花括号没有配好") from None
    for literal, field, spec, conversion in pieces:
        _check_piece(literal, field, spec or "", conversion)
    fields = frozenset(field for _, field, _, _ in pieces if field)
    if "seq" not in fields:
        raise NumberPatternMistake("编号样式里要有流水号 {seq}")
    if "month" in fields and "year" not in fields:
        raise NumberPatternMistake("编号样式里有月份，就要有年份 {year}，不然第二年会重号")
    return fields


def _check_piece(literal: str, field: str | None, spec: str, conversion: str | None) -> None:
    if not _LITERAL.fullmatch(literal):
        raise NumberPatternMistake(
            f"编号样式里的“{literal}”不能用，只用文字、数字、括号、短横、斜线"
        )
    if field is None:
        return
    if field not in _FIELDS:
        allowed = "、".join(f"{{{name}}} {label}" for name, label in _FIELDS.items())
        raise NumberPatternMistake(f"编号样式里的 {{{field}}} 不认得，只能用：{allowed}")
    if conversion or (spec and (field == "prefix" or not re.fullmatch(r"0[1-9]", spec))):
        raise NumberPatternMistake(f"{{{field}}} 后面只能写位数，如 {{seq:03}}")


def format_number(pattern: str, *, year: int, month: int, seq: int, prefix: str = "") -> str:
    """按样式写出编号；``seq`` 从 1 起。"""
    check_pattern(pattern)
    if seq < 1:
        raise ValueError("流水号从 1 起")
    return pattern.format(year=year, month=month, seq=seq, prefix=prefix)


def counter_scope(pattern: str, *, year: int, month: int) -> str:
    """流水号在哪个范围内连续：写了月的按月，写了年的按年，都没写的永不重排。"""
    fields = check_pattern(pattern)
    if "month" in fields:
        return f"{year:04}-{month:02}"
    return f"{year:04}" if "year" in fields else "all"
