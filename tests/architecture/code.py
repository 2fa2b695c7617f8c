"""架构测试共用：本项目有哪些文件、函数、模块。"""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lianxin"


@cache
def tracked() -> tuple[Path, ...]:
    """版本库里的文件，连同还没提交、也没被忽略的。"""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def python_files(*, tests: bool = True) -> list[Path]:
    """全部 Python 文件；迁移文件不算，``tests`` 为假时测试也不算。"""
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and "migrations" not in path.parts and (tests or not is_test(path))
    ]


def product_files() -> list[Path]:
    """产品自己的 Python 文件，不含测试与迁移。"""
    return [path for path in python_files(tests=False) if path.is_relative_to(PACKAGE)]


def is_test(path: Path) -> bool:
    """是不是测试的一部分。"""
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


@cache
def tree(path: Path) -> ast.Module:
    """语法树。"""
    return ast.parse(path.read_text(encoding="utf-8"))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """文件里的全部函数，嵌套的也算。"""
    return (
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def length(function: Function) -> int:
    """正文几行：从 def 起，不算装饰器和说明。"""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 1
    return (function.end_lineno or 0) - body[0].lineno + 1


def name_of(path: Path) -> str:
    """给人看的文件名。"""
    return str(path.relative_to(ROOT))
