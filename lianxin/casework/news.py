"""给消息用的：新立的责任、新有的结果；办件的编号，件上谁是代表、附议、督办、代工委。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from lianxin.casework.duties import FOLLOWUP
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.notify.sources import Happening, News, Reader, register_casebook, register_feed
from lianxin.orgs.statements import fetch

_NEW_DUTIES = """
SELECT d.id, d.case_id, c.jurisdiction_id, d.opened_at, d.holder_body_id, d.holder_person_id,
       c.number, d.owes, d.due_date
  FROM casework_duty d JOIN casework_case c ON c.id = d.case_id
 WHERE d.id > %s ORDER BY d.id LIMIT %s
"""
_OPEN_DUTIES = """
SELECT d.id, d.case_id, c.jurisdiction_id, d.opened_at, d.holder_body_id, d.holder_person_id,
       c.number, d.owes, d.due_date
  FROM casework_duty d JOIN casework_case c ON c.id = d.case_id
 WHERE d.case_id = %s AND d.discharged_at IS NULL ORDER BY d.id
"""
_JURISDICTION = "SELECT jurisdiction_id FROM casework_case WHERE id = %s"
_NEW_ENTRIES = """
SELECT e.id, c.id, c.jurisdiction_id, e.at, c.number, c.result, coalesce(c.counts->>'reopen', '0')
  FROM audit_entry e LEFT JOIN casework_case c
    ON e.subject_kind = 'case' AND c.id = e.subject_id
 WHERE e.id > %s ORDER BY e.id LIMIT %s
"""
_NUMBERS = """
SELECT c.id, c.number, coalesce(k.label, '未分类')
  FROM casework_case c LEFT JOIN orgs_category k ON k.key = c.category_id
 WHERE c.id = ANY(%s)
"""
_READERS: Mapping[str, str] = {
    "deputy": """
SELECT id, NULL::bigint, deputy_id FROM casework_case
 WHERE id = ANY(%s) AND deputy_id IS NOT NULL""",
    "cosponsors": """
SELECT DISTINCT case_id, body_id, person_id FROM casework_party
 WHERE case_id = ANY(%s) AND kind = 'cosponsor' AND until IS NULL""",
    "office": """
SELECT c.id, b.id, NULL::bigint FROM casework_case c JOIN orgs_body b
    ON b.congress_id = c.jurisdiction_id AND b.kind = 'deputy_affairs' AND b.ends_on IS NULL
 WHERE c.id = ANY(%s)""",
    "escalated": f"""
SELECT DISTINCT case_id, holder_body_id, holder_person_id FROM casework_duty
 WHERE case_id = ANY(%s) AND discharged_at IS NULL AND owes LIKE '{FOLLOWUP}%%'""",  # noqa: S608
    "holder": """
SELECT DISTINCT case_id, holder_body_id, holder_person_id FROM casework_duty
 WHERE case_id = ANY(%s) AND discharged_at IS NULL""",
}


class Book:
    """办件册。"""

    def numbers(self, case_ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
        """各件的编号与类别。"""
        rows = fetch(_NUMBERS, [list(case_ids)])
        return {pk: {"number": number, "category": label} for pk, number, label in rows}

    def readers(self, audience: str, case_ids: Collection[int]) -> Mapping[int, Sequence[Reader]]:
        """各件上的这一种人；派到人的责任只找那个人。"""
        found: dict[int, list[Reader]] = defaultdict(list)
        for case_id, body_id, person_id in fetch(_READERS[audience], [list(case_ids)]):
            found[case_id].append(_reader(body_id, person_id))
        return found

    def rehearsal(self, event: str, case_id: int, at: datetime) -> Sequence[Happening]:
        """假如此刻出了这件事：关于责任的，每份没解除的责任一次；别的一次。"""
        if event not in ("duty_opened", "due_soon", "overdue", "urged"):
            (jurisdiction_id,) = fetch(_JURISDICTION, [case_id])[0]
            return [_imagined(event, case_id, jurisdiction_id, at)]
        duties = [row for row in fetch(_OPEN_DUTIES, [case_id]) if not row[7].startswith(FOLLOWUP)]
        return [replace(_opened(*row), event=event, at=at) for row in duties]


def _imagined(event: str, case_id: int, jurisdiction_id: int, at: datetime) -> Happening:
    return Happening(
        ref=f"rehearsal:{case_id}",
        event=event,
        case_id=case_id,
        jurisdiction_id=jurisdiction_id,
        at=at,
        words={"result": "（结果）"},
    )


def new_duties(after: int, since: datetime, most: int) -> News:
    """``after`` 号之后立的责任；太早的、升级督办的不算新事。"""
    rows = fetch(_NEW_DUTIES, [after, most])
    told = [row for row in rows if row[3] >= since and not row[7].startswith(FOLLOWUP)]
    return News([_opened(*row) for row in told], rows[-1][0] if rows else after)


def new_results(after: int, since: datetime, most: int) -> News:
    """``after`` 号之后动过、此刻有了结果的办件；同一个结果只算一次，要求再办之后重新算。"""
    rows = fetch(_NEW_ENTRIES, [after, most])
    told = [row for row in rows if row[5] and row[3] >= since]
    return News([_answered(*row[1:]) for row in told], rows[-1][0] if rows else after)


def _opened(
    pk: int, case_id: int, jurisdiction_id: int, at: datetime, body: Any, person: Any, *said: Any
) -> Happening:
    number, owes, due = said
    return Happening(
        ref=f"duty:{pk}",
        event="duty_opened",
        case_id=case_id,
        jurisdiction_id=jurisdiction_id,
        at=at,
        holder=_reader(body, person),
        text=f"新的责任（{number}）：{owes}，{due.month} 月 {due.day} 日前",
        words={"owes": owes, "due": f"{due.month}月{due.day}日"},
    )


def _answered(
    case_id: int, jurisdiction_id: int, at: datetime, number: str, result: str, rounds: str
) -> Happening:
    label = RESULTS.get(result, "已办结")
    return Happening(
        ref=f"result:{case_id}:{rounds}:{result}",
        event="answered",
        case_id=case_id,
        jurisdiction_id=jurisdiction_id,
        at=at,
        text=f"有了结果（{number}）：{label}",
        words={"result": label},
    )


def _reader(body_id: int | None, person_id: int | None) -> Reader:
    return (None, person_id) if person_id else (body_id, None)


def connect() -> None:
    """登记办件册和两处新事。"""
    register_casebook(Book())
    register_feed("duties", new_duties)
    register_feed("results", new_results)
