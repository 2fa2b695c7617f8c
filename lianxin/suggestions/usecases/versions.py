"""建议的各稿：提出、修改，每一稿都留着；查找相近的用同一份字片。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.kernel.actors import Actor
from lianxin.lexis.similar import bands
from lianxin.lexis.text import clean, redact
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Suggestion, SuggestionVersion


def text_bands(title: str, grounds: str, proposal: str) -> list[int]:
    """一件建议的查找值。"""
    return bands(f"{title}\n{grounds}\n{proposal}")


def keep_version(suggestion: Suggestion, *, actor: Actor, at: datetime) -> SuggestionVersion:
    """把现在的三段话留成一稿；跟着改它的那件事在同一个事务里。"""
    before = SuggestionVersion.objects.filter(suggestion=suggestion).count()
    return SuggestionVersion.objects.create(
        suggestion=suggestion,
        number=before + 1,
        title=suggestion.title,
        grounds=suggestion.grounds,
        proposal=suggestion.proposal,
        written_by=actor.name[:80],
        made_at=at,
    )


@whole
def rewrite(*, suggestion_id: int, said: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """照代表改的换掉三段话，另存一稿，办件的标题跟着换。

    :param said: ``title``、``grounds``、``proposal``
    """
    row = Suggestion.objects.select_for_update().get(pk=suggestion_id)
    row.title = clean(said["title"])[:80]
    row.grounds, row.proposal = clean(said["grounds"]), clean(said["proposal"])
    row.bands = text_bands(row.title, row.grounds, row.proposal)
    row.save(update_fields=["title", "grounds", "proposal", "bands"])
    made = keep_version(row, actor=actor, at=at)
    Case.objects.filter(pk=row.case_id or 0).update(title=redact(row.title).text[:80])
    record(
        actor=actor,
        at=at,
        verb="suggestion.rewritten",
        subject_kind="suggestion",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        facts={"version": made.number},
    )
