"""旁办的规矩：跟在主办件旁边的机制，只读主办件，不改它；主办的不写只有旁办才有的话。"""

from collections.abc import Iterator

from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.source import Place
from lianxin.kernel.mechanism.vocabulary import (
    BESIDE_SLOTS,
    GIVEN_FACTS,
    INHERITED_KINDS,
    OPENING_VERBS,
    SLOT_SUBJECTS,
    SUBJECTS,
)

Finding = tuple[Place, str]
REACHES_OUT = frozenset(
    {
        *("answer_parent", "convert", "tell", "publish", "unpublish", "accompany"),
        *("ask_rating", "record_rating", "record_late_rating"),
        *("split", "same_answer"),
    }
)
"""会改到主办件、意见、公开内容、满意率的效果；旁办的不能用。"""


def is_beside(mechanism: Mechanism) -> bool:
    """是不是旁办的。"""
    return mechanism.slot in BESIDE_SLOTS


def inherited_roles(mechanism: Mechanism) -> frozenset[str]:
    """旁办的从主办件承袭、不用自己指派的身份；主办的没有。"""
    if not is_beside(mechanism):
        return frozenset()
    return frozenset(r.key for r in mechanism.roles if INHERITED_KINDS & set(r.kinds))


def given_facts(mechanism: Mechanism) -> dict[str, str]:
    """立件时系统就填好的材料 → 种类。"""
    return dict(GIVEN_FACTS.get(mechanism.slot, {}))


def slot_findings(mechanism: Mechanism) -> Iterator[Finding]:
    """用途、事项、启动、效果是不是相称。"""
    wanted = SLOT_SUBJECTS.get(mechanism.slot)
    if wanted and mechanism.subject != wanted:
        yield ("subject",), f"用在这一段的，subject 只能是 {wanted}（{SUBJECTS[wanted]}）"
    yield from (_beside if is_beside(mechanism) else _main)(mechanism)
    yield from _openings(mechanism)
    yield from _reserved(mechanism)
    for number, fact in enumerate(mechanism.facts):
        kind = given_facts(mechanism).get(fact.key, fact.kind)
        if fact.kind != kind:
            yield ("fact", number), f"材料 {fact.key} 由系统在立件时填好，kind 应是 {kind}"


def _main(mechanism: Mechanism) -> Iterator[Finding]:
    for key in ("open_by", "open_needs"):
        if getattr(mechanism, key):
            yield (key,), f"{key} 只有旁办的（{'、'.join(BESIDE_SLOTS)}）才写"
    for place, call in _calls(mechanism, "guards"):
        if call == "main":
            yield place, "条件 main 只有旁办的才能用，这一份自己就是主办的"


def _beside(mechanism: Mechanism) -> Iterator[Finding]:
    leads = [role.key for role in mechanism.roles if "lead" in role.kinds]
    if len(leads) > 1:
        yield ("roles", leads[1]), "主办只承袭一个，is 里有 lead 的身份只能有一个"
    for place, call in _calls(mechanism, "effects"):
        if call in REACHES_OUT:
            yield place, f"旁办的只看不动，不能用 {call}"
    for number, fact in enumerate(mechanism.facts):
        if fact.kind == "category":
            yield ("fact", number), f"材料“{fact.label}”会改主办件的类别，旁办的不能填"


def _openings(mechanism: Mechanism) -> Iterator[Finding]:
    roles = {role.key for role in mechanism.roles}
    for role in mechanism.open_by:
        if role not in roles:
            yield ("open_by",), f"身份 {role} 不在 [roles] 里"
    for fact in mechanism.open_needs:
        if fact not in {known.key for known in mechanism.facts}:
            yield ("open_needs",), f"材料 {fact} 不存在，请先写 [[fact]]"
    if mechanism.open_needs and not mechanism.open_by:
        yield ("open_needs",), "写了启动时要填什么 open_needs，就要写明谁启动 open_by"


def _reserved(mechanism: Mechanism) -> Iterator[Finding]:
    for number, stage in enumerate(mechanism.stages):
        for place, move in enumerate(stage.moves):
            if move.verb in OPENING_VERBS:
                at: Place = ("stage", number, "move", place, "verb")
                yield at, f"{move.verb} 是启动旁办件的固定用词，请换一个名字"


def _calls(mechanism: Mechanism, key: str) -> Iterator[tuple[Place, str]]:
    """每一步写的条件或效果的名字，和它的位置。"""
    for number, stage in enumerate(mechanism.stages):
        for place, move in enumerate(stage.moves):
            for call in getattr(move, key):
                yield ("stage", number, "move", place, key), call.name
