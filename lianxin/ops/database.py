"""命令用的数据库：写了 ``DATABASE_URL`` 就用它，没写就用自带的。"""

from collections.abc import Iterator
from contextlib import contextmanager

import django
import psycopg
from django.conf import settings
from django.db import connection

from lianxin.ops.console import say
from lianxin.ops.embedded import Cluster, borrowed

OLDEST_POSTGRES = 150000


def own_cluster() -> Cluster:
    """自带的那一套。"""
    return Cluster(settings.EMBEDDED_DATA, settings.LIANXIN_HOME / "postgres.log")


def database_name() -> str:
    """库名。"""
    return str(settings.DATABASES["default"]["NAME"])


@contextmanager
def connected() -> Iterator[None]:
    """短命令用：备好数据库和 Django，用完还回去。

    :raises DatabaseTrouble: 自带的数据库起不来
    """
    if not settings.EMBEDDED_DATABASE:
        django.setup()
        yield
        return
    with borrowed(own_cluster(), database=database_name(), say=say):
        django.setup()
        yield
        connection.close()


def connect_directly(seconds: int = 3) -> "psycopg.Connection[tuple[object, ...]]":
    """不经连接池直接连，连不上立刻知道。

    :raises psycopg.OperationalError: 连不上
    """
    parameters = {**connection.get_connection_params(), "connect_timeout": seconds}
    for ours in ("cursor_factory", "context", "pool", "prepare_threshold"):
        parameters.pop(ours, None)
    return psycopg.connect(**parameters)


def reachable() -> bool:
    """数据库现在连得上吗。"""
    try:
        connect_directly().close()
    except psycopg.OperationalError:
        return False
    return True
