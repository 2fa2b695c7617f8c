"""照重点督办的办法督办着的：主任会议定下的，谁领衔、哪个专工委督办、下一份该哪天做。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Duty, Party

SLOT = "key"
MOST = 500
#: 会议定了才打上的记号；提请了、还没有定的不在清单上。
SELECTED = "key"


@dataclass(frozen=True, slots=True)
class KeyedMatter:
    """一件定为重点、照办法督办着的事；``owes`` 是最先到期的一份。"""

    case_id: int
    number: str
    title: str
    mechanism: str
    leader: str
    committee: str
    decision: str
    decided_on: date
    stage: str
    owes: str
    due_on: date | None
    is_overdue: bool


def keyed_matters(*, viewer: Viewer, today: date) -> list[KeyedMatter]:
    """看得见的、会议定了还在督办的，新的在前。三条查询，与件数无关。"""
    rows = Case.objects.visible_to(viewer).filter(
        beside=SLOT, closed_at=None, flags__contains=[SELECTED]
    )
    found = list(rows.order_by("-id")[:MOST])
    ids = [row.pk for row in found]
    parties, duties = _parties(ids), _duties(ids)
    return [_matter(row, parties[row.pk], duties.get(row.pk), today) for row in found]


def _parties(ids: Iterable[int]) -> Mapping[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = Party.objects.filter(case__in=ids, until__isnull=True, kind__in=("checker", "committee"))
    for row in rows.select_related("person", "body").order_by("id"):
        found[row.case_id].append(row)
    return found


def _duties(ids: Iterable[int]) -> Mapping[int, Duty]:
    rows = Duty.objects.open().filter(case__in=ids).order_by("-due_date", "-id")
    return {row.case_id: row for row in rows}


def _matter(row: Case, parties: list[Party], duty: Duty | None, today: date) -> KeyedMatter:
    known = mechanism(row.mechanism_id)
    said = (str(row.facts.get(key, "")) for key in ("meeting", "meeting_decision"))
    decided = str(row.facts.get("decided_on", ""))
    return KeyedMatter(
        case_id=row.pk,
        number=row.number,
        title=row.title,
        mechanism=known.label,
        leader=next((one.person.name for one in parties if one.person), ""),
        committee=next((one.body.short_name for one in parties if one.body), ""),
        decision="：".join(filter(None, said)),
        decided_on=date.fromisoformat(decided) if decided else row.opened_at.date(),
        stage=known.stage(row.stage).label,
        owes=duty.owes if duty else "",
        due_on=duty.due_date if duty else None,
        is_overdue=bool(duty and duty.due_date < today and duty.paused_on is None),
    )
