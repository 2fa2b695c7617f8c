"""每个请求都要过的两道：出门前加安全头；规矩拒绝时给一页说得清楚的话。"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from lianxin.config import errors
from lianxin.kernel.errors import NotVisible, RuleViolation

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SAFETY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000; includeSubDomains"


def safety_headers(get_response: Answer) -> Answer:
    """只许加载本站的脚本和样式，不许被别的网站套进框里。"""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in SAFETY_HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
        return response

    return answer


def phone_changes_hands(get_response: Answer) -> Answer:
    """登录、退出都清掉“这部手机上是谁的草稿”：换了人，前一位的草稿既不显示也不送。"""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.path.startswith("/account/"):
            response.delete_cookie("phone_owner", samesite="Lax")
        return response

    return answer


def kind_refusals(get_response: Answer) -> Answer:
    """看不见回 404，只收提交的回 405，规矩不许回 422，数据库忙回 503；接口由 openapi 自己答复。"""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not request.path.startswith("/api/"):
            told = errors.only_submits(request)
            told.headers["Allow"] = response.headers.get("Allow", "POST")
            return told
        return response

    answer.process_exception = explain  # type: ignore[attr-defined]
    return answer


def explain(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """把预料中的错误变成一页话；别的错误照常抛出。"""
    if request.path.startswith("/api/"):
        return None
    match error:
        case NotVisible():
            return errors.not_found(request)
        case RuleViolation():
            return errors.refused(request, str(error))
        case OperationalError() | InterfaceError():
            return errors.busy(request)
    return None
