"""频次管着谁：这级人大的小组、专业小组、代表、家站室、领导，各从哪天管到哪天；看得见谁由身份定。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lianxin.access.viewers import LOCAL_KINDS, Viewer
from lianxin.activities.models.programme import groups_of
from lianxin.kernel.cadence.judging import Tenure
from lianxin.kernel.cadence.windows import Window
from lianxin.orgs.models import Body, Mandate, Membership, Post
from lianxin.stations.models import Station, StationDeputy

_FAR = date.max
_NEVER = Value(_FAR, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Subject:
    """被管着的一个：机构、站或人的编号，名称，哪段日子。"""

    id: int
    name: str
    note: str
    tenure: Tenure


def sees_all(viewer: Viewer, congress_id: int) -> bool:
    """看得见这一级全部的：人大机关、专（工）委。"""
    special = viewer.posts_in(Body.Kind.SPECIAL_COMMITTEE)
    ours = {post.congress_id for post in special} | viewer.office_of
    return congress_id in ours


def subjects(
    *, congress_id: int, who: str, period: Window, viewer: Viewer | None = None
) -> list[Subject]:
    """这段日子里管着的各个，按名称；``viewer`` 给了就只要他看得见的。一条语句。"""
    if who in ("group", "professional_group"):
        return _bodies(congress_id, who, period, viewer)
    if who == "station":
        return _stations(congress_id, period, viewer)
    if who == "deputy":
        return _deputies(congress_id, period, viewer)
    return _leaders(congress_id, period, viewer)


def _overlaps(period: Window) -> Q:
    """与这段日子沾边的。"""
    ended = Q(ends_on__isnull=True) | Q(ends_on__gt=period.starts)
    return ended & Q(starts_on__lt=period.ends)


def _bodies(congress_id: int, who: str, period: Window, viewer: Viewer | None) -> list[Subject]:
    rows = Body.objects.filter(_overlaps(period), congress=congress_id, kind=who)
    if viewer and not sees_all(viewer, congress_id):
        rows = rows.filter(_own_groups(viewer))
    return [
        Subject(row.pk, row.short_name, row.region.name, Tenure(row.starts_on, row.ends_on))
        for row in rows.select_related("region").order_by("region_id", "id")
    ]


def _own_groups(viewer: Viewer) -> Q:
    """自己在的小组、自己管的街道里的小组、由自己机构联系的小组。"""
    local = Body.objects.filter(pk__in=viewer.local_bodies).values("region")
    mine = Q(region__in=local) | Q(pk__in=viewer.body_ids)
    return mine | Q(pk__in=groups_of(viewer.person_id)) if viewer.person_id else mine


def _stations(congress_id: int, period: Window, viewer: Viewer | None) -> list[Subject]:
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=period.starts)
    rows = Station.objects.filter(open_then, congress=congress_id, opened_on__lt=period.ends)
    if viewer and not sees_all(viewer, congress_id):
        placed = StationDeputy.objects.filter(person=viewer.person_id, ends_on__isnull=True)
        rows = rows.filter(Q(body__in=viewer.body_ids) | Q(pk__in=placed.values("station")))
    return [
        Subject(row.pk, row.name, row.get_kind_display(), Tenure(row.opened_on, row.closed_on))
        for row in rows.order_by("region_id", "id")
    ]


def _deputies(congress_id: int, period: Window, viewer: Viewer | None) -> list[Subject]:
    """在任的代表；暂停执行职务的不计。连任的算一段。"""
    rows = Mandate.objects.filter(_overlaps(period), congress=congress_id)
    rows = rows.exclude(state=Mandate.State.SUSPENDED)
    if viewer and not sees_all(viewer, congress_id):
        rows = rows.filter(_own_deputies(viewer))
    grouped = (
        rows.values("person", "person__name")
        .annotate(
            since=Min("starts_on"), until=Max(Coalesce("ends_on", _NEVER)), number=Min("number")
        )
        .order_by("number", "person")
    )
    return [
        Subject(
            row["person"],
            row["person__name"],
            row["number"],
            Tenure(row["since"], None if row["until"] == _FAR else row["until"]),
        )
        for row in grouped
    ]


def _own_deputies(viewer: Viewer) -> Q:
    """自己；自己街道的站里、小组里的代表。"""
    mine = Q(person=viewer.person_id)
    towns = [post.body_id for post in viewer.posts if post.body_kind in LOCAL_KINDS]
    if not towns:
        return mine
    placed = StationDeputy.objects.filter(station__body__in=towns, ends_on__isnull=True)
    regions = Body.objects.filter(pk__in=towns).values("region")
    grouped = Membership.objects.filter(body__region__in=regions, ends_on__isnull=True)
    return mine | Q(person__in=placed.values("person")) | Q(person__in=grouped.values("person"))


def _leaders(congress_id: int, period: Window, viewer: Viewer | None) -> list[Subject]:
    """主任会议成员。"""
    rows = Post.objects.filter(
        _overlaps(period), body__congress=congress_id, body__kind=Body.Kind.CHAIR_COUNCIL
    )
    if viewer and not sees_all(viewer, congress_id):
        rows = rows.filter(person=viewer.person_id)
    return list(_one_each(rows.select_related("person").order_by("id")))


def _one_each(rows: QuerySet[Post]) -> Iterable[Subject]:
    found: dict[int, Subject] = {}
    for row in rows:
        before = found.get(row.person_id)
        since = min(before.tenure.since, row.starts_on) if before else row.starts_on
        still = row.ends_on is None or (before is not None and before.tenure.until is None)
        until = None if still else row.ends_on
        found[row.person_id] = Subject(
            row.person_id, row.person.name, row.title, Tenure(since, until)
        )
    return found.values()
