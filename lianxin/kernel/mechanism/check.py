"""机制检查：一份机制在有人依靠它之前，先证明它说得通。"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from lianxin.kernel.mechanism.besides import given_facts, slot_findings
from lianxin.kernel.mechanism.calls import reference_problems
from lianxin.kernel.mechanism.model import (
    Deadline,
    DutyRule,
    Fact,
    Mechanism,
    Move,
    Otherwise,
    Stage,
    Timeout,
)
from lianxin.kernel.mechanism.parse import read_mechanism
from lianxin.kernel.mechanism.proofs import Finding, proofs, system_roles
from lianxin.kernel.mechanism.redrafting import redraft_findings
from lianxin.kernel.mechanism.repeating import length, repeating_findings
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake, Place, SourceMap
from lianxin.kernel.mechanism.vocabulary import DUTY_VERBS, EFFECTS, GUARDS, STARTS

_WITH_CHOICES = frozenset({"choice", "rating"})


def check(mechanism: Mechanism) -> list[Mistake]:
    """全部错误，按行号排好；没有错就是空的。"""
    lines = SourceMap(mechanism.text)
    rules = (
        *(_whole, slot_findings, _facts, _duties, _stages),
        *(repeating_findings, redraft_findings),
    )
    found = chain.from_iterable(rule(mechanism) for rule in rules)
    proved = proofs(mechanism).findings()
    return sorted(
        {Mistake(mechanism.path, lines.line(place), says) for place, says in chain(found, proved)}
    )


def check_source(text: str, path: str) -> list[Mistake]:
    """由原文查起：写法上的错与说不通的地方一次报全。"""
    try:
        mechanism, mistakes = read_mechanism(text, path)
    except MechanismMistakes as error:
        return list(error.mistakes)
    return sorted({*mistakes, *check(mechanism)})


def _whole(mechanism: Mechanism) -> Iterator[Finding]:
    if not mechanism.basis:
        yield ("basis",), "依据 basis 不能空，请写来源编号、法条或规则编号"
    if not any(role.kinds for role in mechanism.roles):
        yield ("roles",), "一个身份也没有，请写 [roles]"
    for role in mechanism.roles:
        if not role.kinds:
            yield ("roles", role.key, "is"), f"身份“{role.label}”没有写对应的平台身份 is"
    yield from _twice("fact", (fact.key for fact in mechanism.facts), "材料")
    yield from _twice("stage", (stage.key for stage in mechanism.stages), "环节")


def _twice(table: str, keys: Iterable[str], name: str, base: Place = ()) -> Iterator[Finding]:
    listed = list(keys)
    for key, count in Counter(listed).items():
        if key and count > 1:
            second = listed.index(key, listed.index(key) + 1)
            yield (*base, table, second), f"{name} {key} 写了 {count} 次"


def _facts(mechanism: Mechanism) -> Iterator[Finding]:
    asked = _asked(mechanism)
    rated = {
        fact
        for _, move in mechanism.moves()
        for call in move.effects
        if call.name == "ask_rating"
        for fact in call.args
    }
    for number, fact in enumerate(mechanism.facts):
        if fact.key not in asked | rated:
            yield ("fact", number), f"材料“{fact.label}”没有哪一步要填，也不请人评"
        for says in _fact_problems(fact):
            yield ("fact", number), f"材料“{fact.label}”{says}"


def _asked(mechanism: Mechanism) -> set[str]:
    """有人填的材料：某一步要填的、启动时要填的、立件时系统填好的。"""
    asked = {fact for _, move in mechanism.moves() for fact in move.needs + move.may}
    return asked | set(mechanism.open_needs) | set(given_facts(mechanism))


def _fact_problems(fact: Fact) -> Iterator[str]:
    if fact.kind in _WITH_CHOICES and len(fact.choices) < 2:
        yield "至少要有两个选项 choices"
    if fact.kind not in _WITH_CHOICES and fact.choices:
        yield "不是 choice、rating，不能写 choices"
    if len({choice.value for choice in fact.choices}) < len(fact.choices):
        yield "的选项有重复"
    if fact.min is not None and fact.max is not None and fact.min > fact.max:
        yield "的 min 比 max 大"
    if fact.body_kinds and fact.kind not in ("body", "bodies"):
        yield "不是 body、bodies，不能写 body_kinds"


def _duties(mechanism: Mechanism) -> Iterator[Finding]:
    for rule in mechanism.duties:
        place = ("duty", rule.role)
        for role in (rule.role, rule.return_by, rule.extend_by, *dict(rule.urge)):
            yield from _known_role(mechanism, role, place)
        for says in _duty_problems(rule):
            yield place, f"责任 {rule.role} {says}"


def _duty_problems(rule: DutyRule) -> Iterator[str]:
    if rule.returns and not rule.return_by:
        yield "允许退回，就要写明谁批 return_by"
    if rule.extend_limit and not rule.extend_by:
        yield "写了最长期限 extend_limit，就要写明谁批 extend_by"


def _known_role(mechanism: Mechanism, role: str | None, place: Place) -> Iterator[Finding]:
    if role is not None and role not in {known.key for known in mechanism.roles}:
        yield place, f"身份 {role} 不在 [roles] 里"


def _stages(mechanism: Mechanism) -> Iterator[Finding]:
    for number, stage in enumerate(mechanism.stages):
        place: Place = ("stage", number)
        judge = _final if stage.final else _ongoing
        for key, says in judge(stage):
            yield (*place, key) if key else place, f"环节“{stage.label}”{says}"
        yield from _stage_roles(mechanism, stage, place)
        yield from _clocks(mechanism, stage, place)
        yield from _system_steps(mechanism, stage, place)
        yield from _moves(mechanism, stage, place)


def _final(stage: Stage) -> Iterator[tuple[str, str]]:
    extra = {
        "owner": stage.owner,
        "deadline": stage.deadline,
        "also": stage.also,
        "waits": stage.waits,
        "auto": stage.auto,
        "timeout": stage.timeout,
    }
    for key, value in extra.items():
        if value:
            yield key, f"是终点，不应再写 {key}"


def _ongoing(stage: Stage) -> Iterator[tuple[str, str]]:
    if stage.result:
        yield "result", "不是终点，不应写 result；可写在步上"
    if stage.owner and not stage.owes:
        yield "owner", "写了谁办 owner，就要写明该办什么 owes"
    if stage.deadline and not stage.owner:
        yield "deadline", "有期限 deadline，没有责任人 owner"
    elif stage.deadline:
        return
    elif not stage.waits:
        missing = "没有期限 deadline" if stage.owner else "没有责任人 owner 和期限 deadline"
        yield "", f"{missing}，也没有写明理由 waits"
    elif not (stage.auto or stage.timeout or stage.moves):
        yield "waits", "在等，却没有出路：请写 auto、timeout 或人可走的一步"


def _stage_roles(mechanism: Mechanism, stage: Stage, place: Place) -> Iterator[Finding]:
    yield from _known_role(mechanism, stage.owner, (*place, "owner"))
    for number, also in enumerate(stage.also):
        yield from _known_role(mechanism, also.role, (*place, "also", number, "role"))
        if also.deadline is None and not also.optional:
            says = f"环节“{stage.label}”里 {also.role} 的责任没有期限，也不是可有可无（optional）"
            yield (*place, "also", number), says


def _clocks(mechanism: Mechanism, stage: Stage, place: Place) -> Iterator[Finding]:
    clocks: list[tuple[Place, Deadline | Timeout | None]] = [
        ((*place, "deadline"), stage.deadline),
        ((*place, "timeout"), stage.timeout),
    ]
    clocks += [((*place, "also", n, "deadline"), a.deadline) for n, a in enumerate(stage.also)]
    verbs = {move.verb for _, move in mechanism.moves()}
    dated = {fact.key for fact in mechanism.facts if fact.kind == "date" and not fact.each}
    for where, clock in clocks:
        if clock and clock.start not in STARTS.keys() | verbs | dated:
            says = f"起算点 {clock.start} 不存在，只能写 opened、entered、本机制里的步或日期材料"
            yield (*where, "from"), f"环节“{stage.label}”{says}"
        if isinstance(clock, Timeout) and not clock.within and clock.start in verbs:
            yield where, f"环节“{stage.label}”的 timeout 没有写 within（多长）"
        if isinstance(clock, Deadline) and clock.otherwise:
            for says in _otherwise_problems(clock, clock.otherwise, fixed=clock.start in dated):
                yield (*where, "otherwise"), f"环节“{stage.label}”{says}"
        if isinstance(clock, Deadline):
            yield from _known_role(mechanism, clock.escalate, (*where, "escalate"))
            for key, says in _deadline_problems(clock, fixed=clock.start in dated):
                yield (*where, key) if key else where, f"环节“{stage.label}”{says}"


def _deadline_problems(clock: Deadline, *, fixed: bool) -> Iterator[tuple[str, str]]:
    if clock.within is None and not clock.by and not fixed and clock.start not in STARTS:
        yield "", "的期限没有写 within（多长）或 by（哪一天）"
    if clock.warn and clock.within and length(clock.warn) >= length(clock.within):
        yield "warn", "的预警提前量不比期限短"


def _otherwise_problems(clock: Deadline, other: Otherwise, *, fixed: bool) -> Iterator[str]:
    if not fixed:
        yield "的 otherwise 多余：只有从日期材料起算的，才会没有起算日"
    if other.start not in STARTS:
        yield f"的 otherwise 从 {other.start} 起算，只能写 opened、entered：一定有的日子"
    if clock.warn and length(clock.warn) >= length(other.within):
        yield "的预警提前量不比 otherwise 的期限短"


def _system_steps(mechanism: Mechanism, stage: Stage, place: Place) -> Iterator[Finding]:
    steps = {"auto": stage.auto, "timeout": stage.timeout.move if stage.timeout else None}
    moves = {move.verb: move for move in stage.moves}
    for key, verb in steps.items():
        if verb is None:
            continue
        for says in _system_problems(mechanism, moves.get(verb), verb):
            yield (*place, key), f"环节“{stage.label}”的 {key}：{says}"


def _system_problems(mechanism: Mechanism, move: Move | None, verb: str) -> Iterator[str]:
    if move is None:
        yield f"本环节没有 {verb} 这一步"
        return
    if not set(move.by) & system_roles(mechanism):
        yield f'“{move.label}”要由系统走，by 里要有 is = ["system"] 的身份'
    if move.needs:
        yield f"“{move.label}”由系统走，不能有必填材料 needs"


def _moves(mechanism: Mechanism, stage: Stage, place: Place) -> Iterator[Finding]:
    yield from _twice("move", (m.verb for m in stage.moves), f"环节“{stage.label}”的步", place)
    mains = [number for number, move in enumerate(stage.moves) if move.main]
    if len(mains) > 1:
        yield (*place, "move", mains[1], "main"), f"环节“{stage.label}”的主按钮不止一个"
    for number, move in enumerate(stage.moves):
        for key, says in chain.from_iterable(judge(mechanism, move) for judge in _MOVE_RULES):
            yield (*place, "move", number, key), f"步“{move.label}”：{says}"


def _move_words(mechanism: Mechanism, move: Move) -> Iterator[tuple[str, str]]:
    if move.verb in DUTY_VERBS:
        meaning = DUTY_VERBS[move.verb]
        yield "verb", f"{move.verb} 是引擎内置的“{meaning}”，请换一个名字"
    elif move.verb in STARTS:
        yield "verb", f"{move.verb} 是期限起点的固定用词，请换一个名字"
    if not move.by:
        yield "by", "没有写明由谁走 by"
    for role in move.by:
        for _, says in _known_role(mechanism, role, ()):
            yield "by", says
    if move.to is not None and move.to not in {stage.key for stage in mechanism.stages}:
        yield "to", f"指向不存在的环节 {move.to}"


def _move_facts(mechanism: Mechanism, move: Move) -> Iterator[tuple[str, str]]:
    known = {fact.key for fact in mechanism.facts}
    for key, facts in (("needs", move.needs), ("may", move.may)):
        for fact in facts:
            if fact not in known:
                yield key, f"材料 {fact} 不存在，请先写 [[fact]]"
    for fact, count in Counter(move.needs + move.may).items():
        if count > 1:
            yield "needs", f"材料 {fact} 在 needs、may 里写了不止一次"


def _move_calls(mechanism: Mechanism, move: Move) -> Iterator[tuple[str, str]]:
    asked = _asked(mechanism)
    known = {fact.key: fact.label for fact in mechanism.facts}
    for key, calls, terms in (("guards", move.guards, GUARDS), ("effects", move.effects, EFFECTS)):
        for call in calls:
            term = terms[call.name]
            for says in reference_problems(call, term, mechanism):
                yield key, says
            for param, arg in zip(term.params, call.args, strict=False):
                late = call.name != "ask_rating" and arg not in asked
                if param.kind == "fact" and arg in known and late:
                    yield key, f"{call} 用到“{known[arg]}”，可没有哪一步要填它"


_MOVE_RULES: tuple[Callable[[Mechanism, Move], Iterator[tuple[str, str]]], ...] = (
    _move_words,
    _move_facts,
    _move_calls,
)
