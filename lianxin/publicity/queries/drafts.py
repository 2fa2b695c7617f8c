"""公开之前给工作人员看的：脱敏后是什么样、遮了几处、哪些等着批准。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact, told_to_all
from lianxin.publicity.models import PublicMatter
from lianxin.publicity.redaction import public_text
from lianxin.publicity.sources import public_steps, source_of


@dataclass(frozen=True, slots=True)
class Draft:
    """公开出去会是什么样。``masked`` 是各类个人信息遮了几处；``limit`` 见 ``Source``。"""

    title: str
    summary: str
    answer: str
    steps: tuple[str, ...]
    masked: Mapping[str, int]
    limit: str


@dataclass(frozen=True, slots=True)
class PendingCard:
    """等着批准的一件。"""

    id: int
    number: str
    thread: int
    title: str
    summary: str
    published_at: datetime


def draft(*, viewer: Viewer, thread: int) -> Draft:
    """这件事公开出去会是什么样；工作人员看过再公开。

    :raises NotVisible: 看不见这件，或没有可公开的内容
    """
    seen = Case.objects.visible_to(viewer).filter(pk=thread).exists()
    source = source_of(thread) if seen else None
    if source is None:
        raise NotVisible("没有这件事，或者您无权查看。")
    return Draft(
        title=public_text(source.title),
        summary=public_text(source.text),
        answer=public_text(source.answer),
        steps=tuple(public_text(told_to_all(step.public)) for step in public_steps(thread)),
        masked=redact(f"{source.title}\n{source.text}\n{source.answer}").found,
        limit=source.limit,
    )


def pending(*, viewer: Viewer, before: int | None = None, limit: int = 20) -> list[PendingCard]:
    """这个人管得着、等着批准公开的，新的在前；一条语句。"""
    mine = Case.objects.visible_to(viewer).filter(pk=OuterRef("thread"))
    rows = PublicMatter.objects.filter(Exists(mine), approved_by="", withdrawn_at__isnull=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [
        PendingCard(row.pk, row.number, row.thread, row.title, row.summary, row.published_at)
        for row in rows.order_by("-pk")[:limit]
    ]
