"""开门办事的小世界、假的钟、替群众点开页面的手；门户测试与真浏览器测试共用。"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from lianxin.access.usecases import registers
from lianxin.casework.models import Case
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.casework.usecases.doing import do
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.publicity.models import PublicMatter
from tests.world import AT, Persona, World

PACKS = Path(__file__).resolve().parents[2] / "packs"
DARK_ROAD = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"
ANSWER = "路段十一盏灯都装好了，昨晚全部亮灯。以后灯不亮，打社区电话就来修。"


class Clock:
    """假的钟：不拨不走。"""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: int) -> None:
        """拨快一点。"""
        self.now += timedelta(**span)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """页面上的“今天”是 2026 年 3 月 2 日（周一）上午九点。"""
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    return made


@pytest.fixture
def town(world: World, clock: Clock, client: Client) -> "Town":
    """装好收件与办理机制的小世界。"""
    for pack in ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion"):
        source = (PACKS / pack / "mechanism.toml").read_text(encoding="utf-8")
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    registers.register_category(
        key="transport", label="交通出行", domain="交通", actor=SYSTEM, at=AT
    )
    return Town(world, clock, Visitor(client))


@dataclass
class Visitor:
    """一位没有登录的群众和他的浏览器。"""

    client: Client

    def open(self, path: str, **query: Any) -> HttpResponse:
        """打开一页。"""
        return self.client.get(path, query)

    def send(self, path: str, **given: Any) -> HttpResponse:
        """交一张表。"""
        return self.client.post(path, given)

    def fill(self, path: str, **given: Any) -> HttpResponse:
        """打开一页，照它的表填好交上去：藏着的格原样带回。"""
        page = self.open(path).content.decode()
        return self.send(path, **(hidden_in(page) | given))


@dataclass
class Town:
    """小世界、钟和一位群众。"""

    world: World
    clock: Clock
    visitor: Visitor
    spoken: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def scan_path(self) -> str:
        """站点门口那张码。"""
        return f"/s/{self.world.code}"

    def say(self, text: str = DARK_ROAD, **given: Any) -> Opinion:
        """群众扫码说一件事，返回登记好的那条。"""
        answer = self.visitor.fill(self.scan_path, text=text, **given)
        assert answer.status_code == 303, answer.content.decode()
        self.spoken.append(answer["Location"].split("/")[2])
        return Opinion.objects.select_related("case").get(receipt_no=self.spoken[-1])

    def step(self, who: Persona | None, case: Case | int, verb: str, **facts: Any) -> Case:
        """某人办一步；没有写谁的是系统。"""
        doer = Doer(who.viewer) if who else SYSTEM_DOER
        pk = case if isinstance(case, int) else case.pk
        return do(case_id=pk, verb=verb, actor=doer, at=self.clock.now, facts=facts)

    def answer(self, opinion: Opinion, words: str = ANSWER) -> None:
        """街道当场答复。"""
        self.step(self.world.street, opinion.case_id, "answer", category="waste", answer=words)

    def publish(self, opinion: Opinion) -> PublicMatter:
        """街道把它公示出来；要提交人同意过公开。"""
        self.step(self.world.street, opinion.case_id, "post")
        return PublicMatter.objects.get(thread=opinion.case_id)

    def posted(self, text: str = DARK_ROAD, **given: Any) -> Opinion:
        """说一件同意公开的事，街道答复了、公示了，还没有办结。"""
        opinion = self.say(text, publish="on", **given)
        self.answer(opinion)
        self.publish(opinion)
        return opinion

    def receipt_path(self, opinion: Opinion) -> str:
        """这张回执的网址。"""
        return f"/r/{opinion.receipt_no}/"

    def stranger(self) -> Visitor:
        """另一位群众，另一台手机。"""
        return Visitor(Client())

    def unlock(self, visitor: Visitor, opinion: Opinion) -> HttpResponse:
        """凭编号和查询码打开回执。"""
        number = opinion.receipt_no
        return visitor.send("/r/", receipt_no=number, receipt_key=key_for(number))


def hidden_in(page: str) -> dict[str, Any]:
    """页面上第一张要交到本页的表里，藏着的格。"""
    inputs = re.findall(r"<input\b[^>]*>", page)
    found: dict[str, Any] = {}
    for each in inputs:
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', each))
        if attrs.get("name") in {"once_key", "kept", "seen"}:
            found.setdefault(attrs["name"], []).append(unescape(attrs.get("value", "")))
    if "once_key" in found:
        found["once_key"] = found["once_key"][0]
    return found


def photo(name: str = "现场.jpg", colour: str = "red") -> SimpleUploadedFile:
    """一张真的照片。"""
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def text_of(response: HttpResponse) -> str:
    """页面上的字，去掉标签。"""
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain)))
