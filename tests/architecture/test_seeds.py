"""演示数据也守规矩：只经用例写，不直接动表。"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import code

#: 直接写库的方法；``save``、``update`` 带位置参数的是别的东西（存图片、合并字典）。
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}
MAYBE = {"save", "update"}


def _seed_files() -> list[Path]:
    return [
        path
        for path in code.product_files()
        if "seeds" in path.parts or path.name == "seeds.py" or path.name == "scenario.py"
    ]


def _direct_writes(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in WRITES or (name in MAYBE and not node.args) or name == "execute":
                yield node.lineno


def test_seeds_and_scenarios_write_through_usecases() -> None:
    """种子和剧本里没有一处直接建、改、删表里的行。"""
    files = _seed_files()
    assert len(files) > 10
    found = [
        f"{code.name_of(path)}:{line}"
        for path in files
        for line in _direct_writes(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_planted_write_is_found() -> None:
    """谁在种子里直接建一行，上一条就会报出来；存一张图片不算。"""
    assert list(_direct_writes("Opinion.objects.create(text='')")) == [1]
    assert list(_direct_writes("row.save(update_fields=['x'])")) == [1]
    assert list(_direct_writes("image.save(kept, 'JPEG')")) == []
