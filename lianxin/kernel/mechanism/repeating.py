"""反复要做的责任、过后要做的复查、各填各的材料：写得通不通，有没有办法尽到。"""

from collections.abc import Iterator

from lianxin.kernel.mechanism.model import AlsoDuty, Mechanism, Stage
from lianxin.kernel.mechanism.source import Place
from lianxin.kernel.mechanism.vocabulary import DUTY_VERBS
from lianxin.kernel.timespans import Timespan

Finding = tuple[Place, str]
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0, "wd": 1.4}
_SHORTEST = 7.0
_ONE_VALUE = frozenset({"hold", "link", "answer_parent"})
"""要一个定下来的值的效果；各填各的材料不能用。"""


def length(span: Timespan) -> float:
    """大约几天，只用来比长短。"""
    return span.count * _DAYS[span.unit]


def repeating_findings(mechanism: Mechanism) -> Iterator[Finding]:
    """周期责任有人尽、复查有步可走、各填各的材料不当成一个值用。"""
    yield from _same_names(mechanism)
    for number, stage in enumerate(mechanism.stages):
        for place, also in enumerate(stage.also):
            for key, says in _also_problems(stage, also):
                yield ("stage", number, "also", place, key), f"环节“{stage.label}”{says}"
    yield from _calls(mechanism)


def _same_names(mechanism: Mechanism) -> Iterator[Finding]:
    verbs = {move.verb for _, move in mechanism.moves()}
    for number, fact in enumerate(mechanism.facts):
        if fact.kind == "date" and fact.key in verbs:
            yield ("fact", number), f"日期材料 {fact.key} 与一步同名，期限分不清从哪起，请换名"


def _also_problems(stage: Stage, also: AlsoDuty) -> Iterator[tuple[str, str]]:
    mine = {move.verb for move in stage.moves if also.role in move.by}
    if also.done_by and also.done_by not in DUTY_VERBS.keys() | mine:
        yield "done_by", f"的 done_by：{also.role} 在本环节没有 {also.done_by} 这一步"
    if also.every is None:
        return
    if length(also.every) < _SHORTEST:
        yield "every", "的 every 太密，每期至少七天"
    if not also.done_by and not _discharged_in(stage, also.role):
        yield "every", f"的 every：没有写做了什么算尽到（done_by，或一步带 discharge({also.role})）"


def _discharged_in(stage: Stage, role: str) -> bool:
    calls = (call for move in stage.moves for call in move.effects)
    return any(call.name == "discharge" and call.args[0] == role for call in calls)


def _calls(mechanism: Mechanism) -> Iterator[Finding]:
    stays = {move.verb for _, move in mechanism.moves() if move.to is None}
    each = {fact.key: fact.label for fact in mechanism.facts if fact.each}
    for number, stage in enumerate(mechanism.stages):
        for place, move in enumerate(stage.moves):
            at: Place = ("stage", number, "move", place, "effects")
            for call in move.effects:
                if call.name == "schedule" and call.args[0] not in stays:
                    yield at, f"{call}：要复查的应是本机制里没有写 to 的一步，到时候才有步可走"
                if call.name in _ONE_VALUE and each.keys() & set(call.args):
                    yield at, f"{call}：各单位各填各的材料，不能当成一个值用"
