"""一个用例一个事务；用例里再叫用例，并进同一个事务，不另设存档点。

里面的出了错，整件事一起撤；外层若要接住错误接着办，自己写明 ``transaction.atomic()``。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection
from django.db.transaction import Atomic

P = ParamSpec("P")
R = TypeVar("R")


class _Whole(Atomic):
    """用例开的那一层。"""


def whole(usecase: Callable[P, R]) -> Callable[P, R]:
    """自己开事务；紧挨着外层也是用例的，就并进去。"""

    @wraps(usecase)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        around = connection.atomic_blocks
        joins = bool(around) and isinstance(around[-1], _Whole)
        with _Whole(using=None, savepoint=not joins, durable=False):
            return usecase(*args, **kwargs)

    return run
