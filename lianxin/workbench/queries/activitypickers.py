"""记活动时的下拉：以谁的名义、哪几位到了、在哪个安排里、哪个系列。"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import F

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Item, Organiser, Programme, Series
from lianxin.activities.queries.hosts import recordable_bodies
from lianxin.casework.fields import Group
from lianxin.casework.models import Case
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Mandate, Membership, Post, in_force
from lianxin.stations.models import Station, StationDeputy
from lianxin.workbench.queries.pickers import Option

LEADER_KINDS = (Body.Kind.CHAIR_COUNCIL, Body.Kind.STANDING_COMMITTEE)
_GROUP_KINDS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
_HOST_KINDS = (
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.STREET_COMMITTEE,
    Body.Kind.PRESIDIUM,
    *_GROUP_KINDS,
    Body.Kind.DEPARTMENT,
)
MOST_ITEMS = 50


def body_options(viewer: Viewer, congress_id: int) -> tuple[Option, ...]:
    """可以以哪几个机构的名义记。"""
    return tuple((str(body.pk), body.short_name) for body in recordable_bodies(viewer, congress_id))


def co_body_groups(congress_id: int) -> tuple[Group, ...]:
    """协办的几家，按种类分组。"""
    rows = Body.objects.filter(congress=congress_id, kind__in=_HOST_KINDS, ends_on__isnull=True)
    found: dict[str, list[Option]] = defaultdict(list)
    for pk, name, kind in rows.order_by("pk").values_list("pk", "short_name", "kind"):
        found[Body.Kind(kind).label].append((str(pk), name))
    return tuple((label, tuple(options)) for label, options in found.items())


def station_choices(viewer: Viewer, congress_id: int, *, on: date) -> tuple[Option, ...]:
    """开放着的站，自己管的、自己进的排在前。"""
    mine = set(
        StationDeputy.objects.filter(in_force(on), person=viewer.person_id or 0).values_list(
            "station_id", flat=True
        )
    )
    rows = Station.objects.filter(congress=congress_id).running(on=on)
    found = list(rows.order_by("id").values_list("id", "name", "body_id"))
    found.sort(key=lambda one: (one[0] not in mine, one[2] not in viewer.body_ids))
    return tuple((str(pk), name) for pk, name, _ in found)


def present_groups(
    viewer: Viewer, congress_id: int, *, on: date, leaders: bool
) -> tuple[Group, ...]:
    """到场的名单：我的站、我的组的代表在前，别的代表按组收起；再是本单位的人、班子成员。

    值写成“身份:人”。
    """
    near = _near(viewer, on=on)
    groups: list[Group] = [("我的站和小组的代表", tuple(_deputies(near)))] if near else []
    groups += _other_deputies(congress_id, set(near), on=on)
    staff = _posts(on, "staff", body__in=viewer.body_ids)
    groups += [("本单位的人", staff)] if staff else []
    if leaders:
        known = _posts(on, "leader", body__kind__in=LEADER_KINDS, body__congress=congress_id)
        groups += [("班子成员", known)] if known else []
    return tuple(groups)


def _deputies(people: dict[int, str]) -> list[Option]:
    return [(f"deputy:{pk}", name) for pk, name in people.items()]


def _near(viewer: Viewer, *, on: date) -> dict[int, str]:
    """我的站、我管的站、我的组里的代表，自己排第一。"""
    person = viewer.person_id or 0
    stations = StationDeputy.objects.filter(in_force(on), person=person).values("station")
    mine = StationDeputy.objects.filter(in_force(on), station__in=stations)
    mine |= StationDeputy.objects.filter(in_force(on), station__body__in=viewer.body_ids)
    groups = Membership.objects.filter(in_force(on), person=person).values("body")
    fellows = Membership.objects.filter(in_force(on), body__in=groups)
    found = dict(fellows.order_by("pk").values_list("person_id", "person__name"))
    found |= dict(mine.order_by("pk").values_list("person_id", "person__name"))
    if person in found:
        found = {person: found[person], **found}
    return found


def _other_deputies(congress_id: int, near: set[int], *, on: date) -> list[Group]:
    rows = Mandate.objects.filter(in_force(on), congress=congress_id, state="active")
    people = dict(rows.order_by("number").values_list("person_id", "person__name"))
    belongs = Membership.objects.filter(
        in_force(on), person__in=people, body__kind__in=_GROUP_KINDS, body__congress=congress_id
    )
    homes = dict(belongs.order_by("-pk").values_list("person_id", "body__short_name"))
    found: dict[str, list[Option]] = defaultdict(list)
    for pk, name in people.items():
        if pk not in near:
            found[homes.get(pk, "其他代表")].append((f"deputy:{pk}", name))
    return [(label, tuple(options)) for label, options in sorted(found.items())]


def _posts(on: date, role: str, **where: object) -> tuple[Option, ...]:
    rows = Post.objects.filter(in_force(on), **where).select_related("person")
    known = {row.person_id: f"{row.person.name}　{row.title}" for row in rows.order_by("pk")}
    return tuple((f"{role}:{pk}", name) for pk, name in known.items())


def host_options(congress_id: int) -> tuple[Option, ...]:
    """办过活动的各家，筛选用。"""
    hosts = Organiser.objects.filter(activity__congress=congress_id).values("body")
    rows = Body.objects.filter(pk__in=hosts).order_by("kind", "pk")
    return tuple((str(pk), name) for pk, name in rows.values_list("pk", "short_name"))


def programme_options(congress_id: int, *, every: bool = False) -> tuple[Option, ...]:
    """进行中的安排，按树排，下一级的缩进；``every`` 连结束了的。"""
    rows = Programme.objects.filter(congress=congress_id).order_by("path", "order")
    if not every:
        rows = rows.filter(state="open")
    return tuple(
        (str(row.pk), "　" * max(0, row.path.count("/") - 2) + row.name) for row in rows[:300]
    )


def series_options(congress_id: int) -> tuple[Option, ...]:
    """没有结束的系列。"""
    rows = Series.objects.filter(congress=congress_id, ended_at__isnull=True).order_by("-pk")
    return tuple((str(row.pk), row.name) for row in rows[:100])


def earlier_items(congress_id: int, series_id: int | None) -> tuple[Option, ...]:
    """从前的事项，标“又发生”用；同一系列的在前。"""
    rows = Item.objects.filter(activity__congress=congress_id)
    found = list(
        rows.order_by("-pk").values_list("pk", "title", "activity__series_id")[:MOST_ITEMS]
    )
    found.sort(key=lambda one: series_id is None or one[2] != series_id)
    return tuple((str(pk), title) for pk, title, _ in found)


def case_numbered(*, viewer: Viewer, number: str) -> int:
    """照编号找看得见的一件；同一编号派生了几件的，取还在办的、主办的那一件。

    :raises CaseUnknown: 没有这个编号，或看不见
    """
    rows = Case.objects.visible_to(viewer).filter(number__iexact=number.strip(), beside="")
    found = rows.order_by(F("closed_at").desc(nulls_first=True), "-pk").first()
    if found is None:
        raise CaseUnknown("没有这个编号，或者您无权查看；请核对是不是抄漏了。")
    return found.pk


class CaseUnknown(RuleViolation):
    """填的编号找不到。"""
