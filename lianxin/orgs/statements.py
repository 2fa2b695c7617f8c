"""热路上的语句：插入、更新的写法每张表只拼一次，计划由数据库备着；结果与 ORM 写的一样。

只给一秒要走上百次的几条路用，省下的是每次重新拼句子、排计划的时间。一个用例里只管写、不等结果的
几句，可以先记着（:func:`insert_later`、:func:`execute_later`），并成一句一起写：``transactions.whole``
提交之前写，其间谁再碰数据库就在它前面写，所以读到的与随写随到的一样。
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import BinaryField, DecimalField, JSONField, Model

if TYPE_CHECKING:
    from django.db.models import Field

    AnyField = Field[Any, Any]

M = TypeVar("M", bound=Model)
Values = Sequence[Any] | Mapping[str, Any]

#: 存之前要换个样子的几种字段；其余的值原样就能存。
_CONVERTED = (JSONField, ArrayField, BinaryField, DecimalField)


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    """句子交给数据库备着，下次只传参数。"""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **{**options, "prepare": True})


@dataclass(frozen=True, slots=True)
class _Written:
    """写一张表的句子：开头、头一行、其余各行、结尾，以及怎样取一行的值。"""

    head: str
    first: str
    more: str
    tail: str
    read: attrgetter[Any]
    converted: tuple[tuple[int, AnyField], ...]

    def statement(self, count: int) -> str:
        """写这么多行的一句。"""
        return f"{self.head}{', '.join([self.first, *[self.more] * (count - 1)])}{self.tail}"

    def silent(self, count: int) -> str:
        """写这么多行，不问编号。"""
        return self.statement(count).removesuffix(self.tail)

    def values(self, row: Model, database: DatabaseWrapper) -> list[Any]:
        """一行的值。"""
        found = list(self.read(row))
        for place, field in self.converted:
            found[place] = field.get_db_prep_save(found[place], database)
        return found


class _Waiting(threading.local):
    """这个线程里先记着的几句；``usecases`` 是正在办的用例有几层。"""

    def __init__(self) -> None:
        self.usecases = 0
        self.lines: list[tuple[str, Sequence[Any]]] = []


_waiting = _Waiting()


def _in_order(run: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 （框架定的样子）
    """别的句子来了：记着的先写；是要撤回的，记着的就不写了。"""
    if str(sql).startswith("ROLLBACK TO"):
        _taken()
    else:
        write_waiting()
    return run(sql, params, many, context)


def _taken() -> list[tuple[str, Sequence[Any]]]:
    lines, _waiting.lines = _waiting.lines, []
    if lines:
        _database().execute_wrappers.remove(_in_order)
    return lines


def fetch(statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """读若干行。句子要是固定的一句，变的都放在参数里。"""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def select(model: type[M], clause: str, values: Values = (), *, more: str = "") -> list[M]:
    """读一张表的若干行，整行都取。

    :param clause: 表名后面的部分：``WHERE … ORDER BY …``
    :param more: 顺带算的一项，写成 ``算式 AS 名字``，放在各行的这个名字下
    """
    read = _reading(model)
    columns = f"{read.columns()}, {more}" if more else read.columns()
    found = fetch(f'SELECT {columns} FROM "{model._meta.db_table}" {clause}', values)  # noqa: S608
    rows = [read.made(values) for values in found]
    for row, values in zip(rows, found, strict=True) if more else ():
        setattr(row, more.rpartition(" ")[2], values[-1])
    return rows


def select_with(
    model: type[M], alias: str, more: str, tail: str, values: Values = ()
) -> list[tuple[M, tuple[Any, ...]]]:
    """读一张表的整行，连同别的表里的几栏。

    :param alias: 这张表在 ``tail`` 里的别名
    :param more: 别的几栏
    :param tail: ``FROM`` 起的部分
    """
    read = _reading(model)
    found = fetch(f"SELECT {read.columns(alias)}, {more} {tail}", values)
    return [(read.made(values), values[len(read.names) :]) for values in found]


def execute(statement: str, values: Values = ()) -> None:
    """写；句子要是固定的一句。"""
    with _cursor() as cursor:
        cursor.execute(statement, values)


def execute_later(statement: str, values: Sequence[Any] = ()) -> None:
    """先记着，与这个用例里别的写并成一句；不在用例里就现写。几句之间不许互相依赖先后。"""
    if not _waiting.usecases:
        execute(statement, values)
        return
    if not _waiting.lines:
        _database().execute_wrappers.append(_in_order)
    _waiting.lines.append((statement, values))


def insert_later(*rows: Model) -> None:
    """先记着几行新的，同一张表；没有编号的，存完也不知道编号。"""
    if not rows:
        return
    written = _insertion(type(rows[0]), numbered=rows[0].pk is not None)
    database = _database()
    values = [value for row in rows for value in written.values(row, database)]
    execute_later(written.silent(len(rows)), values)
    for row in rows:
        row._state.adding = False


def write_waiting() -> None:
    """把记着的并成一句写下去。"""
    lines = _taken()
    if lines:
        parts = [f"w{number} AS ({text})" for number, (text, _) in enumerate(lines[:-1])]
        head = f"WITH {', '.join(parts)} " if parts else ""
        execute(head + lines[-1][0], [value for _, values in lines for value in values])


def begin_waiting() -> None:
    """一个用例开始，里面可以先记着。"""
    _waiting.usecases += 1


def end_waiting(*, failed: bool) -> None:
    """一个用例完了：成了就写下去，没成就丢掉。"""
    _waiting.usecases -= 1
    if failed:
        _taken()
    else:
        write_waiting()


def insert(*rows: Model) -> None:
    """存几行新的，同一张表，一条语句；没有编号的，存完就有。"""
    if not rows:
        return
    numbered = rows[0].pk is not None
    done = _write(rows, _insertion(type(rows[0]), numbered=numbered), returns=not numbered)
    for row, (key,) in zip(rows, done, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding = False


def update(rows: Iterable[Model], names: Sequence[str]) -> None:
    """把几行的这几个字段写回去，同一张表，一条语句。"""
    changed = tuple(rows)
    if changed:
        _write(changed, _update(type(changed[0]), tuple(names)), returns=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """读一张表：各列、各字段的名字，取出来要换样子的是第几个。"""

    model: type[Model]
    written: tuple[str, ...]
    names: tuple[str, ...]
    loaded: tuple[int, ...]

    def columns(self, alias: str = "") -> str:
        """各列的名字，逗号隔开。"""
        prefix = f"{alias}." if alias else ""
        return ", ".join(f'{prefix}"{each}"' for each in self.written)

    def made(self, values: Sequence[Any]) -> Any:
        """一行变成一个对象；多出来的几栏不管。"""
        found = list(values[: len(self.names)])
        for place in self.loaded:
            found[place] = found[place] and json.loads(found[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, found)


@cache
def _reading(model: type[Model]) -> _Read:
    fields = model._meta.concrete_fields
    return _Read(
        model,
        tuple(str(each.column) for each in fields),
        tuple(each.attname for each in fields),
        tuple(n for n, each in enumerate(fields) if isinstance(each, JSONField)),
    )


def _write(rows: Sequence[Model], written: _Written, *, returns: bool) -> list[tuple[Any, ...]]:
    database = _database()
    values = [value for row in rows for value in written.values(row, database)]
    with _cursor() as cursor:
        cursor.execute(written.statement(len(rows)), values)
        return cursor.fetchall() if returns else []


def _database() -> DatabaseWrapper:
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])


def _cursor() -> CursorWrapper:
    database = _database()
    database.ensure_connection()
    if database.queries_logged:
        return database.cursor()
    raw = database.connection
    # 框架把预备关掉了；它自己的游标不受这个开关影响。
    raw.prepare_threshold = 0
    return database.make_cursor(cast(CursorWrapper, _Prepared(raw)))


@cache
def _insertion(model: type[Model], *, numbered: bool) -> _Written:
    meta = model._meta
    fields = [each for each in meta.concrete_fields if numbered or not each.primary_key]
    names = ", ".join(f'"{each.column}"' for each in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    tail = "" if numbered else f' RETURNING "{meta.pk.column}"'
    head = f'INSERT INTO "{meta.db_table}" ({names}) VALUES '  # noqa: S608
    return _shaped(head, places, places, tail, fields)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> _Written:
    """各行的值列成一张小表再对上去；头一行写明类型，空值才认得出是什么。"""
    meta = model._meta
    fields = [meta.pk, *(cast("AnyField", meta.get_field(name)) for name in names)]
    columns = [f'"{each.column}"' for each in fields]
    sets = ", ".join(f"{column} = v.{column}" for column in columns[1:])
    key = f'"{meta.db_table}".{columns[0]}'
    return _shaped(
        f'UPDATE "{meta.db_table}" SET {sets} FROM (VALUES ',  # noqa: S608
        f"({', '.join(f'%s::{_type(each)}' for each in fields)})",
        f"({', '.join(['%s'] * len(fields))})",
        f") AS v ({', '.join(columns)}) WHERE {key} = v.{columns[0]}",
        fields,
    )


def _shaped(head: str, first: str, more: str, tail: str, fields: Sequence[AnyField]) -> _Written:
    special = ((n, each) for n, each in enumerate(fields) if isinstance(each, _CONVERTED))
    return _Written(
        head, first, more, tail, attrgetter(*(each.attname for each in fields)), tuple(special)
    )


def _type(field: AnyField) -> str:
    kind = field.rel_db_type if field.primary_key else field.db_type
    return str(kind(_database()))
