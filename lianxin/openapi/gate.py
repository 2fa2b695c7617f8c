"""接口的大门：``/api/`` 之下无论在哪一层出的错，都答成 problem+json，一页 HTML 也不给。"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lianxin.openapi.parsing import LARGEST
from lianxin.openapi.problems import MEDIA_TYPE, problem

PREFIX = "/api/"
#: 换答复时保留的响应头。
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def always_json(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """最外面的一道中间件。"""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        if _length(request) > LARGEST:
            return problem(request, 413)
        response = _as_problem(request, get_response(request))
        # 答复里有个人的事，任何中间环节都不要存。
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not (text.isascii() and text.isdecimal()):
        return 0
    return int(text) if len(text) <= 12 else LARGEST + 1


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers.get("Content-Type", "") == MEDIA_TYPE:
        return response
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    response.close()
    return problem(request, response.status_code, headers=headers)
