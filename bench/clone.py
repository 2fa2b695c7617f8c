"""把用例造出来的样本克隆成一大片：只在比快慢时这样写库，平时每一条都走用例。

克隆的留痕没有重算摘要，只为占地方；记成已封印，免得后台任务来重封。
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bench.house import Connection, House
from lianxin.kernel.receipts import normalise_key, receipt_key

PREFIX = "BN-2026-"
#: 每四十条里留几条没办结；其余都是办结了的。
OPEN_ONE_IN = 40

Row = Mapping[str, str | None]
#: 表 → 要改的列；空的用表的默认值。
TABLES: Mapping[str, Row] = {
    "casework_case": {
        "id": "%(case)s + n",
        "subject_id": "%(opinion)s + n",
        "thread": "%(case)s + n",
        "number": "%(prefix)s || lpad((%(opinion)s + n)::text, 9, '0')",
    },
    "opinions_opinion": {
        "id": "%(opinion)s + n",
        "case_id": "%(case)s + n",
        "receipt_no": "%(prefix)s || lpad((%(opinion)s + n)::text, 9, '0')",
        "bands": "ARRAY(SELECT each # (n::bigint * 2654435761) FROM unnest(s.bands) AS each)",
    },
    "casework_duty": {"id": None, "case_id": "%(case)s + n"},
    "audit_entry": {"id": None, "subject_id": "%(case)s + n", "thread": "%(case)s + n"},
}
_SAMPLE: Mapping[str, str] = {
    "casework_case": "s.id = (SELECT case_id FROM opinions_opinion WHERE id = %(sample)s)",
    "opinions_opinion": "s.id = %(sample)s",
    "casework_duty": "s.case_id = (SELECT case_id FROM opinions_opinion WHERE id = %(sample)s)",
    "audit_entry": "s.thread = (SELECT case_id FROM opinions_opinion WHERE id = %(sample)s)",
}
_SEAL = """
WITH waiting AS (
    SELECT e.id FROM audit_entry e LEFT JOIN audit_sealedentry s ON s.entry_id = e.id
     WHERE s.entry_id IS NULL),
made AS (
    INSERT INTO audit_seal (sealed_at, entry_count, root, previous, chained)
    SELECT now(), count(*), sha256('bench'), sha256(now()::text::bytea),
           sha256(('c' || now())::bytea) FROM waiting RETURNING id)
INSERT INTO audit_sealedentry (entry_id, seal_id, leaf)
SELECT waiting.id, made.id, row_number() OVER () FROM waiting, made
"""


def fill_to(house: House, ground: Mapping[str, Any], total: int) -> None:
    """补到共 ``total`` 条意见，四十分之一没办结。"""
    with house.connect() as connection:
        missing = total - _count(connection, "SELECT count(*) FROM opinions_opinion")
        still_open = missing // OPEN_ONE_IN
        add(connection, ground["closed"], missing - still_open)
        add(connection, ground["open"], still_open)
        settle(connection)


def add(connection: Connection, sample: int, count: int) -> range:
    """克隆一批，返回新的办件编号。"""
    base = {
        "case": reserve(connection, "casework_case", count),
        "opinion": reserve(connection, "opinions_opinion", count),
        "prefix": PREFIX,
        "sample": sample,
        "count": count,
    }
    copy(connection, TABLES, _SAMPLE, base)
    return range(base["case"] + 1, base["case"] + count + 1)


def copy(
    connection: Connection,
    tables: Mapping[str, Row],
    sample: Mapping[str, str],
    base: Mapping[str, Any],
) -> None:
    """把样本在这几张表里的行各克隆 ``count`` 份；都照样本来，不必逐条核对外键。"""
    connection.execute("SET session_replication_role = replica")
    for table, changes in tables.items():
        _clone(connection, table, changes, sample[table], base)
    connection.execute("SET session_replication_role = DEFAULT")


def settle(connection: Connection) -> None:
    """添完收拾：封印、统计、整理索引。"""
    connection.execute(_SEAL)
    for table in (*TABLES, "audit_sealedentry"):
        connection.execute(f"VACUUM ANALYZE {table}")
    connection.execute("CHECKPOINT")


def give_keys(house: House, share: int) -> list[tuple[str, str]]:
    """每 ``share`` 条克隆的意见里，给一条配上查得了的查询码；返回编号与查询码。"""
    secret = (house.home / "secret.key").read_text().strip().encode()
    chosen = "SELECT id, receipt_no FROM opinions_opinion WHERE receipt_no LIKE %s AND id %% %s = 0"
    with house.connect() as connection:
        rows = connection.execute(chosen, [f"{PREFIX}%", share]).fetchall()
        given = [(pk, number, receipt_key(secret, number)) for pk, number in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE opinions_opinion SET key_digest = %s WHERE id = %s",
                [
                    (hashlib.sha256(normalise_key(key).encode()).digest(), pk)
                    for pk, _, key in given
                ],
            )
    return [(number, key) for _, number, key in given]


def _clone(
    connection: Connection, table: str, changes: Row, sample: str, base: Mapping[str, Any]
) -> None:
    names = [name for name in _columns(connection, table) if changes.get(name, "") is not None]
    values = [changes.get(name) or f"s.{name}" for name in names]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM {table} AS s, generate_series(1, %(count)s) AS n"
        f" WHERE {sample} ORDER BY n, s.id",
        base,
    )


def _columns(connection: Connection, table: str) -> list[str]:
    wanted = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    return [name for (name,) in connection.execute(wanted, [table]).fetchall()]


def reserve(connection: Connection, table: str, count: int) -> int:
    """从序列里要一段号，返回起点。"""
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    last = _count(connection, f"SELECT nextval({sequence})")
    connection.execute(f"SELECT setval({sequence}, %s)", [last + count])
    return last


def _count(connection: Connection, question: str) -> int:
    row = connection.execute(question).fetchone()
    assert row is not None
    return int(row[0])
