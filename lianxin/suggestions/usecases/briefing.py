"""提出用的一份：稿子写的，加上这会儿算数的附议代表。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.state import day_of
from lianxin.orgs.models import Mandate, in_force
from lianxin.suggestions.models import Draft
from lianxin.suggestions.usecases.inviting import confirmed_cosponsors
from lianxin.suggestions.usecases.raising import SuggestionDraft


def brief_of(draft: Draft, *, at: datetime) -> SuggestionDraft:
    """提出用的一份；附议代表里已经不在任的不算。"""
    joined = confirmed_cosponsors(draft)
    sitting = set(
        Mandate.objects.filter(
            in_force(day_of(at)),
            congress=draft.jurisdiction_id,
            state=Mandate.State.ACTIVE,
            person__in=joined,
        ).values_list("person_id", flat=True)
    )
    opinion = draft.opinion
    return SuggestionDraft(
        jurisdiction_id=draft.jurisdiction_id,
        lead_id=draft.lead_id,
        title=draft.title,
        grounds=draft.grounds,
        proposal=draft.proposal,
        permission=draft.permission,
        cosponsor_ids=tuple(person for person in joined if person in sitting),
        opinion_id=draft.opinion_id,
        category_id=draft.category_id,
        region_id=opinion.region_id if opinion else None,
        local_body_id=opinion.local_body_id if opinion else None,
    )
