"""联络员名册、征求意见的读。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Least

from lianxin.access.viewers import Viewer
from lianxin.casework.state import day_of
from lianxin.files.queries import AttachmentCard, attachments_of, attachments_of_many
from lianxin.kernel.errors import NotVisible
from lianxin.legislation import policies
from lianxin.legislation.models import Consultation, ConsultationAsk, Function, Officer

PAGE = 50
DEFINITION = (
    "回收率＝回了意见的人数 ÷ 问到的人数；采纳（含部分采纳）按份数，反馈以后才算得出；"
    "过了期限才回的照收，另外写明。"
)
#: 页面从这里问：谁管名册、谁收意见、谁回得了。
asker_posts = policies.asker_posts
may_run_consultation = policies.may_run_consultation
may_answer = policies.may_answer


@dataclass(frozen=True, slots=True)
class AskLine:
    """问到的一位和他的意见；``mine`` 是看的人自己。"""

    row: ConsultationAsk
    mine: bool
    may_answer: bool
    is_late: bool
    files: tuple[AttachmentCard, ...]


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """一次征求意见；联络员只看得见自己那一份。"""

    row: Consultation
    runs: bool
    files: tuple[AttachmentCard, ...]
    lines: tuple[AskLine, ...]
    asked: int
    answered: int
    adopted: int

    @property
    def words(self) -> str:
        """收回几份、采纳几份。"""
        share = f"（{self.answered / self.asked:.0%}）" if self.asked else ""
        came = f"问了 {self.asked} 位，回了 {self.answered} 位{share}"
        return f"{came}，采纳 {self.adopted} 份" if self.row.returned_at else came


def officer_list(
    *, viewer: Viewer, on: date, function: str = "", past: bool = False
) -> list[Officer]:
    """名册：在聘的，或（``past``）离任、届满的。一条语句。"""
    rows = Officer.objects.visible_to(viewer).select_related("person")
    if function in Function:
        rows = rows.filter(function=function)
    counted = rows.annotate(until=Least("left_on", "ends_on"))
    chosen = counted.filter(until__lte=on) if past else counted.filter(until__gt=on)
    return list(chosen.order_by("function", "place", "id"))


def officers_to_ask(*, congress_id: int, on: date, function: str) -> list[Officer]:
    """征求得到的：在聘的。一条语句。"""
    rows = Officer.objects.filter(congress=congress_id, function=function, left_on__isnull=True)
    return list(
        rows.filter(starts_on__lte=on, ends_on__gt=on).select_related("person").order_by("id")
    )


def officer_seen(*, viewer: Viewer, pk: int) -> Officer:
    """管得了的一位。

    :raises NotVisible: 没有，或管不了
    """
    row = Officer.objects.visible_to(viewer).select_related("person").filter(pk=pk).first()
    if row is None or not asker_posts(viewer, row.congress_id):
        raise NotVisible("没有这位联络员。")
    return row


def consultation_list(
    *, viewer: Viewer, before: int | None = None, limit: int = PAGE
) -> list[Consultation]:
    """看得见的征求意见，新的在前；连着问了几位、回了几位。一条语句。"""
    rows = _counted(Consultation.objects.visible_to(viewer)).select_related("body")
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.order_by("-id")[:limit])


def _counted(rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
    took = Q(asks__taken__in=(ConsultationAsk.Taken.ADOPTED, ConsultationAsk.Taken.PARTLY))
    return rows.annotate(
        asked=Count("asks"),
        answered=Count("asks", filter=~Q(asks__answer="")),
        adopted=Count("asks", filter=took),
        last=Max("asks__answered_at"),
    )


def consultation_page(*, viewer: Viewer, pk: int) -> ConsultationPage:
    """一次征求意见。语句数固定。

    :raises NotVisible: 没有，或看不见
    """
    rows = _counted(Consultation.objects.visible_to(viewer)).select_related("body")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这次征求意见。")
    asks = row.asks.select_related("officer__person", "consultation").order_by("id")
    if not asker_posts(viewer, row.congress_id):
        asks = asks.filter(officer__person=viewer.person_id)
    found = list(asks)
    files = attachments_of_many(
        subject_kind="consultation_ask", subject_ids=[one.pk for one in found], seen_by="staff"
    )
    return ConsultationPage(
        row=row,
        runs=may_run_consultation(viewer, row),
        files=tuple(
            attachments_of(subject_kind="consultation", subject_id=row.pk, seen_by="staff")
        ),
        lines=tuple(_line(one, viewer, tuple(files.get(one.pk, ()))) for one in found),
        asked=row.asked,  # type: ignore[attr-defined]
        answered=row.answered,  # type: ignore[attr-defined]
        adopted=row.adopted,  # type: ignore[attr-defined]
    )


def _line(one: ConsultationAsk, viewer: Viewer, files: tuple[AttachmentCard, ...]) -> AskLine:
    is_late = one.answered_at is not None and day_of(one.answered_at) > one.consultation.due_on
    mine = one.officer.person_id == viewer.person_id
    open_now = one.consultation.returned_at is None
    return AskLine(one, mine, open_now and may_answer(viewer, one), is_late, files)


def ask_seen(*, viewer: Viewer, pk: int) -> ConsultationAsk:
    """回得了的一份，或管得了的。

    :raises NotVisible: 没有，或看不见
    """
    rows = ConsultationAsk.objects.select_related("consultation", "officer__person")
    row = rows.filter(pk=pk).first()
    if row is None or not (
        may_answer(viewer, row) or asker_posts(viewer, row.consultation.congress_id)
    ):
        raise NotVisible("没有这次征求意见。")
    return row
