"""列表页共用的：标签的网址、翻页的网址，都带着此刻的筛选。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from lianxin.workbench.queries.queue import Tab


def kept(request: HttpRequest, *names: str) -> dict[str, str]:
    """网址里写了的筛选。"""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def query(given: Mapping[str, Any], **changes: Any) -> str:
    """换掉几项之后的查询串；空的不写。"""
    merged = {**given, **changes}
    return urlencode({key: value for key, value in merged.items() if value not in (None, "")})


def tabs(
    found: Iterable[Tab], active: str, given: Mapping[str, Any], name: str = "tab"
) -> list[dict[str, Any]]:
    """几堆的标签。"""
    return [
        {
            "label": tab.label,
            "url": "?" + query(given, **{name: tab.key}),
            "count": tab.shown,
            "active": tab.key == active,
        }
        for tab in found
    ]


def plain_tabs(
    choices: Iterable[tuple[str, str]], active: str, given: Mapping[str, Any], name: str = "tab"
) -> list[dict[str, Any]]:
    """不数数的标签。"""
    return [
        {"label": label, "url": "?" + query(given, **{name: key}), "active": key == active}
        for key, label in choices
    ]


def pages(
    request: HttpRequest, given: Mapping[str, Any], last: Any, *, full: bool, name: str = "before"
) -> dict[str, str]:
    """往下翻与回到最前；``full`` 为假说明到底了。"""
    return {
        "next_url": f"?{query(given, **{name: last})}" if full and last else "",
        "first_url": f"?{query(given)}" if request.GET.get(name) else "",
    }
