"""一个用例一个事务；用例里再叫用例，并进同一个事务，不另设存档点。

里面的出了错，整件事一起撤；外层若要接住错误接着办，自己写明 ``transaction.atomic()``。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import ParamSpec, TypeVar

from django.db import connection
from django.db.transaction import Atomic

from lianxin.orgs.statements import begin_waiting, end_waiting

P = ParamSpec("P")
R = TypeVar("R")


class _Whole(Atomic):
    """用例开的那一层；并进别人的，写不写由外层定。"""

    def __init__(self, *, joins: bool) -> None:
        super().__init__(using=None, savepoint=not joins, durable=False)
        self.joins = joins

    def __enter__(self) -> None:
        super().__enter__()
        if not self.joins:
            begin_waiting()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if not self.joins:
                end_waiting(failed=error is not None)
        except BaseException as late:
            super().__exit__(type(late), late, late.__traceback__)
            raise
        super().__exit__(kind, error, trace)


def whole(usecase: Callable[P, R]) -> Callable[P, R]:
    """自己开事务；紧挨着外层也是用例的，就并进去。"""

    @wraps(usecase)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        around = connection.atomic_blocks
        joins = bool(around) and isinstance(around[-1], _Whole)
        with _Whole(joins=joins):
            return usecase(*args, **kwargs)

    return run
