"""监督意见书：起草、修改、报主任会议、编号印发，逐项立成办件。依据：监督法 17、37 条。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.access.viewers import Viewer
from lianxin.audit.usecases import record
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.serials import next_serial
from lianxin.casework.state import day_of
from lianxin.casework.usecases import open_case
from lianxin.casework.usecases.opening import Subject
from lianxin.documents.letters import Item, Letterhead, opinion_letter
from lianxin.documents.models import Document
from lianxin.documents.usecases import Issue, issue_document
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.timespans import Timespan
from lianxin.lexis.text import clean
from lianxin.orgs.calendar import work_calendar
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole
from lianxin.supervision.models import LetterItem, OpinionLetter
from lianxin.supervision.policies import may_rewrite, may_write

#: 以谁的名义发，先有的先用。
ISSUERS = (Body.Kind.STANDING_COMMITTEE, Body.Kind.CHAIR_COUNCIL, Body.Kind.DEPUTY_AFFAIRS)
#: 各项整改期限可选的几档。
WITHINS = ("1m", "2m", "3m", "6m")
MOST_ITEMS = 20


class LetterRefused(RuleViolation):
    """这份意见书办不了；消息说明怎么办。"""


@dataclass(frozen=True, slots=True)
class Wording:
    """一份意见书写的全部；``items`` 是（意见，整改期限）。"""

    kind: str
    title: str
    source: str
    opening: str
    unit_id: int
    committee_id: int
    items: Sequence[tuple[str, str]]


@whole
def draft_letter(
    *, jurisdiction_id: int, wording: Wording, actor: Doer, at: datetime
) -> OpinionLetter:
    """起草一份。

    :raises LetterRefused: 不是本级人大机关的人，或缺了一样
    """
    _must_write(actor.viewer, jurisdiction_id)
    letter = OpinionLetter(
        jurisdiction_id=jurisdiction_id, created_at=at, written_by=actor.viewer.name[:80]
    )
    _fill(letter, wording, at=at)
    _log(letter, "letter.drafted", actor.actor(), at=at, title=letter.title)
    return letter


@whole
def rewrite_letter(*, letter_id: int, wording: Wording, actor: Doer, at: datetime) -> OpinionLetter:
    """修改一份还没有通过的。

    :raises NotVisible: 没有这一份
    :raises LetterRefused: 已经通过，不能再改
    """
    letter = _locked(letter_id, actor.viewer)
    _must_write(actor.viewer, letter.jurisdiction_id)
    if not may_rewrite(letter):
        raise LetterRefused("这份意见书已经报主任会议，要改请等会议退回修改。")
    LetterItem.objects.filter(letter=letter).delete()
    _fill(letter, wording, at=at)
    _log(letter, "letter.rewritten", actor.actor(), at=at, title=letter.title)
    return letter


@whole
def submit_letter(*, letter_id: int, actor: Doer, at: datetime) -> Case:
    """报主任会议：照这地采用的办法立件。

    :raises LetterRefused: 已经报过
    :raises NoPractice: 这地还没有采用意见书的办法
    """
    letter = _locked(letter_id, actor.viewer)
    _must_write(actor.viewer, letter.jurisdiction_id)
    if letter.case_id:
        raise LetterRefused("这份意见书已经报过主任会议了。")
    letter.case = open_case(
        subject=_subject(letter, at=at),
        slot="letter",
        actor=actor.actor(),
        at=at,
        facts={"lead_unit": letter.unit_id, "committee_unit": letter.committee_id},
        verb="letter.submitted",
        words={"label": f"{letter.get_kind_display()}报主任会议"},
    )
    letter.save(update_fields=["case"])
    return letter.case


@whole
def issue_letter(*, letter_id: int, case: Case, signer: str, actor: Actor, at: datetime) -> None:
    """交办这一步：编号印发，各项定下到期日，逐项立件给承办单位，由对口专（工）委查验。"""
    letter = OpinionLetter.objects.select_for_update(of=("self",)).get(pk=letter_id)
    calendar, today = work_calendar(), day_of(at)
    items = list(LetterItem.objects.filter(letter=letter).order_by("place"))
    for item in items:
        item.due_on = calendar.due(today, Timespan.parse(item.within)).date
    letter.document = _issue(letter, items, case, signer, actor, at=at)
    letter.save(update_fields=["document"])
    for item in items:
        item.case = _open_item(letter, item, case, actor, at=at)
        item.save(update_fields=["due_on", "case"])


def _issue(
    letter: OpinionLetter,
    items: Sequence[LetterItem],
    case: Case,
    signer: str,
    actor: Actor,
    *,
    at: datetime,
) -> Document:
    issuer = _issuer(letter.jurisdiction_id)
    paper = opinion_letter(
        head=Letterhead(issuer.name, signer=signer, copies=(letter.committee.name,)),
        title=f"{letter.get_kind_display()}：{letter.title}",
        addressee=letter.unit.name,
        opening=letter.opening,
        items=[Item(item.text, item.due_on) for item in items],
        kind=Document.Kind.SUPERVISION_OPINION,
    )
    issue = Issue(
        issuer_id=issuer.pk,
        kind=Document.Kind.SUPERVISION_OPINION,
        paper=paper,
        subject_kind="letter",
        subject_id=letter.pk,
        thread=case.thread,
        addressee_body_id=letter.unit_id,
    )
    return issue_document(issue=issue, actor=actor, at=at)


def _open_item(
    letter: OpinionLetter, item: LetterItem, case: Case, actor: Actor, *, at: datetime
) -> Case:
    return open_case(
        subject=Subject(
            kind="letter_item",
            id=item.pk,
            number=f"{case.number}-{item.place}",
            title=item.text[:80],
            jurisdiction_id=letter.jurisdiction_id,
        ),
        slot="item",
        actor=actor,
        at=at,
        facts={"due_on": item.due_on.isoformat() if item.due_on else "", "item": item.text},
        parent=case,
        bodies={"lead": letter.unit_id, "checker": letter.committee_id},
        words={"label": f"第 {item.place} 项立件"},
    )


def _subject(letter: OpinionLetter, *, at: datetime) -> Subject:
    prefix = Body.objects.values_list("prefix", flat=True).get(pk=letter.jurisdiction_id)
    year = day_of(at).year
    serial = next_serial(letter.jurisdiction_id, f"letter-{year}")
    return Subject(
        kind="letter",
        id=letter.pk,
        number=f"{prefix}-{year}意见-{serial:03d}",
        title=letter.title,
        jurisdiction_id=letter.jurisdiction_id,
    )


def _issuer(jurisdiction_id: int) -> Body:
    rows = Body.objects.filter(congress=jurisdiction_id, kind__in=ISSUERS, ends_on__isnull=True)
    return min(rows, key=lambda body: (ISSUERS.index(Body.Kind(body.kind)), body.pk))


def _fill(letter: OpinionLetter, wording: Wording, *, at: datetime) -> None:
    items = [(clean(text), within) for text, within in wording.items if text.strip()]
    if not 1 <= len(items) <= MOST_ITEMS:
        raise LetterRefused(f"请逐项写意见，一到 {MOST_ITEMS} 项。")
    if any(within not in WITHINS for _, within in items):
        raise LetterRefused("每一项都要选整改期限。")
    letter.kind = wording.kind
    letter.title, letter.source = clean(wording.title)[:80], clean(wording.source)[:120]
    letter.opening, letter.updated_at = clean(wording.opening), at
    letter.unit_id, letter.committee_id = wording.unit_id, wording.committee_id
    if letter.unit_id == letter.committee_id:
        raise LetterRefused("承办单位不能自己查验自己，请另选专（工）委。")
    letter.save()
    LetterItem.objects.bulk_create(
        LetterItem(letter=letter, place=place, text=text[:1000], within=within)
        for place, (text, within) in enumerate(items, 1)
    )


def _must_write(viewer: Viewer, jurisdiction_id: int) -> None:
    if not may_write(viewer, jurisdiction_id):
        raise LetterRefused("意见书由本级人大机关起草。")


def _locked(letter_id: int, viewer: Viewer) -> OpinionLetter:
    rows = OpinionLetter.objects.visible_to(viewer).filter(pk=letter_id).values("pk")
    letter = OpinionLetter.objects.select_for_update(of=("self",)).filter(pk__in=rows).first()
    if letter is None:
        raise NotVisible("没有这份意见书，或者您无权查看。")
    return letter


def _log(letter: OpinionLetter, verb: str, actor: Actor, *, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="letter",
        subject_id=letter.pk,
        jurisdiction_id=letter.jurisdiction_id,
        facts=facts,
    )
