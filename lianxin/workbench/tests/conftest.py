"""工作台测试共用的：装好机制的小世界、登记一条意见、以某人的身份点开页面。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from lianxin.access.usecases.registers import register_body
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import SUBMITTER_DOER, Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.casework.usecases.doing import do
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.orgs.models import Body
from tests.world import AT, Persona, World

PACKS = Path(__file__).resolve().parents[2] / "packs"
DARK_ROAD = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


class Clock:
    """假的钟：不拨不走。"""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """页面上的“今天”是 2026 年 3 月 2 日（周一）上午九点。"""
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made)
    return made


@dataclass
class Office:
    """装好机制的小世界，和在里面办事的手。"""

    world: World
    client: Client
    clock: Clock

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)

    def say(self, text: str = DARK_ROAD, at: datetime = AT, **more: Any) -> Case:
        """群众说一件事，立成一件。"""
        given = {
            "jurisdiction_id": self.world.congress.pk,
            "channel": "scan",
            "region_id": self.world.village.pk,
            "local_body_id": self.world.street_committee.pk,
            "station_id": self.world.station.pk,
            "deputy_id": self.world.deputy.person.pk,
            **more,
        }
        made = register_opinion(draft=Draft(text=text, **given), actor=PUBLIC, at=at)
        return Case.objects.get(pk=made.case_id)

    def step(self, case: Case, who: Persona | None, verb: str, **facts: Any) -> Case:
        """不经页面走一步，给后面的测试铺路。"""
        duty_id = facts.pop("duty_id", None)
        at = facts.pop("at", AT)
        doer = Doer(who.viewer) if who else SUBMITTER_DOER
        return do(case_id=case.pk, verb=verb, actor=doer, at=at, facts=facts, duty_id=duty_id)

    def write(self, who: Persona | None = None, **given: Any) -> HttpResponse:
        """代表在页面上起一份稿，写好就提出；返回提出那一下的回答。"""
        writer = who or self.world.deputy
        started = self.post(writer, "/desk/suggestions/new/", {"congress": self.congress.pk})
        filled = {"version": 1, "permission": "full", "exclusions_clear": "on", "do": "submit"}
        return self.post(writer, started.headers["Location"], {**filled, **given})

    def child(self, case: Case) -> Case:
        """派生、转化出去的那一件。"""
        return Case.objects.filter(thread=case.thread).exclude(pk=case.pk).latest("id")

    def duty(self, case: Case, body: Body) -> Duty:
        """某单位在这一件上的责任；不止一份的，是主责那一份。"""
        return Duty.objects.open().filter(case=case, holder_body=body).earliest("id")

    def dispatched(self, **more: Any) -> Case:
        """一条意见走到区级交办给住建局；返回办理的那一件。"""
        case = self.say(**more)
        self.step(case, self.world.street, "handle", category="property")
        handling = self.child(case)
        self.step(
            handling, self.world.street, "raise", level="district", analysis="需要区里统筹来办"
        )
        group = group_of(self.world)
        self.step(
            handling,
            self.world.office,
            "dispatch",
            lead_unit=self.world.unit_body.pk,
            visit_group=group.pk,
        )
        return Case.objects.get(pk=handling.pk)

    def get(self, who: Persona, url: str, **headers: str) -> HttpResponse:
        """以某人的身份打开一页。"""
        return who.sign_in(self.client).get(url, headers=headers)

    def post(self, who: Persona, url: str, data: Any = None, **headers: str) -> HttpResponse:
        """以某人的身份交一张表。"""
        return who.sign_in(self.client).post(url, data or {}, headers=headers)

    def wait(self, **span: int) -> datetime:
        """过几天。"""
        self.clock.now += timedelta(**span)
        return self.clock.now


def group_of(world: World) -> Body:
    """一个代表小组，没有就登记一个。"""
    found = Body.objects.filter(kind="group", congress=world.congress).first()
    return found or register_body(
        kind="group",
        name="五里界代表小组",
        slug="jx-group-1",
        region=world.town,
        congress=world.congress,
        starts_on=world.term.starts_on,
        actor=SYSTEM,
        at=AT,
    )


def adopt(world: World, *packs: str) -> None:
    """采用几份机制包。"""
    for pack in packs:
        path = PACKS / pack / "mechanism.toml"
        row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


@pytest.fixture
def desk(world: World, client: Client, clock: Clock) -> Office:
    """江夏的做法：扫码收件、“1+2+3”督办、代表建议。"""
    adopt(world, "intake_qr", "jiangxia_1_2_3", "deputy_suggestion")
    return Office(world, client, clock)


def picture(name: str = "路灯.png") -> SimpleUploadedFile:
    """一张真照片。"""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")
