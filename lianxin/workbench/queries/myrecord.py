"""我的活动与我的档案：请我的、要去的、到过的；活动、意见、建议、走访按一本流水看，带得走。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity, Attendance, ContactLog
from lianxin.activities.queries.kinds import ROLES, kinds
from lianxin.casework.models import Case, Party

MOST = 300
State = Attendance.State


@dataclass(frozen=True, slots=True)
class MyActivity:
    """一场跟我有关的活动；``asks`` 为真是请我、还没回话。"""

    id: int
    title: str
    kind: str
    at: datetime
    place: str
    words: str
    asks: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """档案的一行：哪天、做了什么。"""

    on: date
    what: str
    title: str
    note: str
    url_name: str
    pk: int


@dataclass(frozen=True, slots=True)
class MyRecord:
    """一段时间的履职流水和各样几次；``definition`` 写明怎么数。"""

    lines: tuple[RecordLine, ...]
    counts: tuple[tuple[str, int], ...]
    definition: str = (
        "活动按我到场的场次，建议按我领衔、附议的件数，群众意见按扫我的码、点名找我的条数，"
        "联系按我记下的次数；都按当天的北京时间。"
    )


def my_activities(*, viewer: Viewer, now: datetime) -> tuple[list[MyActivity], list[MyActivity]]:
    """要去的（近的在前）与办过的（新的在前）。两条语句。"""
    mine = _attendances(viewer).select_related("activity")
    coming = mine.filter(activity__ends_at__gte=now, state__in=(State.INVITED, State.ACCEPTED))
    past = mine.filter(Q(state=State.ATTENDED) | Q(activity__ends_at__lt=now))
    return (
        [_shown(row) for row in coming.order_by("activity__starts_at")[:MOST]],
        [_shown(row) for row in past.order_by("-activity__starts_at")[:30]],
    )


def my_record(*, viewer: Viewer, since: date, until: date) -> MyRecord:
    """``since`` 到 ``until``（都含）的流水，新的在前。语句数固定。"""
    lines = [
        *_held(viewer, since, until),
        *_cases(viewer, since, until),
        *_logs(viewer, since, until),
    ]
    counted = Counter(line.what for line in lines)
    return MyRecord(
        lines=tuple(sorted(lines, key=lambda line: line.on, reverse=True)),
        counts=tuple((what, counted[what]) for what in ("活动", "建议", "群众意见", "联系")),
    )


def _attendances(viewer: Viewer) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(person=viewer.person_id, person__isnull=False)
    return rows.exclude(activity__state=Activity.State.CANCELLED)


def _shown(row: Attendance) -> MyActivity:
    activity = row.activity
    kind = kinds().get(activity.kind)
    role = ROLES.get(row.role, row.role)
    return MyActivity(
        id=activity.pk,
        title=activity.title,
        kind=kind.label if kind else activity.kind,
        at=activity.starts_at,
        place=activity.place,
        words=f"{role}，{row.get_state_display()}",
        asks=row.state == State.INVITED,
    )


def _held(viewer: Viewer, since: date, until: date) -> list[RecordLine]:
    rows = _attendances(viewer).filter(state=State.ATTENDED).select_related("activity")
    rows = rows.filter(activity__starts_at__date__gte=since, activity__starts_at__date__lte=until)
    return [
        RecordLine(
            on=localtime(row.activity.starts_at).date(),
            what="活动",
            title=row.activity.title,
            note=_shown(row).kind,
            url_name="workbench:activity",
            pk=row.activity_id,
        )
        for row in rows.order_by("-activity__starts_at")[:MOST]
    ]


def _cases(viewer: Viewer, since: date, until: date) -> list[RecordLine]:
    joined = Party.objects.filter(person=viewer.person_id, kind="cosponsor").values("case")
    raised = Q(subject_kind="suggestion") & (Q(deputy=viewer.person_id) | Q(pk__in=joined))
    said = Q(subject_kind="opinion", deputy=viewer.person_id, pk=F("thread"))
    rows = Case.objects.filter(raised | said, beside="", opened_at__date__gte=since)
    rows = rows.filter(opened_at__date__lte=until).order_by("-opened_at")
    return [
        RecordLine(
            on=localtime(row.opened_at).date(),
            what="建议" if row.subject_kind == "suggestion" else "群众意见",
            title=row.title,
            note=f"{row.number}{'，已办结' if row.closed_at else ''}",
            url_name="workbench:case",
            pk=row.pk,
        )
        for row in rows[:MOST]
    ]


def _logs(viewer: Viewer, since: date, until: date) -> list[RecordLine]:
    rows = ContactLog.objects.filter(recorded_by=viewer.person_id, recorded_by__isnull=False)
    rows = rows.filter(on__range=(since, until)).order_by("-on")
    return [
        RecordLine(
            on=row.on,
            what="联系",
            title=row.words[:60],
            note=row.get_way_display(),
            url_name="workbench:contact",
            pk=row.tie_id,
        )
        for row in rows[:MOST]
    ]


def year_of(today: date) -> tuple[date, date]:
    """缺省看今年以来。"""
    return today.replace(month=1, day=1), today
