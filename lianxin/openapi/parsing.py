"""读请求体：只收 JSON，只收有限的数、有限的层数、有限的大小。"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

LARGEST = 1024 * 1024
DEEPEST = 20


class WrongMedia(ValueError):
    """不是 JSON。"""


class TooLarge(ValueError):
    """请求体太大。"""


class StrictParser(Parser):
    """严格的 JSON：无穷大、非数、嵌套过深的都不收。"""

    def parse_body(self, request: HttpRequest) -> Any:
        """读成 Python 的值。

        :raises WrongMedia: 内容类型不是 JSON
        :raises TooLarge: 超过 1 MB
        :raises ValueError: 读不懂
        """
        if request.content_type != "application/json":
            raise WrongMedia
        if len(request.body) > LARGEST:
            raise TooLarge
        found = json.loads(request.body, parse_constant=_no_constant, parse_float=_finite)
        _check_depth(found)
        return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} 不是 JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("数太大")
    return value


def _check_depth(value: Any, left: int = DEEPEST) -> None:
    """层数有限，后面逐层处理时才不会撑破。"""
    if isinstance(value, dict | list):
        if left == 0:
            raise ValueError("嵌套太深")
        for item in value.values() if isinstance(value, dict) else value:
            _check_depth(item, left - 1)
