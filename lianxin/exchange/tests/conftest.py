"""装好收件机制的小世界，和一只会敲命令的手。"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.ops import cli
from tests.world import AT, World

PACKS = Path(__file__).resolve().parents[2] / "packs"


def adopt(world: World, pack: str) -> None:
    """采用一份机制。"""
    path = PACKS / pack / "mechanism.toml"
    row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=AT)
    adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)


@pytest.fixture
def town(world: World) -> World:
    """采用了收件机制的小世界。"""
    adopt(world, "intake_qr")
    return world


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """敲一条命令；``--json`` 的给结果，别的给（退出码，正文，过程）。"""

    def typed(*words: Any) -> Any:
        code = cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        return json.loads(out) if "--json" in words else (code, out, err)

    return typed
