"""把各种错误答成 problem+json：看不见 404、情况已变 409、不合规矩 422、忙 503。"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lianxin.access.usecases.idempotency import IdempotencyConflict
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.openapi.parsing import TooLarge, WrongMedia
from lianxin.openapi.problems import problem
from lianxin.openapi.validation import field_errors

log = logging.getLogger(__name__)

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="lianxin"'}
CHECK = "有 {} 处要改：{}。"


class Malformed(Exception):
    """请求本身不完整；消息说明缺什么。"""


class WrongPassword(Exception):
    """密码换不来令牌；消息不说是哪一样不对。"""


class FieldRefused(RuleViolation):
    """某一个字段不合规矩。"""

    def __init__(self, field: str, why: str) -> None:
        self.fields = {field: why}
        super().__init__(why)


class TooMany(Exception):
    """太频繁；``wait`` 是要等的秒数。"""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


def refused(request: HttpRequest, error: RuleViolation) -> HttpResponse:
    """规矩不许：原话告诉使用者。"""
    if isinstance(error, NotVisible):
        return problem(request, 404, str(error))
    changed = isinstance(error, Conflict) and not isinstance(error, IdempotencyConflict)
    status = 409 if changed else 422
    fields: Mapping[str, str] | None = getattr(error, "fields", None)
    return problem(request, status, str(error), errors=fields)


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """字段不对：一次说全。"""
    fields = field_errors(error.errors)
    words = "；".join(f"{field} {why}" for field, why in fields.items())
    return problem(request, 422, CHECK.format(len(fields), words), errors=fields)


def unauthorized(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """没有令牌，或令牌无效。"""
    return problem(request, 401, headers=CHALLENGE)


def wrong_password(request: HttpRequest, error: WrongPassword) -> HttpResponse:
    """用户名不存在、密码不对、账号停用，答复完全一样。"""
    return problem(request, 401, str(error), headers=CHALLENGE)


def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """请求体读不了：太大、不是 JSON，或者写错了。"""
    match error.__cause__:
        case WrongMedia():
            return problem(request, 415)
        case TooLarge() | RequestDataTooBig():
            return problem(request, 413)
    if error.status_code == 400:
        return problem(request, 400, "请求体不是合格的 JSON，请核对引号、逗号和数字。")
    return problem(request, error.status_code)


def malformed(request: HttpRequest, error: Malformed) -> HttpResponse:
    """缺了必要的请求头。"""
    return problem(request, 400, str(error))


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """太频繁：写明等几秒。"""
    wait = str(error.wait)
    return problem(request, 429, f"请求太频繁，请过 {wait} 秒再试。", headers={"Retry-After": wait})


def missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    """没有找到。"""
    return problem(request, 404)


def busy(request: HttpRequest, _error: Exception) -> HttpResponse:
    """数据库忙或正在恢复。"""
    log.warning("database unavailable path=%s", request.path)
    return problem(request, 503)


def broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    """程序缺陷：照常抛出，由最外层记下来，再答成 500。"""
    raise error


_ANSWERS: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = MappingProxyType(
    {
        RuleViolation: refused,
        ValidationError: invalid,
        AuthenticationError: unauthorized,
        WrongPassword: wrong_password,
        HttpError: unreadable,
        Malformed: malformed,
        TooMany: too_many,
        Http404: missing,
        OperationalError: busy,
        InterfaceError: busy,
        Exception: broken,
    }
)


def register(api: NinjaAPI) -> None:
    """接上全部错误的答法。"""
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, answer)
