"""建议的走法：提出、修改、交办、再办、会商、分办、撤回。"""

from __future__ import annotations

from typing import Any

from lianxin.casework.models import Case
from lianxin.opinions.seeds.adopting import COURSE, contact, reply
from lianxin.opinions.seeds.plot import Plot, Step
from lianxin.suggestions.usecases.raising import SuggestionDraft, raise_suggestion

_WHY = "答复里说的几条，现场还没有动静，请再办。"


def _raise(plot: Plot) -> None:
    lead = plot.deputy()
    place = plot.tale.deputy or 0
    seconded = range(place + 1, place + 3) if "cosigned" in plot.tale.turns else ()
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=plot.cast.congress.pk,
            lead_id=lead.viewer.person_id or 0,
            title=plot.said(plot.voice.title),
            grounds=plot.said(plot.voice.grounds),
            proposal=plot.said(plot.voice.proposal),
            permission="full" if plot.tale.publish else "title",
            cosponsor_ids=tuple(plot.cast.deputy(plot.tale.street, each) for each in seconded),
            category_id=plot.voice.category,
            region_id=plot.committee.region_id,
            local_body_id=plot.committee.pk,
        ),
        actor=lead.actor(),
        at=plot.telling.now,
    )
    plot.child = _case_of(made.case)


def _case_of(case: Case | None) -> int:
    if case is None:
        raise LookupError("建议没有立件")
    return case.pk


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


_RAISED = Step("raised", 0, _raise)
_UP_TO_REPLY = tuple(step for step in COURSE if step.name not in ("deputy_rated", "closed"))
PATHS = {
    "raised": (_RAISED,),
    "revised": (_RAISED, Step("revise_asked", 3, _ask_revise)),
    "handled": (_RAISED, *COURSE),
    "disputed": (
        _RAISED,
        *_UP_TO_REPLY,
        Step("dissatisfied", 6, _dissatisfied, since="finish"),
        Step("contacted_again", 11, contact, since="finish"),
        Step("replied_again", 20, reply, since="finish"),
        Step("dissatisfied_again", 25, _dissatisfied, since="finish"),
    ),
    "separate": (
        _RAISED,
        Step("dispatched", 6, _dispatch_separate),
        Step("signed", 8, _sign_both),
        Step("contacted", 12, contact),
        Step("replied_part", 0, _reply_part, since="finish"),
    ),
    "withdrawn": (
        _RAISED,
        Step("withdrawing", 3, _withdraw),
        Step("withdrawn", 5, _confirm_withdrawal),
    ),
}
