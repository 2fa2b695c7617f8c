"""取号：一级人大、一个系列，从 1 起，取号即锁行，一个不漏、一个不重。"""

from django.db import connection

_NEXT = """
INSERT INTO casework_numberseries (jurisdiction_id, series, last) VALUES (%s, %s, 1)
ON CONFLICT (jurisdiction_id, series) DO UPDATE SET last = casework_numberseries.last + 1
RETURNING last
"""


def next_serial(jurisdiction_id: int, series: str) -> int:
    """这个系列的下一个号；办不成的，号随事务退回。"""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [jurisdiction_id, series])
        return int(cursor.fetchone()[0])
