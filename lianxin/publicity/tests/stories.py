"""公开测试共用的：登记一条带个人信息的意见，以各人的身份往前走。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lianxin.access.usecases.contacts import seal_contact
from lianxin.casework.policies import SUBMITTER_DOER, SYSTEM_DOER, Doer
from lianxin.casework.usecases import adopt_practice, move_case, publish_mechanism
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.publicity.models import PublicLine, PublicMatter
from tests.world import AT, World

SOURCE = (Path(__file__).parent / "intake.toml").read_text()
NAME, PHONE, CITIZEN_ID = "王秀英", "13907110001", "420115196503071234"
TEXT = (
    f"我是{NAME}，电话{PHONE}，身份证{CITIZEN_ID}。童周岭村口的路灯坏了半个月，"
    "晚上走路看不见，请尽快修好。"
)


def later(days: int) -> datetime:
    """小世界建成之后第几天。"""
    return AT + timedelta(days=days)


@dataclass
class Story:
    """一条意见和办它的手。"""

    world: World
    thread: int
    receipt_no: str
    opinion_id: int

    def street(self, verb: str, at: datetime = AT, **facts: Any) -> None:
        """街道工委走一步。"""
        self._move(Doer(self.world.street.viewer), verb, at, facts)

    def unit(self, verb: str, at: datetime = AT, **facts: Any) -> None:
        """承办单位走一步。"""
        self._move(Doer(self.world.unit.viewer), verb, at, facts)

    def submitter(self, verb: str, at: datetime = AT, **facts: Any) -> None:
        """提交人走一步。"""
        self._move(SUBMITTER_DOER, verb, at, facts)

    def system(self, verb: str, at: datetime = AT, **facts: Any) -> None:
        """系统走一步。"""
        self._move(SYSTEM_DOER, verb, at, facts)

    def dispatch(self, at: datetime = AT) -> None:
        """街道交给承办单位。"""
        self.street("dispatch", at, unit=self.world.unit_body.pk)

    @property
    def matter(self) -> PublicMatter:
        """公开的那一份。"""
        return PublicMatter.objects.get(thread=self.thread)

    def _move(self, doer: Doer, verb: str, at: datetime, facts: dict[str, Any]) -> None:
        move_case(case_id=self.thread, verb=verb, actor=doer, at=at, facts=facts)


@pytest.fixture
def practised(world: World) -> World:
    """采用了试验办法的小世界。"""
    row = publish_mechanism(source=SOURCE, path="intake.toml", actor=SYSTEM, at=AT)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    return world


@pytest.fixture
def story(practised: World) -> Story:
    """王秀英扫码说路灯坏了，留了姓名电话。"""
    made = register(practised)
    seal_contact(
        subject_kind="opinion",
        subject_id=made.opinion_id,
        name=NAME,
        phone=PHONE,
        consents={"name": True, "phone": True},
        purpose="告知办理情况",
        actor=PUBLIC,
        at=AT,
    )
    return made


def register(world: World, text: str = TEXT, **changes: Any) -> Story:
    """登记一条。"""
    given = {
        "jurisdiction_id": world.congress.pk,
        "text": text,
        "channel": "scan",
        "title": f"{NAME}反映村口路灯不亮",
        "category_id": "property",
        "station_id": world.station.pk,
        "local_body_id": world.street_committee.pk,
        "place": "童周岭村口",
    }
    made = register_opinion(draft=Draft(**{**given, **changes}), actor=PUBLIC, at=AT)
    return Story(world, made.case_id, made.receipt_no, made.opinion_id)


def everything_public() -> str:
    """公开的两张表里的全部文字。"""
    rows = [*PublicMatter.objects.values_list(), *PublicLine.objects.values_list()]
    return repr(rows)
