"""本地版：同一份机制，只改数字、文字和身份绑定；改别的一律拒绝，指明行号。"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lianxin.kernel.mechanism.calls import NUMERIC, near, paired, parse_call
from lianxin.kernel.mechanism.model import Call, Mechanism, Overlay
from lianxin.kernel.mechanism.parse import build_mechanism
from lianxin.kernel.mechanism.reading import Table
from lianxin.kernel.mechanism.source import (
    MechanismMistakes,
    Notes,
    Place,
    SourceMap,
    notes_for,
    read_toml,
)
from lianxin.kernel.mechanism.vocabulary import EFFECTS, GUARDS, Term

_K = r"[a-z][a-z0-9_-]*"
_ALLOWED = tuple(
    re.compile(pattern)
    for pattern in (
        r"label|summary",
        rf"roles\.{_K}\.(label|is)",
        rf"duty\.{_K}\.(sign_within|returns|extend_limit)",
        rf"duty\.{_K}\.urge\.{_K}",
        rf"fact\.{_K}\.(label|help|min|max)",
        rf"fact\.{_K}\.choices\.{_K}\.label",
        rf"stage\.{_K}\.(label|public|owes|waits)",
        rf"stage\.{_K}\.deadline\.((otherwise\.)?within|warn|by)",
        rf"stage\.{_K}\.timeout\.within",
        rf"stage\.{_K}\.also\.{_K}\.owes",
        rf"stage\.{_K}\.also\.{_K}\.(every|deadline\.((otherwise\.)?within|warn|by))",
        rf"stage\.{_K}\.move\.{_K}\.(label|public)",
        rf"stage\.{_K}\.move\.{_K}\.(guards|effects)\.[a-z_]+",
    )
)
_NAMED_BY = {"stage": "key", "move": "verb", "fact": "key", "choices": "value", "also": "role"}
_TERMS: Mapping[str, Mapping[str, Term]] = {"guards": GUARDS, "effects": EFFECTS}


class _Refused(Exception):
    """这一处不能改；只在本文件里用，最后都变成带行号的 Mistake。"""


@dataclass(frozen=True, slots=True)
class _Heading:
    """本地版的抬头。"""

    key: str
    of: str
    label: str
    basis: tuple[str, ...]


def apply_overlay(mechanism: Mechanism, overlay_text: str, path: str) -> Mechanism:
    """套上本地版；越界、写错的抛 :class:`MechanismMistakes`，一次报全。"""
    if mechanism.overlay is not None:
        raise ValueError(f"{mechanism.id} 已经套了本地版")
    raw = read_toml(overlay_text, path)
    notes = notes_for(overlay_text, path)
    heading = _heading(raw, notes, mechanism)
    data = tomllib.loads(mechanism.text)
    data["label"] = heading.label or mechanism.label
    settings = list(_settings(raw.get("set")))
    touched = _apply_all(data, settings, notes)
    rebuilt = _rebuild(mechanism, data, touched, notes)
    if notes.mistakes:
        raise MechanismMistakes(notes.mistakes)
    changed = tuple(sorted(setting.dotted for setting in settings))
    overlay = Overlay(
        heading.key, heading.of, heading.label, heading.basis, changed, text=overlay_text
    )
    basis = tuple(dict.fromkeys(mechanism.basis + heading.basis))
    return replace(rebuilt, overlay=overlay, basis=basis)


def overlay_target(overlay_text: str, path: str) -> str:
    """本地版套在哪一份机制上（``key@version``）。"""
    return str(read_toml(overlay_text, path).get("of", ""))


def _heading(raw: Mapping[str, Any], notes: Notes, mechanism: Mechanism) -> _Heading:
    top = Table(raw, (), notes, "")
    heading = _Heading(top.key("overlay"), top.text("of"), top.text("label"), top.texts("basis"))
    if heading.of and heading.of != mechanism.id:
        top.wrong("of", f"这个本地版是给 {heading.of} 的，不能套在 {mechanism.id} 上")
    if not heading.basis:
        top.wrong("basis", "依据 basis 不能空，请写当地的条例或办法")
    top.table("set", "set")
    if not raw.get("set"):
        top.wrong("", "没有写 [set]，什么也没改")
    top.close()
    return heading


@dataclass(frozen=True, slots=True)
class _Setting:
    """要改的一处：路径、新值、在本地版原文里的位置。"""

    dotted: str
    value: Any
    written: Place


def _settings(raw: object, dotted: str = "", written: Place = ("set",)) -> Iterator[_Setting]:
    """带引号的整条路径与不带引号的点号写法，都认。"""
    for key, value in raw.items() if isinstance(raw, dict) else ():
        deeper = f"{dotted}.{key}" if dotted else key
        if isinstance(value, dict):
            yield from _settings(value, deeper, (*written, key))
        else:
            yield _Setting(deeper, value, (*written, key))


def _apply_all(
    data: dict[str, Any], settings: list[_Setting], notes: Notes
) -> dict[Place, _Setting]:
    """逐处改；返回机制里改到的位置，对着本地版的哪一处。"""
    touched: dict[Place, _Setting] = {}
    for setting in settings:
        try:
            touched[_apply(data, setting.dotted, setting.value)] = setting
        except _Refused as refusal:
            notes.add(setting.written, f"“{setting.dotted}”{refusal}")
    return touched


def _apply(data: dict[str, Any], dotted: str, value: object) -> Place:
    if not any(pattern.fullmatch(dotted) for pattern in _ALLOWED):
        raise _Refused(
            "不许改：本地版只能改数字、文字（label、public、owes、help、waits、summary）"
            "和身份绑定（roles.x.is）"
        )
    *way, last = dotted.split(".")
    in_call = bool(way) and way[-1] in _TERMS
    node, place = _walk(data, way[:-1] if in_call else way)
    if in_call:
        return _apply_call(node, place, (way[-1], last), value)
    if not isinstance(node, dict):
        raise _Refused("指的不是一项")
    if len(way) > 2 and way[-1] == "urge" and last not in node:
        raise _Refused(f"原来不许 {last} 催办，本地版不能新加")
    node[last] = value
    return (*place, last)


def _walk(data: dict[str, Any], way: list[str]) -> tuple[Any, Place]:
    node: Any = data
    place: Place = ()
    for name in way:
        if isinstance(node, list):
            step: str | int = _find(node, str(place[-1]), name)
        elif name in node:
            step = name
        else:
            raise _Refused(f"指向的 {name} 在机制里没有，本地版不能新加{_hint(name, node)}")
        node, place = node[step], (*place, step)
    return node, place


def _find(items: list[dict[str, Any]], table: str, name: str) -> int:
    named = [str(item.get(_NAMED_BY[table], "")) for item in items]
    if name not in named:
        raise _Refused(f"指向的 {name} 在机制里没有{_hint(name, dict.fromkeys(named))}")
    return named.index(name)


def _hint(name: str, words: Mapping[str, object]) -> str:
    return near(name, words) if words else ""


def _apply_call(node: dict[str, Any], place: Place, which: tuple[str, str], value: object) -> Place:
    """改条件、效果里的数字；同名的只能有一个，免得说不清改哪个。"""
    key, name = which
    texts: list[str] = node.get(key, [])
    at = [number for number, text in enumerate(texts) if text.split("(")[0].strip() == name]
    if len(at) != 1:
        raise _Refused(f"要改的 {name} 在这一步里{'不止一个' if at else '没有'}")
    term = _TERMS[key][name]
    texts[at[0]] = str(_renumbered(parse_call(texts[at[0]], _TERMS[key]), term, value))
    return (*place, key)


def _renumbered(call: Call, term: Term, value: object) -> Call:
    fresh = [str(item) for item in (value if isinstance(value, list) else [value])]
    numeric = [param.kind in NUMERIC for param, _ in paired(call, term)]
    if sum(numeric) == 0:
        raise _Refused(f"里的 {call.name} 没有数字可改")
    if sum(numeric) != len(fresh):
        raise _Refused(f"要给 {sum(numeric)} 个数")
    supply = iter(fresh)
    pairs = zip(call.args, numeric, strict=True)
    return Call(call.name, tuple(next(supply) if number else arg for arg, number in pairs))


def _rebuild(
    mechanism: Mechanism, data: dict[str, Any], touched: dict[Place, _Setting], notes: Notes
) -> Mechanism:
    """照改过的内容重新读一遍：改得不像样的，在这里按本地版的行号报出来。"""
    base_lines = SourceMap(mechanism.text)

    def locate(place: Place) -> tuple[str, int]:
        for size in range(len(place), 0, -1):
            if place[:size] in touched:
                return notes.locate(touched[place[:size]].written)
        return mechanism.path, base_lines.line(place)

    inner = Notes(locate, notes.mistakes)
    return build_mechanism(data, inner, text=mechanism.text, path=mechanism.path)
