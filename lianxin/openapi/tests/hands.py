"""接口测试共用的手：发 JSON、登记一条、数语句。"""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.casework.models import Case
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from tests.world import AT, World

PACKS = Path(__file__).resolve().parents[2] / "packs"
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def install(world: World) -> None:
    """发布并采用三段机制。"""
    for pack in ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion"):
        path = PACKS / pack / "mechanism.toml"
        row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


@dataclass
class Hand:
    """以某人的令牌（或不带令牌）发请求；``base`` 之下的网址不用写全。"""

    client: Client
    token: str = ""
    base: str = "/api/v1/"

    def get(self, path: str, /, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """取。"""
        return self.client.get(self.base + path, query, headers=self._headers(headers))

    def post(
        self, path: str, body: Any = None, /, *, headers: dict[str, str] | None = None
    ) -> HttpResponse:
        """发一份 JSON。"""
        content = body if isinstance(body, bytes) else json.dumps(body or {})
        return self.client.post(
            self.base + path, content, "application/json", headers=self._headers(headers)
        )

    def _headers(self, more: dict[str, str] | None) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**bearer, **(more or {})}


@dataclass(frozen=True)
class Sent:
    """登记成的一条：编号、查询码、办件编号。"""

    receipt_no: str
    receipt_key: str

    @property
    def key(self) -> dict[str, str]:
        """带查询码的请求头。"""
        return {"Receipt-Key": self.receipt_key}


TEXT = "村口到小学这段路没有路灯，孩子晚上放学看不清，前天还摔了一个，请装上路灯。"


def fresh_key() -> dict[str, str]:
    """一把新的 Idempotency-Key。"""
    return {"Idempotency-Key": uuid.uuid4().hex}


def send(hand: Hand, **body: Any) -> HttpResponse:
    """登记一条意见。"""
    headers = body.pop("headers", None) or fresh_key()
    return hand.post("opinions", {"text": TEXT, "consent": False, **body}, headers=headers)


def sent(hand: Hand, **body: Any) -> Sent:
    """登记成一条意见。"""
    answer = send(hand, **body)
    assert answer.status_code == 201, answer.content.decode()
    return Sent(answer.json()["receipt_no"], answer.json()["receipt_key"])


def case_of(got: Sent) -> int:
    """这张回执的收件办件。"""
    return Case.objects.get(number=got.receipt_no, mechanism__slot="intake").pk


def statements(captured: CaptureQueriesContext) -> list[str]:
    """执行了哪些语句；事务控制的不算。"""
    return [q["sql"] for q in captured if not q["sql"].startswith(CONTROL)]


def counted() -> CaptureQueriesContext:
    """数语句。"""
    return CaptureQueriesContext(connection)
