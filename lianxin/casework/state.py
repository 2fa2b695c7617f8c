"""一件办件此刻的全部：办件、机制、未解除的责任、在任的身份；锁着取，算完再写。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lianxin.casework.batches import Batch
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Link, Party
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.model import Mechanism, Stage
from lianxin.kernel.workdays import WorkCalendar
from lianxin.orgs.calendar import VERSION_SQL, work_calendar
from lianxin.orgs.statements import select

_DUTIES_OF_MANY = "WHERE case_id = ANY(%s) AND discharged_at IS NULL ORDER BY id"
_PARTIES_OF_MANY = "WHERE case_id = ANY(%s) AND until IS NULL ORDER BY id"
OPEN_DUTIES = "WHERE case_id = %s AND discharged_at IS NULL ORDER BY id"
HELD_PARTIES = "WHERE case_id = %s AND until IS NULL ORDER BY id"
CALENDAR_NOW = f"({VERSION_SQL}) AS calendar_now"
CHILD_KINDS = (Link.Kind.SPAWNED, Link.Kind.CONVERTED_TO)


def day_of(at: datetime) -> date:
    """这个时刻在本地是哪一天。"""
    return timezone.localtime(at).date()


@dataclass(slots=True)
class CaseState:
    """一件办件此刻的全部。``facts`` 是此前的材料加上这一步的。"""

    case: Case
    mechanism: Mechanism
    duties: list[Duty]
    parties: list[Party]
    calendar: WorkCalendar
    facts: dict[str, Any] = field(default_factory=dict)
    batch: Batch | None = None

    @property
    def stage(self) -> Stage:
        """所在环节。"""
        return self.mechanism.stage(self.case.stage)

    def held_by(self, role: str) -> list[Party]:
        """此刻担任某身份的。"""
        return [party for party in self.parties if party.role == role]

    def duties_of(self, role: str) -> list[Duty]:
        """某身份未解除的责任。"""
        return [duty for duty in self.duties if duty.role == role]

    def children(self) -> list[Case]:
        """派生、转化出去的办件。"""
        targets = Link.objects.filter(source=self.case.pk, kind__in=CHILD_KINDS).values("target")
        return list(Case.objects.filter(pk__in=targets).order_by("id"))

    def marked_on(self, verb: str) -> date | None:
        """最近一次走这一步是哪天，或日期材料写的是哪天；``opened``、``entered`` 是立件与进环节。"""
        if verb == "opened":
            return day_of(self.case.opened_at)
        if verb == "entered":
            return self.case.entered_on
        text = self.case.marks.get(verb) or self.facts.get(verb)
        return date.fromisoformat(text) if text else None

    def alongside(self) -> list[Case]:
        """旁办件：自己旁边的；自己就是旁办的，连同主办件旁边的其他几件。"""
        around = [self.case.pk, *([self.case.main_id] if self.case.main_id else [])]
        found = Case.objects.filter(main__in=around).exclude(pk=self.case.pk)
        return list(found.order_by("id"))


def lock_case(case_id: int) -> CaseState:
    """锁住一件办件再取它的一切：两人同时办，后到的人看到先到的人的结果。

    :raises NotVisible: 没有这件
    """
    found = select(Case, "WHERE id = %s FOR UPDATE", [case_id], more=CALENDAR_NOW)
    if not found:
        raise NotVisible("没有这件事，或者您无权查看。")
    return state_of(found[0])


def state_of(case: Case) -> CaseState:
    """取一件办件的一切（不加锁）。两次查询；办件没带日历版本的，三次。"""
    return CaseState(
        case=case,
        mechanism=mechanism(case.mechanism_id),
        duties=select(Duty, OPEN_DUTIES, [case.pk]),
        parties=select(Party, HELD_PARTIES, [case.pk]),
        calendar=work_calendar(getattr(case, "calendar_now", None)),
        facts=dict(case.facts),
    )


def states_of(cases: Iterable[Case], *, batch: Batch | None = None) -> dict[int, CaseState]:
    """一批办件的全部（不加锁），按办件编号；不论多少件，三次查询。"""
    calendar = work_calendar()
    states = {
        case.pk: CaseState(
            case=case,
            mechanism=mechanism(case.mechanism_id),
            duties=[],
            parties=[],
            calendar=calendar,
            facts=dict(case.facts),
            batch=batch,
        )
        for case in cases
    }
    for duty in select(Duty, _DUTIES_OF_MANY, [list(states)]):
        states[duty.case_id].duties.append(duty)
    for party in select(Party, _PARTIES_OF_MANY, [list(states)]):
        states[party.case_id].parties.append(party)
    return states
