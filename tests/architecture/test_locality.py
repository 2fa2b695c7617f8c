"""地方的东西不写进程序：代码与迁移里没有县市区的名字。"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import code

PLACES = re.compile("江夏|武穴|江汉|黄冈|重庆|青岛|襄阳|荆州|孝感|咸宁")
#: 演示数据与机制包本来就是地方的。
DATA = {"seeds.py", "seeds", "packs"}


def test_no_place_name_in_product_code() -> None:
    """程序里没有哪个地方的名字（说明里举例不算）；各地的做法在机制包里，演示数据在 seeds 里。"""
    found = [
        f"{code.name_of(path)}:{line}"
        for path in _code_and_migrations()
        for line in _places_in(path)
    ]
    assert not found, "\n".join(found)


def _code_and_migrations() -> list[Path]:
    return [
        path
        for path in code.tracked()
        if path.suffix == ".py"
        and path.is_relative_to(code.PACKAGE)
        and not code.is_test(path)
        and not DATA & set(path.parts)
    ]


def _places_in(path: Path) -> Iterator[int]:
    nodes = list(ast.walk(code.tree(path)))
    explained = {id(text) for node in nodes if (text := _docstring(node))}
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in explained and _names_a_place(node):
            yield node.lineno


def _names_a_place(node: ast.Constant) -> bool:
    return isinstance(node.value, str) and bool(PLACES.search(node.value))


def _docstring(node: ast.AST) -> ast.Constant | None:
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return first.value
    return None
