"""回执：编号公开，查询码只有提交人有；由主密钥和编号算出，库里只存摘要。"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lianxin.kernel.receipts import normalise_key, receipt_key

_SEQUENCES = """
SELECT nextval('opinions_receipt_seq'),
       nextval(pg_get_serial_sequence('opinions_opinion', 'id')),
       nextval(pg_get_serial_sequence('casework_case', 'id'))
"""


def take_numbers() -> tuple[int, int, int]:
    """一次要好三个号：回执流水号、意见编号、办件编号。不锁行，允许跳号。"""
    with connection.cursor() as cursor:
        cursor.execute(_SEQUENCES)
        receipt, opinion, case = cursor.fetchone()
    return int(receipt), int(opinion), int(case)


def receipt_no(prefix: str, serial: int, *, at: datetime) -> str:
    """回执编号，如 ``JX-2026-000417``：字头、年份、六位以上流水号。"""
    return f"{prefix}-{timezone.localtime(at).year}-{serial:06d}"


def key_for(number: str) -> str:
    """这个编号的查询码，四位一组。重复提交时能再算出同一把。"""
    return receipt_key(settings.SECRET_KEY.encode(), number)


def digest(key: str) -> bytes:
    """查询码的摘要（SHA-256，32 字节）；大小写、空格、易混字符不影响。"""
    return hashlib.sha256(normalise_key(key).encode()).digest()
