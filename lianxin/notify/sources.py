"""新事从哪里来、办件上谁是谁：上层的模块在这里登记，消息不认识它们。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

#: 一个收消息的：（机构编号, 人员编号），恰有一个。
Reader = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """发生了一件该让人知道的事。``ref`` 是它独一无二的记号，再报一次也认得。"""

    ref: str
    event: str
    case_id: int
    jurisdiction_id: int
    at: datetime
    holder: Reader | None = None
    text: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """取到的新事，和取到了第几号。"""

    happenings: Sequence[Happening]
    seen: int


#: 从第几号之后取、多早以前的不要，最多取多少。
Feed = Callable[[int, datetime, int], News]


class CaseBook(Protocol):
    """办件册：消息要问办件的几件事。"""

    def numbers(self, case_ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
        """各件的编号与类别。一条语句。"""
        ...

    def rehearsal(self, event: str, case_id: int, at: datetime) -> Sequence[Happening]:
        """假如这件办件此刻出了这件事；预演用。"""
        ...

    def readers(self, audience: str, case_ids: Collection[int]) -> Mapping[int, Sequence[Reader]]:
        """各件上的这一种人。一条语句。"""
        ...


_feeds: dict[str, Feed] = {}
_books: list[CaseBook] = []


def register_feed(name: str, feed: Feed) -> None:
    """登记一处新事的来源；同名的换成新的。"""
    _feeds[name] = feed


def feeds() -> Mapping[str, Feed]:
    """登记了的来源。"""
    return _feeds


def register_casebook(book: CaseBook) -> None:
    """登记办件册，只有一本。"""
    _books[:] = [book]


def casebook() -> CaseBook:
    """办件册。"""
    return _books[0]
