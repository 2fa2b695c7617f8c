"""代表码的签名：码上只有序号和签名，伪造的码不必查库就认得出来。"""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

#: 去掉 I L O U，打印在纸上不会看错；看错了也能改回来。
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILO", "110")
SERIAL_LENGTH = 6
#: 8 个字符 40 位：在线猜中一个要试上千亿次。
SIGNATURE_LENGTH = 8
_SALT = "lianxin.stations.access-code"


def new_serial() -> str:
    """随机取一个序号。"""
    return "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_LENGTH))


def sign(serial: str) -> str:
    """把序号变成码上的文字，如 ``7K2M9P-4XWQ1RTC``。"""
    return f"{serial}-{_signature(serial)}"


def read(code: str) -> str | None:
    """从码上的文字认出序号；伪造、残缺的为空。大小写、连字符和空格写错都不要紧。"""
    plain = code.strip().upper().translate(MISREAD).replace("-", "").replace(" ", "")
    serial, signature = plain[:SERIAL_LENGTH], plain[SERIAL_LENGTH:]
    # 先转成字节：含汉字的伪码，compare_digest 不收字符串。
    genuine = hmac.compare_digest(signature.encode(), _signature(serial).encode())
    return serial if genuine and len(serial) == SERIAL_LENGTH else None


def _signature(serial: str) -> str:
    digest = salted_hmac(_SALT, serial, secret=settings.SECRET_KEY, algorithm="sha256").digest()
    number = int.from_bytes(digest[: SIGNATURE_LENGTH * 5 // 8 + 1], "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(SIGNATURE_LENGTH))
