"""公开的照片：外人只看得到挑出来、批准了、没撤下的；工作人员看得到可以挑哪些。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case
from lianxin.files.queries import (
    AttachmentCard,
    attachments_of_many,
    open_attachment,
    open_thumbnail,
)
from lianxin.kernel.errors import NotVisible
from lianxin.outcomes.queries import outcomes_of
from lianxin.publicity.models import PublicMatter, PublicPhoto

GONE = "没有这张照片，可能已经撤下。"
_ORDER = {"before": 0, "other": 1, "after": 2}


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """公开的一张。"""

    id: UUID
    phase: str
    phase_label: str
    alt: str


@dataclass(frozen=True, slots=True)
class PhotoChoice:
    """可以挑的一张；``shown`` 不为空的已经公开。"""

    id: UUID
    name: str
    where: str
    shown: PhotoCard | None


def photos_of(matter_id: int) -> tuple[PhotoCard, ...]:
    """一件公开事项上的照片：办之前的在前，办好后的在后。一条语句。"""
    cards = [_card(row) for row in PublicPhoto.objects.filter(matter=matter_id).order_by("pk")]
    return tuple(sorted(cards, key=lambda card: _ORDER[card.phase]))


def photo_choices(*, viewer: Viewer, matter_id: int) -> tuple[PhotoChoice, ...]:
    """这条线索上的照片，哪些已经公开；原话、各件办件、成果凭证上的都在。

    :raises NotVisible: 没有这件，或看不见
    """
    cases = Case.objects.visible_to(viewer)
    matter = PublicMatter.objects.filter(pk=matter_id, thread__in=cases.values("pk")).first()
    if matter is None:
        raise NotVisible("没有这件公开事项。")
    shown = {card.id: card for card in photos_of(matter.pk)}
    return tuple(
        PhotoChoice(photo.id, photo.name, where, shown.get(photo.id))
        for where, photo in _images(viewer, matter.thread)
    )


def images_of(*, viewer: Viewer, thread: int) -> set[UUID]:
    """这条线索上可以挑的照片编号。"""
    return {photo.id for _, photo in _images(viewer, thread)}


def _images(viewer: Viewer, thread: int) -> Iterator[tuple[str, AttachmentCard]]:
    cases = Case.objects.visible_to(viewer)
    rows = list(cases.filter(thread=thread).order_by("id"))
    said = [case.subject_id for case in rows if case.subject_kind == "opinion"]
    proved = [card.id for card in outcomes_of(viewer=viewer, cases=cases, thread=thread)]
    for kind, ids, where in (
        ("opinion", said, "群众拍的"),
        ("case", [case.pk for case in rows], "办理中附的"),
        ("outcome", proved, "成果凭证"),
    ):
        yield from _labelled(
            where, attachments_of_many(subject_kind=kind, subject_ids=ids, seen_by="staff")
        )


def _labelled(
    where: str, found: Mapping[int, list[AttachmentCard]]
) -> Iterator[tuple[str, AttachmentCard]]:
    for cards in found.values():
        yield from ((where, card) for card in cards if card.is_image)


def open_photo(*, number: str, photo: UUID, small: bool) -> tuple[AttachmentCard, BinaryIO]:
    """给外人打开一张：事项公开着、批准了，照片挑出来了、没有隔离，才打得开。

    :raises NotVisible: 少一样都不行
    """
    open_now = PublicMatter.objects.filter(number=number, withdrawn_at__isnull=True)
    matter = open_now.exclude(approved_by="").values("pk")
    if not PublicPhoto.objects.filter(matter__in=matter, attachment_id=photo).exists():
        raise NotVisible(GONE)
    read = open_thumbnail if small else open_attachment
    return read(attachment_id=photo, seen_by="staff")


def _card(row: PublicPhoto) -> PhotoCard:
    return PhotoCard(row.attachment_id, row.phase, row.get_phase_display(), row.alt)
