"""共性问题的读：有哪几组、组里各件答到没有、还有哪些像是同一个问题。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import redact
from lianxin.opinions.models import Opinion, ReplyGroup, ReplyMember
from lianxin.opinions.queries.similar import similar_to

PAGE = 50


@dataclass(frozen=True, slots=True)
class GroupCard:
    """清单里的一组。"""

    id: int
    title: str
    total: int
    answered: int
    refused: int
    opened_at: datetime
    opened_by: str
    answered_at: datetime | None

    @property
    def waiting(self) -> int:
        """还没答到的。"""
        return self.total - self.answered


@dataclass(frozen=True, slots=True)
class MemberCard:
    """组里的一件。"""

    case_id: int
    number: str
    title: str
    stage_label: str
    answered_at: datetime | None
    refusal: str


@dataclass(frozen=True, slots=True)
class Alike:
    """像是同一个问题、还没归进来的一件。"""

    case_id: int
    number: str
    title: str
    stage_label: str


@dataclass(frozen=True, slots=True)
class GroupDetail:
    """一组的全部。"""

    card: GroupCard
    jurisdiction_id: int
    answer: str
    result: str
    members: tuple[MemberCard, ...]

    @property
    def done_words(self) -> str:
        """“120 / 200 件”。"""
        return f"{self.card.answered} / {self.card.total} 件"


def reply_groups(
    *, viewer: Viewer, before: int | None = None, limit: int = PAGE
) -> list[GroupCard]:
    """看得见的各组，新的在前。一条语句。"""
    rows = _counted(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows.order_by("-pk")[:limit]]


def reply_group(*, viewer: Viewer, pk: int) -> GroupDetail:
    """一组，连同各件。两条语句。

    :raises NotVisible: 没有，或看不见
    """
    row = _counted(viewer).filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这个共性问题。")
    members = ReplyMember.objects.filter(group=row).select_related("case").order_by("id")
    found = tuple(map(_member, members))
    return GroupDetail(_card(row), row.jurisdiction_id, row.answer, row.result, found)


def alike_in(*, viewer: Viewer, jurisdiction_id: int, text: str, limit: int = 30) -> list[Alike]:
    """与这段话相近、没办结、没归组、这个人看得见的，最像的在前。两条语句。"""
    near = similar_to(text=text, jurisdiction_id=jurisdiction_id, limit=limit)
    place = {card.id: number for number, card in enumerate(near)}
    taken = ReplyMember.objects.filter(case=OuterRef("case"))
    rows = Opinion.objects.visible_to(viewer).filter(pk__in=place, case__closed_at__isnull=True)
    free = rows.filter(~Exists(taken), case__isnull=False).select_related("case")
    return [_alike(row.case) for row in sorted(free, key=lambda row: place[row.pk]) if row.case]


def pickable(*, viewer: Viewer, q: str = "", limit: int = 200) -> list[Alike]:
    """可以归集的：没办结、没归组、没并走的群众意见，按标题里的字找，新的在前。一条语句。"""
    taken = ReplyMember.objects.filter(case=OuterRef("pk"))
    gone = Opinion.objects.filter(case=OuterRef("pk"), merged_into__isnull=False)
    intake = Opinion.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.visible_to(viewer).filter(
        ~Exists(taken), ~Exists(gone), Exists(intake), closed_at__isnull=True
    )
    if q.strip():
        rows = rows.filter(Q(title__icontains=q.strip()) | Q(number__iexact=q.strip()))
    return [_alike(case) for case in rows.order_by("-id")[:limit]]


def _counted(viewer: Viewer) -> QuerySet[Any]:
    return ReplyGroup.objects.visible_to(viewer).annotate(
        total=Count("members"),
        done=Count("members", filter=Q(members__answered_at__isnull=False)),
        refused=Count("members", filter=~Q(members__refusal="")),
    )


def _card(row: Any) -> GroupCard:
    return GroupCard(
        id=row.pk,
        title=row.title,
        total=row.total,
        answered=row.done,
        refused=row.refused,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        answered_at=row.answered_at,
    )


def _member(row: ReplyMember) -> MemberCard:
    case = row.case
    return MemberCard(
        case_id=case.pk,
        number=case.number,
        title=redact(case.title).text,
        stage_label=_stage(case),
        answered_at=row.answered_at,
        refusal=row.refusal,
    )


def _alike(case: Case) -> Alike:
    return Alike(case.pk, case.number, redact(case.title).text, _stage(case))


def _stage(case: Case) -> str:
    return mechanism(case.mechanism_id).stage(case.stage).label
