"""重发不重办：同一把 ``Idempotency-Key``、同一份内容，只办一次，答复一样。"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from lianxin.access.usecases.idempotency import once
from lianxin.openapi.handlers import Malformed

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replay"
_KEY = re.compile(r"[!-~]{1,80}")
_SCHEMA = {"type": "string", "pattern": "^[!-~]{1,80}$"}

#: 写进接口说明的请求头。
REQUIRED = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": True,
            "description": "每份内容一把，建议用 UUID；没收到答复就原样重发，不会登记两次。",
            "schema": _SCHEMA,
        }
    ]
}
OPTIONAL = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "description": "给了就保证重发不重办。",
            "schema": _SCHEMA,
        }
    ]
}


def key_of(request: HttpRequest, *, required: bool) -> str:
    """请求头里的那把钥匙；没有且不必有时为空。

    :raises Malformed: 该有没有，或写法不对
    """
    key = request.headers.get(HEADER, "")
    if not key and not required:
        return ""
    if not key:
        raise Malformed(f"请带上请求头 {HEADER}：每份内容一把，重发时不变。")
    if not _KEY.fullmatch(key):
        raise Malformed(f"请求头 {HEADER} 请用 1–80 个英文字母、数字或符号，建议用 UUID。")
    return key


def answered_once(
    request: HttpRequest,
    response: HttpResponse,
    *,
    scope: str,
    content: Mapping[str, Any],
    at: datetime,
    act: Callable[[], dict[str, Any]],
    status: int = 200,
    required: bool = False,
) -> dict[str, Any]:
    """办一次并记住答复；重发的直接给上次的答复，并加 ``Idempotent-Replay: true``。

    :param scope: 钥匙在什么范围内不重复
    :raises IdempotencyConflict: 同一把钥匙用在了别的内容上
    """
    key = key_of(request, required=required)
    if not key:
        return act()
    code, answer, replayed = once(
        scope=scope,
        key=key,
        body_digest=_digest(request, content),
        at=at,
        act=lambda: (status, act()),
    )
    response.status_code = code
    if replayed:
        response.headers[REPLAYED] = "true"
    return answer


def _digest(request: HttpRequest, content: Mapping[str, Any]) -> str:
    """内容的摘要：与空白、字段先后无关。"""
    plain = json.dumps([request.path, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
