"""大门：令牌、限速、各种出错；``/api/`` 之下从不给一页 HTML，从不露程序内部。"""

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.test import RequestFactory

from lianxin.access.models import Account
from lianxin.access.throttle import Allowance, share_of, source_of
from lianxin.access.usecases.accounts import suspend_account
from lianxin.openapi import intake, limits, tokens
from lianxin.openapi.tests.hands import Hand, fresh_key, send
from lianxin.openapi.tests.problems import refusal
from lianxin.orgs.statements import fetch
from tests.world import AT, PASSWORD

pytestmark = pytest.mark.django_db


def _sign_in(hand, username="office", password=PASSWORD, **more):
    return hand.post("tokens", {"username": username, "password": password, **more})


def test_a_password_buys_a_token(town, anyone):
    """用户名加密码换令牌，凭令牌办事。"""
    answer = _sign_in(anyone)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert Hand(anyone.client, answer.json()["token"]).get("cases").status_code == 200


def test_every_failed_sign_in_reads_the_same(town, anyone):
    """用户名不存在、密码不对、账号停用：答复一字不差；对的就给。"""
    suspend_account(account_id=town.unit.account.pk, reason="离岗", actor=town.office.actor, at=AT)
    tries = (("nobody", PASSWORD), ("office", "wrong"), ("unit", PASSWORD), ("\x00", PASSWORD))
    assert len({refusal(_sign_in(anyone, *each), 401) for each in tries}) == 1
    assert _sign_in(anyone).status_code == 201


def test_two_factors_are_not_bypassed(town, anyone, monkeypatch):
    """开了两步验证的，只有密码领不到令牌；验证码对了才给。"""
    Authenticator.objects.create(user=town.office.account, type="totp", data={"secret": "x"})
    monkeypatch.setattr(tokens.TOTP, "validate_code", lambda _, code: code == "123456")
    assert "验证码" in refusal(_sign_in(anyone), 401)
    assert refusal(_sign_in(anyone, code="000000"), 401)
    assert _sign_in(anyone, code="123456").status_code == 201


def test_guessing_passwords_is_slowed_down(town, anyone):
    """同一用户名连错十次，先歇一歇，对的密码也不核对；别的用户名不受影响。"""
    for _ in range(10):
        refusal(_sign_in(anyone, password="wrong"), 401)
    answer = _sign_in(anyone)
    refusal(answer, 429)
    assert int(answer.headers["Retry-After"]) > 0
    assert _sign_in(anyone, "street").status_code == 201


@pytest.mark.parametrize("header", ["Bearer nope", "Bearer ", "Basic b2ZmaWNlOng=", "Bearer é"])
def test_a_bad_token_is_401(town, anyone, header):
    """令牌不认得、写得不对，都是 401。"""
    refusal(anyone.get("cases", headers={"Authorization": header}), 401)


def test_a_revoked_account_loses_its_token_at_once(town, hand):
    """停用账号，手里的令牌立即失效。"""
    unit = hand(town.unit)
    assert unit.get("cases").status_code == 200
    suspend_account(account_id=town.unit.account.pk, reason="离岗", actor=town.office.actor, at=AT)
    refusal(unit.get("cases"), 401)


def test_an_account_of_nobody_sees_nothing(town, anyone):
    """系统管理员的账号不属于任何人：进得来，什么也看不见。"""
    Account.objects.create_superuser("root", PASSWORD)
    root = Hand(anyone.client, _sign_in(anyone, "root").json()["token"])
    for kind in ("cases", "opinions", "suggestions"):
        assert root.get(kind).json()["items"] == []


def test_a_browser_session_is_not_a_token(town, client):
    """浏览器里登录了，接口也不认：只认令牌，跨站伪造无从下手。"""
    town.office.sign_in(client)
    refusal(client.get("/api/v1/cases"), 401)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/cases", "/api/v1/cases/"]
)
def test_unknown_addresses_answer_in_json(town, client, path):
    """没有的网址也答 problem+json。"""
    refusal(client.get(path), 404)
    refusal(client.post(path), 404)


def test_a_wrong_method_says_which_are_allowed(town, client):
    """方法不对是 405，写明可以用哪些。"""
    answer = client.delete("/api/v1/opinions")
    refusal(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"NaN",
        b'{"text": Infinity}',
        b'{"text": 1e999}',
        b"[" * 5000,
        b"[" * 30 + b"]" * 30,
    ],
)
def test_malformed_json_is_400(town, anyone, body):
    """读不懂的 JSON 是 400；没有请求体是 422，说缺什么。"""
    answer = anyone.post("opinions", body, headers=fresh_key())
    refusal(answer, 400 if body else 422)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"1"])
