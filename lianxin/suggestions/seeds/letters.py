"""演示的公文与批示：一份交办清单、一份答复函；一次批示交给单位落实。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.casework.models import Case
from lianxin.casework.seeds.cast import Cast
from lianxin.documents.letters import Letterhead
from lianxin.documents.models import Document
from lianxin.documents.papers import Paper
from lianxin.documents.usecases import (
    Instructed,
    Issue,
    issue_document,
    record_instruction,
    report_instruction,
)
from lianxin.kernel.seeding import Garden
from lianxin.opinions.seeds.plot import Plot
from lianxin.orgs.models import Body
from lianxin.suggestions.papers import ReplyDraft, dispatch_list, reply_letter

_WORDS = "这件事群众盼了多年，请住建局把完工的日子定下来，每月报一次进度。"
_PROGRESS = "施工图已经审完，招标公告本周发出。"


def issue_some(cast: Cast, replied: Plot, garden: Garden) -> None:
    """``replied`` 是答复过的那件建议。"""
    unit = cast.body(replied.undertaker)
    sent = dispatch_list(
        jurisdiction_id=cast.congress.pk,
        unit=unit,
        since=garden.today - timedelta(days=90),
        until=garden.today,
        head=Letterhead(cast.body("da").name, signer="陈诚"),
    )
    listed = _issued(cast, "da", sent, garden)
    case = Case.objects.get(pk=replied.child)
    head = Letterhead(unit.name, signer="分管副局长")
    letter = reply_letter(case=case, unit=unit, head=head, draft=ReplyDraft(), at=garden.at)
    _issued(cast, replied.undertaker, letter, garden, case=case)
    _instruct(cast, unit, listed, garden)


def _issued(
    cast: Cast, slug: str, paper: Paper, garden: Garden, case: Case | None = None
) -> Document:
    issuer = cast.body(slug)
    about = Issue(issuer_id=issuer.pk, kind=paper.kind, paper=paper)
    if case is not None:
        about = Issue(
            issuer_id=issuer.pk,
            kind=paper.kind,
            paper=paper,
            subject_kind="case",
            subject_id=case.pk,
            thread=case.thread,
            addressee_person_id=case.deputy_id,
        )
    return issue_document(issue=about, actor=cast.of(slug).actor(issuer.pk), at=garden.at)


def _instruct(cast: Cast, unit: Body, listed: Document, garden: Garden) -> None:
    made = record_instruction(
        instructed=Instructed(
            jurisdiction_id=cast.congress.pk,
            made_by="吴远山",
            made_by_post="区人大常委会副主任",
            made_on=garden.today - timedelta(days=2),
            words=_WORDS,
            document_id=listed.pk,
            assigned_id=unit.pk,
            due_on=garden.today + timedelta(days=28),
        ),
        actor=cast.of("da").actor(),
        at=garden.at,
    )
    report_instruction(
        instruction_id=made.pk,
        state="under_way",
        progress=_PROGRESS,
        actor=cast.of("da").actor(),
        at=garden.at,
    )
