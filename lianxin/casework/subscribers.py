"""工作日历变了，暂定的到期日重算。"""

from lianxin.casework.usecases import recompute_provisional
from lianxin.kernel.events import CalendarChanged, subscribe

#: 留痕动作的中文。
SENTENCES = {
    "case.opened": "立件：{mechanism}",
    "duty": "{label}",
    "duty.warned": "快到期提醒：{owes}",
    "duty.overdue": "逾期升级：{owes}",
    "duty.recomputed": "按新公布的放假安排重算到期日：{owes}，原为 {before}",
    "duty.missed": "这一期没有做：{owes}（{due} 到期）",
    "duty.redated": "日期改了，到期日重算：{owes}，改到 {due}",
    "beside.opened": "{label}",
    "beside.reheld": "{label}",
    "party.watching": "请{body}看着这件事：{why}",
    "party.unwatched": "{body}不再看着这件事：{why}",
    "case.succeeded": "{label}",
    "case.deputy_handed": "{label}",
    "mechanism.published": "发布机制 {id}",
    "practice.adopted": "采用机制 {mechanism}",
}


def on_calendar_changed(event: CalendarChanged) -> None:
    """装入新一年的放假安排，或某天改了。"""
    recompute_provisional(at=event.at)


def connect() -> None:
    """接上事件。"""
    subscribe(CalendarChanged, on_calendar_changed)
