"""照各地公开的规模演一遍：一级只为演练的人大，活动、到场、意见、事项全经用例记，再数回来核对。

只核对材料说了的数；材料没说、演练自己定的，报出来时标明。
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from lianxin.activities.models import Activity, Programme
from lianxin.activities.queries.counting import turnout
from lianxin.activities.queries.tallies import by_node
from lianxin.kernel.errors import RuleViolation
from lianxin.ops.crowds import Crowd, gather
from lianxin.ops.packs import PACKS
from lianxin.ops.rehearsal import rehearsal
from lianxin.ops.stage import Stage

#: 演练的这一级采用哪几份机制：收件、办理。
PRACTISED: Final = ("intake_qr", "jiangxia_1_2_3")
#: 小县在演练之前多久就立好了。
BEFORE: Final = timedelta(days=400)
#: 报一下哪一地、做到第几步、一共几步。
Told = Callable[[str, int, int], None]
FILE = Path(__file__).with_name("sizes.toml")


class NoSuchSize(RuleViolation):
    """没有这个规模。"""


@dataclass(frozen=True, slots=True)
class Size:
    """一地的规模：``said`` 材料说了的，要一个不差；``made`` 材料没说、演练自己定的。"""

    label: str
    sentence: str
    said: Mapping[str, int]
    made: Mapping[str, int]
    kind: str = "bench_talk"
    item: str = "problem"
    days: int = 180

    @property
    def crowd(self) -> Crowd:
        """照这些数造。"""
        shape = {"kind": self.kind, "item": self.item, "days": self.days}
        return Crowd(label=self.label, **shape, **self.said, **self.made)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Counted:
    """一地演下来：材料说了多少、数出多少、用了几秒；``made`` 是演练自己定的几样。"""

    name: str
    label: str
    wanted: Mapping[str, int]
    found: Mapping[str, int]
    made: tuple[str, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """材料说了的，一个不差。"""
        return all(self.found[key] == wanted for key, wanted in self.wanted.items())

    def plain(self) -> dict[str, Any]:
        """给程序看的样子。"""
        return {**asdict(self), "ok": self.ok}


def sizes() -> dict[str, Size]:
    """有哪几地的规模。"""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Size(**row) for name, row in rows.items()}


def rehearse(name: str, *, at: datetime, tick: Told) -> Counted:
    """演一地；演完撤掉，中途打断也撤掉，库里不留下任何行。

    :raises NoSuchSize: 没有这一地
    """
    size = sizes().get(name)
    if size is None:
        raise NoSuchSize(f"没有“{name}”这个规模；有的是：{'、'.join(sizes())}。")
    with transaction.atomic():
        county = rehearsal(at=at - BEFORE)
        stage = Stage(county=county, now=at - BEFORE, packs=PACKS)
        stage.adopt(*PRACTISED)
        began = time.monotonic()
        programme = gather(size.crowd, county, at=at, tick=partial(tick, size.label))
        found = _count(programme)
        seconds = time.monotonic() - began
        transaction.set_rollback(True)
    return Counted(name, size.label, size.said, found, tuple(size.made), round(seconds, 1))


def _count(programme: Programme) -> dict[str, int]:
    """用平常的查询，照“安排”这棵树数回来。"""
    tally = by_node(nodes=[programme.pk])[programme.pk]
    rows = Activity.objects.filter(programme=programme)
    came = turnout(rows)
    return {
        "groups": rows.values("body").distinct().count(),
        "activities": tally.activities,
        "people": came.deputies,
        "visits": tally.deputies,
        "heads": came.heads,
        "opinions": tally.opinions,
        "closed": tally.opinions_settled,
        "items": tally.items,
        "solved": tally.solved_on_spot + tally.items_settled,
    }
