"""材料：把交上来的一包字段，按机制里写的每一项核对成能存、能显示的值。"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from lianxin.casework.models import Case
from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Choice, Fact
from lianxin.orgs.models import Body, Category, Person
from lianxin.orgs.statements import select

GRADES = (
    Choice("satisfied", "满意"),
    Choice("basic", "基本满意"),
    Choice("dissatisfied", "不满意"),
)
_BIGINT = 2**63
UNDERTAKERS = (
    Body.Kind.DEPARTMENT,
    Body.Kind.GOVERNMENT,
    Body.Kind.SUBDISTRICT,
    Body.Kind.SECTION,
    Body.Kind.VILLAGE,
    Body.Kind.COURT,
    Body.Kind.PROCURATORATE,
    Body.Kind.SUPERVISION,
    Body.Kind.SERVICE,
)


class FactsRefused(RuleViolation):
    """材料不齐或不对；``fields`` 是每一项的毛病，页面据此标红。"""

    def __init__(self, fields: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        words = "；".join(f"{labels.get(key, key)}：{why}" for key, why in fields.items())
        super().__init__(f"还差一点：{words}")


class _Bad(ValueError):
    """这一项不对；消息是给人看的。"""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """核对过的材料：``values`` 可存 JSON，``shown`` 是给人看的文字。"""

    values: dict[str, Any]
    shown: dict[str, str]


Remember = Callable[[Hashable, Callable[[], tuple[Any, str]]], tuple[Any, str]]


def clean(
    facts: Iterable[Fact],
    needs: frozenset[str],
    raw: Mapping[str, Any],
    *,
    jurisdiction: int,
    remember: Remember | None = None,
) -> Cleaned:
    """逐项核对，毛病一次说全。

    :param facts: 这一步要的与可以有的材料
    :param needs: 其中必填的
    :param remember: 成批办的时候，查过的类别记着不再查
    :raises FactsRefused: 缺项或有错
    """
    values: dict[str, Any] = {}
    shown: dict[str, str] = {}
    wrong: dict[str, str] = {}
    labels = {}
    for fact in facts:
        labels[fact.key] = fact.label
        try:
            value, words = _read(fact, raw.get(fact.key), jurisdiction, remember)
        except _Bad as bad:
            wrong[fact.key] = str(bad)
            continue
        if _empty(value):
            if fact.key in needs:
                wrong[fact.key] = "请填写"
            continue
        values[fact.key], shown[fact.key] = value, words
    if wrong:
        raise FactsRefused(wrong, labels)
    return Cleaned(values, shown)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _read(fact: Fact, raw: Any, jurisdiction: int, remember: Remember | None) -> tuple[Any, str]:
    if _empty(raw):
        return None, ""
    reader = _READERS[fact.kind]
    if remember is not None and fact.kind == "category":
        return remember(("category", str(raw)), lambda: reader(fact, raw, jurisdiction))
    return reader(fact, raw, jurisdiction)


def _text(fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    if not isinstance(raw, str):
        raise _Bad("请写文字")
    value = raw.replace("\x00", "").replace("\r\n", "\n").strip()
    longest = int(fact.max or (200 if fact.kind == "line" else 5000))
    if len(value) > longest:
        raise _Bad(f"最多 {longest} 字，现在 {len(value)} 字")
    if value and fact.min and len(value) < fact.min:
        raise _Bad(f"请至少写 {int(fact.min)} 个字")
    return value, value


def choices_of(fact: Fact) -> tuple[Choice, ...]:
    """可选项；评价没有另写的就是三档。"""
    return fact.choices or (GRADES if fact.kind == "rating" else ())


def _choice(fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    for choice in choices_of(fact):
        if choice.value == raw:
            return raw, choice.label
    raise _Bad("请从所列选项里选一个")


def _date(_fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
    except ValueError as mistake:
        raise _Bad("日期请写成 2026-06-03 这样") from mistake
    return day.isoformat(), f"{day.year} 年 {day.month} 月 {day.day} 日"


def _number(fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError) as mistake:
        raise _Bad("请写数字") from mistake
    if value != value or abs(value) > 1e12:
        raise _Bad("这个数字不合理")
    if fact.min is not None and value < fact.min:
        raise _Bad(f"不能小于 {fact.min:g}")
    if fact.max is not None and value > fact.max:
        raise _Bad(f"不能大于 {fact.max:g}")
    whole = int(value) if value.is_integer() else value
    return whole, f"{whole}"


def _yesno(_fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    yes = raw in (True, "yes", "true", "1", "on")
    if not yes and raw not in (False, "no", "false", "0", "off"):
        raise _Bad("请选是或否")
    return yes, "是" if yes else "否"


def _ids(raw: Any) -> list[int]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    try:
        wanted = list(dict.fromkeys(int(item) for item in items if item not in ("", None)))
    except (TypeError, ValueError, OverflowError) as mistake:
        raise _Bad("请从所列选项里选") from mistake
    if not wanted or not all(0 < each < _BIGINT for each in wanted):
        raise _Bad("请从所列选项里选")
    return wanted


def _enough(fact: Fact, count: int, unit: str) -> None:
    """一项材料可以有几个：机制里写的最少、最多。"""
    if fact.min is not None and count < fact.min:
        raise _Bad(f"至少选 {fact.min:g} {unit}")
    if fact.max is not None and count > fact.max:
        raise _Bad(f"最多选 {fact.max:g} {unit}，现在 {count} {unit}")


def _bodies(fact: Fact, raw: Any, jurisdiction: int) -> tuple[Any, str]:
    wanted = _ids(raw)
    _enough(fact, len(wanted), "家")
    kinds = fact.body_kinds or UNDERTAKERS
    found = {
        body.pk: body.short_name
        for body in Body.objects.filter(
            pk__in=wanted, kind__in=kinds, congress=jurisdiction, ends_on__isnull=True
        )
    }
    if len(found) != len(wanted):
        raise _Bad("所选机构不在可选范围内，请重新选")
    words = "、".join(found[pk] for pk in wanted)
    return (wanted if fact.kind == "bodies" else wanted[0]), words


def _person(_fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    wanted = _ids(raw)
    person = Person.objects.filter(pk__in=wanted[:1]).first()
    if person is None:
        raise _Bad("没有这个人，请重新选")
    return person.pk, person.name


def _category(_fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    found = select(Category, "WHERE key = %s", [str(raw)])
    if not found:
        raise _Bad("没有这个类别，请重新选")
    return found[0].pk, found[0].label


def _case(_fact: Fact, raw: Any, jurisdiction: int) -> tuple[Any, str]:
    case = Case.objects.filter(number=str(raw), jurisdiction=jurisdiction).order_by("id").first()
    if case is None:
        raise _Bad("没有找到这个编号，请核对")
    return case.pk, case.number


def _files(fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    try:
        names = [str(uuid.UUID(str(item))) for item in items]
    except ValueError as mistake:
        raise _Bad("附件没有传好，请重新传") from mistake
    _enough(fact, len(names), "个")
    return names, f"{len(names)} 个附件"


def _commitments(_fact: Fact, raw: Any, _jurisdiction: int) -> tuple[Any, str]:
    items = raw if isinstance(raw, list) else [raw]
    kept = [_commitment(item) for item in items if not _empty(item)]
    days = [_date(_PLAIN_DATE, item["by"], 0)[1] for item in kept]
    told = zip(days, kept, strict=True)
    return kept, "；".join(f"{day}前，{item['who']}{item['what']}" for day, item in told)


def _commitment(item: Any) -> dict[str, str]:
    """一项承诺：表单里写成“谁｜做什么｜2026-12-31”，接口里写成三个字段。"""
    if isinstance(item, str):
        item = dict(zip(("who", "what", "by"), map(str.strip, item.split("｜")), strict=False))
    if not isinstance(item, dict) or not all(item.get(key) for key in ("who", "what", "by")):
        raise _Bad("每项承诺请写明谁、做什么、哪天做到")
    day, _ = _date(_PLAIN_DATE, item["by"], 0)
    return {"who": str(item["who"])[:60], "what": str(item["what"])[:200], "by": day}


_PLAIN_DATE = Fact("by", "何时", "date")

_READERS: Mapping[str, Callable[[Fact, Any, int], tuple[Any, str]]] = MappingProxyType(
    {
        "line": _text,
        "text": _text,
        "choice": _choice,
        "rating": _choice,
        "date": _date,
        "number": _number,
        "yesno": _yesno,
        "body": _bodies,
        "bodies": _bodies,
        "person": _person,
        "category": _category,
        "case": _case,
        "file": _files,
        "files": _files,
        "commitments": _commitments,
    }
)
