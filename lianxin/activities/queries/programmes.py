"""安排的读：树、一个节点的全部、谁认领了、谁还没有；返回冻结的数据类。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from lianxin.access.viewers import Viewer
from lianxin.activities import tagfile
from lianxin.activities.keepers import keeps, may_claim_for, may_drop
from lianxin.activities.models import Activity, Programme, Task
from lianxin.activities.nodes import CLAIMABLE, UNDER, ancestry
from lianxin.activities.queries.tallies import DONE, NOTHING, Tally, by_node
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Duty
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body

_LIVE = (Programme.State.DRAFT, Programme.State.OPEN)
MOST_RECENT = 20
MOST_SHOWN = 60
_K = Programme.Kind
#: 门户一览里单列的几种；别的从它们点进去看。
_SHOWN = (_K.CAMPAIGN, _K.MENU, _K.BRAND, _K.FRAMEWORK)


@dataclass(frozen=True, slots=True)
class NodeCard:
    """一个节点：叫什么、谁牵头、到哪天，和它名下的数。"""

    id: int
    parent_id: int | None
    kind: str
    kind_label: str
    name: str
    summary: str
    body_id: int
    body: str
    starts_on: date
    ends_on: date | None
    claim_by: date | None
    least: int | None
    most: int | None
    is_mandatory: bool
    is_public: bool
    state: str
    state_label: str
    tags: tuple[str, ...]
    targets: Mapping[str, int]
    tally: Tally = NOTHING

    @property
    def is_claimable(self) -> bool:
        """可以认领的。"""
        return self.kind in CLAIMABLE


@dataclass(frozen=True, slots=True)
class TaskCard:
    """一家认下的一件：谁、哪个主题、办到哪一步、到哪天、逾没逾期。"""

    id: int
    programme_id: int
    theme: str
    body_id: int
    body: str
    subject: str
    claimed_at: datetime
    case_id: int | None
    stage: str
    result: str
    owes: str
    due_on: date | None
    is_overdue: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Held:
    """节点名下的一场活动。"""

    id: int
    title: str
    body: str
    on: datetime
    place: str


@dataclass(frozen=True, slots=True)
class NodePage:
    """一个节点的全部。"""

    row: Programme
    card: NodeCard
    above: tuple[Programme, ...]
    below: tuple[NodeCard, ...]
    tasks: tuple[TaskCard, ...]
    recent: tuple[Held, ...]
    may_keep: bool
    may_claim: bool
    kinds_below: tuple[str, ...]


def get_node(*, viewer: Viewer, pk: int) -> Programme:
    """取一个节点。

    :raises NotVisible: 看不见与不存在同样对待
    """
    rows = Programme.objects.visible_to(viewer).select_related("body", "congress", "parent")
    found = rows.filter(pk=pk).first()
    if found is None or (found.state == Programme.State.DRAFT and not keeps(viewer, found)):
        raise NotVisible("没有这一项安排，或者您无权查看。")
    return found


def droppable(*, viewer: Viewer, programme_id: int, task_id: int) -> Task:
    """取一项还没有放弃、归他放弃的认领。

    :raises NotVisible: 没有，或不归他
    """
    rows = Task.objects.select_related("programme", "body").filter(
        pk=task_id, programme=programme_id, dropped_at__isnull=True
    )
    found = rows.first()
    if found is None or not may_drop(viewer, found):
        raise NotVisible("没有这项认领，或不归您放弃。")
    return found


def roots(*, viewer: Viewer, congress_id: int, past: bool = False) -> list[NodeCard]:
    """各棵树的根，新的在前，各带名下的数；草稿只有管得了的人看得见。

    :param past: 只看已经结束、取消的
    """
    rows = Programme.objects.visible_to(viewer).filter(congress=congress_id, parent__isnull=True)
    rows = rows.exclude(state__in=_LIVE) if past else rows.filter(state__in=_LIVE)
    found = list(rows.select_related("body").order_by("-starts_on", "order", "-id"))
    shown = [row for row in found if row.state != Programme.State.DRAFT or keeps(viewer, row)]
    return cards_of(shown)


def cards_of(
    rows: Iterable[Programme], *, since: date | None = None, until: date | None = None
) -> list[NodeCard]:
    """写成卡片，连同名下的数；两条语句。"""
    found = list(rows)
    tallies = by_node(nodes=[row.pk for row in found], since=since, until=until)
    return [_card(row, tallies[row.pk]) for row in found]


def below(*, node: Programme, viewer: Viewer) -> list[Programme]:
    """下一级，按次序；草稿只有管得了的人看得见。"""
    rows = Programme.objects.visible_to(viewer).filter(parent=node.pk).select_related("body")
    found = rows.exclude(state=Programme.State.DROPPED).order_by("order", "id")
    return [row for row in found if row.state != Programme.State.DRAFT or keeps(viewer, row)]


def node_page(*, viewer: Viewer, pk: int, today: date) -> NodePage:
    """一个节点的全部；语句数与下面有多少无关。"""
    row = get_node(viewer=viewer, pk=pk)
    line = ancestry(row.path)
    above = Programme.objects.filter(pk__in=line).exclude(pk=pk).order_by("path")
    card, *rest = cards_of([row, *below(node=row, viewer=viewer)])
    return NodePage(
        row=row,
        card=card,
        above=tuple(above),
        below=tuple(rest),
        tasks=tuple(tasks_under(viewer=viewer, node=row, today=today)),
        recent=tuple(recent(viewer=viewer, node=row)),
        may_keep=keeps(viewer, row),
        may_claim=bool(claimants(viewer=viewer, congress_id=row.congress_id)),
        kinds_below=tuple(kind for kind, parents in UNDER.items() if row.kind in parents),
    )


def tasks_under(*, viewer: Viewer, node: Programme, today: date) -> list[TaskCard]:
    """这个节点之下看得见的认领，先认领的在前。两条语句。"""
    rows = Task.objects.visible_to(viewer).filter(
        programme__path__startswith=node.path, dropped_at__isnull=True
    )
    found = list(rows.select_related("programme", "body", "case").order_by("claimed_at", "id"))
    owed = _owed(task.case_id for task in found if task.case_id)
    return [_task(task, owed.get(task.case_id or 0), today) for task in found]


def recent(*, viewer: Viewer, node: Programme) -> list[Held]:
    """这个节点之下办过的活动，新的在前。"""
    rows = Activity.objects.visible_to(viewer).filter(
        programme__path__startswith=node.path, state__in=DONE
    )
    found = rows.select_related("body").order_by("-starts_at", "-id")[:MOST_RECENT]
    return [Held(one.pk, one.title, one.body.short_name, one.starts_at, one.place) for one in found]


def claimants(*, viewer: Viewer, congress_id: int) -> list[Body]:
    """这个人可以替哪几家认领：自己任职、当组长的；机关可以替本级任何小组、镇街。"""
    kinds = (
        *(Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP, Body.Kind.STREET_COMMITTEE),
        *(Body.Kind.PRESIDIUM, Body.Kind.SPECIAL_COMMITTEE),
    )
    rows = Body.objects.filter(congress=congress_id, kind__in=kinds, ends_on__isnull=True)
    return [
        body
        for body in rows.order_by("kind", "id")
        if may_claim_for(viewer, body, congress_id=congress_id)
    ]


def tag_labels(tags: Iterable[str]) -> tuple[str, ...]:
    """标签的名称；不认得的照原样。"""
    return tuple(tagfile.LABELS.get(tag, tag) for tag in tags)


def _owed(cases: Iterable[int]) -> dict[int, Duty]:
    """各件此刻最先到期的一份责任。"""
    rows = Duty.objects.open().filter(case__in=list(cases)).order_by("-due_date", "-id")
    return {duty.case_id: duty for duty in rows}


def _task(task: Task, duty: Duty | None, today: date) -> TaskCard:
    case = task.case
    stage = mechanism(case.mechanism_id).stage(case.stage).label if case else "已认领"
    return TaskCard(
        id=task.pk,
        programme_id=task.programme_id,
        theme=task.programme.name,
        body_id=task.body_id,
        body=task.body.short_name,
        subject=task.subject,
        claimed_at=task.claimed_at,
        case_id=task.case_id,
        stage=stage,
        result=case.result if case else "",
        owes=duty.owes if duty else "",
        due_on=duty.due_date if duty else None,
        is_overdue=bool(duty and duty.due_date < today and duty.paused_on is None),
        is_closed=bool(case and case.closed_at),
    )


def _card(row: Programme, tally: Tally) -> NodeCard:
    return NodeCard(
        id=row.pk,
        parent_id=row.parent_id,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        name=row.name,
        summary=row.summary,
        body_id=row.body_id,
        body=row.body.short_name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        claim_by=row.claim_by,
        least=row.least,
        most=row.most,
        is_mandatory=row.is_mandatory,
        is_public=row.is_public,
        state=row.state,
        state_label=row.get_state_display(),
        tags=tag_labels(row.tags),
        targets=row.targets,
        tally=tally,
    )


def public_roots(*, congress_id: int) -> list[NodeCard]:
    """群众看得见的：公布了、公开的清单、行动、品牌、框架，新的在前。"""
    rows = _public().filter(congress=congress_id, kind__in=_SHOWN)
    return cards_of(rows.order_by("-starts_on", "-id")[:MOST_SHOWN])


def public_page(
    *, congress_id: int, before: int | None = None, limit: int = MOST_SHOWN
) -> list[NodeCard]:
    """同上，一页一页取，后建的在前。"""
    rows = _public().filter(congress=congress_id, kind__in=_SHOWN)
    rows = rows.filter(pk__lt=before) if before else rows
    return cards_of(rows.order_by("-id")[:limit])


def _public() -> QuerySet[Programme]:
    states = (Programme.State.OPEN, Programme.State.CLOSED)
    rows = Programme.objects.filter(is_public=True, state__in=states)
    return rows.select_related("body", "congress")


def public_node(*, pk: int) -> tuple[Programme, NodeCard, list[NodeCard]]:
    """群众看得见的一个节点，和它公开的下一级。

    :raises NotVisible: 没有，或不公开
    """
    rows = _public()
    node = rows.filter(pk=pk).first()
    if node is None:
        raise NotVisible("没有这一项，可能已经撤下。")
    top, *rest = cards_of([node, *rows.filter(parent=pk).order_by("order", "id")])
    return node, top, rest
