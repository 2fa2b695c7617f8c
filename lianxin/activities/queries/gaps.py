"""还差谁、还差什么：没人认领的主题、没有落实的、不够数的、漏了季度小结的；领导参加没参加。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianxin.activities.models import Attendance, Programme, Task
from lianxin.activities.nodes import CLAIMABLE
from lianxin.activities.queries.tallies import DONE
from lianxin.casework.models import Case, Duty
from lianxin.orgs.models import Body, Membership, Person, Post, in_force

#: 专项行动机制里反复立的那一份责任叫什么。
SUMMARY = "季度小结"
#: 交小结的那一步。
HANDED_BY = "summarise"
#: 应当认领的：本级的代表小组。
SHOULD_CLAIM = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)


@dataclass(frozen=True, slots=True)
class Gap:
    """一处缺口：哪一种、哪个主题、哪一家、差在哪里。"""

    kind: str
    label: str
    theme: str
    body: str
    words: str
    programme_id: int
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Quarter:
    """一家一项任务的一期小结：到哪天、交没交。"""

    theme: str
    body: str
    case_id: int
    period: int
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Participation:
    """一批人里参加了几个：谁到了、谁没到。"""

    body: str
    came: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def words(self) -> str:
        """“26 名中 24 名参加”。"""
        return f"{len(self.came) + len(self.missed)} 名中 {len(self.came)} 名参加"


def gaps(*, node: Programme, today: date) -> list[Gap]:
    """这个节点之下的缺口；语句数与大小无关。"""
    themes = list(
        Programme.objects.filter(
            path__startswith=node.path, kind__in=CLAIMABLE, state__in=("open", "closed")
        ).order_by("path")
    )
    rows = Task.objects.filter(programme__path__startswith=node.path, dropped_at__isnull=True)
    tasks = list(rows.select_related("programme", "body", "case").order_by("programme__path", "id"))
    found = [*_unclaimed(themes, tasks), *_unfulfilled(tasks, today)]
    found += _short(node, tasks, today)
    late = [one for one in quarters(tasks=tasks, today=today) if one.state in ("missed", "late")]
    return [*found, *(_no_summary(one, node) for one in late)]


def quarters(*, tasks: Iterable[Task], today: date) -> list[Quarter]:
    """各项任务每一期小结交了没有，先到期的在前。两条语句。"""
    by_case = {task.case_id: task for task in tasks if task.case_id}
    handed = _handed_in(by_case)
    rows = Duty.objects.filter(case__in=by_case, owes=SUMMARY).exclude(
        outcome__in=(Duty.Outcome.REPLACED, Duty.Outcome.MOVED_ON, Duty.Outcome.CLOSED)
    )
    return [
        Quarter(
            theme=by_case[duty.case_id].programme.name,
            body=by_case[duty.case_id].body.short_name,
            case_id=duty.case_id,
            period=duty.period,
            due_on=duty.due_date,
            state=_quarter_state(duty, today),
        )
        for duty in rows.order_by("due_date", "case", "id")
        if _counts(duty, handed)
    ]


def _handed_in(cases: Iterable[int]) -> dict[int, int]:
    """各件交过几次小结。一条语句。"""
    rows = Case.objects.filter(pk__in=list(cases)).values_list("pk", "counts")
    return {pk: int(counts.get(HANDED_BY, 0)) for pk, counts in rows}


def _counts(duty: Duty, handed: dict[int, int]) -> bool:
    """真交过的才算交了：没到期就离开了行动这一环节，那一期不用交，也不算交了。"""
    if duty.outcome != Duty.Outcome.DONE:
        return True
    handed[duty.case_id] -= 1
    return handed[duty.case_id] >= 0


def participation(*, node: Programme, body: Body, today: date) -> Participation:
    """这一批人（某机构在任的人、小组的成员）在这个节点之下参加了活动的有几个。三条语句。"""
    holders = Post.objects.filter(in_force(today), body=body).values("person")
    members = Membership.objects.filter(in_force(today), body=body).values("person")
    people = Person.objects.filter(Q(pk__in=holders) | Q(pk__in=members)).order_by("id")
    came = set(
        Attendance.objects.filter(
            state=Attendance.State.ATTENDED,
            activity__state__in=DONE,
            activity__programme__path__startswith=node.path,
            person__in=people.values("pk"),
        ).values_list("person_id", flat=True)
    )
    found = list(people)
    return Participation(
        body=body.name,
        came=tuple(one.name for one in found if one.pk in came),
        missed=tuple(one.name for one in found if one.pk not in came),
    )


def _quarter_state(duty: Duty, today: date) -> str:
    if duty.discharged_at is not None:
        return "missed" if duty.outcome == Duty.Outcome.MISSED else "done"
    return "late" if duty.due_date < today else "due"


def _unclaimed(themes: list[Programme], tasks: list[Task]) -> list[Gap]:
    held = {task.programme_id for task in tasks}
    return [
        Gap("unclaimed", "没人认领", one.name, "", "还没有小组认领", one.pk)
        for one in themes
        if one.pk not in held
    ]


def _unfulfilled(tasks: list[Task], today: date) -> list[Gap]:
    found = []
    for task in tasks:
        case, ends = task.case, task.programme.ends_on
        if case and case.result == "not_implemented":
            words = "记作没有落实"
        elif ends and ends < today and not (case and case.closed_at):
            words = f"应当在 {ends} 以前落实，还没有办完"
        else:
            continue
        found.append(
            Gap(
                kind="unfulfilled",
                label="没有落实",
                theme=task.programme.name,
                body=task.body.short_name,
                words=words,
                programme_id=task.programme_id,
                case_id=task.case_id,
            )
        )
    return found


def _short(node: Programme, tasks: list[Task], today: date) -> list[Gap]:
    """写了每家至少几个的：本级小组里还不够数的。"""
    if not node.least:
        return []
    rows = Body.objects.filter(in_force(today), congress=node.congress_id, kind__in=SHOULD_CLAIM)
    have = [task.body_id for task in tasks]
    return [
        Gap(
            kind="short",
            label="不够数",
            theme=node.name,
            body=body.short_name,
            words=f"每家至少 {node.least} 个，现有 {have.count(body.pk)} 个",
            programme_id=node.pk,
        )
        for body in rows.order_by("id")
        if have.count(body.pk) < node.least
    ]


def _no_summary(one: Quarter, node: Programme) -> Gap:
    how = "这一期没有做" if one.state == "missed" else "过了期还没有交"
    return Gap(
        kind="summary",
        label="没有季度小结",
        theme=one.theme,
        body=one.body,
        words=f"第 {one.period} 期（{one.due_on} 到期）{how}",
        programme_id=node.pk,
        case_id=one.case_id,
    )
