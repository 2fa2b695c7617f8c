"""附件的读：先由事情所在的模块判断这个人看不看得见那件事，再到这里按“给谁看”取。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q

from lianxin.files import storage
from lianxin.files.models import Attachment
from lianxin.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """一个附件要显示的全部内容。"""

    id: UUID
    kind: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    audience: str
    subject_kind: str
    subject_id: int | None
    uploaded_at: datetime
    uploaded_by: str
    withheld: str = ""

    @property
    def is_image(self) -> bool:
        """是照片，可以直接显示；文件只许下载。"""
        return self.kind == Attachment.Kind.IMAGE


def get_attachment(*, attachment_id: UUID | str, seen_by: str) -> AttachmentCard:
    """取一个附件。``seen_by`` 是看的人属于哪一档：public、submitter、staff。

    :raises NotVisible: 没有、被隔离，或不给这一档的人看
    """
    return _card(_row(attachment_id, seen_by))


def attachments_of(*, subject_kind: str, subject_id: int, seen_by: str) -> list[AttachmentCard]:
    """一件事上的附件，先传的在前。"""
    return [_card(row) for row in Attachment.objects.seen_by(seen_by).of(subject_kind, subject_id)]


def attachments_on(
    subjects: Iterable[tuple[str, int]],
) -> tuple[list[AttachmentCard], list[AttachmentCard]]:
    """几件事上给工作人员看的附件，和打不开的（已隔离、待扫描）；一次查询。"""
    here = Q(pk__in=[])
    for kind, number in subjects:
        here |= Q(subject_kind=kind, subject_id=number)
    rows = Attachment.objects.filter(here).order_by("-subject_kind", "uploaded_at", "id")
    cards = [_card(row) for row in rows]
    return [one for one in cards if not one.withheld], [one for one in cards if one.withheld]


def attachments_of_many(
    *, subject_kind: str, subject_ids: Iterable[int], seen_by: str
) -> dict[int, list[AttachmentCard]]:
    """许多件事上的附件，一次查完。"""
    rows = Attachment.objects.seen_by(seen_by).filter(
        subject_kind=subject_kind, subject_id__in=list(subject_ids)
    )
    found: dict[int, list[AttachmentCard]] = {}
    for row in rows.order_by("uploaded_at", "id"):
        if row.subject_id is not None:
            found.setdefault(row.subject_id, []).append(_card(row))
    return found


def attachments_by_id(names: Iterable[str], *, seen_by: str) -> dict[str, AttachmentCard]:
    """按编号取几个附件，附在事上、没有隔离、这一档看得见的才有。一次查询。

    看不看得见那件事由调用者先核对。
    """
    rows = Attachment.objects.seen_by(seen_by).filter(pk__in=set(names), subject_id__isnull=False)
    return {str(row.pk): _card(row) for row in rows}


def open_attachment(*, attachment_id: UUID | str, seen_by: str) -> tuple[AttachmentCard, BinaryIO]:
    """打开一个附件的内容；用完由调用者关闭。规矩与 :func:`get_attachment` 相同。"""
    row = _row(attachment_id, seen_by)
    return _card(row), _opened(row.stored_name)


def open_thumbnail(*, attachment_id: UUID | str, seen_by: str) -> tuple[AttachmentCard, BinaryIO]:
    """打开照片的缩略图（长边不超过 400 像素的 JPEG）；文件没有缩略图。"""
    row = _row(attachment_id, seen_by)
    if row.kind != Attachment.Kind.IMAGE:
        raise NotVisible("没有这个附件")
    return _card(row), _opened(storage.thumbnail_name(row.stored_name))


def _opened(name: str) -> BinaryIO:
    """账上有、盘上没有的（换机器时文件没有搬全），说清找谁，不报成系统出错。"""
    try:
        return storage.read(name)
    except FileNotFoundError as gone:
        raise NotVisible("这个附件的原件不在存放处了，请告诉管理员从备份里找回。") from gone


def _row(attachment_id: UUID | str, seen_by: str) -> Attachment:
    try:
        wanted = UUID(str(attachment_id))
    except ValueError as mistake:
        raise NotVisible("没有这个附件") from mistake
    row = Attachment.objects.seen_by(seen_by).filter(pk=wanted).first()
    if row is None:
        raise NotVisible("没有这个附件")
    return row


def _card(row: Attachment) -> AttachmentCard:
    return AttachmentCard(
        id=row.id,
        kind=row.kind,
        name=row.original_name,
        content_type=row.content_type,
        size=row.size,
        width=row.width,
        height=row.height,
        audience=row.audience,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by_name,
        withheld=_withheld(row),
    )


def _withheld(row: Attachment) -> str:
    if row.quarantined_reason:
        return f"已隔离：{row.quarantined_reason}"
    return "待扫描" if row.scan == Attachment.Scan.WAITING else ""
