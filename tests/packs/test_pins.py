"""发布过的一版不能改：内容变了，版本号必须跟着变；检查、发布、演练都不放过。"""

import pytest

from lianxin.casework.models import PublishedMechanism
from lianxin.casework.usecases import publish_mechanism
from lianxin.casework.usecases.practices import PublishRefused
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.mechanism.parse import load_mechanism
from tests.packs.pins import changed, current, pinned, unpinned
from tests.packs.readmes import PACKS
from tests.world import AT

TEXT = (PACKS / "letter_item" / "mechanism.toml").read_text(encoding="utf-8")
LONGER = TEXT.replace('within = "2w", warn = "3d"', 'within = "3w", warn = "3d"')
SHIPPED = load_mechanism(TEXT, "m.toml")
VERSION = SHIPPED.version + 1
NEXT = LONGER.replace(f"version = {SHIPPED.version}", f"version = {VERSION}")
COMMENTED = f"# 只添了一行注释\n{TEXT}"


def pins_with(text: str) -> dict[str, str]:
    """意见书事项换成这份全文，各份的摘要。"""
    made = load_mechanism(text, "m.toml")
    others = {name: d for name, d in current().items() if not name.startswith("letter-item@")}
    return {**others, made.id: made.digest}


def test_no_shipped_version_has_changed() -> None:
    """随程序带来的每一份，内容都与钉住的一样；新的版本也都钉住了。"""
    pins, found = pinned(), current()
    assert changed(pins, found) == [], "改了内容要升版：版本号加一，再跑 tests.packs.pins"
    assert unpinned(pins, found) == [], "新的一版还没钉住：跑一遍 tests.packs.pins"
    assert len(found) > 15


def test_a_changed_version_is_caught_until_it_is_raised() -> None:
    """改一个期限不升版，当场报出来；升了版就不算改；只改注释的不算。"""
    assert LONGER != TEXT
    assert changed(pinned(), pins_with(LONGER)) == [SHIPPED.id]
    assert changed(pinned(), pins_with(NEXT)) == []
    assert unpinned(pinned(), pins_with(NEXT)) == [f"letter-item@{VERSION}"]
    assert changed(pinned(), pins_with(COMMENTED)) == []


@pytest.mark.django_db
def test_publishing_a_changed_version_is_refused() -> None:
    """同一版号换了内容，发布不了，库里的一个字不变；升了版就发布得了。"""
    kept = publish_mechanism(source=TEXT, path="m.toml", actor=SYSTEM, at=AT)
    with pytest.raises(PublishRefused, match="请把版本号加一"):
        publish_mechanism(source=LONGER, path="m.toml", actor=SYSTEM, at=AT)
    row = PublishedMechanism.objects.get(key="letter-item")
    assert (row.pk, row.source, row.digest) == (kept.pk, TEXT, pinned()[SHIPPED.id])

    raised = publish_mechanism(source=NEXT, path="m.toml", actor=SYSTEM, at=AT)
    assert (raised.version, raised.digest != row.digest) == (VERSION, True)
