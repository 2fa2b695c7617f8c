"""附件：看得见那件事，才打得开上面的附件；图片能看，文件只下载。"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase

from lianxin.access.audience import signed_in
from lianxin.appraisal.queries import evidence_station
from lianxin.casework.models import Case
from lianxin.casework.queries import get_case
from lianxin.documents.queries import get_rule
from lianxin.files.queries import (
    AttachmentCard,
    get_attachment,
    open_attachment,
    open_thumbnail,
)
from lianxin.kernel.errors import NotVisible
from lianxin.legislation.queries import ask_seen, consultation_page
from lianxin.opinions.queries import get_opinion
from lianxin.outcomes.queries import get_outcome
from lianxin.supervision.queries.records import get_record
from lianxin.supervision.queries.signing import draft_page
from lianxin.workbench import policies
from lianxin.workbench.queries.registers import station_seen
from lianxin.workbench.web.desk import Desk, desk_of


@signed_in
def attachment(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """附件原件。"""
    _must_see(desk_of(request), pk)
    card, content = open_attachment(attachment_id=pk, seen_by="staff")
    return _answer(card, content)


@signed_in
def thumbnail(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """照片的小图。"""
    _must_see(desk_of(request), pk)
    card, content = open_thumbnail(attachment_id=pk, seen_by="staff")
    return _answer(card, content, content_type="image/jpeg")


def _must_see(desk: Desk, pk: UUID) -> None:
    card = get_attachment(attachment_id=pk, seen_by="staff")
    look = LOOKS.get(card.subject_kind)
    if card.subject_id is None or look is None:
        raise NotVisible("没有这个附件")
    look(desk, card.subject_id)


def _outcome(desk: Desk, pk: int) -> object:
    return get_outcome(viewer=desk.viewer, cases=Case.objects.visible_to(desk.viewer), pk=pk)


def _norm_evidence(desk: Desk, pk: int) -> None:
    if not policies.keeps_registers(desk.viewer):
        raise NotVisible("没有这个附件")
    station_seen(viewer=desk.viewer, pk=evidence_station(pk))


#: 附在哪一种事上 → 怎样看得见那件事；看不见的抛出 NotVisible。
LOOKS: dict[str, Callable[[Desk, int], object]] = {
    "opinion": lambda desk, pk: get_opinion(viewer=desk.viewer, pk=pk),
    "case": lambda desk, pk: get_case(viewer=desk.viewer, pk=pk),
    "outcome": _outcome,
    "unit_draft": lambda desk, pk: draft_page(viewer=desk.viewer, pk=pk, today=desk.today),
    "supervision": lambda desk, pk: get_record(viewer=desk.viewer, pk=pk),
    "consultation": lambda desk, pk: consultation_page(viewer=desk.viewer, pk=pk),
    "consultation_ask": lambda desk, pk: ask_seen(viewer=desk.viewer, pk=pk),
    "rule": lambda desk, pk: get_rule(viewer=desk.viewer, pk=pk, today=desk.today),
    "norm_evidence": _norm_evidence,
}


def _answer(card: AttachmentCard, content: BinaryIO, *, content_type: str = "") -> HttpResponseBase:
    response = FileResponse(
        content,
        as_attachment=not card.is_image,
        filename=card.name,
        content_type=content_type or card.content_type,
    )
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
