"""提交过的测试（并发、锁、真浏览器）跑完要清空各表：等在跑的请求办完再清，留痕的表只在这里放行。"""

import threading
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import TransactionTestCase

PATIENCE = 30.0
"""最多等在跑的请求多少秒；到了还没办完，照清，让数据库说是谁。"""


class Quiet:
    """测试服务手上还有几个请求。"""

    def __init__(self) -> None:
        self.open = 0
        self.changed = threading.Condition()

    def count(self, change: int) -> None:
        """来了一个，或者办完一个。"""
        with self.changed:
            self.open += change
            self.changed.notify_all()

    def wait(self, patience: float = PATIENCE) -> bool:
        """等到一个都没有；等得太久（秒）为假。"""
        with self.changed:
            return self.changed.wait_for(lambda: self.open == 0, timeout=patience)


QUIET = Quiet()


def _count_requests() -> None:
    """进门加一，出门减一：页面已经关了，服务可能还在替它办。"""
    answer = WSGIHandler.__call__

    def counted(self: WSGIHandler, *told: Any) -> Any:
        QUIET.count(1)
        try:
            return answer(self, *told)
        finally:
            QUIET.count(-1)

    WSGIHandler.__call__ = counted  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _let_tests_empty_the_record() -> None:
    """清空时暂停触发器，清完恢复；产品里没有这条路。"""
    empty = TransactionTestCase._fixture_teardown
    _count_requests()

    def teardown(self: Any) -> None:
        QUIET.wait()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        empty(self)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
