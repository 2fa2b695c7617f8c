"""出错时给人看的几页：说清是什么事、接下来怎么办，从不露出程序内部。"""

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.csrf import requires_csrf_token

from lianxin.config.context import display

log = logging.getLogger(__name__)

RETRY_SECONDS = 10
BUSY = "现在办理的人多，或者数据库正在恢复。请过十秒，按“后退”回去再试；您填的一般都还在。"
LOST = "没有找到这一页。可能是地址不完整，也可能是它不对您公开。请从首页重新进入。"
ONLY_SUBMITS = "这个地址只收提交，不能直接打开，多半是登录之后回到了这里。请从首页重新进入。"
BROKEN = "这一步没有办成，已经记下来交给管理人员查看。您可以返回上一页再试一次。"
STALE_FORM = (
    "刚才那一页打开太久了，没有交上去。请按“后退”回去，您填的一般都还在；"
    "先复制下来，刷新那一页，再交一次。"
)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404：不存在与看不见，用的是同一页同样的话。"""
    return _page(request, "404.html", 404, LOST)


def refused(request: HttpRequest, message: str) -> HttpResponse:
    """422：规矩不许；原话告诉使用者。"""
    return _page(request, "refusal.html", 422, message)


def only_submits(request: HttpRequest) -> HttpResponse:
    """405：只收提交的地址被直接打开了。"""
    return _page(request, "refusal.html", 405, ONLY_SUBMITS)


def busy(request: HttpRequest) -> HttpResponse:
    """503：数据库忙或正在恢复；这一页一句也不查库。"""
    log.warning("database unavailable path=%s", request.path)
    response = _page(None, "503.html", 503, BUSY, shown=display(request))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


@requires_csrf_token
def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403：表单的防伪记号对不上，多半是页面开得太久。"""
    return _page(request, "403.html", 403, STALE_FORM)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500：程序缺陷；数据库断开而中间件没接住的，也归到 503。"""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return busy(request)
    return _page(None, "500.html", 500, BROKEN, shown=display(request))


def _page(
    request: HttpRequest | None,
    template: str,
    status: int,
    message: str,
    *,
    shown: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {**(shown or {}), "message": message, "status": status}
    try:
        body = render_to_string(template, context, request)
    except (TemplateDoesNotExist, TemplateSyntaxError, OperationalError, InterfaceError):
        # 错误页自己也画不出来时，至少把话说到。
        log.exception("error page failed template=%s", template)
        body = format_html(
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>连心桥</title>'
            '<p>{}</p><p><a href="/">回首页</a></p></html>',
            message,
        )
    return HttpResponse(body, status=status)
