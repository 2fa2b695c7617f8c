"""现场的写：场控、表决与评价、请来的部门当场回话、网上接待的时段与预约、历年底数。"""

from lianxin.activities.usecases.live.answering import Reply, answer_item
from lianxin.activities.usecases.live.booking import (
    Booked,
    SlotPlan,
    book_slot,
    call_booker,
    cancel_booking,
    offer_slots,
    settle_booking,
)
from lianxin.activities.usecases.live.marking import mark
from lianxin.activities.usecases.live.openings import Balance, set_opening_balance
from lianxin.activities.usecases.live.polling import (
    PollDraft,
    add_poll,
    count_hands,
    start_poll,
    stop_poll,
)
from lianxin.activities.usecases.live.running import close_live, open_live, turn_to

__all__ = [
    "Balance",
    "Booked",
    "PollDraft",
    "Reply",
    "SlotPlan",
    "add_poll",
    "answer_item",
    "book_slot",
    "call_booker",
    "cancel_booking",
    "close_live",
    "count_hands",
    "mark",
    "offer_slots",
    "open_live",
    "set_opening_balance",
    "settle_booking",
    "start_poll",
    "stop_poll",
    "turn_to",
]
