"""公开的意见书的读：给任何人看的只读投影；起草机关另看得到批没批、撤没撤。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from lianxin.kernel.errors import NotVisible
from lianxin.publicity.letters import projection
from lianxin.publicity.models import PublicLetter
from lianxin.supervision.models import OpinionLetter

PAGE = 20
STATES: Mapping[str, Q] = {"open": Q(is_closed=False), "closed": Q(is_closed=True)}


@dataclass(frozen=True, slots=True)
class PublicPassage:
    """公开的一段材料。"""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PublicItem:
    """意见书里的一项：要办什么、到哪天、办到哪一步。"""

    place: int
    text: str
    due_on: date | None
    stage: str
    is_done: bool
    done_on: date | None
    passages: tuple[PublicPassage, ...]

    def is_overdue(self, *, on: date) -> bool:
        """过了整改期限还没有销号；到期当天不算。"""
        return not self.is_done and self.due_on is not None and self.due_on < on


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """列表里的一份。"""

    id: int
    number: str
    kind: str
    title: str
    document_number: str
    unit: str
    issued_on: date
    stage: str
    due_date: date | None
    is_closed: bool
    items: int
    done: int


@dataclass(frozen=True, slots=True)
class PublicLetterPage:
    """公开的一份的全部。"""

    card: LetterEntry
    source: str
    opening: str
    committee: str
    items: tuple[PublicItem, ...]
    passages: tuple[PublicPassage, ...]
    closed_on: date | None
    result: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class LetterShowing:
    """公开了没有：``state`` 是 none 没有、pending 待批准、open 公开着、withdrawn 撤下了。"""

    state: str = "none"
    number: str = ""
    approved_by: str = ""
    published_at: datetime | None = None
    reason: str = ""


def public_letters(
    *, jurisdiction_id: int, state: str = "", before: int | None = None, limit: int = PAGE
) -> list[LetterEntry]:
    """公开的意见书，新公开的在前；一条语句。

    :param state: open 正在办、closed 已办结，空为全部
    """
    rows = _public().filter(STATES.get(state, Q()), jurisdiction=jurisdiction_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_entry(row) for row in rows.order_by("-pk")[:limit]]


def public_letter(*, number: str) -> PublicLetterPage:
    """按公开编号取一份；一条语句。

    :raises NotVisible: 没有公开、待批准或已撤下，都一样
    """
    row = _public().filter(number=number.strip().upper()).first()
    if row is None:
        raise NotVisible("没有这份公开的意见书，可能已经撤下。")
    return _page(row)


def letter_showing(*, letter_id: int) -> LetterShowing:
    """这份意见书公开了没有；给看得见这一份的人，调用前核对。一条语句。"""
    row = PublicLetter.objects.filter(letter=letter_id).first()
    if row is None:
        return LetterShowing()
    state = "withdrawn" if row.withdrawn_at else "open" if row.approved_by else "pending"
    return LetterShowing(state, row.number, row.approved_by, row.published_at, row.withdraw_reason)


def letter_preview(*, letter_id: int) -> PublicLetterPage:
    """现在公开出去会是什么样；给起草机关看，调用前核对。

    :raises NotVisible: 没有这一份，或还没有印发
    """
    rows = OpinionLetter.objects.select_related("case", "document", "unit", "committee")
    letter = rows.filter(pk=letter_id, document__isnull=False).first()
    if letter is None or letter.document is None:
        raise NotVisible("没有这份意见书，或还没有印发。")
    shown = PublicLetter.objects.filter(letter=letter).first()
    hidden = shown.hidden if shown else []
    made = PublicLetter(letter=letter, published_at=letter.document.issued_at)
    for name, value in projection(letter, hidden=hidden).items():
        setattr(made, name, value)
    return _page(made)


def _public() -> QuerySet[PublicLetter]:
    """批准了、没撤下的；给外人看的一律从这里取。"""
    return PublicLetter.objects.filter(withdrawn_at__isnull=True).exclude(approved_by="")


def _page(row: PublicLetter) -> PublicLetterPage:
    return PublicLetterPage(
        card=_entry(row),
        source=row.source,
        opening=row.opening,
        committee=row.committee,
        items=tuple(map(_item, row.items)),
        passages=_passages(row.passages),
        closed_on=row.closed_on,
        result=row.result,
        published_at=row.published_at,
    )


def _entry(row: PublicLetter) -> LetterEntry:
    return LetterEntry(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        title=row.title,
        document_number=row.document_number,
        unit=row.unit,
        issued_on=row.issued_on,
        stage=row.stage,
        due_date=row.due_date,
        is_closed=row.is_closed,
        items=len(row.items),
        done=sum(1 for item in row.items if item["is_done"]),
    )


def _item(item: Mapping[str, object]) -> PublicItem:
    return PublicItem(
        place=int(str(item["place"])),
        text=str(item["text"]),
        due_on=_day(item["due_on"]),
        stage=str(item["stage"]),
        is_done=bool(item["is_done"]),
        done_on=_day(item["done_on"]),
        passages=_passages(item["passages"]),
    )


def _passages(given: object) -> tuple[PublicPassage, ...]:
    rows = given if isinstance(given, list) else []
    return tuple(PublicPassage(row["label"], row["text"]) for row in rows)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
