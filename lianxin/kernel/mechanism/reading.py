"""逐项取值：取一项验一项，错了记下来接着读，好一次报全。"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lianxin.kernel.mechanism.calls import CallMistake, near, parse_call
from lianxin.kernel.mechanism.model import Call
from lianxin.kernel.mechanism.source import Notes, Place
from lianxin.kernel.mechanism.vocabulary import Term
from lianxin.kernel.timespans import Timespan, TimespanMistake

KEY_SHAPE = re.compile(r"[a-z][a-z0-9_-]*")
PACK_SHAPE = re.compile(r"[a-z][a-z0-9_+-]*")
"""机制的标识还可以有加号，如“1+2+3”；``key@version+overlay`` 里 @ 在前，分得清。"""
PLACEHOLDER = Timespan(3650, "d")
"""时限写错时先顶上，免得连带再报“没有时限”；有错的机制用不了，所以不会真的用到它。"""


class Table:
    """文件里的一张表。``title`` 是报错时的称呼，如“环节 received”。"""

    def __init__(self, data: Mapping[str, Any], place: Place, notes: Notes, title: str) -> None:
        self._data = data
        self._place = place
        self._notes = notes
        self._title = title
        self._seen: set[str] = set()

    def wrong(self, key: str, message: str) -> None:
        """记一处错。"""
        place = (*self._place, key) if key else self._place
        self._notes.add(place, f"{self._title}：{message}" if self._title else message)

    def text(self, key: str, default: str | None = None) -> str:
        """一段文字；没有默认值的必须写，也不许是空的。"""
        value = self._take(key, str, "文字，用英文双引号括起来", required=default is None)
        if value is None:
            return default or ""
        if not value.strip():
            self.wrong(key, f"{key} 不能是空的")
        return str(value)

    def maybe(self, key: str) -> str | None:
        """一段文字，可以不写。"""
        return self.text(key, "") or None

    def key(self, name: str, shape: re.Pattern[str] = KEY_SHAPE) -> str:
        """一个标识：小写英文字母开头。"""
        value = self.text(name)
        if value and not shape.fullmatch(value):
            self.wrong(name, f"{name} “{value}”要用小写英文字母、数字、下划线或短横，字母开头")
        return value

    def chosen(self, key: str, words: Mapping[str, str], default: str | None = None) -> str:
        """几个固定词里的一个。"""
        value = self.text(key, default)
        if value and value not in words:
            self.wrong(key, f"{key} 不能写“{value}”{near(value, words)}")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """一列文字。"""
        value = self._take(key, list, '一列文字，如 ["甲", "乙"]', required=required)
        if value is None:
            return ()
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(key, f"{key} 里每一项都应是文字")
            return ()
        return tuple(value)

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """一个整数，不小于 ``least``。"""
        value = self._take(key, int, "整数", required=default is None)
        if value is None:
            return least if default is None else default
        if value < least:
            self.wrong(key, f"{key} 不能小于 {least}")
        return int(value)

    def number(self, key: str) -> float | None:
        """一个数，可以不写。"""
        value = self._take(key, (int, float), "数字", required=False)
        return None if value is None else value + 0

    def flag(self, key: str, *, default: bool = False) -> bool:
        """是或否。"""
        value = self._take(key, bool, "true 或 false", required=False)
        return default if value is None else bool(value)

    def span(self, key: str) -> Timespan | None:
        """一段时限，可以不写。"""
        text = self._take(key, str, '时限，如 "7d"、"5wd"', required=False)
        if text is None:
            return PLACEHOLDER if key in self._data else None
        try:
            return Timespan.parse(text)
        except TimespanMistake as error:
            self.wrong(key, str(error))
            return PLACEHOLDER

    def day(self, key: str) -> str:
        """一年里的一天，如 ``06-30``；可以不写。"""
        text = self.text(key, "")
        try:
            # 2001 不是闰年：2 月 29 日不是年年都有
            return text and f"{date.fromisoformat(f'2001-{text}'):%m-%d}"
        except ValueError:
            self.wrong(key, f"{key} “{text}”应写成月-日，如 06-30，而且年年都有这一天")
            return "12-31"

    def calls(self, key: str, terms: Mapping[str, Term]) -> tuple[Call, ...]:
        """一列条件或效果；写错的那几个不算。"""
        found = []
        for text in self.texts(key):
            try:
                found.append(parse_call(text, terms))
            except CallMistake as error:
                self.wrong(key, str(error))
        return tuple(found)

    def table(self, key: str, title: str) -> "Table | None":
        """里面的一张表，可以不写。"""
        value = self._take(key, dict, "一张表", required=False)
        if value is None:
            return None
        return Table(value, (*self._place, key), self._notes, self._joined(title))

    def tables(self, key: str, title: str) -> Iterator["Table"]:
        """里面的一列表。"""
        value = self._take(key, list, "一列表", required=False) or []
        for number, item in enumerate(value):
            if isinstance(item, dict):
                name = self._joined(f"{title} {_name_of(item) or number + 1}")
                yield Table(item, (*self._place, key, number), self._notes, name)
            else:
                self.wrong(key, f"{key} 里第 {number + 1} 项应是一张表")

    def named(self, key: str, title: str) -> Iterator[tuple[str, "Table"]]:
        """里面按名字排的几张表，如 ``[roles]``。"""
        outer = self.table(key, "")
        for name in outer._data if outer else ():
            inner = outer.table(name, f"{title} {name}") if outer else None
            if inner:
                yield name, inner

    def weights(self, key: str) -> tuple[tuple[str, int], ...]:
        """名字与分量，如 ``{ deputy = 1 }``。"""
        table = self.table(key, key)
        if table is None:
            return ()
        return tuple((name, table.integer(name, least=1)) for name in table._data)

    def close(self) -> None:
        """没取过的都是不认识的。"""
        for key in self._data:
            if key not in self._seen:
                self.wrong(key, f"不认识 {key}{near(key, dict.fromkeys(sorted(self._seen)))}")

    def _joined(self, title: str) -> str:
        return " ".join(filter(None, (self._title, title)))

    def _take(self, key: str, kind: type | tuple[type, ...], says: str, *, required: bool) -> Any:
        self._seen.add(key)
        if key not in self._data:
            if required:
                self.wrong("", f"没有写 {key}")
            return None
        value = self._data[key]
        # TOML 的 true 在 Python 里也是整数，要单独挡住
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.wrong(key, f"{key} 应是{says}")
        return None


def _name_of(item: Mapping[str, Any]) -> str:
    return next((str(item[k]) for k in ("key", "verb", "role", "value") if k in item), "")
