"""调研的写：安排、派任务、列名单、记走访、定口径、写报告。走访就是一场活动，照活动的规矩记。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.activities.drafts import ActivityDraft, Head, ItemDraft, Place, Present, Record
from lianxin.activities.models import (
    Item,
    Research,
    ResearchAssignment,
    ResearchStop,
    ResearchTarget,
    ResearchVisit,
    Target,
)
from lianxin.activities.policies import may_record
from lianxin.activities.research_policies import may_run_research
from lianxin.activities.research_words import ACTIVITY_KINDS, METHODS, MODES
from lianxin.activities.usecases.recording import record_activity
from lianxin.activities.usecases.targets import place_key
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

#: 安排调研的：人大机关、专（工）委、街道工委。
PLANNERS = (
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.STREET_COMMITTEE,
    Body.Kind.PRESIDIUM,
)
#: 领得了调研任务的：专业小组、代表小组，和上面这几家。
GROUPS = (Body.Kind.PROFESSIONAL_GROUP, Body.Kind.GROUP, *PLANNERS)
MOST_TARGETS = 500


class ResearchRefused(RuleViolation):
    """调研不能这样办；``fields`` 是哪一格的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


@dataclass(frozen=True, slots=True)
class ResearchDraft:
    """一项调研的安排。"""

    kind: str
    body_id: int
    title: str
    starts_on: date
    ends_on: date
    scope: str = ""
    programme_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """走访时发现的一个问题；当场解决的写明怎么解决的。"""

    text: str
    category_id: str | None = None
    disposition: str = Item.Disposition.TAKEN_BACK
    body_id: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """一次走访：到了名单上的哪几处，临时加走了哪几处，谁去的，发现什么。"""

    starts_at: datetime
    ends_at: datetime
    method: str
    target_ids: Sequence[int] = ()
    extra: Sequence[tuple[str, str]] = ()
    place: str = ""
    people: Sequence[tuple[int, str]] = ()
    others: int = 0
    findings: Sequence[Finding] = ()
    minutes: str = ""


@whole
def plan_research(*, congress_id: int, draft: ResearchDraft, actor: Doer, at: datetime) -> Research:
    """安排一项调研。

    :raises ResearchRefused: 不是以自己任职的机构牵头，重名，日子不对
    """
    posts = actor.viewer.posts_in(*PLANNERS)
    if not any(p.body_id == draft.body_id and p.congress_id == congress_id for p in posts):
        raise ResearchRefused("调研由人大机关、专（工）委、街道工委以自己的名义安排。")
    title = clean(draft.title)[:80]
    if Research.objects.filter(congress=congress_id, title=title).exists():
        raise ResearchRefused("已有同名的调研。", {"title": "换一个题目，或到那一项里接着办。"})
    if draft.ends_on < draft.starts_on:
        raise ResearchRefused("日子不对。", {"ends_on": "结束的日子在开始以前，请核对。"})
    if draft.kind not in Research.Kind:
        raise ResearchRefused("请选哪种调研。", {"kind": "请选。"})
    row = Research.objects.create(
        congress_id=congress_id,
        body_id=draft.body_id,
        programme_id=draft.programme_id,
        kind=draft.kind,
        title=title,
        scope=clean(draft.scope)[:500],
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        made_by=str(actor.actor(draft.body_id)),
        made_at=at,
    )
    log(row, "research.plan", actor, at, title=row.title)
    return row


