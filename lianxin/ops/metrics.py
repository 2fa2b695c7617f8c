"""运行指标：请求数与耗时，供监控程序来取。

网页服务有几个进程时，各自把数写进数据目录的 ``metrics/``，取数时合并。
"""

import os
import time
from collections.abc import Callable
from datetime import date

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY as LOCAL
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

Answer = Callable[[HttpRequest], HttpResponse]
#: 最多数到这么多，库再大，取一次数的代价也有数。
COUNTED = 100_000
_DUTIES = """
SELECT (SELECT count(*) FROM (
          SELECT 1 FROM casework_duty WHERE discharged_at IS NULL LIMIT %(most)s) a),
       (SELECT count(*) FROM (
          SELECT 1 FROM casework_duty
           WHERE discharged_at IS NULL AND paused_on IS NULL AND due_date < %(today)s
           LIMIT %(most)s) b)
"""
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


def duty_gauges(*, today: date) -> bytes:
    """此刻没解除的责任、其中逾期的，各有几份（最多数到十万）；库不通就不给这两个数。"""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_DUTIES, {"most": COUNTED, "today": today})
            still_open, overdue = cursor.fetchone()
    except DatabaseError:
        return b""
    registry = CollectorRegistry()
    for name, words, count in (
        ("lianxin_duties_open", "没有解除的责任", still_open),
        ("lianxin_duties_overdue", "其中逾期的（不算中止的）", overdue),
    ):
        Gauge(name, words, registry=registry).set(count)
    return generate_latest(registry)
