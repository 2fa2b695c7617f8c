"""一次性链接的签名：改一个字、自己编一个，不必查库就认得出来。"""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, Signer

_SIGNER = Signer(salt="lianxin.supervision.outside-ask", sep="~")


def new_serial() -> str:
    """随机取一个序号，128 位。"""
    return secrets.token_urlsafe(16)


def sign(serial: str) -> str:
    """链接上的一段。"""
    return _SIGNER.sign(serial)


def read(token: str) -> str | None:
    """认出序号；伪造、残缺的为空。"""
    try:
        return _SIGNER.unsign(token)
    except BadSignature:
        return None