@whole
def assign_research(
    *,
    research_id: int,
    body_id: int,
    methods: Sequence[str],
    modes: Sequence[str],
    due_on: date,
    actor: Doer,
    at: datetime,
    scope: str = "",
) -> ResearchAssignment:
    """派给一个组。

    :raises ResearchRefused: 派过了，没选方法，日子在调研以外，或不是本级的组
    """
    row = run_by(research_id, actor)
    body = Body.objects.filter(pk=body_id, congress=row.congress_id, kind__in=GROUPS).first()
    if body is None:
        raise ResearchRefused("没有这个组。", {"body": "请选本级的小组、委员会或工委。"})
    if ResearchAssignment.objects.filter(research=row, body=body).exists():
        raise ResearchRefused("这个组已经派过了。", {"body": "到它的任务里改名单。"})
    if not methods or not set(methods) <= METHODS.keys() or not set(modes) <= MODES.keys():
        raise ResearchRefused("请选方法。", {"methods": "至少选一种方法。"})
    if not row.starts_on <= due_on <= row.ends_on:
        raise ResearchRefused("日子不对。", {"due_on": "要在这项调研的起止日子里。"})
    made = ResearchAssignment.objects.create(
        research=row,
        body=body,
        methods=[key for key in METHODS if key in methods],
        modes=[key for key in MODES if key in modes],
        scope=clean(scope)[:300],
        due_on=due_on,
        assigned_at=at,
    )
    words = "、".join(METHODS[key] for key in made.methods)
    log(row, "research.assign", actor, at, body=body.short_name, methods=words)
    return made


@whole
def list_targets(
    *, assignment_id: int, kind: str, names: Iterable[str], actor: Doer, at: datetime
) -> int:
    """列入走访名单，返回新列了几处；已经在名单上的不重复列。

    :raises ResearchRefused: 种类不对，一处也没有，或太多
    """
    assignment = _assignment(assignment_id, actor)
    number = len(_keep_targets(assignment, [(kind, name) for name in names], at=at, extra=False))
    if not number:
        raise ResearchRefused("没有新列的。", {"names": "一行写一处；写的都已经在名单上了。"})
    log(assignment.research, "research.list", actor, at, number=number)
    return number


@whole
def drop_target(*, target_id: int, reason: str, actor: Doer, at: datetime) -> None:
    """从名单上去掉一处，写明为什么；走访过的不能去掉。

    :raises ResearchRefused: 走访过了，或没写原因
    """
    found = ResearchTarget.objects.filter(pk=target_id).first()
    if found is None:
        raise NotVisible("名单上没有这一处。")
    assignment = _assignment(found.assignment_id, actor)
    row = ResearchTarget.objects.get(pk=target_id)
    if ResearchStop.objects.filter(target=row).exists():
        raise ResearchRefused(f"“{row.name}”已经走访过，不能从名单上去掉。")
    if not clean(reason):
        raise ResearchRefused("请写为什么去掉，如：企业已经搬走。")
    row.dropped_at, row.drop_reason = at, clean(reason)[:120]
    row.save(update_fields=["dropped_at", "drop_reason"])
    log(assignment.research, "research.drop", actor, at, name=row.name, reason=row.drop_reason)


@whole
def record_visit(
    *, assignment_id: int, draft: VisitDraft, actor: Doer, at: datetime
) -> ResearchVisit:
    """记一次走访：立一场活动，名单上的划掉，问题当场列进清单。

    :raises ResearchRefused: 一处也没选，方法不是这个组派的，调研已经结束
    :raises ActivityRefused: 活动记不下
    """
    assignment = _assignment(assignment_id, actor)
    research = assignment.research
    if draft.method not in assignment.methods:
        raise ResearchRefused("方法不对。", {"method": "派给这个组的方法里没有这一种。"})
    _keep_targets(assignment, draft.extra, at=at, extra=True)
    targets = _chosen(assignment, draft)
    activity = record_activity(
        draft=_activity(assignment, draft, actor),
        record=_record(draft, targets),
        actor=actor,
        at=at,
    )
    visit = ResearchVisit.objects.create(assignment=assignment, activity=activity, noted_at=at)
    ResearchStop.objects.bulk_create(
        ResearchStop(visit=visit, target=target, method=draft.method) for target in targets
    )
    facts = {"number": len(targets), "problems": len(draft.findings)}
    log(research, "research.visit", actor, at, **facts)
    return visit


def run_by(research_id: int, actor: Doer, *, even_closed: bool = False) -> Research:
    """锁住一项他管得了的。

    :raises NotVisible: 没有，或不归他管
    :raises ResearchRefused: 已经结束
    """
    rows = Research.objects.visible_to(actor.viewer).select_for_update(of=("self",))
    row = rows.filter(pk=research_id).first()
    if row is None or not may_run_research(actor.viewer, row):
        raise NotVisible("没有这项调研。")
    if row.closed_at is not None and not even_closed:
        raise ResearchRefused("这项调研已经结束了。")
    return row


