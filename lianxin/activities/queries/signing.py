"""扫码签到要读的：这个码是哪一场的；签了多少，各是怎样签的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from lianxin.activities.kindfiles import kind_of
from lianxin.activities.models import Activity, Attendance
from lianxin.orgs.statements import fetch
from lianxin.stations.queries import code_serial


@dataclass(frozen=True, slots=True)
class SignPage:
    """一个签到码对着的一场活动。

    ``revoked`` 是收回的缘由，没收回为空；``crowd`` 是这种活动最多坐得下多少人。
    """

    activity_id: int
    serial: str
    title: str
    place: str
    body: str
    starts_at: datetime
    ends_at: datetime
    cancelled: str
    revoked: str
    crowd: int


@dataclass(frozen=True, slots=True)
class SignTally:
    """签到数：手机、有名有姓的、结束后签的（``late``）、同时签两处的手机（``elsewhere``）。"""

    phones: int
    named: int
    late: int
    elsewhere: int

    @property
    def total(self) -> int:
        """一共签到多少。"""
        return self.phones + self.named


# 几千人同时扫：句子由数据库备着。
_PAGE = """
SELECT a.id, a.title, a.place, b.name, a.starts_at, a.ends_at, a.state, a.cancel_reason,
       k.revoked_at, k.revoke_reason, a.kind
  FROM stations_accesscode k JOIN activities_activity a ON a.code_id = k.id
  JOIN orgs_body b ON b.id = a.body_id
 WHERE k.serial = %s
"""


def sign_page(code: str) -> SignPage | None:
    """认一个签到码；编的、不是活动的码为空。编的零次查询，其余一次。"""
    serial = code_serial(code)
    if serial is None:
        return None
    found = fetch(_PAGE, [serial])
    if not found:
        return None
    pk, title, place, body, starts_at, ends_at, state, reason, revoked_at, why, kind = found[0]
    cancelled = reason if state == Activity.State.CANCELLED else ""
    revoked = why if revoked_at else ""
    crowd = kind_of(kind).crowd
    return SignPage(pk, serial, title, place, body, starts_at, ends_at, cancelled, revoked, crowd)


def signed_by_device(activity_id: int, device: bytes) -> datetime | None:
    """这部手机几时签的；没签为空。"""
    rows = Attendance.objects.filter(activity=activity_id, device=device)
    return rows.values_list("signed_at", flat=True).first()


def sign_count(activity_id: int) -> int:
    """签到了多少，一条语句。"""
    return Attendance.objects.filter(activity=activity_id, signed_at__isnull=False).count()


def sign_tally(activity_id: int) -> SignTally:
    """签到数，当场数，一条语句。"""
    overlap = Q(
        activity__starts_at__lt=OuterRef("activity__ends_at"),
        activity__ends_at__gt=OuterRef("activity__starts_at"),
    )
    others = Attendance.objects.filter(overlap, device=OuterRef("device"))
    others = others.exclude(activity=OuterRef("activity")).exclude(activity__state="cancelled")
    rows = Attendance.objects.filter(activity=activity_id, signed_at__isnull=False)
    found = rows.annotate(twice=Exists(others)).aggregate(
        phones=Count("pk", filter=Q(device__isnull=False)),
        named=Count("pk", filter=Q(person__isnull=False)),
        late=Count("pk", filter=Q(signed_at__gt=F("activity__ends_at"))),
        elsewhere=Count("pk", filter=Q(device__isnull=False, twice=True)),
    )
    return SignTally(**found)
