"""命令行发布并采用新的一版：在办的照旧版，新立的照新版；不该发布的，一行话说清。"""

from pathlib import Path
from typing import Any

import pytest

from lianxin.casework.batches import Batch, together
from lianxin.casework.models import Case, Practice
from lianxin.casework.queries import neglected_cases
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.opinions.usecases import Draft, register_opinion
from lianxin.ops.cli import main
from lianxin.ops.packs import PACKS
from tests.world import AT, World

RUNNING = 500
#: 随软件发布的扫码收件是第几版。
SHIPPED = load_mechanism(
    (PACKS / "intake_qr" / "mechanism.toml").read_text(encoding="utf-8"), "intake_qr"
).version
Output = pytest.CaptureFixture[str]


def text_of(later: int, within: str = "3wd") -> str:
    """扫码收件往后数 ``later`` 版的样子；待分拣的期限照 ``within``。"""
    text = (PACKS / "intake_qr" / "mechanism.toml").read_text(encoding="utf-8")
    assert f"version = {SHIPPED}" in text
    assert 'within = "3wd"' in text
    text = text.replace(f"version = {SHIPPED}", f"version = {SHIPPED + later}", 1)
    return text.replace('within = "3wd"', f'within = "{within}"', 1)


def said(world: World, **more: Any) -> Any:
    """群众说一件事。"""
    draft = Draft(
        jurisdiction_id=world.congress.pk,
        text="村口路灯不亮，请修一修。",
        channel="scan",
        local_body_id=world.street_committee.pk,
    )
    return register_opinion(draft=draft, actor=PUBLIC, at=AT, **more)


def published(folder: Path, text: str, *more: str) -> int:
    """把这一版写成文件，用命令发布；返回退出码。"""
    file = folder / "next.toml"
    file.write_text(text, encoding="utf-8")
    return main(["mechanism", "publish", str(file), *more])


@pytest.mark.row("S4-09")
@pytest.mark.django_db
def test_five_hundred_running_stay_and_the_new_take_the_new(
    world: World, tmp_path: Path, capsys: Output
) -> None:
    """五百件在办时用命令发布并采用新的一版：一件也不动，新来的照新版，处处有人管，编号不丢不重。"""
    assert main(["mechanism", "publish", "intake-qr", "--adopt", "jx"]) == 0
    with together(Batch()) as batch:
        numbers = {said(world, batch=batch).receipt_no for _ in range(RUNNING)}
    before = list(Case.objects.order_by("pk").values())

    assert published(tmp_path, text_of(1, "2wd"), "--adopt", "jx") == 0

    assert f"在办的 {RUNNING} 件照立件时的一版走完" in capsys.readouterr().err
    assert list(Case.objects.order_by("pk").values()) == before
    assert len(numbers) == RUNNING
    fresh = Case.objects.get(pk=said(world).case_id)
    assert fresh.mechanism.version == SHIPPED + 1
    assert Case.objects.filter(mechanism__version=SHIPPED).count() == RUNNING
    assert neglected_cases() == []


@pytest.mark.django_db
def test_what_may_not_be_published_is_told_in_one_line(
    world: World, tmp_path: Path, capsys: Output
) -> None:
    """同一个版本号改了内容、没有这一级人大、写错了的，都发布不了，也没有换；一字没改的再发布没有变化。"""
    assert main(["mechanism", "publish", "intake-qr", "--adopt", "jx"]) == 0
    capsys.readouterr()
    adopted = list(Practice.objects.values())

    assert published(tmp_path, text_of(0)) == 0
    assert published(tmp_path, text_of(0, "9wd")) == 1
    assert "请把版本号加一" in capsys.readouterr().err
    assert published(tmp_path, text_of(1, "2wd"), "--adopt", "没有") == 1
    assert "jx（江夏区人大）" in capsys.readouterr().err
    assert published(tmp_path, text_of(1, "两天")) == 1
    assert list(Practice.objects.values()) == adopted
