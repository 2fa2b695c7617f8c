"""建议的走法：提出、修改、交办、再办、会商、分办、撤回，往年的和旁办的。"""

from __future__ import annotations

from typing import Any

from lianxin.opinions.seeds.adopting import COURSE, contact, reply
from lianxin.opinions.seeds.plot import Plot, Step
from lianxin.suggestions.seeds.beside import KEY, LINKED, REPEAT, propose_key
from lianxin.suggestions.seeds.lastyear import NOT_NOW, ROLLED
from lianxin.suggestions.seeds.raising import RAISED

_WHY = "答复里说的几条，现场还没有动静，请再办。"


def _ask_revise(plot: Plot) -> None:
    note = "一件建议里说了三件事，请先提最要紧的一件，并写明在哪一段路。"
    plot.on_child(plot.cast.of("da"), "ask_revise", revise_note=note)


def _dissatisfied(plot: Plot) -> None:
    grades = {"attitude": "basic", "result": "dissatisfied"}
    plot.on_child(plot.deputy(), "rate_dissatisfied", dissatisfied_reason=_WHY, **grades)


def _units(plot: Plot) -> tuple[str, str]:
    return plot.undertaker, plot.tale.other


def _dispatch_separate(plot: Plot) -> None:
    bodies = [plot.cast.body(slug).pk for slug in _units(plot)]
    plot.on_child(plot.cast.of("da"), "dispatch_separate", separate_units=bodies)


def _sign_both(plot: Plot) -> None:
    for slug in _units(plot):
        plot.on_child(plot.cast.of(slug), "sign")


def _reply_part(plot: Plot) -> None:
    worker = plot.cast.of(plot.undertaker)
    facts: dict[str, Any] = {
        "part_reply": f"我局负责的部分答复如下：{plot.said(plot.voice.fix)}。",
        "part_letter": plot.letter(worker, 9),
        "part_signer": "分管副局长",
    }
    plot.on_child(worker, "reply_part", **facts)


def _withdraw(plot: Plot) -> None:
    reason = "提出以后单位已经动工，没有必要再办了。"
    plot.on_child(plot.deputy(), "withdraw", withdraw_reason=reason)


def _confirm_withdrawal(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da"), "confirm_withdrawal")


_UP_TO_REPLY = tuple(step for step in COURSE if step.name not in ("deputy_rated", "closed"))
PATHS = {
    "raised": (RAISED,),
    "revised": (RAISED, Step("revise_asked", 3, _ask_revise)),
    "handled": (RAISED, *COURSE),
    "disputed": (
        RAISED,
        *_UP_TO_REPLY,
        Step("dissatisfied", 6, _dissatisfied, since="finish"),
        Step("contacted_again", 11, contact, since="finish"),
        Step("replied_again", 20, reply, since="finish"),
        Step("dissatisfied_again", 25, _dissatisfied, since="finish"),
    ),
    "separate": (
        RAISED,
        Step("dispatched", 6, _dispatch_separate),
        Step("signed", 8, _sign_both),
        Step("contacted", 12, contact),
        Step("key_proposed", 40, propose_key, turn="proposed"),
        Step("replied_part", 0, _reply_part, since="finish"),
    ),
    "key": KEY,
    "repeat": REPEAT,
    "linked": LINKED,
    "rolled": ROLLED,
    "not_now": NOT_NOW,
    "withdrawn": (
        RAISED,
        Step("withdrawing", 3, _withdraw),
        Step("withdrawn", 5, _confirm_withdrawal),
    ),
}
