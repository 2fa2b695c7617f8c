"""演示数据的装入：只装一次，不碰正式的库。"""

from datetime import timedelta

import pytest
from django.utils import timezone

from lianxin.access.usecases import accounts
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import DemoPersona, Garden
from lianxin.ops import demo
from lianxin.ops.demo import NotADemo, load

pytestmark = pytest.mark.django_db


def silent(label: str, finished: int, total: int) -> None:
    assert label
    assert finished <= total


def plant_one(garden: Garden) -> None:
    """种一个账号。"""
    accounts.open_account(
        username="demo-office",
        password="lian-xin-2026-demo",
        person=None,
        actor=SYSTEM,
        at=garden.at,
    )
    garden.introduce(DemoPersona("demo-office", "lian-xin-2026-demo", "陈诚", "代工委"))


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_seeds", lambda: [("账号", plant_one)])


def test_the_second_load_plants_nothing(seeds: None) -> None:
    """装第二遍什么也不加，登录方式照样给出来。"""
    first = load(silent)
    assert [person["username"] for person in first["personas"]] == ["demo-office"]
    assert load(silent) == first


def test_a_real_installation_is_left_alone(seeds: None) -> None:
    """库里已有正式账号，不装演示数据，也不许清空。"""
    at = timezone.now() - timedelta(days=1)
    accounts.open_account(
        username="real", password="lian-xin-2026-real", person=None, actor=SYSTEM, at=at
    )
    with pytest.raises(NotADemo, match="正式数据"):
        load(silent)
    with pytest.raises(NotADemo, match="正式数据"):
        demo.erase()
