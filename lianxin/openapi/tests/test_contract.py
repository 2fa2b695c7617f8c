"""契约：说明与快照一致，每个操作都写全；随机发来的请求，答复都合说明。"""

import json

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianxin.openapi.document import SNAPSHOT, document, rendered
from lianxin.openapi.tests.hands import case_of, sent

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW = settings(
    max_examples=15,
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


def _operations():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(path, method, operation, id=f"{method} {path}")


@pytest.mark.parametrize(("path", "method", "operation"), _operations())
def test_every_operation_is_described(path, method, operation):
    """每个操作有中文名、有说明、有成功的答法；错误都是 problem+json。"""
    assert operation["summary"]
    assert operation["description"]
    for status, answer in operation["responses"].items():
        kind = "application/problem+json" if status >= "400" else "application/json"
        assert list(answer["content"]) == [kind], status


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method", "operation"), _operations())
def test_every_operation_is_reachable(client, path, method, operation):
    """说明里写的每个网址、每种方法都通：同一网址上的几种方法不会互相遮住。"""
    url = path.replace("{case_id}", "1").replace("{opinion_id}", "1")
    answer = getattr(client, method)(url.replace("{receipt_no}", "x").replace("{verb}", "x"))
    assert answer.status_code != 405
    assert "没有这个接口" not in answer.content.decode()


@pytest.fixture
def lived_in(town, anyone, hand):
    """有几条意见、几件办件的小世界，随机请求才碰得到真东西。"""
    for _ in range(3):
        got = sent(anyone, access_code=town.code)
    street = hand(town.street)
    assert street.post(f"cases/{case_of(got)}/moves/handle", {"facts": {"category": "waste"}})
    return town, street.token


@pytest.mark.slow
@pytest.mark.parametrize("with_token", [False, True])
def test_random_requests_get_described_answers(lived_in, with_token):
    """合格的、不合格的请求都发一些：从不 500，答复都在说明之内。"""
    _, token = lived_in
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {token}"} if with_token else {}
    for found in schema.get_all_operations():
        _try(found.ok(), headers)


def _try(operation, headers):
    @FEW
    @schemathesis_given(operation)
    def attempt(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    attempt()


def schemathesis_given(operation):
    """随机请求的来源。"""
    from hypothesis import given

    return given(case=operation.as_strategy())
