"""引擎测试共用的东西：发布试验办法、立一件、以某人的身份办。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import (
    act_on_duty,
    adopt_practice,
    move_case,
    open_case,
    publish_mechanism,
)
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.actors import SYSTEM

BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
SOURCE = (Path(__file__).parent / "practice.toml").read_text()


def days(count: int) -> datetime:
    """三月二日之后第几天上午九点。"""
    return MONDAY + timedelta(days=count)


def install(world: Any, source: str = SOURCE) -> None:
    """发布并采用一份机制。"""
    row = publish_mechanism(source=source, path="practice.toml", actor=SYSTEM, at=MONDAY)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=MONDAY)


@dataclass
class Story:
    """一件办件和在它上面办事的手。"""

    world: Any
    case: Case

    def move(self, who: Any, verb: str, at: datetime = MONDAY, **facts: Any) -> Any:
        """以某人的身份走一步。"""
        step = move_case(
            case_id=self.case.pk, verb=verb, actor=Doer(who.viewer), at=at, facts=facts
        )
        self.case.refresh_from_db()
        return step

    def act(self, who: Any, verb: str, at: datetime = MONDAY, **facts: Any) -> Any:
        """以某人的身份做一个责任动词。"""
        done = act_on_duty(
            case_id=self.case.pk, verb=verb, actor=Doer(who.viewer), at=at, facts=facts
        )
        self.case.refresh_from_db()
        return done

    def dispatch(self, at: datetime = MONDAY, helpers: tuple[int, ...] = ()) -> Any:
        """代工委交给主办单位。"""
        return self.move(
            self.world.office,
            "dispatch",
            at,
            unit=self.world.unit_body.pk,
            helpers=list(helpers),
        )


def start(world: Any, at: datetime = MONDAY, **changes: Any) -> Story:
    """立一件。"""
    subject = Subject(
        **{
            "kind": "opinion",
            "id": 1,
            "number": "JX-2026-000001",
            "title": "村口没有路灯",
            "jurisdiction_id": world.congress.pk,
            "local_body_id": world.street_committee.pk,
            "deputy_id": world.deputy.person.pk,
            **changes,
        }
    )
    case = open_case(subject=subject, slot="handling", actor=SYSTEM, at=at)
    return Story(world, case)
