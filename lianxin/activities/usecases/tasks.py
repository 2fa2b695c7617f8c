"""认领与领任务：一家在一个主题上认下一件事；够不够数、过没过截止，锁住了再看。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from lianxin.activities.keepers import keeps, may_claim_for, may_drop, runs
from lianxin.activities.models import Programme, Task
from lianxin.activities.nodes import CLAIMABLE, ancestry, dates_of
from lianxin.audit.usecases import record
from lianxin.casework.mechanisms import adopted
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.serials import next_serial
from lianxin.casework.state import day_of
from lianxin.casework.usecases import open_case, succeed
from lianxin.casework.usecases.opening import Subject
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

_GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
_LOCAL = (Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


class TaskRefused(RuleViolation):
    """认领不了；消息说明怎么办。"""


@dataclass(frozen=True, slots=True)
class _Claiming:
    """一次认领：谁、哪天、在哪几个节点、沿途哪几个节点有上下限。"""

    body: Body
    themes: tuple[Programme, ...]
    line: dict[int, Programme]


@whole
def claim(
    *,
    body_id: int,
    programme_ids: Sequence[int],
    actor: Doer,
    at: datetime,
    subject: str = "",
) -> list[Task]:
    """替一家认领一个或几个主题（任务）；一次选几个的，合起来看够不够、超没超。

    :param subject: 自选的小切口；只领一个时才写
    :raises NotVisible: 没有这个主题
    :raises TaskRefused: 撤并了、不归他认领、没有公布、过了截止、认过了、超出每家至多几个
    """
    (body,) = _standing([body_id])
    found = _locked(body, programme_ids, actor)
    _must_speak(actor, found)
    for theme in found.themes:
        _check_open(theme, found.body, found.line, day_of(at), actor)
    _check_most(found)
    _check_least(found)
    words = clean(subject)[:80].strip()
    return [_claim_one(theme, found.body, words, actor, at=at) for theme in found.themes]


@whole
def assign(*, programme_id: int, body_ids: Sequence[int], actor: Doer, at: datetime) -> list[Task]:
    """必做的任务由牵头的一家分下去，一家一件；已经领了的不重复。

    :raises TaskRefused: 不归他分，还没有公布，或有一家撤并了
    """
    made: list[Task] = []
    for body in _standing(body_ids):
        found = _locked(body, [programme_id], actor)
        (theme,) = found.themes
        if not keeps(actor.viewer, theme):
            raise TaskRefused("必做的任务由牵头的一家分下去，您的岗位不能分。")
        if theme.state != Programme.State.OPEN:
            raise TaskRefused(f"“{theme.name}”{theme.get_state_display()}，现在不能分任务。")
        if not _held(theme, body.pk, "").exists():
            made.append(_claim_one(theme, body, "", actor, at=at))
    return made


@whole
def drop_task(*, task_id: int, reason: str, actor: Doer, at: datetime) -> Task:
    """放弃一项没有立件的认领；立了件的在办件上放弃，放弃以后名额空出来。

    :raises TaskRefused: 不归他放弃，没写缘由，或要在办件上办
    """
    task = _locked_task(task_id, actor)
    if not may_drop(actor.viewer, task):
        raise TaskRefused("放弃认领由领的那一家来办。")
    if task.case_id:
        raise TaskRefused("这一项已经立件，请到办件页上申请放弃。")
    if not reason.strip():
        raise TaskRefused("放弃请写明缘由。")
    return _dropped(task, reason, actor, at=at)


@whole
def release(*, task_id: int, reason: str, actor: Doer, at: datetime) -> None:
    """办件上放弃了、停下了，认领跟着撤，名额空出来；没有撤的才撤。"""
    task = Task.objects.select_for_update(of=("self",)).select_related("programme").get(pk=task_id)
    if task.dropped_at is None:
        _dropped(task, reason or "停下了", actor, at=at)


@whole
def pass_on(
    *, from_body_id: int, to_body_id: int, reason: str, actor: Doer, at: datetime
) -> list[Task]:
    """小组并了：没办完的任务连同责任转给接手的小组，办过的活动还记在原来的小组名下。

    :raises TaskRefused: 不是代表工作机构的人，接手的不在任，或没写缘由
    """
    heir = _lock_bodies([from_body_id, to_body_id]).get(to_body_id)
    if heir is None or heir.ends_on is not None or from_body_id == to_body_id:
        raise TaskRefused("请选一个在任的、另外的小组接手。")
    if not runs(actor.viewer, heir.jurisdiction_id) or not reason.strip():
        raise TaskRefused("任务转手由代表工作机构来办，要写明缘由。")
    rows = Task.objects.select_for_update(of=("self",)).select_related("programme", "case", "body")
    open_ones = Q(case__isnull=True) | Q(case__closed_at__isnull=True)
    mine = rows.filter(
        open_ones,
        body=from_body_id,
        dropped_at__isnull=True,
        programme__congress=heir.jurisdiction_id,
    )
    return [_hand(task, heir, reason, actor, at=at) for task in mine.order_by("pk")]


def _hand(task: Task, heir: Body, reason: str, actor: Doer, *, at: datetime) -> Task:
    before = task.body
    if task.case_id:
        succeed(
            case_id=task.case_id,
            body_id=before.pk,
            successor_id=heir.pk,
            reason=reason,
            actor=actor,
            at=at,
        )
    if _held(task.programme, heir.pk, task.subject).exists():
        # 接手的自己也领了同一个主题：两件各办各的，名称上分得开。
        task.subject = f"{task.subject}（原{before.short_name}）"[:80]
    task.body = heir
    task.save(update_fields=["body", "subject"])
    _log(task, "task.passed", actor, at=at, before=before.name, body=heir.name, reason=reason)
    return task


def _claim_one(theme: Programme, body: Body, subject: str, actor: Doer, *, at: datetime) -> Task:
    if _held(theme, body.pk, subject).exists():
        raise TaskRefused(f"“{body.short_name}”已经认领了“{theme.name}”，不用再认领。")
    task = Task.objects.create(programme=theme, body=body, subject=subject, claimed_at=at)
    task.case = _opened(task, actor, at=at)
    task.save(update_fields=["case"])
    _log(task, "task.claimed", actor, at=at, theme=theme.name, body=body.name)
    return task


def _opened(task: Task, actor: Doer, *, at: datetime) -> Case | None:
    """这地采用了办法的立件；没有采用的只记下认领。"""
    theme = task.programme
    slot = "theme" if theme.kind == Programme.Kind.THEME else "campaign"
    if not adopted(theme.congress_id, slot):
        return None
    dates = dates_of(theme)
    # 中途才领的，季度从领的那天数起，不会一领就欠着前几季的小结。
    dates["starts_on"] = max(dates["starts_on"], day_of(at).isoformat())
    return open_case(
        subject=_subject(task, at=at),
        slot=slot,
        actor=actor.actor(),
        at=at,
        facts={**dates, "theme": theme.name},
        bodies={"group": task.body_id},
        words={"label": f"{task.body.short_name}认领“{theme.name}”"},
    )


def _subject(task: Task, *, at: datetime) -> Subject:
    theme = task.programme
    year = day_of(at).year
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=theme.congress_id)
    serial = next_serial(theme.congress_id, f"task-{year}")
    local = next((one.pk for one in (theme.body, task.body) if one.kind in _LOCAL), None)
    title = f"{task.body.short_name}：{task.subject or theme.name}"
    return Subject(
        kind="programme_task",
        id=task.pk,
        number=f"{prefix}-{year}任务-{serial:04d}",
        title=title[:80],
        jurisdiction_id=theme.congress_id,
        local_body_id=local,
    )


def _standing(body_ids: Sequence[int]) -> list[Body]:
    """锁住来领的各家再看还在不在：正在并组的，认领等它并完，照并了以后的说。"""
    found = _lock_bodies(body_ids)
    if set(body_ids) - found.keys():
        raise NotVisible("没有这一家，或者您无权查看。")
    for body in found.values():
        if body.ends_on is not None:
            words = f"“{body.short_name}”已于 {body.ends_on} 撤并"
            raise TaskRefused(f"{words}，请以接手的那一家的名义认领。")
    return [found[pk] for pk in dict.fromkeys(body_ids)]


def _lock_bodies(body_ids: Sequence[int]) -> dict[int, Body]:
    """照编号由小到大锁住，与并组同一个先后；机构总在主题前头锁，谁也不会互相等。

    锁得住并组、撤销和别的认领，拦不着只是写到它名下的（记活动），那些不必等。
    """
    rows = Body.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(body_ids))
    return {row.pk: row for row in rows.order_by("pk")}


def _locked(body: Body, programme_ids: Sequence[int], actor: Doer) -> _Claiming:
    """锁住主题沿途的每个节点，从根往下：两个人同时认领，后一个等前一个办完再数。"""
    seen = Programme.objects.visible_to(actor.viewer).filter(pk__in=set(programme_ids))
    paths = dict(seen.values_list("pk", "path"))
    if not paths or set(programme_ids) - paths.keys():
        raise NotVisible("没有这个主题，或者您无权查看。")
    line = {pk for path in paths.values() for pk in ancestry(path)}
    rows = Programme.objects.select_related("body").select_for_update(of=("self",))
    locked = {row.pk: row for row in rows.filter(pk__in=line).order_by("path")}
    return _Claiming(body, tuple(locked[pk] for pk in dict.fromkeys(programme_ids)), locked)


def _must_speak(actor: Doer, found: _Claiming) -> None:
    congress_id = found.themes[0].congress_id
    if not may_claim_for(actor.viewer, found.body, congress_id=congress_id):
        raise TaskRefused(
            f"替“{found.body.short_name}”认领，要由它的组长、联系人或代表工作机构来。"
        )


def _check_open(
    theme: Programme, body: Body, line: dict[int, Programme], today: date, actor: Doer
) -> None:
    if theme.kind not in CLAIMABLE:
        raise TaskRefused(f"“{theme.name}”是{theme.get_kind_display()}，要认领的是它下面的主题。")
    above = [line[pk] for pk in ancestry(theme.path)]
    if theme.kind == Programme.Kind.THEME and body.kind not in _GROUPS:
        raise TaskRefused("主题由代表小组认领；街道、专（工）委请自己定清单，或领专项行动的任务。")
    if any(node.state != Programme.State.OPEN for node in above):
        raise TaskRefused(f"“{theme.name}”没有公布或者已经结束，现在不能认领。")
    closing = next((node.claim_by for node in reversed(above) if node.claim_by), None)
    if closing and today > closing and not keeps(actor.viewer, theme):
        raise TaskRefused(f"认领到 {closing} 截止；要补认，请联系发布清单的一家来办。")


def _check_most(found: _Claiming) -> None:
    for node, wanted in _limits(found):
        total = _count(node, found.body.pk) + wanted
        if node.most is not None and total > node.most:
            have = f"{found.body.short_name}会有 {total} 个；请少选几个。"
            raise TaskRefused(f"“{node.name}”每家至多 {node.most} 个，{have}")


def _check_least(found: _Claiming) -> None:
    """认领是一次交一张单子：交上来的合起来要够数。"""
    for node, wanted in _limits(found):
        total = _count(node, found.body.pk) + wanted
        if node.least is not None and total < node.least:
            have = f"{found.body.short_name}只有 {total} 个；请一次选够。"
            raise TaskRefused(f"“{node.name}”每家至少 {node.least} 个，{have}")


def _limits(found: _Claiming) -> list[tuple[Programme, int]]:
    """沿途写了上下限的节点，和这一次在它下面领几个。"""
    return [
        (node, sum(node.pk in ancestry(theme.path) for theme in found.themes))
        for node in found.line.values()
        if node.least is not None or node.most is not None
    ]


def _count(node: Programme, body_id: int) -> int:
    rows = Task.objects.filter(programme__path__startswith=node.path, body=body_id)
    return rows.filter(dropped_at__isnull=True).count()


def _held(theme: Programme, body_id: int, subject: str) -> Any:
    return Task.objects.filter(
        programme=theme, body=body_id, subject=subject, dropped_at__isnull=True
    )


def _locked_task(task_id: int, actor: Doer) -> Task:
    seen = Task.objects.visible_to(actor.viewer).filter(pk=task_id).values("pk")
    rows = Task.objects.select_for_update(of=("self",)).select_related("programme", "body")
    task = rows.filter(pk__in=seen, dropped_at__isnull=True).first()
    if task is None:
        raise NotVisible("没有这一项认领，或者已经放弃。")
    return task


def _dropped(task: Task, reason: str, actor: Doer, *, at: datetime) -> Task:
    task.dropped_at, task.drop_reason = at, clean(reason)[:200]
    task.save(update_fields=["dropped_at", "drop_reason"])
    _log(task, "task.dropped", actor, at=at, theme=task.programme.name, reason=task.drop_reason)
    return task


def _log(task: Task, verb: str, actor: Doer, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="task",
        subject_id=task.pk,
        jurisdiction_id=task.programme.congress_id,
        facts=facts,
    )
