"""调研的读：清单、一项的全部、截到某天的数、问题清单、课题与实事调研的次数。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime, make_aware

from lianxin.access.viewers import Viewer
from lianxin.activities.models import (
    Activity,
    Attendance,
    Item,
    Research,
    ResearchAssignment,
    ResearchCutoff,
    ResearchReport,
    ResearchStop,
    ResearchTarget,
    ResearchVisit,
    Target,
)
from lianxin.activities.policies import may_record
from lianxin.activities.research_policies import may_run_research
from lianxin.activities.research_words import ACTIVITY_KINDS, METHODS, MODES
from lianxin.casework.mechanisms import mechanism
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Category

__all__ = ["METHODS", "MODES", "may_run_research"]

PAGE = 50
DEFINITION = (
    "走访了几处＝不同的几处，几个组都去过的只算一处；问题按记下时的类别分。"
    "截到某天的数，只算那天以前办的、也在那天以前入了账的，以后补记的不改动它。"
)
SOLVED = Q(disposition="solved") | Q(case__result__in=("resolved", "implemented"))


@dataclass(frozen=True, slots=True)
class CutFigures:
    """截到某天的数：几个组、各种对象走访了几处、几类几项问题、解决了几项。"""

    on: date
    label: str
    groups: int
    visits: int
    places: tuple[tuple[str, int], ...]
    categories: int
    problems: int

    @property
    def words(self) -> str:
        """一句话。"""
        went = "、".join(f"{label} {n} 处" for label, n in self.places)
        gone = f"走访{went}" if went else "还没有走访到哪一处"
        found = f"发现 {self.categories} 类 {self.problems} 项问题"
        return f"{self.groups} 个组，{gone}，{found if self.problems else '还没有发现问题'}"


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """一个组的任务：名单几处，走访了几处，还剩几处。"""

    id: int
    body: str
    methods: str
    modes: str
    due_on: date
    listed: int
    visited: int

    @property
    def left(self) -> int:
        """还剩几处。"""
        return self.listed - self.visited


@dataclass(frozen=True, slots=True)
class TargetLine:
    """名单上的一处。"""

    id: int
    kind: str
    name: str
    is_extra: bool
    visits: int
    drop_reason: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """问题清单的一行。"""

    id: int
    category: str
    title: str
    disposition: str
    body: str
    case_id: int | None
    stage: str
    due_on: date | None
    found_on: date
    is_struck: bool


@dataclass(frozen=True, slots=True)
class ResearchPage:
    """一项调研的全部。"""

    row: Research
    runs: bool
    now: CutFigures
    cutoffs: tuple[CutFigures, ...]
    lines: tuple[AssignmentLine, ...]
    reports: tuple[ResearchReport, ...]
    problems: tuple[ProblemLine, ...]

    @property
    def groups_of_problems(self) -> list[tuple[str, list[ProblemLine]]]:
        """一类一组，多的在前。"""
        found: dict[str, list[ProblemLine]] = {}
        for line in self.problems:
            found.setdefault(line.category, []).append(line)
        return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def research_list(
    *, viewer: Viewer, before: int | None = None, limit: int = PAGE
) -> list[Research]:
    """看得见的调研，新的在前；连着牵头的那家。一条语句。"""
    rows = Research.objects.visible_to(viewer).select_related("body")
    rows = rows.filter(pk__lt=before) if before else rows
    counted = rows.annotate(groups=Count("assignments", distinct=True))
    return list(counted.order_by("-id")[:limit])


def research_seen(*, viewer: Viewer, pk: int) -> Research:
    """看得见的一项。

    :raises NotVisible: 没有，或看不见
    """
    rows = Research.objects.visible_to(viewer).select_related("body", "programme")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这项调研。")
    return row


def research_page(*, viewer: Viewer, pk: int, on: date) -> ResearchPage:
    """一项调研，数截到 ``on`` 这天；各口径另算各的。

    :raises NotVisible: 没有，或看不见
    """
    row = research_seen(viewer=viewer, pk=pk)
    cutoffs = ResearchCutoff.objects.filter(research=row).order_by("on", "id")
    return ResearchPage(
        row=row,
        runs=may_run_research(viewer, row),
        now=figures(row, on=on),
        cutoffs=tuple(figures(row, on=one.on, label=one.label) for one in cutoffs),
        lines=tuple(_lines(row)),
        reports=tuple(ResearchReport.objects.filter(research=row).order_by("-id")),
        problems=tuple(problems(row, on=on)),
    )


def figures(row: Research, *, on: date, label: str = "") -> CutFigures:
    """截到 ``on`` 这天（含）的数。四条语句。"""
    end = _end(on)
    visits = _visits(row, end)
    places = (
        ResearchStop.objects.filter(visit__in=visits)
        .values_list("target__kind", "target__key")
        .distinct()
    )
    counted: dict[str, int] = {}
    for kind, _ in places:
        counted[kind] = counted.get(kind, 0) + 1
    found = _items(row, end).aggregate(
        problems=Count("pk"), categories=Count("category", distinct=True)
    )
    return CutFigures(
        on=on,
        label=label,
        groups=row.assignments.filter(assigned_at__lt=end).count(),
        visits=visits.count(),
        places=tuple((str(kind.label), counted[kind]) for kind in Target.Kind if kind in counted),
        **found,
    )


def problems(row: Research, *, on: date) -> Iterator[ProblemLine]:
    """问题清单，按类别、先后。一条语句。"""
    rows = _items(row, _end(on)).select_related("category", "body", "case", "activity")
    for item in rows.order_by("category__order", "category", "id"):
        case = item.case
        yield ProblemLine(
            id=item.pk,
            category=item.category.label if item.category else "没有分类",
            title=item.title,
            disposition=item.get_disposition_display(),
            body=item.body.short_name if item.body else "",
            case_id=case.pk if case else None,
            stage=mechanism(case.mechanism_id).stage(case.stage).label if case else "",
            due_on=_due(item),
            found_on=localtime(item.activity.starts_at).date(),
            is_struck=item.disposition == "solved" or bool(case and case.closed_at),
        )


def assignment_seen(*, viewer: Viewer, pk: int, assignment: int) -> ResearchAssignment:
    """看得见的一个组的任务。

    :raises NotVisible: 没有，或看不见
    """
    row = research_seen(viewer=viewer, pk=pk)
    found = row.assignments.select_related("body", "research").filter(pk=assignment).first()
    if found is None:
        raise NotVisible("没有这项调研任务。")
    return found


def may_visit(viewer: Viewer, assignment: ResearchAssignment) -> bool:
    """记得了这个组的走访：组里的人、牵头的那家、本级机关。"""
    mine = may_run_research(viewer, assignment.research)
    return mine or may_record(viewer, assignment.body_id)


def target_lines(assignment: ResearchAssignment) -> list[TargetLine]:
    """名单：没走访的在前。一条语句。"""
    rows = ResearchTarget.objects.filter(assignment=assignment).annotate(n=Count("stops"))
    lines = [
        TargetLine(row.pk, row.get_kind_display(), row.name, row.is_extra, row.n, row.drop_reason)
        for row in rows.order_by("kind", "id")
    ]
    return sorted(lines, key=lambda line: (bool(line.drop_reason), line.visits > 0))


def category_choices() -> list[tuple[str, str]]:
    """问题的类别。"""
    return list(Category.objects.order_by("order", "key").values_list("key", "label"))


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """一个人（或合计）课题调研、实事调研各几次，解决了几个问题。"""

    name: str
    topic: int
    practical: int
    solved: int


def practice(*, congress_id: int, since: date, until: date) -> tuple[PracticeLine, ...]:
    """``since`` 到 ``until``（都含）的课题调研、实事调研：第一行是合计，一场只算一次。

    问题按发现它的那场活动算：当场解决的，和后来办结为已解决的。五条语句。
    """
    kinds = (ACTIVITY_KINDS["topic"], ACTIVITY_KINDS["practical"])
    span = Q(starts_at__gte=_start(since), starts_at__lt=_end(until), kind__in=kinds)
    held = Activity.objects.filter(span, congress=congress_id, recorded_at__isnull=False)
    held = held.exclude(state="cancelled")
    total = _practice_line("合计", held)
    leaders = (
        Attendance.objects.filter(activity__in=held.values("pk"), role="leader", state="attended")
        .values("person", "person__name")
        .annotate(
            topic=Count("pk", filter=Q(activity__kind=kinds[0])),
            practical=Count("pk", filter=Q(activity__kind=kinds[1])),
        )
    )
    solved = _solved_by_leader(held)
    lines = [
        PracticeLine(
            row["person__name"], row["topic"], row["practical"], solved.get(row["person"], 0)
        )
        for row in leaders.order_by("-topic", "-practical", "person")
    ]
    return (total, *lines)


def _practice_line(name: str, held: QuerySet[Activity]) -> PracticeLine:
    counted = held.aggregate(
        topic=Count("pk", filter=Q(kind=ACTIVITY_KINDS["topic"])),
        practical=Count("pk", filter=Q(kind=ACTIVITY_KINDS["practical"])),
    )
    solved = Item.objects.filter(SOLVED, activity__in=held.values("pk")).count()
    return PracticeLine(name, counted["topic"], counted["practical"], solved)


def _solved_by_leader(held: QuerySet[Activity]) -> dict[int, int]:
    rows = Item.objects.filter(SOLVED, activity__in=held.values("pk"))
    rows = rows.filter(
        activity__attendances__role="leader", activity__attendances__state="attended"
    )
    counted = rows.values_list("activity__attendances__person").annotate(
        n=Count("pk", distinct=True)
    )
    return {person: n for person, n in counted if person is not None}


def _lines(row: Research) -> Iterator[AssignmentLine]:
    stopped = ResearchStop.objects.filter(target=OuterRef("pk"))
    kept = ResearchTarget.objects.filter(assignment__research=row, dropped_at__isnull=True)
    counts: dict[int, list[int]] = {}
    for assignment, seen in kept.annotate(seen=Exists(stopped)).values_list("assignment", "seen"):
        pair = counts.setdefault(assignment, [0, 0])
        pair[0] += 1
        pair[1] += bool(seen)
    for one in row.assignments.select_related("body").order_by("id"):
        listed, visited = counts.get(one.pk, [0, 0])
        yield AssignmentLine(
            id=one.pk,
            body=one.body.short_name,
            methods=_words(one.methods, METHODS),
            modes=_words(one.modes, MODES),
            due_on=one.due_on,
            listed=listed,
            visited=visited,
        )


def _words(keys: Iterable[str], known: dict[str, str]) -> str:
    return "、".join(known.get(key, key) for key in keys)


def _visits(row: Research, end: datetime) -> QuerySet[ResearchVisit]:
    """``end`` 以前办的、也入了账的；那以后才取消的，当时还算。"""
    rows = ResearchVisit.objects.filter(assignment__research=row, noted_at__lt=end)
    standing = Q(activity__cancelled_at__isnull=True) | Q(activity__cancelled_at__gte=end)
    return rows.filter(standing, activity__starts_at__lt=end)


def _items(row: Research, end: datetime) -> QuerySet[Item]:
    held = _visits(row, end).values("activity")
    rows = Item.objects.filter(activity__in=held, kind__in=("problem", "finding"))
    return rows.filter(noted_at__lt=end)


def _due(item: Item) -> date | None:
    if item.case is None:
        return item.due_on
    written = item.case.facts.get("due_on")
    return date.fromisoformat(written) if written else item.due_on


def _start(on: date) -> datetime:
    return make_aware(datetime.combine(on, time()))


def _end(on: date) -> datetime:
    return _start(on + timedelta(days=1))
