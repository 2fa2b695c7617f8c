"""账号这几页：改密码、两步验证、安全密钥，穿我们的衣服、说中国话。"""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from lianxin.access.models import Account
from lianxin.config.settings import PASSWORD_HASHERS as HASHERS
from tests.world import PASSWORD, World

PAGES = (
    "/account/password/change/",
    "/account/email/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/reauthenticate/",
)
LATIN = re.compile(r"[A-Za-z]{4,}(?: [A-Za-z]+)+")


def entered(world: World) -> Client:
    """走登录页进来、刚又核对过一次密码的人。"""
    client = Client()
    account = Account.objects.get(person=world.street.person)
    given = {"login": account.username, "password": PASSWORD}
    assert client.post("/account/login/", given).status_code == 302
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def words_of(page: str) -> str:
    """页面上给人看的字，去掉脚本与标签。"""
    shown = re.sub(r"<(script|style)\b.*?</\1>|<noscript>.*?</noscript>", "", page, flags=re.S)
    return re.sub(r"<[^>]+>", " ", shown)


@pytest.mark.parametrize("path", PAGES)
def test_account_pages_speak_chinese(world: World, path: str) -> None:
    """每一页都有我们的页头，没有一句外文。"""
    answer = entered(world).get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "人大代表联系群众平台" in page
    assert not LATIN.findall(words_of(page))


def test_two_steps_from_turning_on_to_signing_in(world: World) -> None:
    """打开手机验证码：给备用码；下次登录要再输六位数字，输错的进不去。"""
    account = Account.objects.get(person=world.street.person)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = Client()
    given = {"login": account.username, "password": PASSWORD}
    asked = client.post("/account/login/", given, follow=True)
    assert "再输入手机验证器上的六位数字" in asked.content.decode()
    assert not LATIN.findall(words_of(asked.content.decode()))
    refused = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    assert Authenticator.objects.filter(user=account).exists()


def test_nobody_signs_up_alone(client: Client) -> None:
    """不能自己注册，写明账号从哪里来。"""
    page = client.get("/account/signup/").content.decode()
    assert "账号由工作机构开通" in page
    assert not LATIN.findall(words_of(page))


def test_wrong_tries_are_counted_in_the_database(world: World) -> None:
    """登录试错的次数记在库里，几个网页进程合起来算；试多了，连对的密码也先不核对。"""
    account = Account.objects.get(person=world.street.person)
    for _ in range(5):
        Client().post("/account/login/", {"login": account.username, "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lianxin_cache")
        assert cursor.fetchone()[0] > 0
    stopped = Client().post("/account/login/", {"login": account.username, "password": PASSWORD})
    fresh = Account.objects.get(person=world.office.person)
    given = {"login": fresh.username, "password": PASSWORD}
    assert stopped.status_code == 200
    assert Client().post("/account/login/", given).status_code == 302


def test_old_passwords_still_open_the_door(world: World, settings: Any) -> None:
    """用旧办法存的密码照认，登录一次就换成 scrypt。"""
    settings.PASSWORD_HASHERS = HASHERS
    account = Account.objects.get(person=world.street.person)
    account.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    account.save(update_fields=["password"])
    given = {"login": account.username, "password": PASSWORD}
    assert Client().post("/account/login/", given).status_code == 302
    account.refresh_from_db()
    assert account.password.startswith("scrypt$")
