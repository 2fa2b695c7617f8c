"""从正门办事的手：网页上点、填、交；钟由测试拨。"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianxin.casework.models import Case
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.stations import codes
from tests.world import AT, World

PACKS = Path(__file__).resolve().parents[2] / "lianxin" / "packs"
DARK_ROAD = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


@dataclass
class Hands:
    """一群人在同一个小世界里，各用各的浏览器。"""

    world: World
    now: datetime = AT
    browsers: dict[str, Client] = field(default_factory=dict)

    def clock(self) -> datetime:
        """页面上的此刻。"""
        return self.now

    def wait(self, days: int) -> None:
        """过几天；登录早已过期，各人重新登录。"""
        self.now += timedelta(days=days)
        self.browsers.clear()

    def adopt(self, *packs: str) -> None:
        """采用几份机制包。"""
        for pack in packs:
            source = (PACKS / pack / "mechanism.toml").read_text()
            row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
            adopt_practice(
                jurisdiction_id=self.world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT
            )

    def browser(self, who: str) -> Client:
        """某人的浏览器。"""
        if who not in self.browsers:
            self.browsers[who] = getattr(self.world, who).sign_in(Client())
        return self.browsers[who]

    def say(self, text: str = DARK_ROAD, **more: Any) -> dict[str, str]:
        """不登录，经接口提交一条；返回编号与查询码。"""
        self._serial = getattr(self, "_serial", 0) + 1
        answer = Client().post(
            "/api/v1/opinions",
            {
                "access_code": codes.sign(self.world.deputy_code.serial),
                "text": text,
                "consent": {"contact": False, "publish": True},
                **more,
            },
            content_type="application/json",
            headers={"Idempotency-Key": f"journey-{self._serial}"},
        )
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def case(self, receipt: dict[str, str], mechanism: str = "intake-qr") -> Case:
        """这条意见在某份机制下的办件。"""
        return Case.objects.filter(number=receipt["receipt_no"], mechanism__key=mechanism).latest(
            "id"
        )

    def do(self, who: str, case: Case, verb: str, **facts: Any) -> Case:
        """在工作台上办一步，填的表照页面交；没办成就报页面上的话。"""
        answer = self.browser(who).post(f"/desk/cases/{case.pk}/moves/{verb}/", facts)
        assert answer.status_code == 302, (answer.status_code, _words(answer))
        return Case.objects.get(pk=case.pk)

    def cannot(self, who: str, case: Case, verb: str, **facts: Any) -> str:
        """这一步办不成；返回页面上的话。"""
        answer = self.browser(who).post(f"/desk/cases/{case.pk}/moves/{verb}/", facts)
        assert answer.status_code in {404, 409, 422}, answer.status_code
        return _words(answer)

    def see(self, who: str, url: str) -> str:
        """打开一页看字。"""
        answer = self.browser(who).get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    def receipt(self, receipt: dict[str, str]) -> dict[str, Any]:
        """凭编号和查询码看回执。"""
        return (
            Client()
            .get(
                f"/api/v1/receipts/{receipt['receipt_no']}",
                headers={"Receipt-Key": receipt["receipt_key"]},
            )
            .json()
        )


def photo() -> SimpleUploadedFile:
    """一张小照片。"""
    picture = BytesIO()
    Image.new("RGB", (32, 24), "grey").save(picture, "JPEG")
    return SimpleUploadedFile("现场.jpg", picture.getvalue(), "image/jpeg")


def _words(answer: Any) -> str:
    return answer.content.decode()
