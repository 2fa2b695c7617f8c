"""接口的网址：每个都写明给谁看。"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from lianxin.access.audience import public
from lianxin.openapi.api import api
from lianxin.openapi.document import document
from lianxin.openapi.problems import problem

app_name = "openapi"


@public
@require_safe
def schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """接口说明。"""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@public
@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """没有这个网址。"""
    return problem(request, 404, "没有这个接口；全部接口见 /api/v1/openapi.json。")


def _operations() -> Iterator[URLPattern]:
    """接口自己核对令牌，网址对谁都答复，所以受众都是 public。"""
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback.audience = "public"  # type: ignore[attr-defined]
            yield pattern


urlpatterns = [
    path("openapi.json", schema, name="schema"),
    *_operations(),
    re_path(r"", nothing_here, name="nothing-here"),
]
