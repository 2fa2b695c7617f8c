"""邀请的读：请了谁、凭什么、来不来、到没到；每位代表的参与率。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from lianxin.access.viewers import Viewer
from lianxin.activities.kindfiles import kinds
from lianxin.activities.models import Activity, Attendance
from lianxin.orgs.queries import sitting_deputies

PAGE = 60
State = Attendance.State


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """一份邀请。"""

    id: int
    activity_id: int
    title: str
    kind: str
    starts_at: datetime
    person_id: int
    name: str
    basis: str
    state: str
    state_label: str
    is_over: bool

    @property
    def may_answer(self) -> bool:
        """还能回话。"""
        return not self.is_over and self.state in (State.INVITED, State.ACCEPTED, State.DECLINED)


def invitations(
    *,
    viewer: Viewer,
    at: datetime,
    state: str = "",
    only_mine: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> list[InvitationCard]:
    """看得见的邀请，新的在前：本人的，和看得见全部内容的活动的。一条语句。"""
    mine = Q(person=viewer.person_id or 0)
    seen = mine if only_mine else mine | Q(activity__in=Activity.objects.open_to(viewer))
    rows = Attendance.objects.filter(seen, invited_at__isnull=False, person__isnull=False)
    if state in State:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.select_related("activity", "person").order_by("-id")
    return [_card(row, at) for row in rows[:limit]]


def _card(row: Attendance, at: datetime) -> InvitationCard:
    kind = kinds().get(row.activity.kind)
    over = row.activity.ends_at < at or row.activity.state == Activity.State.CANCELLED
    return InvitationCard(
        id=row.pk,
        activity_id=row.activity_id,
        title=row.activity.title,
        kind=kind.label if kind else row.activity.kind,
        starts_at=row.activity.starts_at,
        person_id=row.person_id or 0,
        name=row.person.name if row.person else "",
        basis=row.basis,
        state=row.state,
        state_label=row.get_state_display(),
        is_over=over,
    )


@dataclass(frozen=True, slots=True)
class Participation:
    """一位代表：请了几次、答应几次、到了几次。"""

    person_id: int
    name: str
    invited: int
    accepted: int
    attended: int

    @property
    def rate(self) -> str:
        """参与率＝到了的 ÷ 请了的；没请过的不算。"""
        return f"{self.attended * 100 / self.invited:.0f}%" if self.invited else "没请过"


def participation(
    *, congress_id: int, since: date, until: date, today: date
) -> list[Participation]:
    """每位在任代表的参与率，没请过的也列出来；取消了的活动不算。两条语句。"""
    rows = Attendance.objects.filter(
        activity__congress=congress_id,
        activity__starts_at__date__gte=since,
        activity__starts_at__date__lte=until,
        invited_at__isnull=False,
    ).exclude(activity__state=Activity.State.CANCELLED)
    counted = rows.values("person").annotate(
        invited=Count("id"),
        accepted=Count("id", filter=Q(state__in=(State.ACCEPTED, State.ATTENDED))),
        attended=Count("id", filter=Q(state=State.ATTENDED)),
    )
    found = {row["person"]: (row["invited"], row["accepted"], row["attended"]) for row in counted}
    return [
        Participation(one.person_id, one.person_name, *found.get(one.person_id, (0, 0, 0)))
        for one in sitting_deputies(congress_id=congress_id, on=today)
    ]
