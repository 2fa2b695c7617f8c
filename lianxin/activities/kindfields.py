"""照种类文件收拾这种活动多填的几栏：缺的、写错的逐栏说清楚。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lianxin.activities.kindfiles import Kind, KindField
from lianxin.activities.refusals import ActivityRefused
from lianxin.lexis.text import clean

_LONGEST = {"line": 120, "text": 2000}
_YES = {"yes": True, "on": True, "true": True, True: True, "no": False, False: False}


def clean_fields(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """收拾好的各栏，空的不留。

    :raises ActivityRefused: 有必填的没填、数字不是数字、选项不在清单里
    """
    unknown = set(given) - {each.key for each in kind.fields}
    if unknown:
        raise ActivityRefused(f"“{kind.label}”没有这几栏：{'、'.join(sorted(unknown))}。")
    tidy, wrong = {}, {}
    for each in kind.fields:
        try:
            value = _value(each, given.get(each.key))
        except ValueError as problem:
            wrong[f"field_{each.key}"] = str(problem)
        else:
            if value is not None:
                tidy[each.key] = value
    if wrong:
        raise ActivityRefused("；".join(wrong.values()), fields=wrong)
    return tidy


def _value(each: KindField, given: Any) -> Any:
    if given is None or given == "":
        if each.required:
            raise ValueError(f"请填“{each.label}”")
        return None
    return _READERS[each.kind](each, given)


def _text(each: KindField, given: Any) -> str | None:
    words = clean(str(given))
    if len(words) > _LONGEST[each.kind]:
        raise ValueError(f"“{each.label}”请控制在 {_LONGEST[each.kind]} 字以内")
    return words or None


def _number(each: KindField, given: Any) -> int | float:
    try:
        value = Decimal(str(given).replace(",", "").replace("，", "").strip())
    except InvalidOperation as wrong:
        raise ValueError(f"“{each.label}”请填数字") from wrong
    if not value.is_finite() or not 0 <= value < 10**12:
        raise ValueError(f"“{each.label}”请填不小于零的数")
    return int(value) if value == value.to_integral_value() else float(round(value, 2))


def _choice(each: KindField, given: Any) -> str:
    if given not in each.choices:
        raise ValueError(f"“{each.label}”请从 {'、'.join(each.choices)} 里选")
    return str(given)


def _yesno(each: KindField, given: Any) -> bool:
    if given not in _YES:
        raise ValueError(f"“{each.label}”请选是或否")
    return _YES[given]


def _date(each: KindField, given: Any) -> str:
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError as wrong:
        raise ValueError(f"“{each.label}”请填日期") from wrong


_READERS = {
    "line": _text,
    "text": _text,
    "number": _number,
    "choice": _choice,
    "yesno": _yesno,
    "date": _date,
}
