"""照给定的数造一批活动：小组、代表、到场、人头、意见、事项，全经用例；办结的意见照机制走到头。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count, cycle, islice
from typing import Any, Final

from lianxin.access.usecases.registers import register_body, register_person
from lianxin.activities.models import Activity, Programme, Voice
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Present,
    Record,
    Said,
    record_activity,
)
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.casework.policies import SUBMITTER_DOER, SYSTEM_DOER, Doer
from lianxin.casework.state import day_of
from lianxin.casework.usecases.doing import do
from lianxin.kernel.actors import SYSTEM
from lianxin.ops.rehearsal import CATEGORY, SINCE, Rehearsal
from lianxin.orgs.models import Body

#: 报一下做到第几步、一共几步。
Tick = Callable[[int, int], None]
HEARD: Final = "第 {} 处路灯不亮，晚上出门看不清路，请修一修。"
ANSWER: Final = {"category": CATEGORY, "answer": "已经请维护的师傅来看过，今晚就亮。"}
PRAISE: Final = {"attitude": "satisfied", "result": "satisfied"}


@dataclass(frozen=True, slots=True)
class Crowd:
    """要造多少：``closed`` 是意见里办结的，``solved`` 是事项里解决的，``days`` 是散在几天里。"""

    label: str
    activities: int
    people: int
    visits: int
    groups: int = 1
    heads: int = 0
    opinions: int = 0
    closed: int = 0
    items: int = 0
    solved: int = 0
    kind: str = "bench_talk"
    item: str = "problem"
    days: int = 180

    @property
    def steps(self) -> int:
        """一共几步：登记一位代表、记一场，各算一步。"""
        return self.people + self.activities


def gather(crowd: Crowd, county: Rehearsal, *, at: datetime, tick: Tick) -> Programme:
    """照数造，全挂在一个安排之下；返回这个安排。"""
    return _Gathering(crowd, county, at, partial(_stepped, tick, count(1), crowd.steps)).run()


def _stepped(tick: Tick, steps: Iterator[int], total: int) -> None:
    tick(next(steps), total)


@dataclass(slots=True)
class _Gathering:
    """正在造的这一批。``told``、``closed``、``noted`` 是已经造了几条意见、办结几条、几件事项。"""

    crowd: Crowd
    county: Rehearsal
    at: datetime
    step: Callable[[], None]
    told: int = 0
    closed: int = 0
    noted: int = 0
    note: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.note = {"actor": SYSTEM, "at": self.at}

    def run(self) -> Programme:
        """先有安排、小组、代表，再一场一场地记。"""
        crowd, programme = self.crowd, self._programme()
        groups = self._groups()
        came = cycle([self._person(number) for number in range(crowd.people)])
        shares = zip(
            spread(crowd.visits, crowd.activities),
            spread(crowd.heads, crowd.activities),
            spread(crowd.opinions, crowd.activities),
            spread(crowd.items, crowd.activities),
            strict=True,
        )
        for turn, (visits, heads, heard, items) in enumerate(shares):
            record = Record(
                attended=tuple(map(Present, islice(came, visits))),
                heads=(Head("resident", heads),) if heads else (),
                voices=tuple(Said(HEARD.format(self.told + step)) for step in range(heard)),
                items=tuple(self._items(items)),
            )
            self._record(turn, groups[turn % len(groups)], programme, record)
            self.told += heard
            self.step()
        return programme

    def _programme(self) -> Programme:
        starts = day_of(self.at) - timedelta(days=self.crowd.days + 1)
        node = Node("brand", self.crowd.label, self.county.affairs_id, starts, is_public=False)
        office = Doer(self.county.viewers["office"])
        return create_node(congress_id=self.county.congress_id, node=node, actor=office, at=self.at)

    def _groups(self) -> list[int]:
        congress = Body.objects.select_related("region").get(pk=self.county.congress_id)
        make = partial(
            register_body, kind="group", region=congress.region, congress=congress, starts_on=SINCE
        )
        return [
            make(name=f"演练第{n}小组", slug=f"rehearse-{n}", **self.note).pk
            for n in range(self.crowd.groups)
        ]

    def _person(self, number: int) -> int:
        made = register_person(name=f"演练代表{number}", **self.note)
        self.step()
        return made.pk

    def _record(self, turn: int, group: int, programme: Programme, record: Record) -> None:
        begun = self.at - timedelta(hours=3 + turn % 24, days=turn % self.crowd.days)
        draft = ActivityDraft(
            congress_id=self.county.congress_id,
            kind=self.crowd.kind,
            title=f"演练第 {turn + 1} 场",
            body_id=group,
            starts_at=begun,
            ends_at=begun + timedelta(hours=1),
            programme_id=programme.pk,
        )
        written = begun + timedelta(hours=2)
        made = record_activity(draft=draft, record=record, actor=SYSTEM_DOER, at=written)
        self._close(made, at=written)

    def _close(self, activity: Activity, *, at: datetime) -> None:
        """前面的几条当场答复、提出的人评过：办结。"""
        wanted = self.crowd.closed - self.closed
        if wanted <= 0:
            return
        said = Voice.objects.filter(activity=activity).order_by("pk")
        for case in said.values_list("opinion__case_id", flat=True)[:wanted]:
            office = Doer(self.county.viewers["office"])
            do(case_id=case, verb="answer", actor=office, at=at, facts=ANSWER)
            do(case_id=case, verb="rate", actor=SUBMITTER_DOER, at=at, facts=PRAISE)
            self.closed += 1

    def _items(self, wanted: int) -> Iterator[ItemDraft]:
        for number in range(self.noted, self.noted + wanted):
            text = HEARD.format(number)
            if number < self.crowd.solved:
                yield _solved(self.crowd.item, text)
            else:
                yield ItemDraft(kind=self.crowd.item, text=text)
        self.noted += wanted


def _solved(kind: str, text: str) -> ItemDraft:
    return ItemDraft(
        kind=kind,
        text=text,
        disposition="solved",
        answer="当场修好",
        answered_by="现场负责人",
    )


def spread(total: int, places: int) -> list[int]:
    """把总数尽量匀地分到几处，一个不多一个不少。"""
    each, left = divmod(total, places)
    return [each + (place < left) for place in range(places)]
