"""发文的写：定机关代字、印发、作废；批示的登记与落实。"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from lianxin.audit.digest import canonical
from lianxin.audit.usecases import record
from lianxin.documents.models import Document, DocumentSeries, Instruction
from lianxin.documents.papers import Paper, as_data, check, day_words
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

#: 各文种的机关代字没有另定时，跟在机关简称后面的字。
WORDS: Mapping[str, str] = MappingProxyType(
    {
        Document.Kind.REPLY_LETTER: "函",
        Document.Kind.DISPATCH_LIST: "交办",
        Document.Kind.FOLLOW_UP: "督办",
        Document.Kind.REVIEW_OPINION: "审议",
        Document.Kind.SUPERVISION_OPINION: "监督",
        Document.Kind.BRIEF: "专报",
        Document.Kind.ANNUAL_REPORT: "报告",
    }
)
_NEXT = """
INSERT INTO documents_documentseries (issuer_id, kind, year, code, last)
VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (issuer_id, kind, year) DO UPDATE SET last = documents_documentseries.last + 1
RETURNING code, last
"""


class DocumentRefused(RuleViolation):
    """这份公文发不了，或者作废不了；消息说明怎么办。"""


class AlreadyIssued(DocumentRefused, Conflict):
    """这件事已经发过同样的公文，旧的还有效。"""


class InstructionRefused(RuleViolation):
    """批示登记不了；消息说明缺什么。"""


@dataclass(frozen=True, slots=True)
class Issue:
    """要印发的一份：谁发、什么文种、内容、关于哪件事、发给谁、代替哪一份。"""

    issuer_id: int
    kind: str
    paper: Paper
    subject_kind: str = ""
    subject_id: int | None = None
    thread: int | None = None
    addressee_body_id: int | None = None
    addressee_person_id: int | None = None
    replaces_id: int | None = None
    replaces_reason: str = ""


@whole
def issue_document(*, issue: Issue, actor: Actor, at: datetime) -> Document:
    """编号、签发、冻结一份公文；取号即锁行，同时印发的依次编号，办不成的号不占。

    :raises PaperMistake: 公文缺要件
    :raises AlreadyIssued: 一件建议只答复一份，旧的还有效
    :raises DocumentRefused: 没有签发人，或要代替的那份不对
    """
    check(issue.paper)
    if not issue.paper.signer.strip():
        raise DocumentRefused("印发要有签发人，请写上姓名和职务。")
    issuer = Body.objects.get(pk=issue.issuer_id)
    today = localtime(at).date()
    code, serial = _take_number(issuer, issue.kind, today.year)
    _make_way(issue, issuer, actor, at=at)
    number = f"{code}〔{today.year}〕{serial}号"
    body = as_data(replace(issue.paper, number=number, dated=day_words(today)))
    made = Document.objects.create(
        jurisdiction_id=issuer.jurisdiction_id,
        issuer=issuer,
        kind=issue.kind,
        year=today.year,
        serial=serial,
        number=number,
        title=issue.paper.title[:120],
        body=body,
        digest=digest_of(number, body),
        signer=issue.paper.signer[:40],
        subject_kind=issue.subject_kind,
        subject_id=issue.subject_id,
        addressee_body_id=issue.addressee_body_id,
        addressee_person_id=issue.addressee_person_id,
        replaces_id=issue.replaces_id,
        issued_at=at,
    )
    _note(made, "document.issued", issue.thread, actor, at=at, label=f"印发{_kind(made)} {number}")
    return made


def _kind(document: Document) -> str:
    return Document.Kind(document.kind).label


def _take_number(issuer: Body, kind: str, year: int) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [issuer.pk, kind, year, _code(issuer, kind)])
        code, serial = cursor.fetchone()
    return code, int(serial)


def _code(issuer: Body, kind: str) -> str:
    """机关代字：沿用最近一年的；头一回用简称加文种，与别家重了就要先定。"""
    known = DocumentSeries.objects.filter(issuer=issuer, kind=kind).order_by("-year").first()
    if known:
        return known.code
    code = f"{issuer.short_name}{WORDS[kind]}"[:30]
    _must_be_free(issuer, kind, code)
    return code


def _must_be_free(issuer: Body, kind: str, code: str) -> None:
    others = DocumentSeries.objects.filter(code=code).exclude(issuer=issuer, kind=kind)
    root = issuer.jurisdiction_id
    if others.filter(issuer__congress=root).exists() or others.filter(issuer=root).exists():
        raise DocumentRefused(f"机关代字“{code}”已经有别的文种或机关在用，请换一个，免得重号。")


def _make_way(issue: Issue, issuer: Body, actor: Actor, *, at: datetime) -> None:
    """要代替旧的，先作废旧的；一件建议的答复函，旧的有效就不能再发。"""
    same = Document.objects.filter(
        issuer=issuer, kind=issue.kind, subject_kind=issue.subject_kind, subject_id=issue.subject_id
    )
    if issue.replaces_id is not None:
        old = same.filter(pk=issue.replaces_id).first()
        if old is None:
            raise DocumentRefused("只能代替同一件事、同一种的公文，请核对。")
        withdraw_document(
            document_id=old.pk,
            reason=issue.replaces_reason,
            actor=actor,
            at=at,
            thread=issue.thread,
        )
        return
    if issue.kind == Document.Kind.REPLY_LETTER:
        standing = same.filter(withdrawn_at__isnull=True).first()
        if standing:
            raise AlreadyIssued(
                f"这件建议已经印发过答复函（{standing.number}）。一件建议一份答复；"
                "要重新答复，请选“代替前一份”，写明理由。"
            )


@whole
def withdraw_document(
    *, document_id: int, reason: str, actor: Actor, at: datetime, thread: int | None = None
) -> Document:
    """作废一份公文：号不收回，内容照样留着，写明为什么。

    :raises DocumentRefused: 没写理由，或已经作废
    """
    document = Document.objects.select_for_update().get(pk=document_id)
    if document.withdrawn_at:
        raise DocumentRefused(f"{document.number} 已经作废过了。")
    if len(reason.strip()) < 4:
        raise DocumentRefused("作废要写明理由，至少 4 个字。")
    document.withdrawn_at, document.withdrawn_reason = at, reason.strip()[:200]
    document.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    label = f"作废{_kind(document)} {document.number}"
    _note(document, "document.withdrawn", thread, actor, at=at, label=label, reason=reason[:200])
    return document


def digest_of(number: str, body: Mapping[str, Any]) -> str:
    """内容摘要：字号连同全文；读出来重算一遍，对不上就是被动过。"""
    return hashlib.sha256(canonical({"number": number, "body": _listed(body)})).hexdigest()


def _listed(value: Any) -> Any:
    """元组存进库里会变成列表，先变过来再算。"""
    if isinstance(value, Mapping):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value


@whole
def set_series_code(
    *, issuer_id: int, kind: str, code: str, actor: Actor, at: datetime
) -> DocumentSeries:
    """定一个机关、一种公文的机关代字，如“某某人大”；今年发过文的，明年起再改。

    :raises DocumentRefused: 没写、重了，或今年已经发过文
    """
    issuer = Body.objects.select_for_update().get(pk=issuer_id)
    wanted, year = clean(code).replace("\n", "")[:30], localtime(at).year
    if not wanted or any(mark in wanted for mark in "〔〕"):
        raise DocumentRefused("机关代字写几个字就行，年份和号数由系统来编。")
    _must_be_free(issuer, kind, wanted)
    row, _ = DocumentSeries.objects.get_or_create(
        issuer=issuer, kind=kind, year=year, defaults={"code": wanted}
    )
    if row.last:
        raise DocumentRefused(f"今年已经编到 {row.last} 号，机关代字明年起再改。")
    row.code = wanted
    row.save(update_fields=["code"])
    record(
        actor=actor,
        at=at,
        verb="document.series",
        subject_kind="document_series",
        subject_id=row.pk,
        jurisdiction_id=issuer.jurisdiction_id,
        facts={"code": wanted, "kind": Document.Kind(kind).label},
    )
    return row


@dataclass(frozen=True, slots=True)
class Instructed:
    """一次批示的要素。"""

    jurisdiction_id: int
    made_by: str
    made_by_post: str
    made_on: date
    words: str
    matter: str = ""
    document_id: int | None = None
    assigned_id: int | None = None
    due_on: date | None = None


@whole
def record_instruction(*, instructed: Instructed, actor: Actor, at: datetime) -> Instruction:
    """登记一次批示：谁、什么职务、哪天、批在什么上、批了什么、交给谁、哪天以前。

    :raises InstructionRefused: 缺了一样，或日期不对
    """
    document = _batched_on(instructed)
    matter = clean(instructed.matter) or (f"{document.number} {document.title}" if document else "")
    _must_be_whole(instructed, matter, today=localtime(at).date())
    made = Instruction.objects.create(
        jurisdiction_id=instructed.jurisdiction_id,
        made_by=clean(instructed.made_by)[:40],
        made_by_post=clean(instructed.made_by_post)[:60],
        made_on=instructed.made_on,
        words=clean(instructed.words),
        document=document,
        matter=matter[:120],
        assigned_id=instructed.assigned_id,
        due_on=instructed.due_on,
        state=Instruction.State.OPEN if instructed.assigned_id else Instruction.State.NOTED,
        recorded_at=at,
    )
    _note_instruction(made, "instruction.recorded", actor, at=at, matter=made.matter)
    return made


def _batched_on(instructed: Instructed) -> Document | None:
    if instructed.document_id is None:
        return None
    found = Document.objects.filter(
        pk=instructed.document_id, jurisdiction=instructed.jurisdiction_id
    ).first()
    if found is None:
        raise InstructionRefused("没有这份公文，请重新选。")
    return found


def _must_be_whole(instructed: Instructed, matter: str, *, today: date) -> None:
    wanted = (
        ("批示人", instructed.made_by),
        ("职务", instructed.made_by_post),
        ("批示内容", instructed.words),
        ("批在什么材料或事上", matter),
    )
    missing = [label for label, text in wanted if not text.strip()]
    if missing:
        raise InstructionRefused(f"还缺：{'、'.join(missing)}。")
    if instructed.made_on > today:
        raise InstructionRefused("批示日期不能在今天以后。")
    if instructed.due_on and instructed.due_on < instructed.made_on:
        raise InstructionRefused("落实期限不能早于批示日期。")


@whole
def report_instruction(
    *, instruction_id: int, state: str, progress: str, actor: Actor, at: datetime
) -> Instruction:
    """报一次落实情况；从前报的在留痕里都留着。

    :raises InstructionRefused: 没写情况，或没有这种状态
    """
    row = Instruction.objects.select_for_update().filter(pk=instruction_id).first()
    if row is None:
        raise NotVisible("没有这次批示。")
    if state not in Instruction.State.values:
        raise InstructionRefused("请从所列的落实情况里选一种。")
    if len(progress.strip()) < 4:
        raise InstructionRefused("请写清落实的情况，至少 4 个字。")
    row.state, row.progress, row.progress_at = state, clean(progress)[:2000], at
    row.save(update_fields=["state", "progress", "progress_at"])
    label = Instruction.State(state).label
    _note_instruction(row, "instruction.reported", actor, at=at, state=label, progress=row.progress)
    return row


def _note(
    document: Document, verb: str, thread: int | None, actor: Actor, *, at: datetime, **facts: Any
) -> None:
    """附在一件事上的，记在那件事的线索上，经过里看得到；别的记在公文自己名下。"""
    about = (document.subject_kind, document.subject_id)
    kind, number = about if thread and all(about) else ("document", document.pk)
    told = {"number": document.number, "kind": _kind(document), "digest": document.digest}
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind=kind,
        subject_id=number or document.pk,
        jurisdiction_id=document.jurisdiction_id,
        thread=thread,
        facts=told | facts,
    )


def _note_instruction(
    row: Instruction, verb: str, actor: Actor, *, at: datetime, **facts: Any
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="instruction",
        subject_id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        facts={"made_by": row.made_by, **facts},
    )