def test_json_of_the_wrong_shape_is_422(town, anyone, body):
    """是 JSON 而不是一组字段，是 422。"""
    refusal(anyone.post("opinions", body, headers=fresh_key()), 422)


def test_other_media_are_415(town, client):
    """不是 JSON 的内容类型是 415。"""
    answer = client.post("/api/v1/opinions", {"text": "路灯坏了"}, headers=fresh_key())
    refusal(answer, 415)


def test_too_large_is_413(town, anyone, client):
    """超过 1 MB 的不收；只报长度不发内容的也一样。"""
    big = b'{"text": "' + b"a" * (1024 * 1024) + b'"}'
    refusal(anyone.post("opinions", big, headers=fresh_key()), 413)
    for length in ("99999999", "9" * 5000):
        refusal(client.post("/api/v1/opinions", CONTENT_LENGTH=length), 413)


def test_a_busy_database_is_503_with_a_time_to_retry(town, anyone, monkeypatch):
    """数据库忙：503，说过几秒再试；好了就照常。"""

    def busy(**_):
        raise OperationalError("connection to server at 10.0.0.1 failed")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "register_opinion", busy)
        answer = send(anyone)
        assert "再试" in refusal(answer, 503)
        assert "10.0.0.1" not in answer.content.decode()
        assert answer.headers["Retry-After"] == "10"
    assert send(anyone).status_code == 201


def test_a_defect_is_500_without_details(town, anyone, monkeypatch):
    """程序缺陷答 500，一句内部的话也没有。"""

    def broken(**_):
        raise KeyError("secret.py SELECT password")

    monkeypatch.setattr(intake, "register_opinion", broken)
    anyone.client.raise_request_exception = False
    answer = send(anyone)
    refusal(answer, 500)
    assert "secret" not in answer.content.decode()


def test_public_writes_are_limited_per_address(town, anyone, settings):
    """同一地址写得太快就请等等；别的地址、本机不受影响。"""
    settings.API_WRITES_PER_MINUTE = 3
    near = {"X-Forwarded-For": "203.0.113.7"}
    statuses = [send(anyone, headers={**fresh_key(), **near}).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]
    late = send(anyone, headers={**fresh_key(), **near})
    assert int(late.headers["Retry-After"]) <= 20
    refusal(late, 429)
    far = {"X-Forwarded-For": "203.0.113.8"}
    assert send(anyone, headers={**fresh_key(), **far}).status_code == 201
    assert send(anyone).status_code == 201


@pytest.mark.parametrize(
    ("remote", "forwarded", "source"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1:4711, 127.0.0.2", "198.51.100.1"),
        ("::1", "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "unknown", ""),
        ("", "", ""),
        ("", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_trusted_proxies_are_believed(remote, forwarded, source):
    """只信代理转来的来源地址；带端口的也认得；直连的人自己写的不算。"""
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert source_of(request) == source


def test_an_allowance_refills_with_time():
    """用完了等一等就有；等的秒数说得准。"""
    allowance = Allowance(per_minute=60, burst=2)
    assert [allowance.take("a", now=0) for _ in range(3)] == [0, 0, 1]
    assert allowance.wait("b", now=0) == 0
    assert allowance.take("a", now=1) == 0
    assert allowance.take("a", now=1) == 1


def test_password_tries_are_counted_across_processes(town, anyone):
    """输错的次数记在共用的库里：换一个网页进程照样不再核对；过了五分钟再来。"""
    wrong = {"username": town.office.account.username, "password": "no"}
    for _ in range(limits.MOST_FAILURES):
        refusal(anyone.post("tokens", wrong), 401)
    rows = fetch("SELECT count(*) FROM lianxin_cache WHERE cache_key LIKE %s", ["%api-failures%"])
    assert rows == [(1,)]
    refusal(anyone.post("tokens", wrong), 429)
    refusal(anyone.post("tokens", {**wrong, "username": "somebody"}), 401)


@pytest.mark.parametrize(("processes", "share"), [(1, 120), (4, 30), (7, 18)])
def test_writes_are_shared_out_among_processes(settings, processes, share):
    """写入的次数几个网页进程平分，除不尽的进一；不限的还是不限。"""
    settings.WEB_PROCESSES = processes
    assert (share_of(120), share_of(0)) == (share, 0)
