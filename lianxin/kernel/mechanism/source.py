"""原文与行号：标准库读 TOML 不给行号，这里按表头和键名自己找。"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lianxin.kernel.errors import RuleViolation

Place = tuple[str | int, ...]
"""文件里的一个位置，如 ``("stage", 2, "deadline", "within")``。"""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """一处错误：文件、行号（从 1 数）、中文说明。"""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}：{self.message}"


class MechanismMistakes(RuleViolation):
    """机制文件有错；``mistakes`` 是全部错误，按文件和行号排好。"""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(slots=True)
class Notes:
    """一边读一边记错。``locate`` 由位置给出文件与行号。"""

    locate: Callable[[Place], tuple[str, int]]
    mistakes: list[Mistake]

    def add(self, place: Place, message: str) -> None:
        """记一处错。"""
        self.mistakes.append(Mistake(*self.locate(place), message))


def notes_for(text: str, path: str) -> Notes:
    """为一份原文准备记错本。"""
    lines = SourceMap(text)
    return Notes(lambda place: (path, lines.line(place)), [])


_STRING = r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
_STRING_OR_COMMENT = re.compile(rf"({_STRING})|#[^\n]*", re.DOTALL)
_PART = r'(?:[\w-]+|"[^"\n]*"|\'[^\'\n]*\')'
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")


class SourceMap:
    """由位置找行号；找不到最细的一处，就给包着它的那一处。"""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {(): 1}
        self._counts: dict[Place, int] = {}
        base: Place = ()
        for number, line in _statements(text):
            header = _HEADER.match(line)
            if header:
                base = self._open(_parts(header[2]), repeated=header[1] == "[[")
                self._lines.setdefault(base, number)
            elif key := _KEY.match(line):
                self._record(base, _parts(key[1]), number)

    def line(self, place: Place) -> int:
        """这个位置在第几行。"""
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _open(self, parts: list[str], *, repeated: bool) -> Place:
        place: Place = ()
        for part in parts[:-1]:
            place = self._latest((*place, part))
        place = (*place, parts[-1])
        if repeated:
            self._counts[place] = self._counts.get(place, 0) + 1
        return self._latest(place)

    def _latest(self, place: Place) -> Place:
        return (*place, self._counts[place] - 1) if place in self._counts else place

    def _record(self, base: Place, parts: list[str], number: int) -> None:
        for part in parts:
            base = (*base, part)
            self._lines.setdefault(base, number)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PART, dotted)]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """每条语句开头的那一行；多行的数组和字符串，后面几行不算。"""
    depth, in_string = 0, False
    plain = _STRING_OR_COMMENT.sub(_mask, text).split("\n")
    for number, (line, masked) in enumerate(zip(text.split("\n"), plain, strict=True), start=1):
        if depth == 0 and not in_string:
            yield number, line
        in_string = masked.endswith("\0")
        depth += sum(map(masked.count, "[{")) - sum(map(masked.count, "]}"))


def _mask(found: re.Match[str]) -> str:
    """字符串盖住，免得里面的括号算数；换行前留个记号，表示字符串还没完。"""
    if found[1] is None:
        return ""
    return "\0\n".join("_" * len(line) for line in found[0].split("\n"))


_SYNTAX = {
    "Cannot declare": "同一个表或键写了两次",
    "Cannot overwrite": "同一个键写了两次",
    "Cannot mutate": "前面已经写完的表，后面不能再加",
    "Duplicate inline": "花括号里同一个键写了两次",
    "Expected '='": "键后面少了等号",
    "Expected ']": "表头的方括号没有合上",
    "Expected newline": "一行只能写一项，后面有多余的内容",
    "Invalid initial character": "这里应当是键名，只能用字母、数字、下划线和短横",
    "Invalid statement": "这一行不是“键 = 值”，也不是表头",
    "Invalid value": "等号后面的值写法不对，文字要用英文双引号括起来",
    "Unclosed array": "方括号没有合上",
    "Unclosed inline": "花括号没有合上，或写成了多行",
    "Unterminated": "引号没有合上",
    "Illegal character": "有不允许的字符，可能是引号没有合上",
    "Unescaped": "引号里的反斜杠要写成两个",
}


def read_toml(text: str, path: str) -> dict[str, Any]:
    """读 TOML；语法不对抛 :class:`MechanismMistakes`，写明哪一行。"""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MechanismMistakes([_syntax_mistake(str(error), text, path)]) from error


def _syntax_mistake(message: str, text: str, path: str) -> Mistake:
    where = re.search(r"line (\d+), column (\d+)", message)
    line = int(where[1]) if where else text.count("\n") + 1
    meant = next((says for start, says in _SYNTAX.items() if message.startswith(start)), "写法有误")
    column = f"（第 {where[2]} 个字符附近）" if where else "（到文件末尾）"
    return Mistake(path, line, f"TOML 语法不对：{meant}{column}")
