"""责任快到期、逾期、被催办时，给承担的机构或人发站内消息。"""

from lianxin.kernel.events import DutyDueSoon, DutyEvent, DutyOverdue, DutyUrged, subscribe
from lianxin.notify.usecases import post_notices


def _tell_holder(event: DutyEvent, kind: str, text: str, note: str = "") -> None:
    due = event.due_date
    post_notices(
        readers=[(event.holder_id, event.person_id)],
        jurisdiction_id=event.jurisdiction_id,
        case_id=event.case_id,
        text=text,
        event=kind,
        words={
            "owes": event.owes,
            "due": f"{due.month}月{due.day}日" if due else "期限",
            "note": note,
        },
        actor=event.actor,
        at=event.at,
    )


def on_due_soon(event: DutyDueSoon) -> None:
    """快到期了。"""
    due = event.due_date
    words = f"快到期：{event.owes}，{due.month} 月 {due.day} 日前办完" if due else "快到期"
    _tell_holder(event, "due_soon", words)


def on_overdue(event: DutyOverdue) -> None:
    """逾期了。"""
    _tell_holder(event, "overdue", f"已逾期：{event.owes}，请尽快办理或说明情况")


def on_urged(event: DutyUrged) -> None:
    """被催办。"""
    said = f"催办：{event.owes}" + (f"。{event.note}" if event.note else "")
    _tell_holder(event, "urged", said, event.note)


def connect() -> None:
    """接上事件。"""
    subscribe(DutyDueSoon, on_due_soon)
    subscribe(DutyOverdue, on_overdue)
    subscribe(DutyUrged, on_urged)
