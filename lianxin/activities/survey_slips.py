"""票号：发给每户一张的号，后三位由前面算出来，猜不中、抄错了认得出；以及手机的摘要。"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

from lianxin.kernel.receipts import ALPHABET

MISREAD = str.maketrans("ILO", "110")
SERIAL_LENGTH = 6
CHECK_LENGTH = 3
_SALT = "lianxin.activities.survey-slip"
_DEVICE_SALT = "lianxin.activities.survey-device"


def new_serial() -> str:
    """问卷网址上的序号。"""
    return "".join(secrets.choice(ALPHABET) for _ in range(SERIAL_LENGTH))


def slip_of(serial: str, number: int) -> str:
    """第几张票的票号，如 ``0012-7KQ``。"""
    return f"{number:04d}-{_check(serial, number)}"


def all_slips(serial: str, count: int) -> Iterator[str]:
    """发出去的全部票号。"""
    return (slip_of(serial, number) for number in range(1, count + 1))


def read_slip(serial: str, count: int, written: str) -> str | None:
    """认出写的票号，大小写、短横都不计较；没有发过的、抄错的为空。"""
    plain = written.strip().upper().translate(MISREAD).replace("-", "").replace(" ", "")
    number, check = plain[:-CHECK_LENGTH], plain[-CHECK_LENGTH:]
    if not (number.isascii() and number.isdecimal()) or not 1 <= int(number[:9]) <= count:
        return None
    right = hmac.compare_digest(check.encode(), _check(serial, int(number)).encode())
    return slip_of(serial, int(number)) if right else None


def device_of(serial: str, phone: str) -> bytes:
    """这部手机在这份问卷里的摘要：换一份问卷就变，连不起来。"""
    return _digest(_DEVICE_SALT, f"{serial}:{phone}")


def _check(serial: str, number: int) -> str:
    seed = int.from_bytes(_digest(_SALT, f"{serial}:{number}")[:4], "big")
    return "".join(ALPHABET[seed >> (5 * place) & 31] for place in range(CHECK_LENGTH))


def _digest(salt: str, text: str) -> bytes:
    return salted_hmac(salt, text, secret=settings.SECRET_KEY, algorithm="sha256").digest()
