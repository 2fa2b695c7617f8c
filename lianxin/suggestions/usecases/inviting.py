"""请人附议：邀请本级在任代表，各自在自己桌面上确认或不附议；没有确认的不算附议。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Mandate, in_force
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft, Invitation
from lianxin.suggestions.usecases.drafting import digest_of, locked, must_lead
from lianxin.suggestions.usecases.raising import SuggestionRefused

MOST = 60


@whole
def invite_cosponsors(
    *, draft_id: int, people: tuple[int, ...], doer: Doer, at: datetime
) -> list[Invitation]:
    """请几位代表附议；请过又不附议的，可以再请一次。

    :raises SuggestionRefused: 不是本级在任代表，或请了自己
    """
    draft = locked(draft_id, doer.viewer)
    must_lead(draft, doer.viewer)
    wanted = set(people)
    if draft.lead_id in wanted:
        raise SuggestionRefused("领衔代表不用再附议，请选别的代表。")
    _must_be_sitting(draft, wanted, at=at)
    rows = []
    for person_id in sorted(wanted):
        row, _ = Invitation.objects.get_or_create(
            draft=draft, person_id=person_id, defaults={"invited_at": at}
        )
        if row.state == Invitation.State.DECLINED:
            row.state, row.invited_at, row.answered_at = Invitation.State.INVITED, at, None
            row.save()
        rows.append(row)
    _log(draft, "suggestion.cosponsor_invited", doer, at=at, people=sorted(wanted))
    return rows


def _must_be_sitting(draft: Draft, people: set[int], *, at: datetime) -> None:
    if not 0 < len(people) <= MOST:
        raise SuggestionRefused(f"请选 1 到 {MOST} 位代表。")
    sitting = Mandate.objects.filter(
        in_force(day_of(at)),
        congress=draft.jurisdiction_id,
        state=Mandate.State.ACTIVE,
        person__in=people,
    ).values_list("person_id", flat=True)
    if people - set(sitting):
        raise SuggestionRefused("只能请本级在任的人大代表附议。")


@whole
def answer_invitation(
    *, draft_id: int, joins: bool, digest: str, doer: Doer, at: datetime
) -> Invitation:
    """附议代表本人回话：确认，或不附议；提出以前都可以改主意。

    :param digest: 他看到的那一稿；稿子已经改过的，要看了新的再确认
    :raises SuggestionRefused: 稿子已经改过、提出或不要了
    """
    draft = locked(draft_id, doer.viewer)
    rows = Invitation.objects.select_for_update()
    row = rows.filter(draft=draft, person=doer.viewer.person_id).first()
    if row is None:
        raise NotVisible("没有请您附议这件建议。")
    if draft.state not in (Draft.State.WRITING, Draft.State.REVIEWING):
        raise SuggestionRefused(f"这份稿子{draft.get_state_display()}，不用再回话了。")
    if joins and digest != digest_of(draft):
        raise SuggestionRefused("稿子刚刚改过，请看过新的再确认。")
    row.state = Invitation.State.CONFIRMED if joins else Invitation.State.DECLINED
    row.digest = digest if joins else ""
    row.answered_at = at
    row.save()
    _log(draft, "suggestion.cosponsor_answered", doer, at=at, joins=joins)
    return row


@whole
def withdraw_invitation(*, draft_id: int, person_id: int, doer: Doer, at: datetime) -> None:
    """不再请某位附议。

    :raises NotVisible: 本来就没有请他
    """
    draft = locked(draft_id, doer.viewer)
    must_lead(draft, doer.viewer)
    gone, _ = Invitation.objects.filter(draft=draft, person=person_id).delete()
    if not gone:
        raise NotVisible("没有请这位代表附议。")
    _log(draft, "suggestion.cosponsor_uninvited", doer, at=at, people=[person_id])


def confirmed_cosponsors(draft: Draft) -> tuple[int, ...]:
    """确认的正是现在这一稿的附议代表；等回话的、稿子改过没有再确认的，都不算。"""
    rows = Invitation.objects.filter(
        draft=draft, state=Invitation.State.CONFIRMED, digest=digest_of(draft)
    )
    return tuple(rows.order_by("id").values_list("person_id", flat=True))


def _log(draft: Draft, verb: str, doer: Doer, *, at: datetime, **facts: Any) -> None:
    record(
        actor=doer.actor(),
        at=at,
        verb=verb,
        subject_kind="draft",
        subject_id=draft.pk,
        jurisdiction_id=draft.jurisdiction_id,
        facts=facts,
    )
