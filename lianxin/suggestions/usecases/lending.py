"""替代表起一份建议稿：检察办案中发现的普遍问题，转给代表来提。提不提、怎么改由代表定。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.audit.usecases import record
from lianxin.casework.state import day_of
from lianxin.kernel.actors import Actor
from lianxin.lexis.text import clean
from lianxin.orgs.models import Mandate, in_force
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft
from lianxin.suggestions.usecases.raising import SuggestionRefused


@dataclass(frozen=True, slots=True)
class Lent:
    """替谁起、写了什么、从哪份文书来；``thread`` 是从哪件事转来的。"""

    jurisdiction_id: int
    lead_id: int
    title: str
    grounds: str
    proposal: str
    source_note: str = ""
    thread: int | None = None
    category_id: str | None = None


@whole
def draft_for_deputy(*, lent: Lent, actor: Actor, at: datetime) -> Draft:
    """在一位代表名下起一份稿。

    :raises SuggestionRefused: 不是本级在任代表
    """
    sitting = Mandate.objects.filter(
        in_force(day_of(at)),
        congress=lent.jurisdiction_id,
        state=Mandate.State.ACTIVE,
        person=lent.lead_id,
    )
    if not sitting.exists():
        raise SuggestionRefused("建议稿只能交给本级在任的人大代表，请另选一位。")
    draft = Draft.objects.create(
        jurisdiction_id=lent.jurisdiction_id,
        lead_id=lent.lead_id,
        title=clean(lent.title)[:80],
        grounds=clean(lent.grounds),
        proposal=clean(lent.proposal),
        category_id=lent.category_id,
        source=Draft.Source.PROCURATORIAL,
        source_note=clean(lent.source_note)[:80],
        created_at=at,
        updated_at=at,
        updated_by=actor.name[:80],
    )
    record(
        actor=actor,
        at=at,
        verb="suggestion.draft_lent",
        subject_kind="draft",
        subject_id=draft.pk,
        jurisdiction_id=lent.jurisdiction_id,
        thread=lent.thread,
        facts={"title": draft.title, "source": lent.source_note},
    )
    return draft
