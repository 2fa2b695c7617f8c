"""“清单＋督办”这条路：编清单、领衔督办、申请销号、代表认可、第三方查验、网上评议。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.opinions.seeds.intake import NEW, TAIL
from lianxin.opinions.seeds.plot import Plot, Step

_PROGRESS = ("摸了底，分三段做，先做反映最多的一段。", "和街道开了现场会，施工队下周进场。")
_CHECKED = ("到现场对着证据看了一遍，都对得上。", "随机问了五户，和报来的一致。")


def _hand_over(plot: Plot) -> None:
    plot.on_root(plot.clerk, "handle", category=plot.voice.category)
    plot.take_child()


def _list(plot: Plot) -> None:
    day = plot.telling.now
    facts: dict[str, Any] = {
        "list_name": f"{day.year} 年第{'一二三四'[(day.month - 1) // 3]}季度代表有约交办清单",
        "item_number": plot.number % 90 + 1,
        "lead_unit": plot.cast.body(plot.undertaker).pk,
        "check_unit": plot.cast.body("urban").pk,
        "finish_date": (plot.day0 + timedelta(days=70)).isoformat(),
    }
    if "key" in plot.tale.turns:
        chair = plot.cast.of("cc")
        key = {"leader": chair.viewer.person_id, "committee_unit": plot.cast.body("urban").pk}
        plot.on_child(chair, "list_key", decision_no="第 41 次主任会议", **facts, **key)
    else:
        plot.on_child(plot.cast.of("da"), "list_item", **facts)


def _worker(plot: Plot) -> Any:
    return plot.cast.of(plot.undertaker)


def _sign(plot: Plot) -> None:
    plot.on_child(_worker(plot), "sign")


def _contact(plot: Plot) -> None:
    plot.on_child(_worker(plot), "log_contact", how="visit", note="和代表一起看了现场，商量了先后")


def _follow_up(plot: Plot) -> None:
    note = "带着代表看了现场，要求每半个月报一次进度。"
    plot.on_child(plot.cast.of("urban"), "follow_up", followup_note=note)


def _progress(plot: Plot) -> None:
    plot.on_child(_worker(plot), "add_progress", note=plot.pick(_PROGRESS))


def _check_progress(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da"), "check_progress", progress_note="进展属实，现场有人在做")


def _claim(plot: Plot) -> None:
    worker = _worker(plot)
    facts: dict[str, Any] = {"handling_result": plot.said(plot.voice.fix)}
    if plot.tale.result == "claim_planned":
        by = (plot.telling.today + timedelta(days=200)).isoformat()
        facts["promises"] = [{"who": "承办单位", "what": "按计划做完", "by": by}]
    proof = plot.photo(worker) or [plot.letter(worker)]
    plot.on_child(worker, plot.tale.result or "claim", proof=proof, **facts)


def _refuse(plot: Plot) -> None:
    who = plot.head if plot.tale.deputy is None else plot.deputy()
    plot.on_child(who, "refuse", refuse_reason="看过了，还有一半没有做，接着办。")


def _accept(plot: Plot) -> None:
    if plot.tale.deputy is None:
        plot.on_child(plot.head, "accept_for_deputy", accept_note="没有所找的代表，街道看过，行")
    else:
        plot.on_child(plot.deputy(), "accept", accept_note="去看过，办得实在")


def _strike_off(plot: Plot) -> None:
    words = plot.said(plot.voice.fix) + "。"
    checker = plot.cast.of("urban")
    plot.on_child(checker, "strike_off", check_note=plot.pick(_CHECKED), public_answer=words)


def _post(plot: Plot) -> None:
    if plot.tale.publish:
        plot.on_child(plot.cast.of("da"), "post")


def _assess(plot: Plot) -> None:
    if plot.tale.deputy is not None:
        plot.on_child(plot.deputy(), "rate", effect=plot.tale.rate or "satisfied")


LISTED = (
    *NEW,
    Step("listing", 1, _hand_over),
    Step("listed", 10, _list),
    Step("signed", 12, _sign),
    Step("contacted", 14, _contact),
    Step("followed_up", 16, _follow_up, turn="key"),
    Step("progress", 18, _progress),
    Step("progress_checked", 34, _check_progress),
    Step("claimed", 0, _claim, since="finish"),
    Step("refused", 2, _refuse, turn="refused", since="finish"),
    Step("accepted", 4, _accept, since="finish"),
    Step("struck_off", 7, _strike_off, since="finish"),
    Step("posted", 8, _post, since="finish"),
    Step("assessed", 9, _assess, since="finish"),
    *TAIL,
)
