"""一件事旁边在办的几件：什么用途、办到哪、接下来谁欠着什么、到哪天。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.alongside import BesideCard, beside_cards
from lianxin.casework.models import Case
from lianxin.casework.queries import DutyCard


@dataclass(frozen=True, slots=True)
class Companion:
    """旁边的一件，和它最先到期的责任；没有人欠着的为空。"""

    card: BesideCard
    duty: DutyCard | None

    @property
    def holder(self) -> str:
        """最先到期的那一份在谁肩上。"""
        return (self.duty.holder or self.duty.person) if self.duty else ""


def companions(
    *, viewer: Viewer, case: Case, cards: Sequence[DutyCard], today: date
) -> tuple[Companion, ...]:
    """这条线索上看得见的旁办件，除了这一件自己；没有旁办件的一条查询也不多。

    :param cards: 这条线索上没解除的责任
    """
    if not (case.accompanied or case.beside):
        return ()
    thread = case.thread or case.pk
    found = beside_cards(viewer=viewer, thread=thread, today=today)
    return tuple(Companion(one, _first(cards, one.id)) for one in found if one.id != case.pk)


def _first(cards: Sequence[DutyCard], case_id: int) -> DutyCard | None:
    mine = (card for card in cards if card.case_id == case_id)
    return min(mine, key=lambda card: (card.due_date, card.id), default=None)
