"""给监控程序看的三个网址。"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from lianxin.access.audience import machine, public
from lianxin.ops.health import readiness
from lianxin.ops.metrics import duty_gauges, exposition


@public
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """进程活着就回“好”，不查别的。"""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """能接活回 200；不能回 503，并说差在哪里。"""
    found = readiness(at=timezone.now())
    return JsonResponse(
        {
            "status": "unready" if found.reasons else "ok",
            "database": found.database,
            "migrations": found.migrations,
            "worker": found.worker,
            "reasons": list(found.reasons),
        },
        status=503 if found.reasons else 200,
        json_dumps_params={"ensure_ascii": False},
    )


@machine
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """运行指标。"""
    body = exposition() + duty_gauges(today=timezone.localdate())
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
