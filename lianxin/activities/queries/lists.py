"""活动清单：看得见的，新的在前；各样数目一页一条语句，与活动多少无关。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localtime, make_aware

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import Kind, kinds
from lianxin.activities.kindwords import FAMILIES
from lianxin.activities.models import (
    Activity,
    Attendance,
    Headcount,
    Item,
    Organiser,
    Programme,
    Voice,
)

PAGE = 50
#: 翻页的位置：上一页最后一场的开始时间与编号。
Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """清单的筛选；空的不限。``programme`` 连同它下面的各节点；``body`` 主办、协办都算。"""

    q: str = ""
    kind: str = ""
    family: str = ""
    body: int | None = None
    programme: int | None = None
    series: int | None = None
    station: int | None = None
    person: int | None = None
    congress: int | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """清单里的一场。``named`` 有名有姓的与扫码的，``heads`` 只数人头的。"""

    id: int
    kind: str
    kind_label: str
    family_label: str
    icon: str
    title: str
    body: str
    co_bodies: tuple[str, ...]
    station: str
    place: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    state: str
    state_label: str
    is_public: bool
    is_backfilled: bool
    named: int
    heads: int
    voices: int
    items: int

    @property
    def visits(self) -> int:
        """人次。"""
        return self.named + self.heads

    @property
    def mark(self) -> Mark:
        """翻页的位置。"""
        return (self.starts_at, self.id)


def wanted_rows(rows: QuerySet[Activity], wanted: ActivityFilter) -> QuerySet[Activity]:
    """照筛选挑；“到”含当天。"""
    return rows.filter(_condition(wanted))


def _condition(wanted: ActivityFilter) -> Q:
    found = Q()
    plain = {
        "kind": wanted.kind,
        "series": wanted.series,
        "station": wanted.station,
        "congress": wanted.congress,
        "state": wanted.state,
    }
    found &= Q(**{name: value for name, value in plain.items() if value})
    if wanted.family in FAMILIES:
        found &= Q(kind__in=[each.key for each in kinds().values() if each.family == wanted.family])
    if wanted.body:
        found &= Q(pk__in=Organiser.objects.filter(body=wanted.body).values("activity"))
    if wanted.person:
        came = Attendance.objects.filter(person=wanted.person, state="attended")
        found &= Q(pk__in=came.values("activity"))
    if wanted.programme:
        path = Programme.objects.filter(pk=wanted.programme).values_list("path", flat=True).first()
        found &= Q(programme__path__startswith=path or "-")
    if wanted.q:
        found &= Q(title__icontains=wanted.q.strip()) | Q(place__icontains=wanted.q.strip())
    return found & _period(wanted)


def _period(wanted: ActivityFilter) -> Q:
    found = Q()
    if wanted.since:
        found &= Q(starts_at__gte=_midnight(wanted.since))
    if wanted.until:
        found &= Q(starts_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def activity_page(
    *,
    viewer: Viewer,
    wanted: ActivityFilter,
    before: Mark | None = None,
    limit: int = PAGE,
) -> list[ActivityCard]:
    """看得见的活动，新的在前。语句数是常数。"""
    return cards_of(visible_rows(viewer, wanted), before=before, limit=limit)


def visible_rows(viewer: Viewer, wanted: ActivityFilter) -> QuerySet[Activity]:
    """看得见的、照筛选挑过的，给清单和合计用同一份。"""
    return wanted_rows(Activity.objects.visible_to(viewer), wanted)


def opened_among(*, viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """这几场里看得见全部的；其余的只看得见公开的那一页。一条语句。"""
    rows = Activity.objects.open_to(viewer).filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def public_activities(
    *, wanted: ActivityFilter, before: Mark | None = None, limit: int = PAGE
) -> list[ActivityCard]:
    """群众看得见的：公开的，预告过或办过的。"""
    shown = ("announced", "recorded", "summarised", "archived")
    rows = Activity.objects.filter(is_public=True, state__in=shown)
    return cards_of(wanted_rows(rows, wanted), before=before, limit=limit)


def cards_of(
    rows: QuerySet[Activity], *, before: Mark | None = None, limit: int = PAGE
) -> list[ActivityCard]:
    """一组活动写成卡片，新的在前。"""
    if before:
        moment, last = before
        rows = rows.filter(Q(starts_at__lt=moment) | Q(starts_at=moment, pk__lt=last))
    found = list(
        rows.select_related("body", "station", "region", "programme").order_by("-starts_at", "-pk")[
            :limit
        ]
    )
    counted = _Counted([row.pk for row in found])
    return [counted.card(row) for row in found]


def similar_activities(
    *, viewer: Viewer, body_id: int, kind: str, on: date, place: str = ""
) -> list[ActivityCard]:
    """像是同一场的：同一家、同一种、同一天；都写了地点的，地点也要对得上。"""
    wanted = ActivityFilter(kind=kind, body=body_id, since=on, until=on)
    rows = wanted_rows(Activity.objects.open_to(viewer), wanted).exclude(state="cancelled")
    spot = place.strip()
    if spot:
        rows = rows.filter(Q(place="") | Q(place__icontains=spot) | Q(place=spot[:80]))
    return cards_of(rows, limit=5)


class _Counted:
    """一页活动的各样数目。"""

    def __init__(self, ids: Sequence[int]) -> None:
        self.named = _count(Attendance.objects.filter(activity__in=ids, state="attended"))
        self.voices = _count(Voice.objects.filter(activity__in=ids))
        self.items = _count(Item.objects.filter(activity__in=ids))
        heads = Headcount.objects.filter(activity__in=ids).values_list("activity")
        self.heads = dict(heads.annotate(total=Sum("count")))
        self.co = defaultdict(list)
        others = Organiser.objects.filter(activity__in=ids, role="co").order_by("pk")
        for pk, name in others.values_list("activity", "body__short_name"):
            self.co[pk].append(name)

    def card(self, row: Activity) -> ActivityCard:
        """一场的卡片。"""
        kind = kinds().get(row.kind)
        return ActivityCard(
            id=row.pk,
            kind=row.kind,
            **_kind_words(kind, row.kind),
            title=row.title,
            body=row.body.short_name,
            co_bodies=tuple(self.co[row.pk]),
            station=row.station.name if row.station else "",
            place=place_words(row),
            programme=row.programme.name if row.programme else "",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            state=row.state,
            state_label=Activity.State(row.state).label,
            is_public=row.is_public,
            is_backfilled=row.is_backfilled,
            named=self.named.get(row.pk, 0),
            heads=self.heads.get(row.pk, 0),
            voices=self.voices.get(row.pk, 0),
            items=self.items.get(row.pk, 0),
        )


def _count(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.values_list("activity").annotate(total=Count("pk")))


def _kind_words(kind: Kind | None, key: str) -> dict[str, str]:
    """种类文件拿走了的（本地种类删了），还认得出是哪个键。"""
    if kind is None:
        return {"kind_label": key, "family_label": "", "icon": "calendar-event"}
    return {"kind_label": kind.label, "family_label": kind.family_label, "icon": kind.icon}


def place_words(row: Activity) -> str:
    """在哪里。"""
    region = row.region.name if row.region else ""
    station = row.station.name if row.station else ""
    return " ".join(dict.fromkeys(filter(None, (region or station, row.place))))


def month_groups(cards: Iterable[ActivityCard]) -> list[tuple[str, list[ActivityCard]]]:
    """按月分开，近的月在前。"""
    groups: dict[str, list[ActivityCard]] = defaultdict(list)
    for card in cards:
        moment = localtime(card.starts_at)
        groups[f"{moment.year} 年 {moment.month} 月"].append(card)
    return list(groups.items())


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
