"""数据库的网址怎么变成连接：用外面的 PostgreSQL 也照我们的办法连。"""

import pytest
from django.db import connection

from lianxin.config import env

URL = "postgresql://lianxin:secret@db:5433/county"


@pytest.mark.django_db
def test_our_connections_never_compile_statements() -> None:
    """即时编译在我们的连接上是关的，而且是我们关的，不靠那台服务器怎么设。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting, source FROM pg_settings WHERE name = 'jit'")
        assert cursor.fetchone() == ("off", "client")


def test_what_the_address_says_comes_first() -> None:
    """网址里写了 options 的照网址；没写的是我们的。"""
    assert env.database(URL)["OPTIONS"] == {"options": "-c jit=off"}
    told = env.database(URL + "?options=-c%20jit%3Don&sslmode=require")
    assert told["OPTIONS"] == {"options": "-c jit=on", "sslmode": "require"}
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db", "5433", "county")


def test_only_postgresql_is_taken() -> None:
    """别的数据库连不上，说清楚用哪一种。"""
    with pytest.raises(env.BadSetting, match="只用 PostgreSQL"):
        env.database("sqlite:///lianxin.db")
