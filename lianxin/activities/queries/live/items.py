"""现场上的事项，各办到哪一步、谁欠着、到哪天；语句数与几件无关。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from lianxin.activities.models import Item
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty
from lianxin.kernel.mechanism.vocabulary import RESULTS

#: 数票得来的三样材料；机制里哪一步要它们，现场的票数就预填到那一步。
VOTE_FACTS = ("present", "cast", "votes_for")


@dataclass(frozen=True, slots=True)
class ItemLine:
    """一件事项。``said`` 是办件里写给群众看的几样：议定了什么、承诺、结果、回音、幸福账单。"""

    id: int
    activity_id: int
    number: int
    kind: str
    kind_label: str
    text: str
    title: str
    body: str
    body_id: int | None
    person: str
    disposition: str
    disposition_label: str
    answer: str
    answered_by: str
    answered_at: datetime
    due_on: date | None
    case_id: int | None
    stage: str
    public_stage: str
    result: str
    is_closed: bool
    closed_at: datetime | None
    owed_by: str
    owes: str
    owed_on: date | None
    is_overdue: bool
    is_public: bool
    said: Mapping[str, str]
    count_verb: str

    @property
    def on_spot(self) -> bool:
        """当场就了了的。"""
        return self.disposition in (Item.Disposition.ANSWERED, Item.Disposition.SOLVED)

    @property
    def echo(self) -> str:
        """回音：节目里念的，还没有念的是核实的结果。"""
        return self.said.get("echo_words") or self.said.get("verify_result", "")

    @property
    def vow(self) -> str:
        """当面答应的，或议定的。"""
        return self.said.get("promise_words") or self.said.get("decision", "")

    @property
    def is_waiting(self) -> bool:
        """问到了部门，部门还没回。"""
        return self.disposition == Item.Disposition.NOTED and self.body_id is not None


#: 现场页上要写出来的几样材料。
SAID = ("decision", "promise_words", "handling_result", "verify_result", "echo_words", "bill")


def item_lines(rows: Sequence[Item], *, today: date) -> list[ItemLine]:
    """各件写成一行；事项要连着 ``body person case`` 取好。"""
    duties = _duties(row.case_id for row in rows)
    return [_line(row, duties.get(row.case_id or 0), today) for row in rows]


def with_cases() -> models.QuerySet[Item]:
    """连着机构、人、办件取事项。"""
    return Item.objects.select_related("body", "person", "case")


def _duties(cases: Iterable[int | None]) -> dict[int, Duty]:
    rows = Duty.objects.open().filter(case__in=[pk for pk in cases if pk])
    found = rows.select_related("holder_body", "holder_person").order_by("-due_date", "-id")
    return {duty.case_id: duty for duty in found}


def _line(row: Item, duty: Duty | None, today: date) -> ItemLine:
    case = row.case
    stage = mechanism(case.mechanism_id).stage(case.stage) if case else None
    facts = case.facts if case else {}
    return ItemLine(
        id=row.pk,
        activity_id=row.activity_id,
        number=row.number,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        text=row.text,
        title=row.title,
        body=row.body.short_name if row.body else "",
        body_id=row.body_id,
        person=row.person.name if row.person else "",
        disposition=row.disposition,
        disposition_label=row.get_disposition_display(),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at or row.noted_at,
        due_on=_due(row, facts),
        case_id=row.case_id,
        stage=stage.label if stage else "",
        public_stage=stage.public if stage else "",
        result=RESULTS.get(case.result, "") if case else "",
        is_closed=bool(case and case.closed_at),
        closed_at=case.closed_at if case else None,
        owed_by=_holder(duty),
        owes=duty.owes if duty else "",
        owed_on=duty.due_date if duty else None,
        is_overdue=bool(duty and duty.due_date < today),
        is_public=row.is_public,
        said={key: str(facts[key]) for key in SAID if facts.get(key)},
        count_verb=_count_verb(case),
    )


def _holder(duty: Duty | None) -> str:
    if duty is None:
        return ""
    if duty.holder_body:
        return duty.holder_body.short_name
    return duty.holder_person.name if duty.holder_person else ""


def _due(row: Item, facts: Mapping[str, object]) -> date | None:
    """答应哪天：当场说的，或者后来在办件里定下的。"""
    text = facts.get("new_due_on") or facts.get("finish_on") or facts.get("due_on")
    return date.fromisoformat(str(text)) if text else row.due_on


def _count_verb(case: Case | None) -> str:
    """这一环节里哪一步要填票数；没有的为空。"""
    if case is None or case.closed_at:
        return ""
    moves = mechanism(case.mechanism_id).stage(case.stage).moves
    wanted = set(VOTE_FACTS)
    return next((move.verb for move in moves if wanted <= set(move.needs)), "")
