"""演示里代表自己起草、提出一件建议的那一步。"""

from __future__ import annotations

from lianxin.casework.models import Case
from lianxin.opinions.seeds.plot import Plot, Step
from lianxin.suggestions.usecases.raising import SuggestionDraft, raise_suggestion


def _raise(plot: Plot) -> None:
    lead = plot.deputy()
    place = plot.tale.deputy or 0
    seconded = range(place + 1, place + 3) if "cosigned" in plot.tale.turns else ()
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=plot.cast.congress.pk,
            lead_id=lead.viewer.person_id or 0,
            title=plot.said(plot.voice.title),
            grounds=plot.said(plot.voice.grounds),
            proposal=plot.said(plot.voice.proposal),
            permission="full" if plot.tale.publish else "title",
            cosponsor_ids=tuple(plot.cast.deputy(plot.tale.street, each) for each in seconded),
            category_id=plot.voice.category,
            region_id=plot.committee.region_id,
            local_body_id=plot.committee.pk,
        ),
        actor=lead.actor(),
        at=plot.telling.now,
    )
    plot.child = _case_of(made.case)


def _case_of(case: Case | None) -> int:
    if case is None:
        raise LookupError("建议没有立件")
    return case.pk


RAISED = Step("raised", 0, _raise)
