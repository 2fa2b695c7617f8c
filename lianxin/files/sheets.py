"""表读进来、写出去都用的几样东西。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
Place: TypeAlias = tuple[int, int]

#: 表格软件会把以这些字符起头的文字当公式算（写进正则的方括号里用）；全角的也算。
FORMULA_STARTS: Final = r"=+\-@＝＋－＠\t\r\n"


@dataclass(frozen=True, slots=True)
class Grid:
    """读出来的格子，行列都从 0 起，与原表位置一致；空格子是 ``None``。"""

    rows: Sequence[Sequence[Value]]
    formulas: frozenset[Place] = frozenset()
    merged: frozenset[Place] = frozenset()
    notes: tuple[str, ...] = ()


def tidied(value: Value) -> Value:
    """一个格子的样子：去掉首尾空白，空的作 ``None``，整数不带小数点。"""
    if isinstance(value, str):
        return value.strip(" \u3000\xa0\ufeff\n") or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
