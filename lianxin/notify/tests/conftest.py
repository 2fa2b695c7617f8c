"""消息测试共用的：对方的替身、配好的通道、一条站内消息。"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from lianxin.access.models import Account
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Notice
from lianxin.notify.tests.standin import Standin, standin
from lianxin.notify.usecases import post_notices, set_preference
from tests.world import AT, Persona, World

PHONE = "13800000001"


@pytest.fixture
def gate() -> Iterator[Standin]:
    """对方的替身，开在本机。"""
    with standin() as found:
        yield found


@pytest.fixture
def channels(gate: Standin, settings: Any) -> Standin:
    """三条通道都配好：邮件进内存，短信、微信接到替身。"""
    shared = {"url": gate.url, "key": "k-1", "timeout": 0.4}
    settings.NOTIFY = {
        "email": {"sender": "bridge@example.com"},
        "sms": {**shared, "sign": "连心桥"},
        "wechat": {**shared, "template": "T1"},
    }
    return gate


def listens(who: Persona, *channels: str, hour: int | None = None) -> None:
    """这个人选好通道、留好地址。"""
    assert who.account
    Account.objects.filter(pk=who.account.pk).update(email=f"{who.account.username}@example.com")
    set_preference(
        viewer=who.viewer,
        channels=channels,
        digest_hour=hour,
        address={"sms": PHONE, "wechat": "open-id-1"},
        account_email=f"{who.account.username}@example.com",
        actor=who.actor,
        at=AT,
    )


@pytest.fixture
def tell(world: World) -> Callable[..., Notice]:
    """给住建局发一条站内消息，写明什么事。"""

    def post(event: str = "urged", at: datetime = AT, **more: Any) -> Notice:
        words = {"owes": "书面答复", "due": "3月20日", "note": "请抓紧", **more.pop("words", {})}
        post_notices(
            readers=more.pop("readers", [(world.unit_body.pk, None)]),
            jurisdiction_id=world.congress.pk,
            case_id=more.pop("case_id", 7),
            text=more.pop("text", "催办：书面答复"),
            event=event,
            words=words,
            actor=SYSTEM,
            at=at,
        )
        return Notice.objects.latest("pk")

    return post
