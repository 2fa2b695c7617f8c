"""体征网址的测试。"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from lianxin.casework.models import Duty
from lianxin.casework.tests.fixtures import install, start
from lianxin.ops import metrics
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def beat(*, seconds_ago: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


def test_healthz_answers_without_the_database(client: Client, django_db_blocker: object) -> None:
    """进程活着，healthz 就说好；它不查库。"""
    with connection.execute_wrapper(_no_queries):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def _no_queries(*args: object) -> None:
    raise AssertionError("healthz 不该查库")


@pytest.mark.parametrize(("seconds_ago", "status"), [(5, 200), (120, 503)])
def test_readyz_needs_a_fresh_heartbeat(client: Client, seconds_ago: int, status: int) -> None:
    """后台任务刚报过平安才算能接活；两分钟没有声音就不算。"""
    beat(seconds_ago=seconds_ago)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["worker"] is (status == 200)


def test_readyz_says_what_is_missing(client: Client) -> None:
    """不能接活时，说清差在哪里。"""
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["后台任务没有在跑"]


@pytest.mark.parametrize(("header", "status"), [({}, 200), ({"X-Forwarded-For": "10.0.0.8"}, 404)])
def test_metrics_are_for_this_machine(client: Client, header: dict[str, str], status: int) -> None:
    """运行指标只给本机的监控程序；外面来的看来没有这个网址。"""
    client.get("/healthz")
    answer = client.get("/metrics", headers=header)
    assert answer.status_code == status
    if status == 200:
        assert 'lianxin_requests_total{method="GET",route="healthz",status="200"}' in answer.text


def test_metrics_tell_how_many_duties_are_open_and_overdue(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """没解除的、逾期的责任各有几份；数到上限为止，一次取数只问一句。"""
    install(world)
    for _ in range(2):
        start(world)
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY + timedelta(days=60))
    late = client.get("/metrics").text
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    early = client.get("/metrics").text
    total = Duty.objects.open().count()
    assert total >= 2
    assert f"lianxin_duties_open {total}.0" in early
    assert "lianxin_duties_overdue 0.0" in early
    assert f"lianxin_duties_overdue {total}.0" in late
    monkeypatch.setattr(metrics, "COUNTED", 1)
    assert "lianxin_duties_open 1.0" in client.get("/metrics").text
