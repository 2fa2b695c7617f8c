"""格子里的值：时间、文字；看不懂的说出看不懂在哪里。"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from django.utils.timezone import get_default_timezone, is_aware

from lianxin.files.sheets import Value

_SHAPES: Final = tuple(
    day + clock
    for day in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
    for clock in (" %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M", "%H时%M分", "")
)
_SPACES = re.compile(r"[\s\u3000]+")


class Unreadable(ValueError):
    """这一格看不懂；消息说明该怎么写。"""


def words(value: Value) -> str:
    """格子里的字；数按原样写出，空格子是空字。"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)


def moment(value: Value) -> datetime | None:
    """格子里的时间，没写时区的按北京时间；空格子为空。

    :raises Unreadable: 写了，但看不懂
    """
    match value:
        case None:
            return None
        case datetime():
            found = value
        case date():
            found = datetime.combine(value, time())
        case str():
            found = _read(_SPACES.sub(" ", value).strip())
        case _:
            raise Unreadable(f"“{value}”不是时间，请写成 2026-06-03 14:30 这样")
    return found if is_aware(found) else found.replace(tzinfo=get_default_timezone())


def _read(text: str) -> datetime:
    for shape in _SHAPES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 （时区由调用的一方补上）
        except ValueError:
            continue
    raise Unreadable(f"“{text[:30]}”不是时间，请写成 2026-06-03 14:30 这样")
