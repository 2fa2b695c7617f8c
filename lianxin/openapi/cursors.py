"""翻页的记号：上一页最后一条的位置，签了名，外面看不懂也改不了。"""

from __future__ import annotations

import base64
import binascii

from django.core.signing import BadSignature, Signer

from lianxin.openapi.handlers import FieldRefused

_SALT = "lianxin.openapi.cursor"
WRONG = "翻页记号不对，请用上一页答复里的 next_cursor，或从第一页重新取"


def write(kind: str, position: int) -> str:
    """把位置写成记号。"""
    signed = Signer(salt=f"{_SALT}.{kind}").sign(str(position))
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def read(kind: str, cursor: str | None) -> int | None:
    """从记号读出位置；没有记号就是第一页。

    :raises FieldRefused: 记号是改过的，或是别的清单的
    """
    if not cursor:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        signed = base64.urlsafe_b64decode(padded).decode("ascii")
        return int(Signer(salt=f"{_SALT}.{kind}").unsign(signed))
    except (BadSignature, ValueError, binascii.Error) as mistake:
        raise FieldRefused("cursor", WRONG) from mistake
