"""回放：在一个临时的小县里，把一份机制的整个故事从头演到尾；演完不留痕迹。

机制包里的 ``scenario.py`` 只有一个函数 ``play(stage)``，只能经 :class:`Stage` 办事——
也就是只能走用例、按身份办、时间由剧本推着走。
"""

from __future__ import annotations

import importlib.util
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from lianxin.kernel.errors import RuleViolation
from lianxin.ops.packs import PACKS
from lianxin.ops.rehearsal import Rehearsal, rehearsal
from lianxin.ops.stage import Beat, Play, ScenarioFailed, Stage

#: 开演的日子选在过去：巡查时碰不到库里正在办的事。
START = datetime(2025, 3, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True, slots=True)
class Replay:
    """一出演完：成没成，每一拍是什么，没成是为什么。"""

    name: str
    ok: bool
    why: str
    beats: tuple[Beat, ...]

    def plain(self) -> dict[str, Any]:
        """给程序看的样子。"""
        return asdict(self)


def names() -> list[str]:
    """有剧本的机制包。"""
    return sorted(path.parent.name for path in PACKS.glob("*/scenario.py"))


def replay(*chosen: str) -> list[Replay]:
    """演几出；数据库里不留下任何行（序列会跳号），盘上不留下任何文件。

    :raises ScenarioFailed: 没有这份剧本
    """
    plays = {name: _load(name) for name in chosen}
    with transaction.atomic():
        county = rehearsal(at=START)
        played = [_perform(name, play, county) for name, play in plays.items()]
        transaction.set_rollback(True)
    return played


def _perform(name: str, play: Play, county: Rehearsal) -> Replay:
    """演一出，演完退回到开演前。"""
    stage = Stage(county=county, now=START, packs=PACKS)
    with transaction.atomic():
        try:
            play(stage)
            why = ""
        except RuleViolation as stopped:
            why = f"{stage.today}：{stopped}"
        finally:
            stage.clear_away()
            transaction.set_rollback(True)
    return Replay(name, not why, why, tuple(stage.beats))


def _load(name: str) -> Play:
    path = Path(PACKS / name / "scenario.py")
    if name not in names():
        raise ScenarioFailed(f"没有“{name}”这份剧本；有的是：{'、'.join(names())}")
    spec = importlib.util.spec_from_file_location(f"lianxin_scenario_{name}", path)
    if spec is None or spec.loader is None:
        raise ScenarioFailed(f"读不出剧本 {path.name}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    play: Play = module.play
    return play
