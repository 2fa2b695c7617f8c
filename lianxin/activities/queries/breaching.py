"""没有达标的清单：先数各处各几条、排好先后，翻到哪一页才把那一页的写出来。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lianxin.activities.queries.cadence import Board, Cell, Row, RuleInForce, YearCell
from lianxin.activities.queries.subjects import Subject
from lianxin.kernel.cadence.judging import STATES, WANTING


@dataclass(frozen=True, slots=True)
class Breach:
    """一处没有达标（或快到期还不够）：谁、哪条规则、哪个窗口、几次、要几次。"""

    subject: Subject
    rule: RuleInForce
    window: str
    last: date
    count: int
    least: int
    state: str

    @property
    def words(self) -> str:
        """结果的叫法。"""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Lot:
    """一块板上同一个窗口（或同一年）、同一种结果的各条：只记几条，不写出来。"""

    board: Board
    window: str
    place: int
    last: date
    least: int
    state: str
    size: int
    is_year: bool = False

    def cell(self, row: Row) -> Cell | YearCell:
        """一行里对着的那一格。"""
        return row.years[self.place] if self.is_year else row.cells[self.place]

    def items(self, start: int, stop: int) -> Iterator[Breach]:
        """第 ``start`` 条到 ``stop`` 条之前的。"""
        mine = (row for row in self.board.rows if self.cell(row).state == self.state)
        for row in islice(mine, start, stop):
            count = self.cell(row).count
            yield Breach(
                row.subject,
                self.board.rule,
                self.window,
                self.last,
                count,
                self.least,
                self.state,
            )


@dataclass(frozen=True, slots=True)
class Breaches:
    """全部没有达标的，快到期的在前，截止晚的在前。"""

    lots: tuple[Lot, ...]

    @property
    def total(self) -> int:
        """一共几处。"""
        return sum(lot.size for lot in self.lots)

    def page(self, start: int, size: int) -> list[Breach]:
        """从第 ``start`` 条起的一页；只写出这几条。"""
        found: list[Breach] = []
        for lot in self.lots:
            found += lot.items(start, start + size - len(found)) if start < lot.size else ()
            start = max(start - lot.size, 0)
            if len(found) == size:
                break
        return found

    def __iter__(self) -> Iterator[Breach]:
        """一条一条写出来，给导出用。"""
        for lot in self.lots:
            yield from lot.items(0, lot.size)


def breaches(boards: Iterable[Board], *, states: Collection[str] = WANTING) -> Breaches:
    """几块板上要过问的；全年不够的也在内。

    :param states: 只要哪几种结果
    """
    lots = [lot for made in boards for lot in _lots(made, states)]
    return Breaches(
        tuple(sorted(lots, key=lambda lot: (lot.state != "warn", -lot.last.toordinal())))
    )


def _lots(made: Board, states: Collection[str]) -> Iterator[Lot]:
    rule, wanted = made.rule.rule, WANTING & set(states)
    for place in range(len(made.frames) - 1, -1, -1):
        sizes = Counter(row.cells[place].state for row in made.rows)
        last = made.frames[place].last
        for state in sorted(wanted & sizes.keys()):
            size = sizes[state]
            yield Lot(made, made.labels[place], place, last, rule.least, state, size)
    years = made.rows[0].years if made.rows else ()
    for place, one in enumerate(years):
        sizes = Counter(row.years[place].state for row in made.rows)
        last, least = date(one.year, 12, 31), rule.year_least or 0
        for state in sorted(wanted & sizes.keys()):
            words, size = f"{one.year} 年全年", sizes[state]
            yield Lot(made, words, place, last, least, state, size, is_year=True)
