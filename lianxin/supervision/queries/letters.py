"""监督意见书的读：列表、一份的全部；各项办到哪、到哪天。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.timespans import Timespan
from lianxin.supervision.models import LetterItem, OpinionLetter
from lianxin.supervision.policies import may_rewrite, may_write

PAGE = 50
_STRUCK = Q(items__case__closed_at__isnull=False)


@dataclass(frozen=True, slots=True)
class LetterCard:
    """列表里的一份。"""

    id: int
    case_id: int | None
    kind: str
    number: str
    title: str
    unit: str
    committee: str
    stage: str
    due_on: date | None
    is_overdue: bool
    items: int
    struck: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """意见书里的一项：办到哪、谁欠着什么、到哪天。"""

    place: int
    text: str
    within: str
    due_on: date | None
    case_id: int | None
    stage: str
    owes: str
    owed_by: str
    owed_on: date | None
    is_overdue: bool
    is_struck: bool


@dataclass(frozen=True, slots=True)
class LetterPage:
    """一份意见书的全部。"""

    row: OpinionLetter
    card: LetterCard
    items: tuple[ItemLine, ...]
    passages: tuple[tuple[str, str], ...]
    may_rewrite: bool
    may_submit: bool


@dataclass(frozen=True, slots=True)
class LetterLink:
    """办件背后的意见书；``place`` 是其中第几项，办的是整份的为空。"""

    id: int
    title: str
    place: int | None


#: 办件里要在意见书页上看到的材料。
_SHOWN = ("plan", "committee_comment", "result_report", "approval_note")


def letter_list(
    *, viewer: Viewer, today: date, before: int | None = None, limit: int = PAGE
) -> list[LetterCard]:
    """看得见的意见书，新起草的在前；两条查询。"""
    rows = OpinionLetter.objects.visible_to(viewer)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("unit", "committee", "case", "document")
        .annotate(total=Count("items"), struck=Count("items", filter=_STRUCK))
        .order_by("-id")[:limit]
    )
    duties = _duties(row.case_id for row in found)
    return [_card(row, duties, today) for row in found]


def letter_page(*, viewer: Viewer, pk: int, today: date) -> LetterPage:
    """取一份意见书；查询次数与项数无关。

    :raises NotVisible: 看不见与不存在同样对待
    """
    row = (
        OpinionLetter.objects.visible_to(viewer)
        .select_related("unit", "committee", "case", "document")
        .annotate(total=Count("items"), struck=Count("items", filter=_STRUCK))
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotVisible("没有这份意见书，或者您无权查看。")
    items = list(LetterItem.objects.filter(letter=row).select_related("case").order_by("place"))
    duties = _duties([row.case_id, *(item.case_id for item in items)])
    writes = may_write(viewer, row.jurisdiction_id)
    return LetterPage(
        row=row,
        card=_card(row, duties, today),
        items=tuple(_item(item, duties, today) for item in items),
        passages=tuple(_passages(row.case)),
        may_rewrite=writes and may_rewrite(row),
        may_submit=writes and row.case_id is None,
    )


def letter_behind(*, viewer: Viewer, subject_kind: str, pk: int) -> LetterLink | None:
    """这件办的是哪份意见书，或其中哪一项；不是的、看不见的为空。一条语句。"""
    rows = OpinionLetter.objects.visible_to(viewer)
    if subject_kind == "letter":
        title = rows.filter(pk=pk).values_list("title", flat=True).first()
        return LetterLink(pk, title, None) if title else None
    if subject_kind != "letter_item":
        return None
    found = LetterItem.objects.filter(pk=pk, letter__in=rows)
    row = found.values_list("letter", "letter__title", "place").first()
    return LetterLink(*row) if row else None


def may_draft(viewer: Viewer, jurisdiction_id: int) -> bool:
    """页面上有没有“起草一份”。"""
    return may_write(viewer, jurisdiction_id)


def _duties(cases: Iterable[int | None]) -> Mapping[int, Duty]:
    """这些办件各自最先到期的责任。"""
    rows = Duty.objects.open().filter(case__in=[pk for pk in cases if pk])
    found = rows.select_related("holder_body").order_by("-due_date", "-id")
    return {duty.case_id: duty for duty in found}


def _stage(case: Case | None) -> str:
    if case is None:
        return ""
    return mechanism(case.mechanism_id).stage(case.stage).label


def _card(row: OpinionLetter, duties: Mapping[int, Duty], today: date) -> LetterCard:
    duty = duties.get(row.case_id or 0)
    return LetterCard(
        id=row.pk,
        case_id=row.case_id,
        kind=row.get_kind_display(),
        number=row.document.number if row.document else "",
        title=row.title,
        unit=row.unit.short_name,
        committee=row.committee.short_name,
        stage=_stage(row.case) or "起草中",
        due_on=duty.due_date if duty else None,
        is_overdue=bool(duty and duty.due_date < today),
        items=row.total,  # type: ignore[attr-defined]
        struck=row.struck,  # type: ignore[attr-defined]
    )


def _item(item: LetterItem, duties: Mapping[int, Duty], today: date) -> ItemLine:
    duty = duties.get(item.case_id or 0)
    return ItemLine(
        place=item.place,
        text=item.text,
        within=Timespan.parse(item.within).text,
        due_on=item.due_on,
        case_id=item.case_id,
        stage=_stage(item.case) or "还没有印发",
        owes=duty.owes if duty else "",
        owed_by=duty.holder_body.short_name if duty and duty.holder_body else "",
        owed_on=duty.due_date if duty else None,
        is_overdue=bool(duty and duty.due_date < today),
        is_struck=bool(item.case and item.case.closed_at),
    )


def _passages(case: Case | None) -> Iterable[tuple[str, str]]:
    """方案、委员会的意见、办理情况报告，办到哪一步有哪几样。"""
    if case is None:
        return
    mech = mechanism(case.mechanism_id)
    labels = {fact.key: fact.label for fact in mech.facts}
    for key in _SHOWN:
        if key in labels and case.facts.get(key):
            yield labels[key], str(case.facts[key])
