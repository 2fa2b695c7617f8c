"""字段核对的毛病，翻成人看得懂的中文。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: 毛病种类 → 怎么改；花括号里的由核对程序给出。
_SAYS: Mapping[str, str] = {
    "missing": "请填写",
    "string_type": "请写文字",
    "string_too_short": "至少 {min_length} 字",
    "string_too_long": "最多 {max_length} 字",
    "string_pattern_mismatch": "写法不对",
    "int_type": "请写整数",
    "int_parsing": "请写整数",
    "int_parsing_size": "这个数太大",
    "int_from_float": "请写整数",
    "bool_type": "请写 true 或 false",
    "bool_parsing": "请写 true 或 false",
    "dict_type": "请写成一组“字段: 值”",
    "model_type": "请写成一组“字段: 值”",
    "model_attributes_type": "请写成一组“字段: 值”",
    "list_type": "请写成列表",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "date_parsing": "日期请写成 2026-06-03 这样",
    "date_type": "日期请写成 2026-06-03 这样",
    "date_from_datetime_parsing": "日期请写成 2026-06-03 这样",
    "date_from_datetime_inexact": "日期请写成 2026-06-03 这样",
}
_UNCLEAR = "写法不对，请对照接口说明"
#: 定位里的这些词是程序用的，不是字段名。
_SCAFFOLD = frozenset({"body", "query", "path", "header", "payload", "filters"})
#: 一个字段可以有几种写法时，定位里带着写法的名字。
_VARIANTS = frozenset({"bool", "Consent"})


def field_errors(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """字段 → 怎么改；同一字段只说第一处。"""
    said: dict[str, str] = {}
    for each in found:
        said.setdefault(_field(each["loc"]), _words(each))
    return said


def _field(loc: Iterable[Any]) -> str:
    parts = [str(part) for part in loc]
    while len(parts) > 1 and parts[0] in _SCAFFOLD:
        parts.pop(0)
    return ".".join(part for part in parts if part not in _VARIANTS) or "body"


def _words(each: Mapping[str, Any]) -> str:
    template = _SAYS.get(each["type"], _UNCLEAR)
    context = each.get("ctx") or {}
    try:
        return template.format(**context)
    except KeyError:
        return _UNCLEAR
