"""附件：看得见那件事，才打得开上面的附件；图片能看，文件只下载。"""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase

from lianxin.access.audience import signed_in
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
from lianxin.opinions.queries import get_opinion
from lianxin.outcomes.queries import get_outcome
from lianxin.supervision.queries.records import get_record
from lianxin.supervision.queries.signing import draft_page
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
    viewer = desk.viewer
    card = get_attachment(attachment_id=pk, seen_by="staff")
    if card.subject_id is None:
        raise NotVisible("没有这个附件")
    if card.subject_kind == "opinion":
        get_opinion(viewer=viewer, pk=card.subject_id)
    elif card.subject_kind == "case":
        get_case(viewer=viewer, pk=card.subject_id)
    elif card.subject_kind == "outcome":
        cases = Case.objects.visible_to(viewer)
        get_outcome(viewer=viewer, cases=cases, pk=card.subject_id)
    elif card.subject_kind == "unit_draft":
        draft_page(viewer=viewer, pk=card.subject_id, today=desk.today)
    elif card.subject_kind == "supervision":
        get_record(viewer=viewer, pk=card.subject_id)
    elif card.subject_kind == "rule":
        get_rule(viewer=viewer, pk=card.subject_id, today=desk.today)
    else:
        raise NotVisible("没有这个附件")


def _answer(card: AttachmentCard, content: BinaryIO, *, content_type: str = "") -> HttpResponseBase:
    response = FileResponse(
        content,
        as_attachment=not card.is_image,
        filename=card.name,
        content_type=content_type or card.content_type,
    )
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
