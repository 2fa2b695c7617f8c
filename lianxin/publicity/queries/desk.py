"""公示审批要看的：待批的、公开着的、撤下的；一件的原话与公开出去的样子放在一起。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact
from lianxin.publicity.models import PublicLine, PublicMatter
from lianxin.publicity.sources import source_of

PAGE = 30
STATES: Mapping[str, Q] = {
    "pending": Q(approved_by="", withdrawn_at__isnull=True),
    "open": Q(withdrawn_at__isnull=True) & ~Q(approved_by=""),
    "withdrawn": Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class DeskMatter:
    """审批清单里的一件。"""

    id: int
    number: str
    title: str
    station: str
    stage: str
    profile: str
    approved_by: str
    published_at: datetime
    withdraw_reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """一件公开事项：左边原话，右边外人看到的。``masked`` 是各类个人信息遮了几处。"""

    matter: DeskMatter
    thread: int
    jurisdiction_id: int
    local_body_id: int | None
    original_title: str
    original_text: str
    original_answer: str
    summary: str
    answer: str
    steps: tuple[tuple[datetime, str], ...]
    masked: Mapping[str, int]
    limit: str
    withdrawn_at: datetime | None

    @property
    def is_pending(self) -> bool:
        """还等着批准。"""
        return not self.matter.approved_by and self.withdrawn_at is None


def desk_matters(
    *, viewer: Viewer, state: str = "pending", before: int | None = None, limit: int = PAGE
) -> list[DeskMatter]:
    """这个人管得着的公开事项，新的在前；一条语句。

    :param state: pending 待批准、open 公开着、withdrawn 撤下的
    """
    mine = Case.objects.visible_to(viewer).filter(pk=OuterRef("thread"))
    rows = PublicMatter.objects.filter(STATES.get(state, STATES["pending"]), Exists(mine))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_matter(row) for row in rows.select_related("station").order_by("-pk")[:limit]]


def review(*, viewer: Viewer, matter_id: int) -> Review:
    """一件公开事项，连同原话。只给看得见这件事的工作人员，调用前核对身份。

    :raises NotVisible: 没有这件，或看不见
    """
    row = PublicMatter.objects.select_related("station").filter(pk=matter_id).first()
    case = Case.objects.visible_to(viewer).filter(pk=row.thread).first() if row else None
    source = source_of(row.thread) if row and case else None
    if row is None or case is None or source is None:
        raise NotVisible("没有这件公开事项。")
    lines = PublicLine.objects.filter(matter=row).order_by("at", "entry_id")
    return Review(
        matter=_matter(row),
        thread=row.thread,
        jurisdiction_id=row.jurisdiction_id,
        local_body_id=case.local_body_id,
        original_title=source.title,
        original_text=source.text,
        original_answer=source.answer,
        summary=row.summary,
        answer=row.answer,
        steps=tuple((line.at, line.text) for line in lines),
        masked=redact(f"{source.title}\n{source.text}\n{source.answer}").found,
        limit=source.limit,
        withdrawn_at=row.withdrawn_at,
    )


def _matter(row: PublicMatter) -> DeskMatter:
    return DeskMatter(
        id=row.pk,
        number=row.number,
        title=row.title,
        station=row.station.name if row.station else "",
        stage=row.stage,
        profile=row.get_profile_display(),
        approved_by=row.approved_by,
        published_at=row.published_at,
        withdraw_reason=row.withdraw_reason,
    )
