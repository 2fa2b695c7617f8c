"""手机上记活动要的可选项：能以谁的名义记、哪几位到场、哪几种、已经安排了哪几场；一次查齐带走。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import Kind, startable
from lianxin.activities.kindwords import ROLES
from lianxin.activities.models import Activity, Organiser, Programme, Target
from lianxin.activities.models.programme import groups_of
from lianxin.activities.policies import recordable_bodies
from lianxin.orgs.models import Membership, Person, in_force
from lianxin.stations.models import Station, StationDeputy

Option = tuple[str, str]
#: 已安排的几场：前后这么多天以内的。
BEFORE, AFTER = timedelta(days=14), timedelta(days=7)
MOST_PLANNED = 30
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class PhoneChoices:
    """一部手机要带走的可选项。"""

    kinds: tuple[Kind, ...]
    roles: tuple[Option, ...]
    targets: tuple[Option, ...]
    bodies: tuple[Option, ...]
    stations: tuple[Option, ...]
    people: tuple[Option, ...]
    planned: tuple[Option, ...]
    programmes: tuple[Option, ...]

    @property
    def may_record(self) -> bool:
        """有可以用的名义。"""
        return bool(self.bodies)


def phone_choices(*, viewer: Viewer, congress_id: int, at: datetime, on: date) -> PhoneChoices:
    """这个人在手机上记活动的可选项；语句数与人数、活动数无关。"""
    kinds = tuple(kind for kind in startable() if kind.quick)
    bodies = recordable_bodies(viewer, congress_id)
    stations = _stations(viewer, congress_id, on=on)
    return PhoneChoices(
        kinds=kinds,
        roles=_roles(kinds),
        targets=tuple(Target.Kind.choices),
        bodies=tuple((str(body.pk), body.name) for body in bodies),
        stations=tuple((str(pk), name) for pk, name in stations),
        people=_people(viewer, [pk for pk, _ in stations], [body.pk for body in bodies], on=on),
        planned=_planned(viewer, congress_id, at=at),
        programmes=_programmes(congress_id),
    )


def _roles(kinds: Iterable[Kind]) -> tuple[Option, ...]:
    found = dict.fromkeys(role for kind in kinds for role in kind.heads)
    return tuple((role, ROLES[role]) for role in found)


def _stations(viewer: Viewer, congress_id: int, *, on: date) -> list[tuple[int, str]]:
    """自己进的站在前，自己的机构管的站在后。"""
    rows = Station.objects.filter(congress=congress_id).running(on=on)
    theirs = StationDeputy.objects.filter(in_force(on), person=viewer.person_id or 0)
    mine = rows.filter(Q(pk__in=theirs.values("station")) | Q(body__in=viewer.body_ids))
    return list(mine.order_by("id").values_list("id", "name")[:MOST_PEOPLE])


def _people(
    viewer: Viewer, stations: list[int], bodies: list[int], *, on: date
) -> tuple[Option, ...]:
    """同站、同组的代表；自己是代表的排第一。"""
    near = StationDeputy.objects.filter(in_force(on), station__in=stations).values("person")
    groups = Membership.objects.filter(in_force(on), body__in=bodies).values("person")
    mine = (viewer.person_id or 0) if viewer.is_deputy else 0
    rows = Person.objects.filter(Q(pk__in=near) | Q(pk__in=groups) | Q(pk=mine))
    people = list(rows.order_by("name", "id").values_list("id", "name")[: MOST_PEOPLE + 1])
    people.sort(key=lambda each: each[0] != mine)
    return tuple((str(pk), name) for pk, name in people)


def _programmes(congress_id: int) -> tuple[Option, ...]:
    """正在进行的安排，新的在前。"""
    rows = Programme.objects.filter(congress=congress_id, state=Programme.State.OPEN)
    found = rows.order_by("-starts_on", "-id").values_list("id", "name")[:MOST_PEOPLE]
    return tuple((str(pk), name) for pk, name in found)


def _planned(viewer: Viewer, congress_id: int, *, at: datetime) -> tuple[Option, ...]:
    """已经安排好、还没有记的：自己的机构、小组、站办的。"""
    bodies = set(viewer.body_ids)
    if viewer.person_id:
        bodies |= set(groups_of(viewer.person_id))
        stations = StationDeputy.objects.filter(person=viewer.person_id, ends_on__isnull=True)
        held_by = Station.objects.filter(pk__in=stations.values("station"))
        bodies |= set(held_by.values_list("body", flat=True))
    rows = Activity.objects.filter(
        congress=congress_id,
        pk__in=Organiser.objects.filter(body__in=bodies).values("activity"),
        starts_at__range=(at - BEFORE, at + AFTER),
        state__in=("planned", "announced"),
    )
    found = rows.order_by("-starts_at", "-id")[:MOST_PLANNED]
    return tuple((str(row.pk), row.title) for row in found)
