"""一件事旁边在办的几件：什么用途、办到哪、接下来谁欠着什么、到哪天。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.queries import DutyCard
from lianxin.kernel.mechanism.vocabulary import RESULTS, SLOTS


@dataclass(frozen=True, slots=True)
class BesideCard:
    """旁边的一件（``slot_label`` 为“主办件”的是主线那一件）；``due_date`` 为空的没有人欠着。"""

    case_id: int
    slot_label: str
    mechanism: str
    title: str
    stage_label: str
    is_closed: bool
    result_words: str
    holder: str
    owes: str
    light: str
    due_words: str
    due_date: date | None


def beside_cards(
    *, viewer: Viewer, case: Case, cards: Sequence[DutyCard]
) -> tuple[BesideCard, ...]:
    """同一主办件旁边、这个人看得见的几件，主办件在前；没有的一条查询也不多。

    :param cards: 这条线索上没解除的责任，先到期的在前
    """
    main = case.main_id or case.pk
    if not (case.accompanied or case.beside):
        return ()
    around = Case.objects.visible_to(viewer).exclude(pk=case.pk)
    rows = [*around.filter(pk=main), *around.filter(main=main).order_by("id")]
    return tuple(_card(row, _first(cards, row.pk)) for row in rows)


def _first(cards: Iterable[DutyCard], case_id: int) -> DutyCard | None:
    mine = (card for card in cards if card.case_id == case_id)
    return min(mine, key=lambda card: card.due_date, default=None)


def _card(row: Case, duty: DutyCard | None) -> BesideCard:
    mech = mechanism(row.mechanism_id)
    return BesideCard(
        case_id=row.pk,
        slot_label=SLOTS.get(row.beside, "") if row.beside else "主办件",
        mechanism=mech.label,
        title=row.title,
        stage_label=mech.stage(row.stage).label,
        is_closed=row.closed_at is not None,
        result_words=RESULTS.get(row.result, "") if row.closed_at else "",
        holder=(duty.holder or duty.person) if duty else "",
        owes=duty.owes if duty else "",
        light=duty.light if duty else "none",
        due_words=duty.due_words if duty else "",
        due_date=duty.due_date if duty else None,
    )
