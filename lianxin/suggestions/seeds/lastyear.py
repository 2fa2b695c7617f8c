"""去年秋天的建议：一件没办完、滚到今年接着办；一件答复条件不够，今年又有人提。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lianxin.casework.models import Link
from lianxin.opinions.seeds.adopting import COURSE
from lianxin.opinions.seeds.plot import Plot, Step
from lianxin.suggestions.seeds.beside import on_beside
from lianxin.suggestions.seeds.raising import RAISED

#: 去年的这一天提出；一百一十三天以后就到了今年一月。
_AUTUMN = (9, 21)
_NEW_YEAR = 113
_SOON = timedelta(days=25)


def autumn(today: date) -> date:
    """去年提建议的那一天。"""
    return date(today.year - 1, *_AUTUMN)


def _look(verb: str, note: str) -> Any:
    """落实回看走到底：报落实、核实、回看。"""

    def report(plot: Plot) -> None:
        unit = plot.cast.of(plot.undertaker)
        proof = [plot.letter(unit, 8)]
        on_beside(
            plot, "lookback", unit, "report", in_effect=plot.said(plot.voice.fix), proof=proof
        )

    def verify(plot: Plot) -> None:
        seen = {"check_note": "到现场看过，和上报的对得上。"}
        on_beside(plot, "lookback", plot.cast.of("da"), "verify", **seen)

    def look(plot: Plot) -> None:
        on_beside(plot, "lookback", plot.cast.of("da"), verb, look_note=note)

    return report, verify, look


def _open_rolling(plot: Plot) -> None:
    plot.on_child(plot.cast.of("da"), "open_rolling")


def _self_check(plot: Plot) -> None:
    words = "六十八条背街小巷修完四十一条，余下的等管线入地，明年上半年修完。"
    on_beside(plot, "rolling", plot.cast.of(plot.undertaker), "self_check", unit_note=words)


def _roll(plot: Plot) -> None:
    facts = {
        "look_note": "抽看了九条，修好的都通了车；没修的二十七条卡在管线入地。",
        "next_year": "明年上半年修完余下的二十七条，每月公布一次名单。",
    }
    on_beside(plot, "rolling", plot.cast.of("da"), "roll_planned", **facts)


def _redispatch(plot: Plot) -> None:
    """再交办，立起接办的一件；往后都在接办的那一件上办。"""
    on_beside(plot, "rolling", plot.cast.of("da"), "redispatch")
    heir = Link.objects.get(source=plot.child, kind=Link.Kind.CARRIES_OVER)
    plot.child = heir.target_id


def _reply_again(plot: Plot) -> None:
    worker = plot.cast.of(plot.undertaker)
    promise = {
        "who": plot.cast.body(plot.undertaker).short_name,
        "what": "修完余下的九条背街小巷，公布验收结果",
        "by": (plot.telling.today + _SOON).isoformat(),
    }
    plot.on_child(
        worker,
        "reply_in_progress",
        reply="去年没有修完的二十七条，管线已经入地，今年修好十八条；余下九条排了工期，逐条公布。",
        reply_letter=plot.letter(worker),
        signer="分管副局长",
        face_to_face=True,
        promises=[promise],
    )


def _steps(*names: str, later: int = 0) -> tuple[Step, ...]:
    found = {step.name: step for step in COURSE}
    return tuple(
        Step(name, found[name].day + later, found[name].act, since=found[name].since)
        for name in names
    )


_ANSWERED = _steps("dispatched", "signed", "contacted", "contact_checked", "replied")
_ENDED = _steps("deputy_rated", "closed")
_FIRST = _look("look_partly", "修好的都管用，没有修的今年接着办。")
_LAST = _look("look_implemented", "十八条雨后去看，路面完好，路灯都亮。")
_NOT = _look("look_not", "说的三处空地一处也没有落实，飞线充电还在。")
ROLLED = (
    RAISED,
    *_ANSWERED,
    *_ENDED,
    Step("rolling_opened", 45, _open_rolling),
    Step("self_checked", 60, _self_check),
    Step("reported", 62, _FIRST[0]),
    Step("verified", 66, _FIRST[1]),
    Step("rolled", 75, _roll),
    Step("looked", _NEW_YEAR - 1, _FIRST[2]),
    Step("redispatched", _NEW_YEAR, _redispatch),
    *_steps("dispatched", "signed", "contacted", "contact_checked", later=_NEW_YEAR),
    Step("replied_again", _NEW_YEAR + 80, _reply_again),
    *_steps("deputy_rated", "closed", later=_NEW_YEAR + 52),
    Step("reported_again", _NEW_YEAR + 110, _LAST[0]),
    Step("verified_again", _NEW_YEAR + 116, _LAST[1]),
    Step("rolling_again", 383, _open_rolling),
    Step("self_checked_again", 400, _self_check),
    Step("looked_again", 403, _LAST[2]),
)
NOT_NOW = (
    RAISED,
    *_ANSWERED,
    *_ENDED,
    Step("reported", 62, _NOT[0]),
    Step("verified", 66, _NOT[1]),
    Step("looked", 240, _NOT[2]),
)
