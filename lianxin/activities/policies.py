"""谁可以安排、记录一场活动，谁可以接着改它。"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity, Organiser
from lianxin.activities.models.programme import groups_of
from lianxin.casework.facts import UNDERTAKERS
from lianxin.orgs.models import Body, Membership
from lianxin.orgs.queries import local_body_for
from lianxin.stations.models import Station, StationDeputy


def may_record(viewer: Viewer, body_id: int) -> bool:
    """可以以这个机构的名义安排、记录活动。

    在这个机构有岗位的（承办单位除外）；本级人大机关的；管这个小组、村（社区）的街道工委；小组的成员；
    代表以自己进站的那个站的主管工委的名义。
    """
    if body_id in _hosting(viewer):
        return True
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        return False
    if body.jurisdiction_id in viewer.office_of or _is_over(viewer, body):
        return True
    return viewer.person_id is not None and _belongs(viewer.person_id, body_id)


def could_record(viewer: Viewer, body_id: int, *, on: date) -> bool:
    """那一天可以以这个机构的名义记：小组后来撤并了、人后来调出了，当时办的照样记得上。"""
    if viewer.person_id is None:
        return False
    rows = Membership.objects.filter(body=body_id, person=viewer.person_id, starts_on__lte=on)
    then = Q(ends_on__gt=on) | Q(body__ends_on__isnull=False, ends_on__gte=F("body__ends_on"))
    return rows.filter(then).exists()


def may_edit(viewer: Viewer, activity: Activity) -> bool:
    """可以接着记、改、取消这一场：本级机关、主办协办的、当初记的人。"""
    if activity.congress_id in viewer.office_of:
        return True
    if viewer.person_id is not None and activity.recorded_by_id == viewer.person_id:
        return True
    bodies = Organiser.objects.filter(activity=activity).values_list("body_id", flat=True)
    return any(body_id in viewer.body_ids or may_record(viewer, body_id) for body_id in bodies)


def may_call(viewer: Viewer, activity: Activity) -> bool:
    """能不能看预约的人留的电话：只有这一级的代工委和办这一场的属地工委；每看一次都留痕。"""
    offices = {post.congress_id for post in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)}
    if activity.congress_id in offices:
        return True
    hosts = Organiser.objects.filter(activity=activity, body__in=viewer.local_bodies)
    station = activity.station
    return hosts.exists() or (station is not None and station.body_id in viewer.local_bodies)


def recordable_bodies(viewer: Viewer, congress_id: int) -> list[Body]:
    """可以以哪几个机构的名义记，自己任职的在前；只列这一级的。"""
    mine = Q(pk__in=_hosting(viewer))
    if congress_id in viewer.office_of:
        mine |= Q(kind__in=[*_HOSTS])
    mine |= Q(parent__in=viewer.local_bodies, kind__in=[*_GROUPS, Body.Kind.VILLAGE])
    if viewer.person_id is not None:
        mine |= Q(pk__in=groups_of(viewer.person_id))
        mine |= Q(pk__in=_station_bodies(viewer.person_id))
    rows = Body.objects.filter(mine, congress=congress_id, ends_on__isnull=True)
    return sorted(rows, key=lambda body: (body.pk not in viewer.body_ids, body.kind, body.pk))


_GROUPS = (Body.Kind.GROUP, Body.Kind.PROFESSIONAL_GROUP)
#: 人大机关替谁记活动：自己这几家、街道工委、小组。
_HOSTS = (
    Body.Kind.STANDING_COMMITTEE,
    Body.Kind.CHAIR_COUNCIL,
    Body.Kind.DEPUTY_AFFAIRS,
    Body.Kind.SPECIAL_COMMITTEE,
    Body.Kind.STREET_COMMITTEE,
    Body.Kind.PRESIDIUM,
    *_GROUPS,
)


#: 承办单位：协办的可以接着记，自己不出面办；村（社区）照样办板凳会。
_UNITS = frozenset(UNDERTAKERS) - {Body.Kind.VILLAGE}


def _hosting(viewer: Viewer) -> frozenset[int]:
    """任职的机构里，能出面办活动的几家。"""
    return frozenset(post.body_id for post in viewer.posts if post.body_kind not in _UNITS)


def _is_over(viewer: Viewer, body: Body) -> bool:
    if body.parent_id in viewer.local_bodies:
        return True
    if not viewer.local_bodies or body.kind not in (*_GROUPS, Body.Kind.VILLAGE):
        return False
    local = local_body_for(body.region_id, congress_id=body.jurisdiction_id)
    return local in viewer.local_bodies


def _belongs(person_id: int, body_id: int) -> bool:
    if groups_of(person_id).filter(body=body_id).exists():
        return True
    return _station_bodies(person_id).filter(body=body_id).exists()


def _station_bodies(person_id: int) -> QuerySet[Station, int]:
    stations = StationDeputy.objects.filter(person=person_id, ends_on__isnull=True)
    theirs = Station.objects.filter(pk__in=stations.values("station"))
    return theirs.values_list("body", flat=True)
