"""督办的读：一件事上的、一段时间的，按形式和办法数；谁领衔督办，这个月记了没有。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.files.queries import AttachmentCard, attachments_of_many
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body, Post, in_force
from lianxin.supervision.models import Leadership, SupervisionRecord
from lianxin.supervision.policies import may_lead

PAGE = 50
FORMS = tuple(SupervisionRecord.Form.choices)
MEDIA = tuple(SupervisionRecord.Medium.choices)


@dataclass(frozen=True, slots=True)
class RecordCard:
    """一次督办。"""

    id: int
    case_id: int
    number: str
    title: str
    form: str
    medium: str
    on: date
    body: str
    people: str
    finding: str
    next_on: date | None
    recorded_by: str
    files: tuple[AttachmentCard, ...] = ()


@dataclass(frozen=True, slots=True)
class FormCount:
    """一种形式督办了几次，线上、线下各几次。"""

    key: str
    label: str
    online: int
    offline: int

    @property
    def total(self) -> int:
        """两种办法合起来。"""
        return self.online + self.offline


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """督办记录的筛选；空的不限。"""

    form: str = ""
    medium: str = ""
    since: date | None = None
    until: date | None = None


def record_page(
    *,
    viewer: Viewer,
    wanted: RecordsWanted,
    before: int | None = None,
    limit: int = PAGE,
) -> list[RecordCard]:
    """看得见的督办记录，新记的在前；键集翻页。两条查询。"""
    rows = _narrow(viewer, wanted)
    if before:
        rows = rows.filter(pk__lt=before)
    return _cards(rows.order_by("-id")[:limit])


def records_of(*, viewer: Viewer, thread: int) -> list[RecordCard]:
    """一条线索上的督办记录，先后排。两条查询。"""
    rows = SupervisionRecord.objects.visible_to(viewer).filter(case__thread=thread)
    return _cards(rows.order_by("on", "id"))


def form_counts(*, viewer: Viewer, wanted: RecordsWanted) -> list[FormCount]:
    """按形式数，线上、线下分开。一条查询，与记录同一个范围。"""
    rows = _narrow(viewer, wanted).order_by().values_list("form", "medium")
    counted = {(form, medium): n for form, medium, n in rows.annotate(n=Count("pk"))}
    return [
        FormCount(key, label, counted.get((key, "online"), 0), counted.get((key, "offline"), 0))
        for key, label in FORMS
    ]


def get_record(*, viewer: Viewer, pk: int) -> RecordCard:
    """取一次督办。

    :raises NotVisible: 看不见
    """
    found = _cards(SupervisionRecord.objects.visible_to(viewer).filter(pk=pk))
    if not found:
        raise NotVisible("没有这条督办记录，或者您无权查看。")
    return found[0]


def _narrow(viewer: Viewer, wanted: RecordsWanted) -> QuerySet[SupervisionRecord]:
    rows = SupervisionRecord.objects.visible_to(viewer)
    if wanted.form:
        rows = rows.filter(form=wanted.form)
    if wanted.medium:
        rows = rows.filter(medium=wanted.medium)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    return rows.filter(on__lte=wanted.until) if wanted.until else rows


def _cards(rows: QuerySet[SupervisionRecord]) -> list[RecordCard]:
    found = list(rows.select_related("case", "body"))
    files = attachments_of_many(
        subject_kind="supervision", subject_ids=[row.pk for row in found], seen_by="staff"
    )
    return [_card(row, files.get(row.pk, [])) for row in found]


def _card(row: SupervisionRecord, files: Iterable[AttachmentCard]) -> RecordCard:
    return RecordCard(
        id=row.pk,
        case_id=row.case_id,
        number=row.case.number,
        title=row.case.title,
        form=row.get_form_display(),
        medium=row.get_medium_display(),
        on=row.on,
        body=row.body.short_name if row.body else "",
        people=row.people,
        finding=row.finding,
        next_on=row.next_on,
        recorded_by=row.recorded_by,
        files=tuple(files),
    )


@dataclass(frozen=True, slots=True)
class LedMatter:
    """一件领衔督办的事：谁领衔、照哪次决定、每月记了没有。"""

    id: int
    case_id: int
    number: str
    title: str
    leader: str
    committee: str
    decision: str
    decided_on: date
    stage: str
    is_closed: bool
    result: str
    notes: int
    missed: int
    last_on: date | None
    noted_this_month: bool


def led_matters(*, viewer: Viewer, today: date) -> list[LedMatter]:
    """正在领衔督办的，新定的在前；每月该记一次，漏了几个月也数出来。两条查询。"""
    rows = Leadership.objects.filter(
        ended_at__isnull=True, case__in=Case.objects.visible_to(viewer)
    ).select_related("case", "leader", "committee")
    found = list(rows.order_by("-decided_on", "-id")[:500])
    noted = _days([row.case_id for row in found])
    return [_led(row, noted[row.case_id], today) for row in found]


def leaders_of(case_ids: Iterable[int]) -> dict[int, str]:
    """这些办件各由谁领衔督办，清单上挂牌用。一条查询。"""
    rows = Leadership.objects.filter(case__in=list(case_ids), ended_at__isnull=True)
    return dict(rows.values_list("case", "leader__name"))


def leadership_on(*, viewer: Viewer, case: Case) -> tuple[Leadership | None, bool]:
    """这件事谁在领衔督办；这个人能不能登记、结束。一条查询。"""
    rows = Leadership.objects.filter(case=case, ended_at__isnull=True)
    return rows.select_related("leader", "committee").first(), may_lead(viewer, case)


def seats_for(*, case: Case, today: date) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """可以领衔的主任会议成员、可以配合的专工委。两条查询。"""
    posts = Post.objects.filter(
        in_force(today), body__kind=Body.Kind.CHAIR_COUNCIL, body__congress=case.jurisdiction_id
    ).select_related("person")
    people = {post.person_id: f"{post.person.name}　{post.title}" for post in posts.order_by("id")}
    bodies = Body.objects.filter(
        kind=Body.Kind.SPECIAL_COMMITTEE, congress=case.jurisdiction_id, ends_on__isnull=True
    )
    return list(people.items()), list(bodies.order_by("id").values_list("id", "short_name"))


def _days(case_ids: list[int]) -> Mapping[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    rows = SupervisionRecord.objects.filter(case__in=case_ids).order_by("on")
    for case_id, on in rows.values_list("case", "on"):
        found[case_id].append(on)
    return found


def _led(row: Leadership, days: list[date], today: date) -> LedMatter:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage)
    noted = {(day.year, day.month) for day in days if day >= row.decided_on}
    # 决定当月不算漏，从次月起每月一次；这个月还没过完，也不算漏。
    due = set(_months(row.decided_on, today)) if case.closed_at is None else set()
    return LedMatter(
        id=row.pk,
        case_id=case.pk,
        number=case.number,
        title=case.title,
        leader=row.leader.name,
        committee=row.committee.short_name if row.committee else "",
        decision=row.decision,
        decided_on=row.decided_on,
        stage=stage.label,
        is_closed=case.closed_at is not None,
        result=case.result,
        notes=len(noted),
        missed=len(due - noted),
        last_on=days[-1] if days else None,
        noted_this_month=(today.year, today.month) in noted,
    )


def _months(start: date, today: date) -> Iterable[tuple[int, int]]:
    """决定的次月起，到上个月止。"""
    first, last = start.year * 12 + start.month, today.year * 12 + today.month - 2
    for number in range(first, last + 1):
        yield number // 12, number % 12 + 1
