"""活动的几张统计表：按种类、按代表、按选区；都是现算，语句数是常数。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, DecimalField, Max, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.timezone import localtime

from lianxin.activities.kindfiles import kinds
from lianxin.activities.models import Activity, Attendance, Headcount, Item, Voice
from lianxin.orgs.models import Constituency

MEETING = "meet_voters"
_NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True, slots=True)
class KindLine:
    """一种活动的合计；``sums`` 是它那几栏数字各加起来（名称，数，单位）。"""

    key: str
    label: str
    family: str
    activities: int
    visits: int
    voices: int
    items: int
    solved: int
    closed: int
    sums: tuple[tuple[str, int | float, str], ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """一位代表参加的情况；时长按小时，学习与志愿分开数。"""

    person_id: int
    name: str
    activities: int
    study_hours: float
    service_hours: float
    led: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class ConstituencyLine:
    """一个选区见了几次选民。"""

    id: int
    name: str
    meetings: int
    last_on: date | None


def by_kind(activities: QuerySet[Activity]) -> list[KindLine]:
    """各种活动各多少；取消的由调用的人先去掉。六条语句。"""
    inside = activities.values("pk")
    counts = dict(activities.values_list("kind").annotate(total=Count("pk")).order_by())
    arrived = Attendance.objects.filter(activity__in=inside, state="attended")
    named = _per_kind(arrived, Count("pk"))
    heads = _per_kind(Headcount.objects.filter(activity__in=inside), Sum("count"))
    voices = _per_kind(Voice.objects.filter(activity__in=inside), Count("pk"))
    items = {
        kind: (total, solved, closed)
        for kind, total, solved, closed in Item.objects.filter(activity__in=inside)
        .values_list("activity__kind")
        .annotate(
            total=Count("pk"),
            solved=Count("pk", filter=Q(disposition="solved")),
            closed=Count("pk", filter=Q(case__closed_at__isnull=False)),
        )
    }
    sums = _number_sums(activities, counts)
    return [
        KindLine(
            key,
            kind.label,
            kind.family_label,
            counts[key],
            named.get(key, 0) + heads.get(key, 0),
            voices.get(key, 0),
            *items.get(key, (0, 0, 0)),
            sums=sums[key],
        )
        for key, kind in kinds().items()
        if key in counts
    ]


def by_person(activities: QuerySet[Activity]) -> list[PersonLine]:
    """各位代表各参加几场、几小时，多的在前。一条语句。"""
    study = [each.key for each in kinds().values() if each.family == "study"]
    rows = (
        Attendance.objects.filter(
            activity__in=activities.values("pk"),
            state="attended",
            role="deputy",
            person__isnull=False,
        )
        .values("person", "person__name")
        .annotate(
            total=Count("pk"),
            study=Sum("minutes", filter=Q(activity__kind__in=study)),
            service=Sum("minutes", filter=Q(activity__kind="volunteer")),
            led=Count("pk", filter=Q(duty__startswith="领衔")),
            last=Max("activity__starts_at"),
        )
        .order_by("-total", "person")
    )
    return [
        PersonLine(
            row["person"],
            row["person__name"],
            row["total"],
            _hours(row["study"]),
            _hours(row["service"]),
            row["led"],
            localtime(row["last"]).date() if row["last"] else None,
        )
        for row in rows
    ]


def by_constituency(activities: QuerySet[Activity], *, congress_id: int) -> list[ConstituencyLine]:
    """各选区见了几次选民，没见过的在前。两条语句。"""
    held = list(
        activities.filter(kind=MEETING, region__isnull=False).values_list("region", "starts_at")
    )
    regions: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Constituency.objects.filter(congress=congress_id).values_list(
        "pk", "name", "regions__code"
    )
    for pk, name, code in rows:
        regions[(pk, name)] |= {code} if code else set()
    lines = []
    for (pk, name), codes in regions.items():
        met = [moment for region, moment in held if _covers(codes, str(region))]
        last = localtime(max(met)).date() if met else None
        lines.append(ConstituencyLine(pk, name, len(met), last))
    return sorted(lines, key=lambda line: (line.meetings > 0, line.name))


def _covers(codes: Iterable[str], region: str) -> bool:
    """活动的地点就在选区里；选区写的是整个街道的，下面的村（社区）也算。"""
    return any(code == region or region.startswith(code.rstrip("0")) for code in codes)


def _per_kind(rows: QuerySet[Any], measure: Aggregate) -> dict[str, int]:
    return dict(rows.values_list("activity__kind").annotate(measured=measure).order_by())


def _number_sums(
    activities: QuerySet[Activity], present: Iterable[str]
) -> dict[str, tuple[tuple[str, int | float, str], ...]]:
    """各种活动的数字栏各加起来；一条语句。"""
    wanted = {
        f"{kind.key}__sum__{each.key}": (kind, each)
        for key in present
        if (kind := kinds().get(key)) is not None
        for each in kind.fields
        if each.kind == "number"
    }
    found = (
        activities.aggregate(
            **{
                name: Sum(
                    Cast(KeyTextTransform(each.key, "fields"), _NUMBER),
                    filter=Q(kind=kind.key),
                )
                for name, (kind, each) in wanted.items()
            }
        )
        if wanted
        else {}
    )
    sums: dict[str, tuple[tuple[str, int | float, str], ...]] = defaultdict(tuple)
    for name, (kind, each) in wanted.items():
        if found[name]:
            value = found[name]
            plain = int(value) if value == int(value) else float(value)
            sums[kind.key] = (*sums[kind.key], (each.label, plain, each.unit))
    return sums


def _hours(minutes: int | None) -> float:
    return round((minutes or 0) / 60, 1)
