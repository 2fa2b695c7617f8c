"""意见书公开成什么样：印发的内容、各项此刻的状态、标明公开的材料。出去的每个字再遮一遍。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty
from lianxin.casework.state import day_of
from lianxin.kernel.mechanism.model import Fact
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.publicity.redaction import clipped, public_text
from lianxin.supervision.models import LetterItem, OpinionLetter

#: 能写成一段话公开的材料；文件、机构、人不在内。
_WORDS = frozenset({"line", "text", "date", "number"})
#: 意见本身在前面已经写着，不再当材料写一遍。
_SAID_ALREADY = frozenset({"item", "due_on"})


def projection(letter: OpinionLetter, *, hidden: Iterable[str]) -> dict[str, Any]:
    """此刻的样子；意见书须已印发，连带取出办件、公文、单位。两条语句。"""
    case, document = letter.case, letter.document
    if case is None or document is None:
        raise LookupError(f"意见书 {letter.pk} 还没有印发")
    marks = tuple(hidden)
    items = list(LetterItem.objects.filter(letter=letter).select_related("case").order_by("place"))
    return {
        "jurisdiction_id": letter.jurisdiction_id,
        "kind": letter.get_kind_display(),
        "document_number": document.number,
        "title": clipped(public_text(letter.title, hidden=marks), 80),
        "source": clipped(public_text(letter.source, hidden=marks), 120),
        "opening": public_text(letter.opening, hidden=marks),
        "unit": letter.unit.name[:80],
        "committee": letter.committee.name[:80],
        "issued_on": day_of(document.issued_at),
        "stage": clipped(_stage(case), 40),
        "due_date": _due(case),
        "items": [_item(item, marks) for item in items],
        "passages": list(_passages(case, marks)),
        "is_closed": case.closed_at is not None,
        "closed_on": day_of(case.closed_at) if case.closed_at else None,
        "result": RESULTS.get(case.result or "", ""),
    }


def _stage(case: Case) -> str:
    return mechanism(case.mechanism_id).stage(case.stage).public_label


def _due(case: Case) -> date | None:
    """这一步最先到期的那一天。"""
    rows = Duty.objects.open().filter(case=case).order_by("due_date")
    return rows.values_list("due_date", flat=True).first()


def _item(item: LetterItem, hidden: tuple[str, ...]) -> dict[str, Any]:
    case = item.case
    closed = case.closed_at if case else None
    return {
        "place": item.place,
        "text": public_text(item.text, hidden=hidden),
        "due_on": item.due_on.isoformat() if item.due_on else "",
        "stage": _stage(case) if case else "",
        "is_done": closed is not None,
        "done_on": day_of(closed).isoformat() if closed else "",
        "passages": list(_passages(case, hidden)) if case else [],
    }


def _passages(case: Case, hidden: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """标明公开、已经填了的材料，按机制里写的先后。"""
    for fact in mechanism(case.mechanism_id).facts:
        said = _said(fact, case.facts)
        if said:
            yield {"label": fact.label, "text": public_text(said, hidden=hidden)}


def _said(fact: Fact, facts: Mapping[str, Any]) -> str:
    if fact.audience != "public" or fact.kind not in _WORDS or fact.key in _SAID_ALREADY:
        return ""
    value = facts.get(fact.key)
    if not isinstance(value, str | int | float):
        return ""
    if fact.kind == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return str(value)
