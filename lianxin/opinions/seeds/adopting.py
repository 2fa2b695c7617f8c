"""提成代表建议这条路：代表提、代工委交办、先联系后答复、代表评价、归档公开，再回话。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.opinions.seeds.intake import NEW, TAIL
from lianxin.opinions.seeds.plot import Plot, Step


def adopt(plot: Plot) -> None:
    """代表把这条意见提成建议。"""
    plot.on_root(
        plot.deputy(),
        "adopt",
        suggestion_title=plot.said(plot.voice.title),
        grounds=plot.said(plot.voice.grounds),
        proposal=plot.said(plot.voice.proposal),
        category=plot.voice.category,
    )
    plot.take_child()


def _dispatch(plot: Plot) -> None:
    facts: dict[str, Any] = {"lead_unit": plot.cast.body(plot.undertaker).pk}
    if plot.tale.other:
        facts["assist_units"] = [plot.cast.body(plot.tale.other).pk]
    plot.on_child(plot.cast.of("da"), "dispatch", **facts)


def _sign(plot: Plot) -> None:
    plot.on_child(plot.cast.of(plot.undertaker), "sign")


def contact(plot: Plot) -> None:
    """承办单位先联系代表。"""
    note = "和领衔代表一起看了现场，商量了怎么办。"
    plot.on_child(plot.cast.of(plot.undertaker), "log_contact", how="visit", note=note)


def _check_contact(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da"), "check_contact", contact_note="问过代表，确实上门谈过。")


def _help(plot: Plot) -> None:
    if plot.tale.other:
        words = "我局职责内的部分已经列入年度计划，与主办单位同步实施。"
        plot.on_child(plot.cast.of(plot.tale.other), "give_co_opinion", co_opinion=words)


def reply(plot: Plot) -> None:
    """书面答复，答复函盖章。"""
    worker = plot.cast.of(plot.undertaker)
    fix = plot.said(plot.voice.fix)
    facts: dict[str, Any] = {
        "reply": f"我们与街道、村（社区）现场核对，逐条答复：{fix}。",
        "reply_letter": plot.letter(worker),
        "signer": "分管副局长",
        "face_to_face": True,
    }
    if plot.tale.result in ("reply_planned", "reply_in_progress"):
        by = (plot.telling.today + timedelta(days=240)).isoformat()
        who = plot.cast.body(plot.undertaker).short_name
        facts["promises"] = [{"who": who, "what": "按答复的安排做完", "by": by}]
    plot.on_child(worker, plot.tale.result or "reply_resolved", **facts)


def _deputy_rates(plot: Plot) -> None:
    praise = {"attitude": "satisfied", "result": plot.tale.rate or "satisfied"}
    plot.on_child(plot.deputy(), "rate", **praise)


def _close(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da"), "close")


#: 从交办到归档；自己起草的建议也走这一段。
COURSE = (
    Step("dispatched", 6, _dispatch),
    Step("signed", 8, _sign),
    Step("contacted", 12, contact),
    Step("contact_checked", 16, _check_contact),
    Step("helped", 20, _help),
    Step("replied", 0, reply, since="finish"),
    Step("deputy_rated", 8, _deputy_rates, since="finish"),
    Step("closed", 12, _close, since="finish"),
)
#: 从交办到归档；自己起草的建议也走这一段。
COURSE = (
    Step("dispatched", 6, _dispatch),
    Step("signed", 8, _sign),
    Step("contacted", 12, contact),
    Step("contact_checked", 16, _check_contact),
    Step("helped", 20, _help),
    Step("replied", 0, reply, since="finish"),
    Step("deputy_rated", 8, _deputy_rates, since="finish"),
    Step("closed", 12, _close, since="finish"),
)
ADOPTED = (*NEW, Step("adopted", 3, adopt), *COURSE, *TAIL)
