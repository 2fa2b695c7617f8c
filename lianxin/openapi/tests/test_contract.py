"""契约：说明与快照一致，每个操作都写全；随机发来的请求，答复都合说明。"""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianxin.openapi.document import SNAPSHOT, document, rendered
from lianxin.openapi.tests.hands import case_of, sent
from lianxin.opinions.models import Opinion

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_snapshot_is_current():
    """快照与代码一致；改了接口就运行 ``python -m lianxin.openapi.snapshot`` 并看清改了什么。"""
    assert SNAPSHOT.read_text(encoding="utf-8") == rendered()


def test_the_document_is_served_as_is(client):
    """网上的说明就是这一份，是 OpenAPI 3.1。"""
    served = client.get("/api/v1/openapi.json")
    assert served.json() == document() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert served.json()["openapi"].startswith("3.1")
    assert client.get("/api/v1/docs").status_code == 404


OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_is_described(path, method, operation):
    """每个操作有中文名、有说明、有成功的答法；错误都是 problem+json。"""
    assert operation["summary"]
    assert operation["description"]
    for status, answer in operation["responses"].items():
        kind = "application/problem+json" if status >= "400" else "application/json"
        assert list(answer["content"]) == [kind], status


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_is_reachable(client, path, method, operation):
    """说明里写的每个网址、每种方法都通：同一网址上的几种方法不会互相遮住。"""
    url = path.replace("{case_id}", "1").replace("{opinion_id}", "1")
    answer = getattr(client, method)(url.replace("{receipt_no}", "x").replace("{verb}", "x"))
    assert answer.status_code != 405
    assert "没有这个接口" not in answer.content.decode()


@pytest.fixture
def lived_in(town, anyone, hand):
    """有几条意见、几件办件的小世界：随机请求也碰得到真东西。"""
    handled, fresh = (sent(anyone, access_code=town.code) for _ in range(2))
    street = hand(town.street)
    moved = street.post(f"cases/{case_of(handled)}/moves/handle", {"facts": {"category": "waste"}})
    assert moved.status_code == 200
    real = {
        "case_id": case_of(fresh),
        "opinion_id": Opinion.objects.get(receipt_no=fresh.receipt_no).pk,
        "receipt_no": fresh.receipt_no,
    }
    return street.token, fresh, real


@pytest.fixture
def one_connection():
    """随机请求直接打到 WSGI：请求之间不关连接，都在这个测试的事务里。"""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("with_token", "mode"),
    [
        (False, GenerationMode.POSITIVE),
        (True, GenerationMode.POSITIVE),
        (True, GenerationMode.NEGATIVE),
    ],
)
def test_random_requests_get_described_answers(lived_in, one_connection, with_token, mode):
    """合格的、不合格的请求都发一些：从不 500，答复都在说明之内。"""
    token, receipt, real = lived_in
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {token}"} if with_token else {}
    for found in schema.get_all_operations():
        operation = found.ok()
        _try(operation.as_strategy(generation_mode=mode), headers)
        for known in _known(operation, real):
            aimed = operation.as_strategy(generation_mode=mode, path_parameters=known)
            _try(aimed, {**headers, **receipt.key})


def _known(operation, real) -> list[dict]:
    """这个操作的网址里，真有其物的那几种填法。"""
    names = {parameter.name for parameter in operation.path_parameters}
    filled = {name: value for name, value in real.items() if name in names}
    if "verb" in names:
        return [{**filled, "verb": verb} for verb in ("answer", "merge", "assign_person")]
    return [filled] if filled else []


def _try(requests, headers) -> None:
    @FEW
    @given(case=requests)
    def attempt(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()
