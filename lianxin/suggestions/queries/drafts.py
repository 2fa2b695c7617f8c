"""建议稿的读：我写着的、请我附议的、一份稿的全部。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianxin.access.viewers import Viewer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Session
from lianxin.suggestions.models import Draft, Invitation, SubmissionWindow
from lianxin.suggestions.usecases.drafting import digest_of, may_see


@dataclass(frozen=True, slots=True)
class DraftCard:
    """列表里的一份稿。"""

    id: int
    title: str
    source: str
    updated_at: datetime
    updated_by: str
    confirmed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """请某人附议的一份：``is_stale`` 说明确认之后稿子又改过。"""

    draft_id: int
    person_id: int
    person: str
    lead: str
    title: str
    state: str
    state_label: str
    is_stale: bool
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class DraftPage:
    """一份稿，连同附议、能做什么。"""

    row: Draft
    digest: str
    lead: str
    invitations: tuple[InvitationCard, ...]
    is_lead: bool
    is_open: bool
    mine: InvitationCard | None

    @property
    def may_write(self) -> bool:
        """领衔代表，或确认了附议的代表，还没提出的时候。"""
        joined = self.mine is not None and self.mine.state == Invitation.State.CONFIRMED
        return self.is_open and (self.is_lead or joined)

    @property
    def counted(self) -> int:
        """此刻提出算几位附议。"""
        confirmed = Invitation.State.CONFIRMED
        return sum(one.state == confirmed and not one.is_stale for one in self.invitations)


def drafts_of(*, viewer: Viewer, limit: int = 50) -> list[DraftCard]:
    """我领衔、还没提出的稿，最近写的在前；一条查询。"""
    confirmed = Q(invitations__state=Invitation.State.CONFIRMED)
    waiting = Q(invitations__state=Invitation.State.INVITED)
    rows = (
        Draft.objects.filter(
            lead=viewer.person_id,
            state=Draft.State.WRITING,
            jurisdiction__in=viewer.deputy_of,
        )
        .annotate(
            confirmed=Count("invitations", filter=confirmed),
            waiting=Count("invitations", filter=waiting),
        )
        .order_by("-updated_at", "-id")
    )
    return [
        DraftCard(
            id=row.pk,
            title=row.title or "还没有写案由",
            source=row.get_source_display(),
            updated_at=row.updated_at,
            updated_by=row.updated_by,
            confirmed=row.confirmed,
            waiting=row.waiting,
        )
        for row in rows[:limit]
    ]


def invitations_to(*, viewer: Viewer, limit: int = 50) -> list[InvitationCard]:
    """请我附议、还没提出的，等我回话的在前；一条查询。"""
    rows = (
        Invitation.objects.filter(
            person=viewer.person_id,
            draft__state__in=(Draft.State.WRITING, Draft.State.REVIEWING),
            draft__jurisdiction__in=viewer.deputy_of,
        )
        .exclude(state=Invitation.State.DECLINED)
        .select_related("draft__lead", "person")
        .order_by("-state", "-id")
    )
    return [_invitation(row, row.draft) for row in rows[:limit]]


def draft_page(*, draft_id: int, viewer: Viewer) -> DraftPage:
    """一份稿的全部；查询次数与附议人数无关。

    :raises NotVisible: 不是自己领衔的，也没有请他附议
    """
    draft = (
        Draft.objects.select_related("lead", "opinion", "suggestion").filter(pk=draft_id).first()
    )
    if draft is None or not may_see(draft, viewer) or draft.state == Draft.State.DISCARDED:
        raise NotVisible("没有这份建议稿。")
    asked = Invitation.objects.filter(draft=draft).select_related("person").order_by("id")
    invitations = tuple(_invitation(row, draft) for row in asked)
    mine = (one for one in invitations if one.person_id == viewer.person_id)
    return DraftPage(
        row=draft,
        digest=digest_of(draft),
        lead=draft.lead.name,
        invitations=invitations,
        is_lead=draft.lead_id == viewer.person_id,
        is_open=draft.state == Draft.State.WRITING,
        mine=next(mine, None),
    )


def _invitation(row: Invitation, draft: Draft) -> InvitationCard:
    confirmed = row.state == Invitation.State.CONFIRMED
    is_stale = confirmed and row.digest != digest_of(draft)
    return InvitationCard(
        draft_id=draft.pk,
        person_id=row.person_id,
        person=row.person.name,
        lead=draft.lead.name,
        title=draft.title or "还没有写案由",
        state=row.state,
        state_label="改过，待再确认" if is_stale else row.get_state_display(),
        is_stale=is_stale,
        invited_at=row.invited_at,
    )


def next_window(*, jurisdiction_id: int, at: datetime) -> tuple[Session, datetime | None] | None:
    """正在开、或接下来要开的会，和它的建议截止时间；两条查询。"""
    coming = Session.objects.filter(term__congress=jurisdiction_id, ends_on__gte=day_of(at))
    session = coming.select_related("term").order_by("starts_on").first()
    if session is None:
        return None
    window = SubmissionWindow.objects.filter(session=session).first()
    return session, window.closes_at if window else None
