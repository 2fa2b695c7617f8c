"""回执查询码：由回执号和本站密钥算出来，不存库；好抄、好念、不怕大小写。"""

import hashlib
import hmac
import re
import unicodedata

from lianxin.kernel.errors import RuleViolation

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford 三十二进制：没有容易看错的 I、L、O 和 U。"""
LENGTH = 16
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PURPOSE = b"lianxin receipt key v1\0"


class ReceiptKeyMistake(RuleViolation):
    """查询码抄错了。"""


def receipt_key(secret: bytes, receipt_no: str) -> str:
    """回执号对应的查询码，16 位，四位一组，如 ``7K2M-…``。"""
    if not secret:
        raise ValueError("没有密钥，不能出查询码")
    digest = hmac.new(secret, _PURPOSE + receipt_no.encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[: LENGTH * 5 // 8], "big")
    places = range(5 * (LENGTH - 1), -1, -5)
    return _grouped("".join(ALPHABET[bits >> place & 31] for place in places))


def normalise_key(text: str) -> str:
    """把人手抄的查询码还原成标准写法。

    大小写、全角、空格、短横都不计较，O 当 0，I 和 L 当 1；
    长度不对或有不可能的字符，抛 :class:`ReceiptKeyMistake`。
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\s\-–—_.]", "", plain).translate(_ALIKE)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        raise ReceiptKeyMistake(f"查询码是 {LENGTH} 位字母和数字，请对照回执再输一遍")
    return _grouped(plain)


def key_matches(secret: bytes, receipt_no: str, text: str) -> bool:
    """查询码对不对；比较所用的时间与对错无关，抄得不像样的就是不对。"""
    try:
        given = normalise_key(text)
    except ReceiptKeyMistake:
        return False
    return hmac.compare_digest(given, receipt_key(secret, receipt_no))


def _grouped(plain: str) -> str:
    return "-".join(plain[place : place + 4] for place in range(0, LENGTH, 4))
