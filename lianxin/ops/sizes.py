"""照各地公开的规模演一遍：一级只为演练的人大，活动、到场、意见、事项全经用例记，再数回来核对。"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from lianxin.access.usecases.registers import register_body, register_person
from lianxin.activities.models import Activity
from lianxin.activities.queries.counting import totals
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Present,
    Record,
    Said,
    record_activity,
)
from lianxin.casework.policies import SYSTEM_DOER
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import RuleViolation
from lianxin.ops.packs import PACKS
from lianxin.ops.rehearsal import SINCE, Rehearsal, rehearsal
from lianxin.ops.stage import Stage
from lianxin.orgs.models import Body

#: 演练的这一级采用哪几份机制：收件、办理。
PRACTISED = ("intake_qr", "jiangxia_1_2_3")
FILE = Path(__file__).with_name("sizes.toml")
Tick = Callable[[str, int, int], None]
HEARD = "第 {} 处路灯不亮，晚上出门看不清路，请修一修。"


class NoSuchSize(RuleViolation):
    """没有这个规模。"""


@dataclass(frozen=True, slots=True)
class Size:
    """一地的规模；没写的不演。"""

    label: str
    activities: int
    people: int
    visits: int
    groups: int = 1
    heads: int = 0
    opinions: int = 0
    items: int = 0
    solved: int = 0
    kind: str = "bench_talk"
    item: str = "problem"

    def wanted(self) -> dict[str, int]:
        """应当数出来的。"""
        names = ("activities", "people", "visits", "heads", "opinions", "items", "solved")
        return {"groups": self.groups, **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True, slots=True)
class Counted:
    """一地演下来：要多少、数出多少、用了几秒。"""

    name: str
    label: str
    wanted: dict[str, int]
    found: dict[str, int]
    seconds: float

    @property
    def ok(self) -> bool:
        """一个不差。"""
        return self.wanted == self.found

    def plain(self) -> dict[str, Any]:
        """给程序看的样子。"""
        return {**asdict(self), "ok": self.ok}


def sizes() -> dict[str, Size]:
    """有哪几地的规模。"""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Size(**row) for name, row in rows.items()}


def rehearse(name: str, *, at: datetime, tick: Tick) -> Counted:
    """演一地；演完撤掉，库里不留下任何行。

    :raises NoSuchSize: 没有这一地
    """
    size = sizes().get(name)
    if size is None:
        raise NoSuchSize(f"没有“{name}”这个规模；有的是：{'、'.join(sizes())}。")
    with transaction.atomic():
        county = rehearsal(at=at - timedelta(days=400))
        stage = Stage(county=county, now=at - timedelta(days=400), packs=PACKS)
        stage.adopt(*PRACTISED)
        began = time.monotonic()
        _play(size, county, at=at, tick=partial(tick, size.label))
        found = _count(county)
        seconds = time.monotonic() - began
        transaction.set_rollback(True)
    return Counted(name, size.label, size.wanted(), found, round(seconds, 1))


def _play(size: Size, county: Rehearsal, *, at: datetime, tick: Callable[[int, int], None]) -> None:
    note: dict[str, Any] = {"actor": SYSTEM, "at": at}
    groups = _groups(size.groups, county, note)
    people = [register_person(name=f"演练代表{n}", **note).pk for n in range(size.people)]
    present = spread(size.visits, size.activities)
    heads, heard = spread(size.heads, size.activities), spread(size.opinions, size.activities)
    items, solved = spread(size.items, size.activities), size.solved
    place, told, number = 0, 0, 0
    for turn in range(size.activities):
        came = [people[(place + step) % len(people)] for step in range(present[turn])]
        place += present[turn]
        record = Record(
            attended=tuple(map(Present, came)),
            heads=(Head("resident", heads[turn]),) if heads[turn] else (),
            voices=tuple(Said(HEARD.format(told + step)) for step in range(heard[turn])),
            items=tuple(_items(size, number, items[turn], solved)),
        )
        told, number = told + heard[turn], number + items[turn]
        draft = _draft(size, county, groups[turn % len(groups)], turn, at)
        record_activity(draft=draft, record=record, actor=SYSTEM_DOER, at=at)
        tick(turn + 1, size.activities)


def _groups(wanted: int, county: Rehearsal, note: dict[str, Any]) -> list[int]:
    congress = Body.objects.select_related("region").get(pk=county.congress_id)
    make = partial(
        register_body, kind="group", region=congress.region, congress=congress, starts_on=SINCE
    )
    return [make(name=f"演练第{n}小组", slug=f"rehearse-{n}", **note).pk for n in range(wanted)]


def _draft(size: Size, county: Rehearsal, group: int, turn: int, at: datetime) -> ActivityDraft:
    begun = at - timedelta(hours=3 + turn % 24, days=turn % 180)
    return ActivityDraft(
        congress_id=county.congress_id,
        kind=size.kind,
        title=f"演练第 {turn + 1} 场",
        body_id=group,
        starts_at=begun,
        ends_at=begun + timedelta(hours=1),
    )


def _items(size: Size, first: int, count: int, solved: int) -> Iterator[ItemDraft]:
    for number in range(first, first + count):
        text = HEARD.format(number)
        if number >= solved:
            yield ItemDraft(kind=size.item, text=text)
            continue
        yield ItemDraft(
            kind=size.item,
            text=text,
            disposition="solved",
            answer="当场修好",
            answered_by="现场负责人",
        )


def spread(total: int, places: int) -> list[int]:
    """把总数尽量匀地分到几处，一个不多一个不少。"""
    each, left = divmod(total, places)
    return [each + (place < left) for place in range(places)]


def _count(county: Rehearsal) -> dict[str, int]:
    """用平常的查询数回来。"""
    rows = Activity.objects.filter(congress=county.congress_id).exclude(state="cancelled")
    found = totals(rows)
    return {
        "groups": rows.values("body").distinct().count(),
        "activities": found.activities,
        "people": found.turnout.deputies,
        "visits": found.turnout.deputy_visits,
        "heads": found.turnout.heads,
        "opinions": found.voices,
        "items": found.items,
        "solved": found.solved,
    }
