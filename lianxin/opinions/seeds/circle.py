"""“1+2+3”这条路：分析定级、转办交办、督办、反馈代表、反馈群众、再调研、公示。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.opinions.seeds.intake import NEW, TAIL
from lianxin.opinions.seeds.plot import Plot, Step

_ANALYSIS = (
    "到现场看过，情况属实，归{unit}管，应当尽快办。",
    "和村里、{unit}碰过头，能办，先排进计划。",
)
_PROGRESS = (
    "已经派人到现场勘查，材料订好了，这周开工。",
    "施工队进场了，先做最急的一段。",
    "方案定了，正在走采购，月底前能动工。",
)
_SUPERVISED = ("到现场看了进度，要求雨季前做完。", "和承办的同志一起看了现场，定了完工的日子。")
_FORMS = (("onsite", "offline"), ("track", "online"), ("key", "offline"))
_VISITED = ("隔了一个多月再去看，问了三户人家，都说好了。", "夜里又去走了一趟，和反馈的一样。")


def _hand_over(plot: Plot) -> None:
    plot.on_root(plot.clerk, "handle", category=plot.voice.category)
    plot.take_child()


def _level(plot: Plot) -> None:
    name = plot.cast.body(plot.undertaker).short_name
    analysis = plot.pick(_ANALYSIS).format(unit=name)
    if plot.unit:
        plot.on_child(plot.head, "raise", level="district", analysis=analysis)
    else:
        plot.on_child(plot.head, "keep", level="street", analysis=analysis)


def _pass_on(plot: Plot) -> None:
    facts: dict[str, Any] = {"lead_unit": plot.cast.body(plot.undertaker).pk}
    if plot.tale.other and "helped" in plot.tale.turns:
        facts["helper_units"] = [plot.cast.body(plot.tale.other).pk]
    if "committee" in plot.tale.turns:
        facts["committee_unit"] = plot.cast.body("urban").pk
    if plot.unit:
        plot.on_child(plot.cast.of("da"), "dispatch", **facts)
    else:
        plot.on_child(plot.head, "transfer", **facts)


def _worker(plot: Plot) -> Any:
    moved = plot.tale.other if "returned" in plot.tale.turns else plot.undertaker
    return plot.cast.of(moved)


def _sign(plot: Plot) -> None:
    plot.on_child(_worker(plot), "sign")


def _ask_return(plot: Plot) -> None:
    other = plot.cast.body(plot.tale.other)
    reason = f"这件事的管护职责在{other.short_name}，建议改由他们办。"
    plot.on_child(plot.cast.of(plot.undertaker), "ask_return", reason=reason, return_to=other.pk)


def _grant_return(plot: Plot) -> None:
    to = plot.cast.body(plot.tale.other).pk
    decider = plot.cast.of("da") if plot.unit else plot.head
    plot.on_child(decider, "grant_return", to_body=to)


def _supervise(plot: Plot) -> None:
    form, medium = _FORMS[plot.number % len(_FORMS)]
    plot.on_child(
        plot.cast.of("urban") if "committee" in plot.tale.turns else plot.deputy(),
        "supervise",
        supervise_form=form,
        supervise_medium=medium,
        supervise_note=plot.pick(_SUPERVISED),
    )


def _help(plot: Plot) -> None:
    words = "我局负责的一段已经排上，配合主办单位同步做完。"
    plot.on_child(plot.cast.of(plot.tale.other), "give_co_opinion", co_opinion=words)


def _contact(plot: Plot) -> None:
    plot.on_child(_worker(plot), "log_contact", how="phone", note="和代表说了打算怎么办")


def _progress(plot: Plot) -> None:
    plot.on_child(_worker(plot), "add_progress", note=plot.pick(_PROGRESS))


def _urge(plot: Plot) -> None:
    who = plot.head if plot.tale.deputy is None else plot.deputy()
    plot.on_child(who, "urge", note="群众又问起来了，请抓紧")


def _ask_extension(plot: Plot) -> None:
    to = plot.day0 + timedelta(days=60)
    reason = "管线要先迁改，等电力部门的停电计划。"
    plot.on_child(_worker(plot), "ask_extension", to_date=to.isoformat(), reason=reason)


def _grant_extension(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da") if plot.unit else plot.head, "grant_extension")


def _finish(plot: Plot) -> None:
    worker = _worker(plot)
    facts: dict[str, Any] = {"handling_result": plot.said(plot.voice.fix)}
    if plot.tale.result in ("finish_planned", "finish_in_progress"):
        by = plot.telling.today + timedelta(days=180)
        who = plot.cast.body(plot.undertaker).short_name
        facts["promises"] = [{"who": who, "what": "按计划做完", "by": by.isoformat()}]
    plot.on_child(worker, plot.tale.result or "finish", proof=plot.photo(worker), **facts)


def _feed_deputy(plot: Plot) -> None:
    plot.on_child(_worker(plot), "feed_deputy", deputy_feedback=plot.said(plot.voice.fix))


def _feed_public(plot: Plot) -> None:
    words = plot.said(plot.voice.fix) + "。"
    plot.on_child(_worker(plot), "feed_public", public_feedback=words)


def _no_effect(plot: Plot) -> None:
    note = "隔了半个月再去看，问题又冒出来了，应当重新办。"
    plot.on_child(plot.head, "not_effective", visit_note=note)


def _confirm(plot: Plot) -> None:
    plot.on_child(plot.head, "confirm", visit_note=plot.pick(_VISITED))


def _post(plot: Plot) -> None:
    if plot.tale.publish:
        plot.on_child(plot.head, "post")
    else:
        plot.on_child(plot.head, "skip_posting", skip_reason="提交人不想公开")


def _voter_rates(plot: Plot) -> None:
    if plot.tale.rate and plot.stage(plot.child) == "posted":
        plot.by_submitter("rate", on=plot.child, voter_rating=plot.tale.rate)


CIRCLE = (
    *NEW,
    Step("analysing", 1, _hand_over),
    Step("levelled", 2, _level),
    Step("passed", 3, _pass_on),
    Step("return_asked", 4, _ask_return, turn="return_asked"),
    Step("returned", 5, _grant_return, turn="returned"),
    Step("signed", 6, _sign),
    Step("supervised", 9, _supervise, turn="supervised"),
    Step("helped", 10, _help, turn="helped"),
    Step("contacted", 11, _contact),
    Step("progress", 12, _progress),
    Step("extension_asked", 27, _ask_extension, turn="extension_asked"),
    Step("extended", 29, _grant_extension, turn="extended"),
    Step("urged", 45, _urge, turn="urged"),
    Step("finished", 0, _finish, since="finish"),
    Step("fed_deputy", 1, _feed_deputy, since="finish"),
    Step("fed_public", 3, _feed_public, since="finish"),
    Step("no_effect", 14, _no_effect, turn="no_effect", since="finish"),
    Step("confirmed", 26, _confirm, since="finish"),
    Step("posted", 28, _post, since="finish"),
    Step("voter_rated", 30, _voter_rates, since="finish", home=True),
    *TAIL,
)
