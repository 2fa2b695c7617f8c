"""接口的错误：RFC 9457 的 problem+json；原因写成中文，从不露出程序内部。"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 10

#: 状态码 → （类型，标题，没有更具体的话时说什么）。
KINDS: Mapping[int, tuple[str, str, str]] = {
    400: ("malformed", "请求读不懂", "请求的格式不对，请核对后再发。"),
    401: ("unauthorized", "需要令牌", "没有令牌，或令牌已失效；请重新领取后再试。"),
    403: ("forbidden", "不允许", "这个请求不被允许。"),
    404: ("not-found", "没有找到", "没有找到，或者它不对您公开。"),
    405: ("method-not-allowed", "方法不对", "这个网址不支持这种请求方法。"),
    409: ("conflict", "情况已变", "这件事刚有人办过，请重新取一次再试。"),
    413: ("too-large", "内容太大", "一次发来的内容太大，请控制在 1 MB 以内。"),
    415: ("unsupported-media-type", "格式不收", "请用 Content-Type: application/json 发送。"),
    422: ("refused", "不合规矩", "内容不合要求，请按提示改正。"),
    429: ("too-many", "太频繁", "请求太频繁，请稍等再试。"),
    500: ("internal", "程序出错", "这一步没有办成，已经记下来交给管理人员查看。"),
    503: ("busy", "暂时忙", "现在办理的人多，或者数据库正在恢复；请过十秒再试。"),
}


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """一份错误答复；``errors`` 是逐项的毛病（字段 → 怎么改）。"""
    slug, title, usual = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    content: dict[str, object] = {
        "type": f"urn:lianxin:problem:{slug}",
        "title": title,
        "status": status,
        "detail": detail or usual,
        "instance": request.path,
    }
    if errors:
        content["errors"] = dict(errors)
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
        status=status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )
    if status == 503:
        response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return response


SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 错误：detail 是可以直接给人看的一句中文。",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "错误种类"},
        "title": {"type": "string", "description": "种类的名称"},
        "status": {"type": "integer", "description": "状态码"},
        "detail": {"type": "string", "description": "为什么不行、该怎么办"},
        "instance": {"type": "string", "description": "出在哪个网址"},
        "errors": {
            "type": "object",
            "description": "逐项的毛病：字段 → 怎么改",
            "additionalProperties": {"type": "string"},
        },
    },
}
