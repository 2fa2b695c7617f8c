"""幂等：网络不好重发几次，也只办一次。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lianxin.access.models import IdempotentCall
from lianxin.kernel.errors import Conflict
from lianxin.orgs.statements import execute_later, fetch
from lianxin.orgs.transactions import whole

# 已有同一把钥匙而对方还没提交时，这一句会等到对方有了结果；对方失败就轮到自己。
_CLAIM = """
INSERT INTO access_idempotentcall (scope, key, body_digest, status, answer, created_at)
VALUES (%s, %s, %s, 0, '{}', %s) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
_ANSWER = "UPDATE access_idempotentcall SET status = %s, answer = %s WHERE id = %s"
LONGEST_KEY = 80


class IdempotencyConflict(Conflict):
    """同一把钥匙，前后内容不一样。"""


def digest_of(body: bytes) -> str:
    """请求内容的摘要。"""
    return hashlib.sha256(body).hexdigest()


@whole
def once(
    *,
    scope: str,
    key: str,
    body_digest: str,
    at: datetime,
    act: Callable[[], tuple[int, dict[str, Any]]],
) -> tuple[int, dict[str, Any], bool]:
    """同一把钥匙只办一次；再来就把上次的答复原样给他。

    :param scope: 钥匙管什么，如“POST /opinions”加账号；不同范围互不相干
    :param act: 真正去办，返回状态码和答复；抛错则全部回滚，钥匙可以再用
    :returns: 状态码、答复、是不是重放
    :raises IdempotencyConflict: 钥匙用过，而内容不一样
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise IdempotencyConflict(f"Idempotency-Key 要有 1 到 {LONGEST_KEY} 个字符，请换一把")
    claimed = _claim(scope, key, body_digest, at)
    if claimed is None:
        return _replay(scope, key, body_digest)
    status, answer = act()
    _remember(claimed, status, answer)
    return status, answer, False


def forget_calls(*, before: datetime) -> int:
    """删掉旧的幂等记录；返回删了几条。"""
    return IdempotentCall.objects.filter(created_at__lt=before).delete()[0]


def _claim(scope: str, key: str, body_digest: str, at: datetime) -> int | None:
    found = fetch(_CLAIM, [scope, key, body_digest, at])
    return found[0][0] if found else None


def _remember(pk: int, status: int, answer: dict[str, Any]) -> None:
    execute_later(_ANSWER, [status, json.dumps(answer, ensure_ascii=False), pk])


def _replay(scope: str, key: str, body_digest: str) -> tuple[int, dict[str, Any], bool]:
    known = IdempotentCall.objects.get(scope=scope, key=key)
    if known.body_digest != body_digest:
        raise IdempotencyConflict("这个 Idempotency-Key 已用于另一份内容，请换一把新的再提交")
    return known.status, known.answer, True
