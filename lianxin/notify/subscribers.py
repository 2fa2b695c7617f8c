"""责任快到期、逾期、被催办时，给承担的机构或人发站内消息。"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from lianxin.kernel.events import DutyDueSoon, DutyEvent, DutyOverdue, DutyUrged, subscribe
from lianxin.notify.models import Notice
from lianxin.notify.usecases import post_each

E = TypeVar("E", bound=DutyEvent)


def _notice(event: DutyEvent, kind: str, text: str, note: str = "") -> Notice:
    due = event.due_date
    return Notice(
        jurisdiction_id=event.jurisdiction_id,
        body_id=event.holder_id,
        person_id=event.person_id,
        case_id=event.case_id,
        text=text[:200],
        event=kind,
        words={
            "owes": event.owes,
            "due": f"{due.month}月{due.day}日" if due else "期限",
            "note": note,
        },
    )


def _due_soon(event: DutyDueSoon) -> Notice:
    due = event.due_date
    until = f"，{due.month} 月 {due.day} 日前办完" if due else ""
    return _notice(event, "due_soon", f"快到期（{event.number}）：{event.owes}{until}")


def _overdue(event: DutyOverdue) -> Notice:
    return _notice(
        event, "overdue", f"已逾期（{event.number}）：{event.owes}，请尽快办理或说明情况"
    )


def _urged(event: DutyUrged) -> Notice:
    said = f"{event.degree or '催办'}（{event.number}）：{event.owes}" + (
        f"。{event.note}" if event.note else ""
    )
    note = "：".join(filter(None, (event.degree, event.note)))
    return _notice(event, "urged", said, note)


def _listen(kind: type[E], write: Callable[[E], Notice]) -> None:
    """给承担的机构或人各写一条；成批来的一条语句写完。"""

    def many(events: Sequence[E]) -> None:
        notices = [write(event) for event in events]
        post_each(notices=notices, actor=events[0].actor, at=events[0].at)

    def one(event: E) -> None:
        many([event])

    subscribe(kind, one, many=many)


def connect() -> None:
    """接上事件。"""
    _listen(DutyDueSoon, _due_soon)
    _listen(DutyOverdue, _overdue)
    _listen(DutyUrged, _urged)
