"""测试的地基：库从哪里来、结果怎么收进 ``build/rows.json``。

设了 ``DATABASE_URL`` 就用它；没设就临时启动自带的数据库（关掉落盘保护，只求快），数据留着下次再用。
"""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from lianxin.ops import embedded

ROOT = Path(__file__).resolve().parent
pytest_plugins = [
    "tests.plugins.rows",
    "tests.plugins.emptying",
    "tests.plugins.browser",
    "tests.plugins.order",
    "tests.world",
]

_borrowed = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """主进程把库备好；并行的下级进程沿用同一个。"""
    if os.environ.get("DATABASE_URL") or hasattr(config, "workerinput"):
        return
    cluster = embedded.fast(ROOT / "build" / "test-postgres")
    _borrowed.enter_context(
        embedded.borrowed(
            cluster, database="lianxin", say=lambda words: print(words, file=sys.stderr)
        )
    )


def pytest_unconfigure() -> None:
    """用完还回去；临时启动的就关上。"""
    _borrowed.close()
