"""演示数据的装入：只装一次，不碰正式的库。"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from lianxin.access.usecases import accounts
from lianxin.files import storage
from lianxin.files.models import Attachment
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


def test_a_reset_takes_the_old_files_with_it(seeds: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """重装演示：旧演示的附件从盘上清掉，数据目录里别的文件不碰。"""
    load(silent)
    stored = "ab/cd/old.jpg"
    for name in (stored, storage.thumbnail_name(stored), "ab/cd/other.jpg"):
        storage.write(name, b"x")
    Attachment.objects.create(
        kind="image",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        original_name="旧.jpg",
        stored_name=stored,
        audience="staff",
        uploaded_at=timezone.now(),
        uploaded_by_name="演示",
    )
    # 真的把表清空，别的测试就没有表了。
    monkeypatch.setattr(demo, "_drop_everything", lambda: None)
    demo.erase()
    left = sorted(path.name for path in Path(settings.MEDIA_ROOT, "ab/cd").iterdir())
    assert left == ["other.jpg"]
