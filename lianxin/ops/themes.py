"""剧本里排安排、领任务、办活动的几样；都走用例。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianxin.activities.models import Task
from lianxin.activities.usecases import ActivityDraft, Head, Record, record_activity
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.activities.usecases.tasks import claim, pass_on
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.ops.stage import Stage


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张清单（一次行动）和它下面的主题（任务），以编号说。"""

    root: int
    themes: tuple[int, ...]


def publish_sheet(
    stage: Stage, root: Node, kind: str, names: tuple[str, ...], who: str = "office"
) -> Sheet:
    """某个身份发布一张清单，下面列几个主题。"""
    doer, congress = Doer(stage.county.viewers[who]), stage.county.congress_id
    top = create_node(congress_id=congress, node=root, actor=doer, at=stage.now)
    made = [
        create_node(
            congress_id=congress,
            parent_id=top.pk,
            node=Node(kind, name, root.body_id, root.starts_on, root.ends_on),
            actor=doer,
            at=stage.now,
        )
        for name in names
    ]
    return Sheet(top.pk, tuple(node.pk for node in made))


def sheet(stage: Stage, kind: str, name: str, ends_on: date, *, body: int, most: int = 2) -> Node:
    """一张清单的抬头：从今天到 ``ends_on``，一个月内认领，每家至多几个。"""
    today = day_of(stage.now)
    return Node(kind, name, body, today, ends_on, claim_by=today + timedelta(days=30), most=most)


def claimed(stage: Stage, who: str, body: int, theme: int) -> int:
    """某个身份替一家认领一个主题，返回办件编号。"""
    (task,) = claim(
        body_id=body,
        programme_ids=[theme],
        actor=Doer(stage.county.viewers[who]),
        at=stage.now,
    )
    return task.case_id or 0


def task_of(case: int) -> Task:
    """办件背后的那一项认领。"""
    return Task.objects.select_related("body").get(case=case)


def hold(stage: Stage, who: str, body: int, theme: int, title: str) -> int:
    """某个身份以一家的名义办一场活动，当天记下，返回活动编号。"""
    starts: datetime = stage.now - timedelta(hours=2)
    draft = ActivityDraft(
        congress_id=stage.county.congress_id,
        kind="bench_talk",
        title=title,
        body_id=body,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        programme_id=theme,
    )
    record = Record(heads=(Head("resident", 20),), minutes="看了三处，听了二十位居民的意见。")
    done = record_activity(
        draft=draft, record=record, actor=Doer(stage.county.viewers[who]), at=stage.now
    )
    return done.pk


def merged(stage: Stage, body: int, into: int, reason: str) -> None:
    """代工委把并掉的小组没办完的任务转给接手的小组。"""
    pass_on(
        from_body_id=body,
        to_body_id=into,
        reason=reason,
        actor=Doer(stage.county.viewers["office"]),
        at=stage.now,
    )
