"""联系方式的加密：密文自带套件标记，两套都解得开；电话另算一个不可逆的查找值。

默认 AES-256-GCM 与 HMAC-SHA256；``settings.CRYPTO_SUITE = "sm4-gcm"`` 换成国密 SM4-GCM 与
HMAC-SM3。密钥都由主密钥派生，各管一用。密文绑定它属于哪件事，挪到别处就解不开。
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from lianxin.kernel.errors import RuleViolation

_MAGIC = b"LX1"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|\d{7,8}")


class ContactRefused(RuleViolation):
    """联系方式存不了、看不了。"""


class ContactUnreadable(Exception):
    """密文解不开：密钥换了，或者数据被动过。"""


@dataclass(frozen=True, slots=True)
class Suite:
    """一套算法。"""

    tag: bytes
    cipher: Any
    key_bytes: int
    digest: type[hashes.HashAlgorithm]


SUITES: Mapping[str, Suite] = {
    "aes-gcm": Suite(b"A", algorithms.AES, 32, hashes.SHA256),
    "sm4-gcm": Suite(b"S", algorithms.SM4, 16, hashes.SM3),
}


def normal_phone(text: str) -> str:
    """统一电话的写法：去掉空格、横线和国家码。

    :raises ContactRefused: 看不出是电话
    """
    plain = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^(?:\+|00)86", "", plain)
    if not _PHONE.fullmatch(plain):
        raise ContactRefused("电话号码看不懂，请填 11 位手机号，或带区号的座机号")
    return plain


def seal(values: Mapping[str, str], *, bound_to: str) -> bytes:
    """加密；``bound_to`` 写明属于哪件事。"""
    suite = SUITES[settings.CRYPTO_SUITE]
    head, nonce = _MAGIC + suite.tag, secrets.token_bytes(_NONCE_BYTES)
    encryptor = Cipher(suite.cipher(_key(suite, b"seal")), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head + bound_to.encode())
    body = encryptor.update(json.dumps(dict(values), ensure_ascii=False).encode())
    body += encryptor.finalize()
    return head + nonce + encryptor.tag + body


def unseal(sealed: bytes, *, bound_to: str) -> dict[str, str]:
    """解密；用哪一套看密文的标记，不看现在的设置。

    :raises ContactUnreadable: 解不开
    """
    split = len(_MAGIC) + 1
    head, rest = sealed[:split], sealed[split:]
    suite = next((s for s in SUITES.values() if head == _MAGIC + s.tag), None)
    if suite is None:
        raise ContactUnreadable("认不出用的哪套算法")
    nonce, tag = rest[:_NONCE_BYTES], rest[_NONCE_BYTES : _NONCE_BYTES + _TAG_BYTES]
    mode = modes.GCM(nonce, tag)
    decryptor = Cipher(suite.cipher(_key(suite, b"seal")), mode).decryptor()
    decryptor.authenticate_additional_data(head + bound_to.encode())
    try:
        plain = decryptor.update(rest[_NONCE_BYTES + _TAG_BYTES :]) + decryptor.finalize()
    except InvalidTag as broken:
        raise ContactUnreadable("密钥不对，或者密文被动过") from broken
    values: dict[str, str] = json.loads(plain)
    return values


def phone_index(phone: str) -> str:
    """电话的查找值（现行套件）；没有主密钥，穷举号码也对不上。"""
    return _index(SUITES[settings.CRYPTO_SUITE], phone)


def phone_indexes(phone: str) -> list[str]:
    """电话在各套件下的查找值，换过套件也查得到旧的。"""
    return [_index(suite, phone) for suite in SUITES.values()]


def _index(suite: Suite, phone: str) -> str:
    keyed = hmac.HMAC(_key(suite, b"index"), suite.digest())
    keyed.update(normal_phone(phone).encode())
    return keyed.finalize().hex()


def _key(suite: Suite, use: bytes) -> bytes:
    return _derived(settings.SECRET_KEY, suite, use)


@lru_cache(maxsize=8)
def _derived(secret: str, suite: Suite, use: bytes) -> bytes:
    info = b"lianxin.access.contacts/" + suite.tag + b"/" + use
    derive = HKDF(algorithm=suite.digest(), length=suite.key_bytes, salt=None, info=info)
    return derive.derive(secret.encode())
