"""公开照片的写：一张一张挑，写明照片上是什么；随时撤得下。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianxin.access.viewers import Viewer
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.transactions import whole
from lianxin.publicity.models import PublicMatter, PublicPhoto
from lianxin.publicity.queries.photos import images_of
from lianxin.publicity.redaction import clipped, public_text

MOST_PHOTOS = 12


class PhotoRefused(RuleViolation):
    """这张照片不能这样公开。"""


@whole
def publish_photo(
    *,
    matter_id: int,
    photo: UUID,
    phase: str,
    alt: str,
    viewer: Viewer,
    actor: Actor,
    at: datetime,
) -> PublicPhoto:
    """公开一张照片；已经公开的，改它的说明。照片都是重新整理过的，不带拍摄地点和机型。

    :param alt: 照片上是什么，读给看不见的人听，至少四个字
    :raises PhotoRefused: 没写说明、没说是什么时候拍的、太多，或只公开标题的事
    :raises NotVisible: 没有这件公开事项，或这张照片不在这条线索上
    """
    matter = _open_matter(matter_id)
    if matter.profile != PublicMatter.Profile.FULL:
        raise PhotoRefused("提出人只同意公开标题，照片不能公开。")
    said = clipped(public_text(alt.strip(), hidden=matter.hidden), 60)
    if len(said) < 4:
        raise PhotoRefused("请写明照片上是什么，如“装好的路灯亮着”。")
    if phase not in PublicPhoto.Phase.values:
        raise PhotoRefused("请选是办之前、办理中还是办好后拍的。")
    if photo not in images_of(viewer=viewer, thread=matter.thread):
        raise NotVisible("没有这张照片。")
    if (
        PublicPhoto.objects.filter(matter=matter).exclude(attachment_id=photo).count()
        >= MOST_PHOTOS
    ):
        raise PhotoRefused(f"一件事最多公开 {MOST_PHOTOS} 张照片，请先撤下几张。")
    row, _ = PublicPhoto.objects.update_or_create(
        matter=matter,
        attachment_id=photo,
        defaults={"phase": phase, "alt": said, "approved_by": str(actor), "published_at": at},
    )
    _log(matter, "publicity.photo", row.alt, actor=actor, at=at)
    return row


@whole
def withdraw_photo(*, matter_id: int, photo: UUID, actor: Actor, at: datetime) -> None:
    """撤下一张，外人从此打不开。

    :raises NotVisible: 这张没有公开
    """
    matter = _open_matter(matter_id)
    row = PublicPhoto.objects.filter(matter=matter, attachment_id=photo).first()
    if row is None:
        raise NotVisible("这张照片没有公开。")
    row.delete()
    _log(matter, "publicity.photo_withdraw", row.alt, actor=actor, at=at)


def _open_matter(matter_id: int) -> PublicMatter:
    rows = PublicMatter.objects.select_for_update().filter(withdrawn_at__isnull=True)
    matter = rows.filter(pk=matter_id).first()
    if matter is None:
        raise NotVisible("这件事没有公开，或已经撤下。")
    return matter


def _log(matter: PublicMatter, verb: str, alt: str, *, actor: Actor, at: datetime) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="publication",
        subject_id=matter.pk,
        jurisdiction_id=matter.jurisdiction_id,
        thread=matter.thread,
        facts={"number": matter.number, "alt": alt},
    )
