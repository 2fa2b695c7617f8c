"""测试用：从源码里找出写进留痕的动作名，好核对是不是都有中文。"""

import ast
from collections.abc import Iterator
from pathlib import Path


def verbs_written_in(folder: Path) -> set[str]:
    """这个目录的源码（不含测试）里，以 ``verb="模块.动作"`` 写明的全部动作名。"""
    sources = (path for path in folder.rglob("*.py") if "tests" not in path.parts)
    return {verb for path in sources for verb in _verbs(ast.parse(path.read_text()))}


def _verbs(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "verb":
            value = node.value
            if isinstance(value, ast.Constant) and "." in str(value.value):
                yield str(value.value)