def _assignment(assignment_id: int, actor: Doer) -> ResearchAssignment:
    rows = ResearchAssignment.objects.select_related("research").select_for_update(of=("self",))
    row = rows.filter(pk=assignment_id).first()
    if row is None:
        raise NotVisible("没有这项调研任务。")
    mine = may_run_research(actor.viewer, row.research) or may_record(actor.viewer, row.body_id)
    if not mine:
        raise NotVisible("没有这项调研任务。")
    if row.research.closed_at is not None:
        raise ResearchRefused("这项调研已经结束了。")
    return row


def _keep_targets(
    assignment: ResearchAssignment,
    named: Iterable[tuple[str, str]],
    *,
    at: datetime,
    extra: bool,
) -> list[ResearchTarget]:
    known = set(ResearchTarget.objects.filter(assignment=assignment).values_list("kind", "key"))
    fresh: dict[tuple[str, str], ResearchTarget] = {}
    for kind, written in named:
        name = clean(written)[:60]
        if not place_key(name):
            continue
        if kind not in Target.Kind:
            raise ResearchRefused("请选种类。", {"kind": "请选是哪种对象。"})
        row = ResearchTarget(assignment=assignment, kind=kind, name=name, key=place_key(name))
        row.listed_at, row.is_extra = at, extra
        if (row.kind, row.key) not in known:
            fresh.setdefault((row.kind, row.key), row)
    if len(known) + len(fresh) > MOST_TARGETS:
        raise ResearchRefused(f"一个组的名单最多 {MOST_TARGETS} 处，请分给几个组。")
    return ResearchTarget.objects.bulk_create(fresh.values())


def _chosen(assignment: ResearchAssignment, draft: VisitDraft) -> list[ResearchTarget]:
    rows = ResearchTarget.objects.filter(assignment=assignment, dropped_at__isnull=True)
    keys = {(kind, place_key(clean(name)[:60])) for kind, name in draft.extra}
    wanted = [row for row in rows if row.pk in set(draft.target_ids) or (row.kind, row.key) in keys]
    if not wanted:
        raise ResearchRefused("请写去了哪里。", {"targets": "勾上名单里的，或写临时加走的。"})
    return wanted


def _activity(assignment: ResearchAssignment, draft: VisitDraft, actor: Doer) -> ActivityDraft:
    """组里的人记的，组主办；牵头的那家替组里记的，牵头的主办、组协办。"""
    research = assignment.research
    by_group = may_record(actor.viewer, assignment.body_id)
    hosts = (assignment.body_id,) if by_group else (research.body_id, assignment.body_id)
    return ActivityDraft(
        congress_id=research.congress_id,
        kind=ACTIVITY_KINDS[research.kind],
        title=f"{research.title}：{METHODS[draft.method]}"[:80],
        body_id=hosts[0],
        co_body_ids=hosts[1:],
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        programme_id=research.programme_id,
        place=draft.place,
        is_public=False,
        fields={"topic": research.title},
    )


def _record(draft: VisitDraft, targets: list[ResearchTarget]) -> Record:
    method = METHODS[draft.method]
    return Record(
        attended=tuple(Present(person_id=pk, role=role) for pk, role in draft.people),
        heads=(Head("firm", draft.others),) if draft.others else (),
        targets=tuple(Place(row.kind, row.name, method=method) for row in targets),
        items=tuple(_item(one) for one in draft.findings),
        minutes=draft.minutes,
    )


def _item(one: Finding) -> ItemDraft:
    return ItemDraft(
        kind=Item.Kind.PROBLEM,
        text=one.text,
        category_id=one.category_id,
        disposition=one.disposition,
        body_id=one.body_id,
        answer=one.answer,
    )


def log(row: Research, verb: str, actor: Doer, at: datetime, **facts: object) -> None:
    """留痕。"""
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="research",
        subject_id=row.pk,
        jurisdiction_id=row.congress_id,
        facts=facts,
    )
