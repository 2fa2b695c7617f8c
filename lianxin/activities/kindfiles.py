"""活动的种类：一种一个文件，启动时读入并检查，一次报全部错误；加一种只是加一个文件。

随程序走的在 ``kinds/``；各地自己加的放在数据目录的 ``kinds/``，写法相同，键不能重。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from lianxin.activities.kindwords import (
    FAMILIES,
    FIELD_KINDS,
    ITEM_KINDS,
    ITEM_SLOTS,
    MODULES,
    NEEDS,
    ROLES,
    TARGET_KINDS,
    YIELDS,
)
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake, Notes, notes_for, read_toml
from lianxin.kernel.words import Words

SHIPPED = Path(__file__).with_name("kinds")
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TEXTS = {"kind", "label", "family", "icon", "about", "module", "retired"}
_LISTS: Mapping[str, Words | None] = MappingProxyType(
    {
        "aliases": None,
        "rows": None,
        "named": ROLES,
        "heads": ROLES,
        "targets": TARGET_KINDS,
        "yields": YIELDS,
        "needs": NEEDS,
    }
)
_FLAGS = {"quick", "public", "numbered", "notice_must"}
_NUMBERS = {"order", "minutes", "crowd", "notice_days"}
_KNOWN = {*_TEXTS, *_LISTS, *_FLAGS, *_NUMBERS, "items", "field"}
_FIELD_KNOWN = {"key", "label", "kind", "unit", "required", "choices", "help", "public"}


class KindMistakes(MechanismMistakes):
    """种类文件有错；``mistakes`` 是全部错误，各写明文件与行号。"""


@dataclass(frozen=True, slots=True)
class KindField:
    """这种活动多填的一栏。``choices`` 只有单选有；``public`` 的群众也看得见。"""

    key: str
    label: str
    kind: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """一种活动。``items`` 是事项种类 → 走哪一段机制（不跟到底的为空）。

    ``minutes`` 是通常办多少分钟，``crowd`` 是一场最多坐得下多少人（扫码签到按它限数），
    ``notice_days`` 是预告至少提前几天（``notice_must`` 的晚了不许），
    ``numbered`` 的按系列编第几次，``retired`` 写明从哪天起不再用。
    """

    key: str
    label: str
    family: str
    icon: str
    about: str
    aliases: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    named: tuple[str, ...] = ("deputy",)
    heads: tuple[str, ...] = ("resident",)
    targets: tuple[str, ...] = ()
    yields: tuple[str, ...] = ("opinion", "minutes", "photo")
    needs: tuple[str, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[KindField, ...] = ()
    quick: bool = False
    public: bool = True
    numbered: bool = False
    order: int = 100
    minutes: int = 120
    crowd: int = 300
    notice_days: int = 0
    notice_must: bool = False
    module: str = ""
    retired: str = ""

    @property
    def family_label(self) -> str:
        """归在哪一族。"""
        return FAMILIES[self.family]

    @property
    def names(self) -> tuple[str, ...]:
        """本名和各地的别名。"""
        return (self.label, *self.aliases)

    def roles(self) -> Words:
        """登记到场时可选的身份。"""
        return {key: ROLES[key] for key in dict.fromkeys((*self.named, *self.heads))}


def kinds() -> Mapping[str, Kind]:
    """全部种类，停用的也在内，按次序排。

    :raises KindMistakes: 有文件写错
    """
    return _read(SHIPPED, Path(settings.ACTIVITY_KINDS))


def kind_of(key: str) -> Kind:
    """按键取一种。

    :raises NotVisible: 没有这一种
    """
    found = kinds().get(key)
    if found is None:
        raise NotVisible(f"没有“{key}”这种活动，请重新选。")
    return found


def startable(*, modules: Iterable[str] = ()) -> tuple[Kind, ...]:
    """现在可以登记的：没停用、所在部分开着的。"""
    opened = {"", *modules}
    return tuple(kind for kind in kinds().values() if not kind.retired and kind.module in opened)


def reload_kinds() -> None:
    """忘掉读过的，下次重读（放进新文件以后）。"""
    _read.cache_clear()


@lru_cache(maxsize=4)
def _read(*folders: Path) -> Mapping[str, Kind]:
    paths = [
        path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.toml"))
    ]
    sources = {path.name: path.read_text(encoding="utf-8") for path in paths}
    if len(sources) < len(paths):
        names = [path.name for path in paths]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise KindMistakes([Mistake(name, 1, "随程序走的种类里已有同名文件。") for name in twice])
    return read_kinds(sources)


def read_kinds(sources: Mapping[str, str]) -> Mapping[str, Kind]:
    """读若干份种类文件（文件名 → 原文）。

    :raises KindMistakes: 任何一份有错；一次报全部
    """
    found: dict[str, Kind] = {}
    mistakes: list[Mistake] = []
    for path, source in sources.items():
        notes = notes_for(source, path)
        kind = _kind(source, path, notes)
        mistakes += notes.mistakes
        if kind is not None:
            found[kind.key] = kind
    if mistakes:
        raise KindMistakes(mistakes)
    ordered = sorted(found.values(), key=lambda kind: (kind.order, kind.key))
    return MappingProxyType({kind.key: kind for kind in ordered})


def _kind(source: str, path: str, notes: Notes) -> Kind | None:
    try:
        row = read_toml(source, path)
    except MechanismMistakes as wrong:
        notes.mistakes += wrong.mistakes
        return None
    _check_top(row, path, notes)
    fields = tuple(_field(each, place, notes) for place, each in enumerate(row.get("field", ())))
    _check_items(row.get("items", {}), notes)
    for name in (key for key in {each.key for each in fields} if _times(fields, key) > 1):
        notes.add(("field",), f"栏目 {name} 写了两次。")
    if notes.mistakes:
        return None
    lists: dict[str, Any] = {name: tuple(row[name]) for name in _LISTS if name in row}
    plain: dict[str, Any] = {
        name: row[name] for name in _KNOWN - set(_LISTS) - {"kind", "field"} if name in row
    }
    return Kind(key=row["kind"], fields=fields, **plain, **lists)


def _check_top(row: Mapping[str, Any], path: str, notes: Notes) -> None:
    for name in sorted(set(row) - _KNOWN):
        notes.add((name,), f"不认得 {name}。")
    for name in ("kind", "label", "family", "icon", "about"):
        if not row.get(name):
            notes.add((), f"缺 {name}。")
    _check_types(row, notes)
    if row.get("kind") and f"{row['kind']}.toml" != path:
        notes.add(("kind",), f"kind 与文件名不一致：{row['kind']}。")
    if row.get("kind") and not _KEY.fullmatch(str(row["kind"])):
        notes.add(("kind",), "kind 只能用小写字母、数字、下划线，两到四十个。")
    _check_known(row, "family", FAMILIES, notes)
    _check_known(row, "module", MODULES, notes)
    for name, words in _LISTS.items():
        _check_list(row, name, words, notes)


def _check_types(row: Mapping[str, Any], notes: Notes) -> None:
    for name in sorted(set(row) & (_TEXTS | _FLAGS | _NUMBERS)):
        value = row[name]
        if name in _TEXTS and not isinstance(value, str):
            notes.add((name,), f"{name} 要写成文字。")
        if name in _FLAGS and not isinstance(value, bool):
            notes.add((name,), f"{name} 只能是 true 或 false。")
        if name in _NUMBERS and (type(value) is not int or value <= 0):
            notes.add((name,), f"{name} 要写成大于零的整数。")


def _check_known(row: Mapping[str, Any], name: str, words: Words, notes: Notes) -> None:
    if row.get(name) and row[name] not in words:
        notes.add((name,), f"{name} 没有“{row[name]}”，只能是 {'、'.join(words)}。")


def _check_list(row: Mapping[str, Any], name: str, words: Words | None, notes: Notes) -> None:
    given = row.get(name, [])
    if not isinstance(given, list) or any(not isinstance(each, str) for each in given):
        notes.add((name,), f"{name} 要写成一列文字。")
        return
    if len(set(given)) < len(given):
        notes.add((name,), f"{name} 里有写了两次的。")
    for each in given:
        if words is not None and each not in words:
            notes.add((name,), f"{name} 没有“{each}”，只能是 {'、'.join(words)}。")


def _check_items(given: Any, notes: Notes) -> None:
    if not isinstance(given, dict):
        notes.add(("items",), 'items 要写成一张表：事项种类 = "走哪一段机制"。')
        return
    for name, slot in given.items():
        if name not in ITEM_KINDS:
            notes.add(("items", name), f"没有“{name}”这种事项，只能是 {'、'.join(ITEM_KINDS)}。")
        if slot and slot not in ITEM_SLOTS:
            notes.add(("items", name), f"事项走不了“{slot}”，只能是 {'、'.join(ITEM_SLOTS)}。")


def _field(row: Mapping[str, Any], place: int, notes: Notes) -> KindField:
    here = ("field", place)
    for name in sorted(set(row) - _FIELD_KNOWN):
        notes.add((*here, name), f"栏目里不认得 {name}。")
    for name in ("key", "label", "kind"):
        if not isinstance(row.get(name), str) or not row[name]:
            notes.add(here, f"栏目缺 {name}。")
    if row.get("kind") and row["kind"] not in FIELD_KINDS:
        notes.add((*here, "kind"), f"栏目的 kind 只能是 {'、'.join(FIELD_KINDS)}。")
    if (row.get("kind") == "choice") != bool(row.get("choices")):
        notes.add(here, "单选要列出 choices，别的不要。")
    if row.get("key") and not _KEY.fullmatch(str(row["key"])):
        notes.add((*here, "key"), "栏目的 key 只能用小写字母、数字、下划线。")
    given = {name: row[name] for name in _FIELD_KNOWN - {"choices"} if name in row}
    blank = {"key": "", "label": "", "kind": ""}
    known = {name: value for name, value in given.items() if name in _FIELD_KNOWN}
    return KindField(**{**blank, **known}, choices=tuple(row.get("choices", ())))


def _times(fields: Sequence[KindField], key: str) -> int:
    return sum(each.key == key for each in fields)
