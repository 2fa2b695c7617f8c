"""通道：对方收下、报错、不答、收了没答上、说收过，都有着落；钥匙不跟着跳转走。"""

from typing import Any

import pytest
from django.core import mail

from lianxin.notify.gateways import ACCEPTED, REJECTED, TROUBLE, Outgoing
from lianxin.notify.gateways.chosen import gateway_for
from lianxin.notify.gateways.mail import MailGateway
from lianxin.notify.gateways.web import WebGateway, sms_shape, wechat_shape
from lianxin.notify.tests.standin import Standin

LINK = "https://bridge.example.com/desk/cases/7/"


def outgoing(uid: str = "u-1") -> Outgoing:
    """一份短信。"""
    return Outgoing(uid, "13800000001", ("催办：书面答复（1号）",), LINK, "连心桥：1 条消息")


def to(gate: Standin, timeout: float = 0.3) -> WebGateway:
    """接到替身的短信通道。"""
    return WebGateway(gate.url, "k-1", sms_shape("连心桥", 134), timeout)


@pytest.mark.parametrize(
    ("how", "state", "reason"),
    [
        ("ok", ACCEPTED, ""),
        ("reject", REJECTED, "号码不存在"),
        ("500", TROUBLE, "对方答复 500"),
        ("hang", TROUBLE, "没有按时答复"),
        ("drop", TROUBLE, "没连上"),
        ("garbage", TROUBLE, "看不懂"),
        ("jump", TROUBLE, "对方答复 302"),
    ],
)
def test_every_answer_has_an_outcome(gate: Standin, how: str, state: str, reason: str) -> None:
    """对方怎么答都不抛错：收下、不行、可再试，各有结果和缘由。"""
    gate.script.append(how)
    result = to(gate).send([outgoing()])["u-1"]
    assert (result.state, reason in result.reason) == (state, True), result
    assert len(gate.keys) == 1
    assert gate.keys[0] == "Bearer k-1"


def test_the_same_message_again_is_recognised(gate: Standin) -> None:
    """收了没答上的，再送还是同一个编号，对方只收一份。"""
    gate.script.extend(["drop", "ok"])
    states = [to(gate).send([outgoing()])["u-1"].state for _ in range(2)]
    assert states == [TROUBLE, ACCEPTED]
    assert len(gate.calls) == 2
    assert list(gate.accepted) == ["u-1"]


def test_one_of_many_may_fail_alone(gate: Standin) -> None:
    """一批里对方漏说的那一份可以再试，别的算收下。"""
    take = gate.take
    gate.take = lambda body: take(body)[:1]  # type: ignore[method-assign]
    results = to(gate).send([outgoing("u-1"), outgoing("u-2")])
    assert [results[uid].state for uid in ("u-1", "u-2")] == [ACCEPTED, TROUBLE]


def test_nobody_listening_is_trouble() -> None:
    """网址没人听，算没送到，可以再试。"""
    gateway = WebGateway("http://127.0.0.1:9/", "k", sms_shape("连心桥", 134), 0.3)
    assert gateway.send([outgoing()])["u-1"].state == TROUBLE


def test_texts_take_the_shape_of_the_channel(gate: Standin) -> None:
    """短信带签名不超长；微信按模板的格子，事项不超过二十字。"""
    long = Outgoing("u-1", "x", ("很长的话" * 60,), LINK, "")
    said = sms_shape("连心桥", 134)(long)["text"]
    assert said.startswith("【连心桥】")
    assert len(said) <= 134
    assert said.endswith(LINK)
    shaped = wechat_shape("T1")(long)
    assert len(shaped["data"]["thing1"]) == 20
    assert (shaped["template"], shaped["link"]) == ("T1", LINK)


def test_mail_carries_a_fixed_number(channels: Standin) -> None:
    """邮件经配好的通道发出，信头编号固定，正文只有我们的链接。"""
    gateway = gateway_for("email")
    assert isinstance(gateway, MailGateway)
    result = gateway.send([Outgoing("u-9", "a@example.com", ("一件事",), LINK, "连心桥")])
    (sent,) = mail.outbox
    assert result["u-9"].state == ACCEPTED
    assert sent.extra_headers["Message-ID"] == "<u-9@bridge.example.com>"
    assert sent.body.count("http") == 1


def test_an_unset_channel_is_no_channel() -> None:
    """没有配置的通道，等于没有。"""
    assert gateway_for("sms") is None


def test_a_dead_mail_server_is_trouble(settings: Any) -> None:
    """邮件服务器连不上，整批可以再试。"""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    result = MailGateway("bridge@example.com").send([outgoing()])["u-1"]
    assert (result.state, result.reason[:8]) == (TROUBLE, "连不上邮件服务器")
