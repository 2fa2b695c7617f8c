"""运行指标：请求数与耗时，供监控程序来取。

网页服务有几个进程时，各自把数写进数据目录的 ``metrics/``，取数时合并。
"""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY as LOCAL
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

Answer = Callable[[HttpRequest], HttpResponse]
NO_ROUTE = "无此网址"

REQUESTS = Counter("lianxin_requests_total", "答复的请求数", ["route", "method", "status"])
SECONDS = Histogram(
    "lianxin_request_seconds",
    "答复一个请求用的秒数",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def measured(get_response: Answer) -> Answer:
    """给每个请求计数、计时；按网址样式归类，不记具体编号。"""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else NO_ROUTE
        REQUESTS.labels(route, request.method or "", str(response.status_code)).inc()
        SECONDS.labels(route).observe(time.perf_counter() - began)
        return response

    return answer


def exposition() -> bytes:
    """监控程序认得的文本；多进程时是合起来的数。"""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(LOCAL)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
