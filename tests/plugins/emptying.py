"""提交过的测试（并发、锁）跑完要清空各表；留痕的表不许清空，只在这里放行。"""

from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase


@pytest.fixture(autouse=True, scope="session")
def _let_tests_empty_the_record() -> None:
    """清空时暂停触发器，清完恢复；产品里没有这条路。"""
    empty = TransactionTestCase._fixture_teardown

    def teardown(self: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        empty(self)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
