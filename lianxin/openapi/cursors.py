"""翻页的记号：上一页最后一条的位置，签了名，外面看不懂也改不了。"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.core.signing import BadSignature, Signer

from lianxin.openapi.handlers import FieldRefused

_SALT = "lianxin.openapi.cursor"
WRONG = "翻页记号不对，请用上一页答复里的 next_cursor，或从第一页重新取"


def write(kind: str, position: object) -> str:
    """把位置写成记号。"""
    signed = Signer(salt=f"{_SALT}.{kind}").sign(str(position))
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def read(kind: str, cursor: str) -> str:
    """从记号读出位置；没有记号就是第一页，位置为空。

    :raises FieldRefused: 记号是改过的，或是别的清单的
    """
    if not cursor:
        return ""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        signed = base64.urlsafe_b64decode(padded).decode()
        return Signer(salt=f"{_SALT}.{kind}").unsign(signed)
    except (BadSignature, ValueError, binascii.Error) as mistake:
        raise FieldRefused("cursor", WRONG) from mistake


def read_id(kind: str, cursor: str) -> int | None:
    """位置是编号的清单用这个；第一页为空。

    :raises FieldRefused: 记号是改过的，或是别的清单的
    """
    position = read(kind, cursor)
    return int(position) if position else None


def page(kind: str, found: Sequence[Any], limit: int) -> dict[str, Any]:
    """一页：``found`` 多取了一条，才知道有没有下一页。"""
    shown = found[:limit]
    more = len(found) > limit
    return {"items": shown, "next_cursor": write(kind, shown[-1].id) if more else None}
