"""安排的写：建节点、改、改日期、公布、结束并写小结、取消。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianxin.activities import tagfile
from lianxin.activities.keepers import may_keep
from lianxin.activities.models import Activity, Programme, Task
from lianxin.activities.nodes import DEEPEST, UNDER, dates_of
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.usecases.redating import redate_case
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole


class ProgrammeRefused(RuleViolation):
    """安排办不了；消息说明怎么办。"""


@dataclass(frozen=True, slots=True)
class Node:
    """一个节点写的全部。"""

    kind: str
    name: str
    body_id: int
    starts_on: date
    ends_on: date | None = None
    summary: str = ""
    claim_by: date | None = None
    is_mandatory: bool = False
    least: int | None = None
    most: int | None = None
    tags: tuple[str, ...] = ()
    targets: dict[str, int] = field(default_factory=dict)
    is_public: bool = True
    is_draft: bool = False
    order: int = 0


@whole
def create_node(
    *, congress_id: int, node: Node, actor: Doer, at: datetime, parent_id: int | None = None
) -> Programme:
    """建一个节点，挂在 ``parent_id`` 下面；不给就自成一棵树。

    :raises ProgrammeRefused: 不归他管、挂错了地方、日子对不上，或同名
    """
    parent = _locked(parent_id, actor) if parent_id else None
    _must_keep(actor, congress_id, node.body_id)
    _check_place(node, parent, congress_id)
    row = Programme(congress_id=congress_id, parent=parent, made_at=at, kind=node.kind)
    row.state = Programme.State.DRAFT if node.is_draft else Programme.State.OPEN
    _fill(row, node)
    row.save()
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    _log(row, "programme.created", actor, at=at, name=row.name)
    return row


@whole
def edit_node(*, programme_id: int, node: Node, actor: Doer, at: datetime) -> Programme:
    """改名称、说明、牵头、上下限、标签；种类和日子不在这里改。

    :raises ProgrammeRefused: 不归他管、已经结束，或同名
    """
    row = _open_row(programme_id, actor)
    _must_keep(actor, row.congress_id, node.body_id)
    before = row.starts_on, row.ends_on, row.claim_by
    _fill(row, node)
    row.starts_on, row.ends_on, row.claim_by = before
    row.save()
    _log(row, "programme.edited", actor, at=at, name=row.name)
    return row


@whole
def move_dates(
    *,
    programme_id: int,
    starts_on: date,
    ends_on: date | None,
    claim_by: date | None,
    reason: str,
    actor: Doer,
    at: datetime,
) -> Programme:
    """改起止和认领截止；已经领下的任务，到期日跟着改。

    :raises ProgrammeRefused: 不归他管、没写缘由，或日子对不上
    """
    row = _open_row(programme_id, actor)
    if not reason.strip():
        raise ProgrammeRefused("改日子请写明缘由，领了任务的小组都会看到。")
    row.starts_on, row.ends_on, row.claim_by = starts_on, ends_on, claim_by
    _check_dates(starts_on, ends_on, claim_by, row.parent)
    row.save(update_fields=["starts_on", "ends_on", "claim_by"])
    for task in Task.objects.filter(programme=row, dropped_at__isnull=True, case__isnull=False):
        redate_case(case_id=task.case_id or 0, dates=dates_of(row), actor=actor, at=at)
    _log(row, "programme.redated", actor, at=at, name=row.name, reason=reason, **dates_of(row))
    return row


@whole
def publish_node(*, programme_id: int, actor: Doer, at: datetime) -> Programme:
    """公布一份草稿，连同它下面的草稿；公布了才能认领。

    :raises ProgrammeRefused: 不归他管，或已经公布
    """
    row = _open_row(programme_id, actor)
    if row.state != Programme.State.DRAFT:
        raise ProgrammeRefused("这一项已经公布了，不用再公布。")
    drafts = Programme.objects.filter(path__startswith=row.path, state=Programme.State.DRAFT)
    drafts.update(state=Programme.State.OPEN)
    row.state = Programme.State.OPEN
    _log(row, "programme.published", actor, at=at, name=row.name)
    return row


@whole
def close_node(*, programme_id: int, words: str, actor: Doer, at: datetime) -> Programme:
    """结束一个节点，连同它下面还没结束的，写下小结；领下的任务接着办完。

    :raises ProgrammeRefused: 不归他管，已经结束，或没有小结
    """
    row = _open_row(programme_id, actor)
    if row.state == Programme.State.DRAFT:
        raise ProgrammeRefused("这一项还没有公布；不办了请取消。")
    if len(words.strip()) < 10:
        raise ProgrammeRefused("结束要有小结，至少十个字；点“按数字起草”可以先生成一份。")
    below = Programme.objects.filter(path__startswith=row.path, state=Programme.State.OPEN)
    below.update(state=Programme.State.CLOSED, closed_at=at)
    row.state, row.closed_at = Programme.State.CLOSED, at
    row.closing_words = clean(words)
    row.save(update_fields=["state", "closed_at", "closing_words"])
    _log(row, "programme.closed", actor, at=at, name=row.name)
    return row


@whole
def drop_node(*, programme_id: int, reason: str, actor: Doer, at: datetime) -> Programme:
    """取消一个节点；有人领了、办过活动的取消不了，只能结束。

    :raises ProgrammeRefused: 不归他管，没写缘由，或已经有人做了
    """
    row = _open_row(programme_id, actor)
    if not reason.strip():
        raise ProgrammeRefused("取消请写明缘由。")
    below = Programme.objects.filter(path__startswith=row.path)
    if Task.objects.filter(programme__in=below, dropped_at__isnull=True).exists():
        raise ProgrammeRefused("已经有小组认领了，不能取消；请先商量放弃，或到期结束。")
    if Activity.objects.filter(programme__in=below).exclude(state="cancelled").exists():
        raise ProgrammeRefused("已经办过活动了，不能取消；请写小结，结束它。")
    below.update(state=Programme.State.DROPPED, closed_at=at)
    row.state, row.closing_words = Programme.State.DROPPED, clean(reason)
    row.save(update_fields=["state", "closing_words"])
    _log(row, "programme.dropped", actor, at=at, name=row.name, reason=reason)
    return row


def _fill(row: Programme, node: Node) -> None:
    row.name, row.summary = clean(node.name)[:80].strip(), clean(node.summary)[:500]
    if len(row.name) < 2:
        raise ProgrammeRefused("请写名称，至少两个字。")
    siblings = Programme.objects.filter(congress=row.congress_id, parent=row.parent_id)
    if siblings.filter(name=row.name).exclude(pk=row.pk).exists():
        raise ProgrammeRefused(f"同一级里已经有“{row.name}”，请换一个名称。")
    _check_limits(node.least, node.most)
    _check_dates(node.starts_on, node.ends_on, node.claim_by, row.parent)
    row.body_id, row.is_public, row.order = node.body_id, node.is_public, node.order
    row.starts_on, row.ends_on, row.claim_by = node.starts_on, node.ends_on, node.claim_by
    row.least, row.most, row.is_mandatory = node.least, node.most, node.is_mandatory
    row.tags, row.targets = _known_tags(node.tags), dict(node.targets)


def _known_tags(tags: Iterable[str]) -> list[str]:
    unknown = [tag for tag in tags if tag not in tagfile.LABELS]
    if unknown:
        raise ProgrammeRefused(f"没有“{'、'.join(unknown)}”这个标签，请从单子里选。")
    return list(dict.fromkeys(tags))


def _check_limits(least: int | None, most: int | None) -> None:
    if most is not None and (most < 1 or (least or 0) > most):
        raise ProgrammeRefused("每家至多几个不能小于至少几个，也不能是零。")


def _check_dates(
    starts_on: date, ends_on: date | None, claim_by: date | None, parent: Programme | None
) -> None:
    if ends_on and ends_on < starts_on:
        raise ProgrammeRefused("止的日子不能早于起的日子。")
    if claim_by and ends_on and claim_by > ends_on:
        raise ProgrammeRefused("认领截止不能晚于止的日子。")
    if parent and parent.ends_on and (ends_on or starts_on) > parent.ends_on:
        raise ProgrammeRefused(f"上一级到 {parent.ends_on} 为止，这一项不能更晚。")


def _check_place(node: Node, parent: Programme | None, congress_id: int) -> None:
    kinds = UNDER.get(Programme.Kind(node.kind)) if node.kind in Programme.Kind else None
    if kinds is None or (parent.kind if parent else "") not in kinds:
        where = f"“{parent.get_kind_display()}”下面" if parent else "最上面一级"
        raise ProgrammeRefused(f"这一种不能放在{where}，请换一处。")
    if parent and parent.congress_id != congress_id:
        raise ProgrammeRefused("不能挂在别的人大的安排下面。")
    if parent and parent.path.count("/") > DEEPEST:
        raise ProgrammeRefused(f"最多 {DEEPEST} 层，请往上放一层。")
    if parent and parent.state in (Programme.State.CLOSED, Programme.State.DROPPED):
        raise ProgrammeRefused("上一级已经结束，不能再往下添。")


def _must_keep(actor: Doer, congress_id: int, body_id: int) -> None:
    body = Body.objects.filter(pk=body_id, ends_on__isnull=True).first()
    if body is None or body.jurisdiction_id != congress_id:
        raise ProgrammeRefused("请选本级在任的一家牵头。")
    if not may_keep(actor.viewer, congress_id=congress_id, body_id=body_id):
        raise ProgrammeRefused("安排由代表工作机构来定；街道、专（工）委只能定自己牵头的。")


def _open_row(programme_id: int, actor: Doer) -> Programme:
    row = _locked(programme_id, actor)
    _must_keep(actor, row.congress_id, row.body_id)
    if row.state in (Programme.State.CLOSED, Programme.State.DROPPED):
        raise ProgrammeRefused(f"“{row.name}”{row.get_state_display()}，不能再改。")
    return row


def _locked(programme_id: int, actor: Doer) -> Programme:
    seen = Programme.objects.visible_to(actor.viewer).filter(pk=programme_id).values("pk")
    rows = Programme.objects.select_related("parent").select_for_update(of=("self",))
    row = rows.filter(pk__in=seen).first()
    if row is None:
        raise NotVisible("没有这一项安排，或者您无权查看。")
    return row


def _log(row: Programme, verb: str, actor: Doer, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="programme",
        subject_id=row.pk,
        jurisdiction_id=row.congress_id,
        facts=facts,
    )
