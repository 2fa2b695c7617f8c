"""活动测试的地基：采用了收件和办理机制的小世界，一场现成的板凳会。"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lianxin.activities.usecases import ActivityDraft
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from tests.world import AT, World

PACKS = Path(__file__).resolve().parents[2] / "packs"
#: 活动开始的时刻：小世界建成之后的第二天下午三点。
BEGUN = AT + timedelta(days=1, hours=6)
DONE = BEGUN + timedelta(hours=2)


def bench(world: World, **changes: object) -> ActivityDraft:
    """一场板凳会的安排。"""
    given: dict[str, object] = {
        "congress_id": world.congress.pk,
        "kind": "bench_talk",
        "title": "童周岭板凳会",
        "body_id": world.street_committee.pk,
        "starts_at": BEGUN,
        "ends_at": BEGUN + timedelta(hours=1),
        "region_id": world.village.pk,
        "station_id": world.station.pk,
        "place": "村口大樟树下",
    }
    return ActivityDraft(**{**given, **changes})  # type: ignore[arg-type]


def doer(persona: object) -> Doer:
    """以这个人的身份办。"""
    return Doer(persona.viewer)  # type: ignore[attr-defined]


@pytest.fixture
def town(world: World) -> World:
    """采用了收件和办理机制的小世界。"""
    at: datetime = AT
    for pack in ("intake_qr", "jiangxia_1_2_3"):
        source = (PACKS / pack / "mechanism.toml").read_text()
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=at)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=at)
    return world
