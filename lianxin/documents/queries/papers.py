"""发文与批示的读：登记簿、一份公文、批示台账。返回冻结的数据类。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.documents.models import Document, Instruction
from lianxin.documents.papers import Paper, paper_from
from lianxin.documents.usecases import digest_of
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Body

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """登记簿里的一份。"""

    id: int
    kind: str
    kind_label: str
    number: str
    title: str
    issuer_id: int
    issuer: str
    signer: str
    addressee: str
    issued_at: datetime
    subject_kind: str
    subject_id: int | None
    replaces_id: int | None
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @property
    def state_words(self) -> str:
        """有效，或为什么作废。"""
        return f"已作废：{self.withdrawn_reason}" if self.withdrawn_at else "有效"


def document_page(
    *,
    viewer: Viewer,
    kind: str = "",
    q: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> list[DocumentCard]:
    """看得见的公文，新的在前；键集翻页。一条查询。"""
    rows = Document.objects.visible_to(viewer)
    if kind:
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(Q(number__icontains=q.strip()) | Q(title__icontains=q.strip()))
    if before:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in _light(rows).order_by("-id")[:limit]]


def documents_of(*, subject_kind: str, subject_id: int) -> list[DocumentCard]:
    """一件事上印发过的公文，先发的在前；看不看得见那件事，由调用的一方先判断。"""
    rows = Document.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return [_card(row) for row in _light(rows).order_by("id")]


def document_card(
    *, viewer: Viewer, pk: int, subjects: Iterable[tuple[str, int]] = ()
) -> DocumentCard:
    """取一份的登记。

    :param subjects: 这个人已经确认看得见的事，附在上面的公文也就看得见
    :raises NotVisible: 没有，或无权看
    """
    return _card(_seen(viewer, pk, subjects))


def document_paper(
    *, viewer: Viewer, pk: int, subjects: Iterable[tuple[str, int]] = ()
) -> tuple[DocumentCard, Paper]:
    """取一份的全文；先核对内容摘要。

    :raises DocumentTampered: 内容与摘要对不上
    :raises NotVisible: 没有，或无权看
    """
    row = _seen(viewer, pk, subjects)
    if digest_of(row.number, row.body) != row.digest:
        raise DocumentTampered("这份公文的内容与印发时的摘要对不上，请立即联系管理员核查留痕。")
    return _card(row), paper_from(row.body)


class DocumentTampered(NotVisible):
    """内容被动过：不给看，免得当真。"""


def subject_of(pk: int) -> tuple[str, int] | None:
    """这份公文附在哪件事上；没有附就是空。"""
    found = Document.objects.filter(pk=pk).values_list("subject_kind", "subject_id").first()
    return (found[0], found[1]) if found and found[0] and found[1] is not None else None


def _seen(viewer: Viewer, pk: int, subjects: Iterable[tuple[str, int]]) -> Document:
    rows = Document.objects.filter(pk=pk).select_related(
        "issuer", "addressee_body", "addressee_person"
    )
    row = rows.first()
    known = row is not None and (row.subject_kind, row.subject_id) in set(subjects)
    if row is None or not (known or Document.objects.visible_to(viewer).filter(pk=pk).exists()):
        raise NotVisible("没有这份公文，或者您无权查看。")
    return row


def _light(rows: QuerySet[Document]) -> QuerySet[Document]:
    """登记簿不用取全文。"""
    return rows.select_related("issuer", "addressee_body", "addressee_person").defer("body")


def _card(row: Document) -> DocumentCard:
    to = row.addressee_body.short_name if row.addressee_body else ""
    return DocumentCard(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        number=row.number,
        title=row.title,
        issuer_id=row.issuer_id,
        issuer=row.issuer.short_name,
        signer=row.signer,
        addressee=to or (row.addressee_person.name if row.addressee_person else ""),
        issued_at=row.issued_at,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        replaces_id=row.replaces_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


@dataclass(frozen=True, slots=True)
class InstructionCard:
    """批示台账里的一行。"""

    id: int
    made_by: str
    made_by_post: str
    made_on: date
    words: str
    matter: str
    document_id: int | None
    assigned_id: int | None
    assigned: str
    due_on: date | None
    state: str
    state_label: str
    progress: str
    progress_at: datetime | None
    is_overdue: bool

    @property
    def tone(self) -> str:
        """信号灯。"""
        if self.is_overdue:
            return "bad"
        return {"done": "ok", "under_way": "warn", "open": "warn"}.get(self.state, "none")


def instruction_page(
    *,
    viewer: Viewer,
    today: date,
    state: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> list[InstructionCard]:
    """看得见的批示，新的在前；键集翻页。一条查询。"""
    rows = Instruction.objects.visible_to(viewer).select_related("assigned")
    if state:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    return [_instruction(row, today) for row in rows.order_by("-id")[:limit]]


def get_instruction(*, viewer: Viewer, pk: int, today: date) -> InstructionCard:
    """取一次批示。

    :raises NotVisible: 没有，或无权看
    """
    row = Instruction.objects.visible_to(viewer).select_related("assigned").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这次批示，或者您无权查看。")
    return _instruction(row, today)


def _instruction(row: Instruction, today: date) -> InstructionCard:
    is_open = row.state in (Instruction.State.OPEN, Instruction.State.UNDER_WAY)
    return InstructionCard(
        id=row.pk,
        made_by=row.made_by,
        made_by_post=row.made_by_post,
        made_on=row.made_on,
        words=row.words,
        matter=row.matter,
        document_id=row.document_id,
        assigned_id=row.assigned_id,
        assigned=row.assigned.short_name if row.assigned else "",
        due_on=row.due_on,
        state=row.state,
        state_label=row.get_state_display(),
        progress=row.progress,
        progress_at=row.progress_at,
        is_overdue=bool(is_open and row.due_on and row.due_on < today),
    )


def undertakers(*, jurisdiction_id: int) -> list[tuple[str, str]]:
    """可以交给谁落实：本级的单位、街道、委员会。"""
    kinds = (
        *(Body.Kind.GOVERNMENT, Body.Kind.DEPARTMENT, Body.Kind.SUBDISTRICT),
        *(Body.Kind.STREET_COMMITTEE, Body.Kind.SPECIAL_COMMITTEE, Body.Kind.DEPUTY_AFFAIRS),
        *(Body.Kind.COURT, Body.Kind.PROCURATORATE, Body.Kind.SUPERVISION),
    )
    rows = Body.objects.filter(congress=jurisdiction_id, kind__in=kinds, ends_on__isnull=True)
    return [(str(row.pk), row.name) for row in rows.order_by("kind", "id")]
