"""现场的读：场控一页、大屏一屏、票数、累计、可约的时段。"""

from lianxin.activities.queries.live.board import Board, asked_cards, live_board, live_list
from lianxin.activities.queries.live.counting import Tally, present_count, tallies
from lianxin.activities.queries.live.screen import Screen, live_screen, open_polls
from lianxin.activities.queries.live.slots import SlotLine, may_call, slot_lines, still_booked
from lianxin.activities.queries.live.totals import Echo, Totals, echoes, totals

__all__ = [
    "Board",
    "Echo",
    "Screen",
    "SlotLine",
    "Tally",
    "Totals",
    "asked_cards",
    "echoes",
    "live_board",
    "live_list",
    "live_screen",
    "may_call",
    "open_polls",
    "present_count",
    "slot_lines",
    "still_booked",
    "tallies",
    "totals",
]
