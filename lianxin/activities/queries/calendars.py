"""日历的读：公开的活动与接待，我自己的一个月，订阅的主人。标题里没有群众的原话。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from lianxin.access.models import Account
from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity, Attendance, CalendarFeed, Organiser
from lianxin.activities.models.programme import groups_of
from lianxin.activities.queries.cadence import my_windows
from lianxin.casework.models import Duty
from lianxin.orgs.models import Body
from lianxin.stations.models import Reception, Station

#: 一份订阅最多几条；再多的，手机也收不动。
MOST = 500
#: 订阅往回带多久，往前带多久。
BACK, AHEAD = timedelta(days=90), timedelta(days=365)
KINDS = {
    "invited": "请我的",
    "organised": "我们办的",
    "reception": "接待",
    "window": "频次截止",
    "duty": "要办的",
    "activity": "活动",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """日历上的一条；``all_day`` 的只看日子。``state`` 是 confirmed、tentative、cancelled 之一。"""

    uid: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    note: str = ""
    path: str = ""
    all_day: bool = False
    state: str = "confirmed"
    changed_at: datetime | None = None

    @property
    def kind_words(self) -> str:
        """是哪一种。"""
        return KINDS[self.kind]


def public_entries(
    *, congress_id: int, station_id: int | None = None, since: datetime, until: datetime
) -> list[Entry]:
    """公开的活动与接待，早的在前；预告过又取消的，写明取消了。两条语句，接待的代表另一条。"""
    activities = Activity.objects.shown().filter(congress=congress_id)
    receptions = Reception.objects.filter(station__congress=congress_id, noticed_at__isnull=False)
    if station_id is not None:
        activities = activities.filter(station=station_id)
        receptions = receptions.filter(station=station_id)
    found = [
        *map(_activity, _within(activities, since, until)),
        *map(_reception, _received(receptions, since, until)),
    ]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))[:MOST]


def _within(rows: QuerySet[Activity], since: datetime, until: datetime) -> QuerySet[Activity]:
    rows = rows.filter(starts_at__lt=until, ends_at__gte=since)
    return rows.select_related("station", "region", "body").order_by("starts_at", "id")[:MOST]


def _received(rows: QuerySet[Reception], since: datetime, until: datetime) -> QuerySet[Reception]:
    rows = rows.filter(starts_at__lt=until, ends_at__gte=since)
    found = rows.select_related("station").prefetch_related("deputies")
    return found.order_by("starts_at", "id")[:MOST]


def _activity(row: Activity, kind: str = "activity", state: str = "confirmed") -> Entry:
    cancelled = row.state == Activity.State.CANCELLED
    where = (row.station.name if row.station else "", row.region.name if row.region else "")
    return Entry(
        uid=f"activity-{row.pk}",
        kind=kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=f"已取消：{row.title}" if cancelled else row.title,
        place=" ".join(filter(None, (*where, row.place))),
        note=row.cancel_reason if cancelled else row.agenda,
        path=_path(row, kind) if not cancelled else "",
        state="cancelled" if cancelled else state,
        changed_at=row.cancelled_at or row.recorded_at or row.announced_at or row.made_at,
    )


def _path(row: Activity, kind: str) -> str:
    return f"/activities/{row.pk}/" if kind == "activity" else f"/desk/activities/{row.pk}/"


def _reception(row: Reception) -> Entry:
    names = "、".join(person.name for person in row.deputies.all())
    cancelled = row.cancelled_at is not None
    return Entry(
        uid=f"reception-{row.pk}",
        kind="reception",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=("已取消：" if cancelled else "")
        + f"{row.station.name}代表接待"
        + (f"：{row.theme}" if row.theme else ""),
        place=f"{row.station.name} {row.station.address}".strip(),
        note=row.cancel_reason if cancelled else f"接待代表：{names}",
        path="" if cancelled else f"/stations/{row.station_id}/",
        state="cancelled" if cancelled else "confirmed",
        changed_at=row.cancelled_at or row.noticed_at,
    )


def my_entries(
    *, viewer: Viewer, congress_id: int, today: date, since: datetime, until: datetime
) -> list[Entry]:
    """我的：请我的、我们办的活动，我的接待，快满的窗口，压在我肩上的责任。语句数固定。"""
    found = [
        *_my_activities(viewer, since, until),
        *_my_receptions(viewer, since, until),
        *_my_windows(viewer, congress_id, today),
        *_my_duties(viewer, since, until),
    ]
    kept = (one for one in found if one.ends_at >= since and one.starts_at < until)
    return sorted(kept, key=lambda one: (one.starts_at, one.uid))[:MOST]


def _my_activities(viewer: Viewer, since: datetime, until: datetime) -> Iterator[Entry]:
    mine = Attendance.objects.filter(person=viewer.person_id, activity__ends_at__gte=since)
    states = dict(mine.filter(activity__starts_at__lt=until).values_list("activity", "state"))
    ours = Organiser.objects.filter(
        Q(body__in=viewer.body_ids) | Q(body__in=groups_of(viewer.person_id or 0))
    )
    rows = Activity.objects.filter(Q(pk__in=states) | Q(pk__in=ours.values("activity")))
    for row in _within(rows, since, until):
        asked = states.get(row.pk)
        if asked == Attendance.State.DECLINED:
            continue
        state = "tentative" if asked == Attendance.State.INVITED else "confirmed"
        yield _activity(row, "invited" if asked else "organised", state)


def _my_receptions(viewer: Viewer, since: datetime, until: datetime) -> Iterable[Entry]:
    mine = Q(deputies=viewer.person_id) if viewer.person_id else Q(pk__in=())
    kept = Q(station__body__in=viewer.body_ids)
    rows = Reception.objects.filter(pk__in=Reception.objects.filter(mine | kept).values("pk"))
    return map(_reception, _received(rows, since, until))


def _my_windows(viewer: Viewer, congress_id: int, today: date) -> Iterator[Entry]:
    for one in my_windows(viewer=viewer, congress_id=congress_id, today=today):
        if one.missing:
            yield _whole_day(
                uid=f"window-{one.rule.id}-{one.subject_id}-{one.window.starts:%Y%m%d}",
                kind="window",
                day=one.window.last,
                title=one.words,
                path="/desk/cadence/mine/",
            )


def _my_duties(viewer: Viewer, since: datetime, until: datetime) -> Iterator[Entry]:
    """要办的：只写编号和欠什么，不写标题。"""
    days = (since.date(), until.date())
    rows = Duty.objects.open().of(viewer).filter(due_date__range=days)
    for row in rows.select_related("case").order_by("due_date", "id")[:MOST]:
        yield _whole_day(
            uid=f"duty-{row.pk}",
            kind="duty",
            day=row.due_date,
            title=f"{row.owes}（{row.case.number}）",
            path=f"/desk/cases/{row.case_id}/",
        )


def _whole_day(*, uid: str, kind: str, day: date, title: str, path: str) -> Entry:
    starts = make_aware(datetime.combine(day, time()))
    return Entry(uid, kind, starts, starts, title, path=path, all_day=True)


def digest_of(token: str) -> bytes:
    """钥匙的摘要；库里只有它。"""
    return hashlib.sha256(token.encode()).digest()


def feed_account(token: str) -> Account | None:
    """这把钥匙是谁的；编的、收回了的、账号停用了的，为空。"""
    row = CalendarFeed.objects.filter(digest=digest_of(token), revoked_at__isnull=True).first()
    if row is None:
        return None
    account = Account.objects.filter(person=row.person_id, is_active=True)
    return account.select_related("person").first()


def has_feed(viewer: Viewer) -> bool:
    """有没有开着的订阅。"""
    return CalendarFeed.objects.filter(person=viewer.person_id, revoked_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class Publisher:
    """公开的一份日历是谁的：这级人大，或一个站。"""

    congress_id: int
    name: str
    station_id: int | None = None


def station_publisher(station_id: int) -> Publisher | None:
    """一个站的公开日历；没有这个站的为空。"""
    station = Station.objects.filter(pk=station_id).first()
    return Publisher(station.congress_id, station.name, station.pk) if station else None


def congress_publisher(congress_id: int) -> Publisher | None:
    """一级人大的公开日历；没有这级人大的为空。"""
    body = Body.objects.filter(pk=congress_id, kind=Body.Kind.CONGRESS).first()
    return Publisher(body.pk, body.name) if body else None
