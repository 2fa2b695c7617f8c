"""回执：编号公开，查询码只有提交人有；由主密钥和编号算出，库里只存摘要。"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from lianxin.kernel.receipts import normalise_key, receipt_key

#: 回执流水号与意见编号的序列；和办件编号一次要齐。
SEQUENCES = ("opinions_receipt_seq", "opinions_opinion_id_seq")


def receipt_no(prefix: str, serial: int, *, at: datetime) -> str:
    """回执编号，如 ``JX-2026-000417``：字头、年份、六位以上流水号。"""
    return f"{prefix}-{timezone.localtime(at).year}-{serial:06d}"


def key_for(number: str) -> str:
    """这个编号的查询码，四位一组。重复提交时能再算出同一把。"""
    return receipt_key(settings.SECRET_KEY.encode(), number)


def digest(key: str) -> bytes:
    """查询码的摘要（SHA-256，32 字节）；大小写、空格、易混字符不影响。"""
    return hashlib.sha256(normalise_key(key).encode()).digest()
