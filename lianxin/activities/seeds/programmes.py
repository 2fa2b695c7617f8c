"""演示的安排：年度框架、季度主题清单（认领、办到不同的步）、一次有目标数的集中行动。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianxin.activities.models import Programme, Task
from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Present,
    Record,
    record_activity,
)
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.activities.usecases.tasks import claim
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.usecases import move_case
from lianxin.kernel.seeding import DemoLink, Garden

THEMES = ("农村道路照明怎么管", "老旧小区加装电梯", "村级养老服务点", "小区充电桩", "河道日常保洁")
LINES = ("提能行动", "阵地强基行动", "主题定向行动", "小组优化行动", "监督增效行动")
TAGS = ("ability", "stations", "topics", "groups", "oversight")
STREETS = ("wulijie", "zhifang", "jinkou")
TASKS = ("清源：走访排污口", "洁岸：房前屋后", "净河：沟渠清淤")


@dataclass(slots=True)
class _Ground:
    """种的时候手边的几样。"""

    garden: Garden
    cast: Cast
    office: Doer
    since: date

    def node(self, kind: str, name: str, parent: Programme | None = None, **more: Any) -> Programme:
        """代工委建一个节点。"""
        given = {"body_id": self.cast.body("da").pk, "starts_on": self.since, **more}
        return create_node(
            congress_id=self.cast.congress.pk,
            node=Node(kind=kind, name=name, **given),
            parent_id=parent.pk if parent else None,
            actor=self.office,
            at=self.garden.at - timedelta(days=60),
        )


def plant(garden: Garden) -> None:
    """江夏的三棵树。"""
    cast = Cast(garden.get("jx"), garden.today)
    since = garden.today - timedelta(days=60)
    ground = _Ground(garden, cast, cast.of("da"), since)
    _framework(ground)
    _menu(ground)
    week = _campaign(ground)
    garden.point_out(DemoLink("集中行动的公开进度", f"/programmes/{week.pk}/"))


def _framework(ground: _Ground) -> None:
    root = ground.node("framework", "五大行动", summary="全年工作照这五条线排，年底按数字总结。")
    for place, (name, tag) in enumerate(zip(LINES, TAGS, strict=True)):
        tags = (f"five_actions.{tag}",)
        line = ground.node("line", name, root, tags=tags, order=place)
        _held(ground, line, place, f"{name}座谈", back=10 + place)


def _menu(ground: _Ground) -> None:
    until = ground.garden.today + timedelta(days=60)
    menu = ground.node(
        "menu",
        "本季主题清单",
        summary="点单作业、照单落实：每组至多认领两个。",
        ends_on=until,
        claim_by=ground.garden.today + timedelta(days=7),
        most=2,
    )
    themes = [
        ground.node("theme", name, menu, ends_on=until, order=place)
        for place, name in enumerate(THEMES)
    ]
    for place, (street, theme) in enumerate(zip(STREETS, themes, strict=False)):
        task = _claimed(ground, street, theme)
        if place < 2:
            _move(ground, task, "submit_plan", back=40, **_plan(ground))
            _held(ground, theme, place, f"{theme.name}夜谈会", back=20, street=street)
        if place == 0:
            _move(ground, task, "report", back=10, report=_REPORT)


_REPORT = "走了三个村，二十一盏灯坏了八盏，居民要求写明由谁维护、几天修好。"


def _plan(ground: _Ground) -> dict[str, str]:
    on = ground.garden.today - timedelta(days=20)
    return {"plan": "组长带队走三个村，每村座谈一次，月底汇总。", "plan_on": on.isoformat()}


def _campaign(ground: _Ground) -> Programme:
    week = ground.node(
        "campaign",
        "清渠洁岸集中行动",
        summary="各组领一两项小切口，发现问题交办下去，办结以后回头问效。",
        ends_on=ground.garden.today + timedelta(days=30),
        most=2,
        targets={"activities": 12, "problems": 10, "solved": 8},
    )
    for place, name in enumerate(TASKS):
        task = ground.node("task", name, week, ends_on=week.ends_on, order=place)
        street = STREETS[place]
        claimed = _claimed(ground, street, task)
        start = {"entry_point": "桥头沟的三个排口", "plan": "每月走一遍，逐个拍照建档。"}
        _move(ground, claimed, "start", back=45, **start)
        for number in range(3 - place):
            _held(ground, task, place + number, f"{name}第 {number + 1} 次", back=5 + 9 * number)
    return week


def _claimed(ground: _Ground, street: str, theme: Programme) -> Task:
    team = ground.cast.body(f"g-{street}-1")
    (task,) = claim(
        body_id=team.pk,
        programme_ids=[theme.pk],
        actor=ground.office,
        at=ground.garden.at - timedelta(days=50),
    )
    return task


def _move(ground: _Ground, task: Task, verb: str, *, back: int, **facts: str) -> None:
    at = ground.garden.at - timedelta(days=back)
    street = next(each for each in STREETS if task.body.slug.endswith(f"g-{each}-1"))
    leader = ground.cast.person(ground.cast.deputy(street, 0))
    move_case(case_id=task.case_id or 0, verb=verb, actor=leader, at=at, facts=facts)


def _held(
    ground: _Ground, node: Programme, place: int, title: str, *, back: int, street: str = ""
) -> None:
    """一场板凳会：两位代表、十来位居民，两三个问题，有当场解决的。"""
    where = street or STREETS[place % len(STREETS)]
    starts = (ground.garden.at - timedelta(days=back)).replace(hour=11, minute=30)
    people = [ground.cast.deputy(where, number) for number in (0, 1)]
    problems = [ItemDraft("problem", "渠边有垃圾，没有人清")]
    if place % 2 == 0:
        problems.append(_SOLVED)
    draft = ActivityDraft(
        congress_id=ground.cast.congress.pk,
        kind="bench_talk",
        title=title,
        body_id=ground.cast.body(f"g-{where}-1").pk,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        programme_id=node.pk,
        tags=("five_co.plan", "modes.visit", "themes.people")[: 1 + place % 3],
    )
    record = Record(
        attended=tuple(Present(person) for person in people),
        heads=(Head("resident", 12 + place),),
        items=tuple(problems),
    )
    record_activity(draft=draft, record=record, actor=ground.office, at=ground.garden.at)


_SOLVED = ItemDraft("problem", "井盖松了，走路绊脚", disposition="solved", answer="当天换了")
