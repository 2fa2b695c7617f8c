"""任何两份机制放在一起比：时限、谁办、责任怎么管、材料怎么填，一项一行，不一样的标出来。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianxin.casework.mechanisms import build, mechanism
from lianxin.casework.models import PublishedMechanism
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.model import DutyRule, Fact, Mechanism, Move, Stage
from lianxin.kernel.mechanism.vocabulary import guard_text
from lianxin.kernel.mechanism.wall import owners_text, within_text
from lianxin.workbench.queries.registers_mechanisms import edition_of, packs
from lianxin.workbench.queries.sources import basis_words

NONE = "没有"


@dataclass(frozen=True, slots=True)
class Choice:
    """可以拿来比的一份：``name`` 写在网址里，``edition`` 是哪里的第几版。"""

    name: str
    label: str
    edition: str


@dataclass(frozen=True, slots=True)
class Cells:
    """一项在两份里各怎么写。"""

    part: str
    item: str
    left: str
    right: str

    @property
    def is_same(self) -> bool:
        """两边一样。"""
        return self.left == self.right


def choices() -> list[Choice]:
    """随程序带来的和发布过的，每份一次；一条查询。"""
    found = {pack.name: Choice(pack.name, pack.label, pack.edition) for pack in packs()}
    for row in PublishedMechanism.objects.defer("source", "overlay_source").order_by("slot", "id"):
        if str(row) not in found:
            found[str(row)] = Choice(str(row), row.label, edition_of(row))
    return list(found.values())


def named(name: str) -> Mechanism:
    """按名字取一份：发布过的以发布的全文为准。

    :raises NotVisible: 没有这一份
    """
    key, _, rest = name.partition("@")
    version, _, overlay = rest.partition("+")
    row = None
    if version.isdecimal() and len(version) < 5:
        known = PublishedMechanism.objects.filter(key=key, version=int(version), overlay=overlay)
        row = known.only("id").first()
    if row is not None:
        return mechanism(row.pk)
    pack = next((each for each in packs() if each.name == name), None)
    if pack is None:
        raise NotVisible("没有这份机制，请从下面的两个框里各选一份。")
    return build(pack.source, pack.overlay_source, path=f"{pack.key}.toml")


@dataclass(frozen=True, slots=True)
class _Said:
    """一份机制里的一项：``key`` 用来和另一份对上号。"""

    key: str
    part: str
    item: str
    words: str


def differences(left: Mechanism, right: Mechanism) -> list[Cells]:
    """逐项放在一起：环节、谁办、时限、能走的步、退回与延期、材料、称呼。

    按标识对号；只有一份里有的，另一边写“没有”。
    """
    mine = {said.key: said for said in _sayings(left)}
    theirs = {said.key: said for said in _sayings(right)}
    empty = _Said("", "", "", NONE)
    return [
        Cells(said.part, said.item, mine.get(key, empty).words, theirs.get(key, empty).words)
        for key, said in {**theirs, **mine}.items()
    ]


def _sayings(mech: Mechanism) -> Iterator[_Said]:
    yield _Said("label", "抬头", "名称", mech.overlay.label if mech.overlay else mech.label)
    yield _Said("basis", "抬头", "依据", "、".join(basis_words(mech.basis)))
    for stage in mech.stages:
        yield from _stage(mech, stage)
    for rule in mech.duties:
        yield from _duty(mech, rule)
    for role in mech.roles:
        yield _Said(f"role {role.key}", "称呼", role.key, role.label)
    for fact in mech.facts:
        yield _Said(f"fact {fact.key}", "材料", fact.label, _fact(fact))


def _stage(mech: Mechanism, stage: Stage) -> Iterator[_Said]:
    key, part = f"stage {stage.key}", f"环节：{stage.label}"
    yield _Said(f"{key} label", part, "群众看到", stage.public_label)
    yield _Said(f"{key} who", part, "谁办什么", owners_text(mech, stage) or NONE)
    yield _Said(f"{key} within", part, "时限", within_text(mech, stage) or NONE)
    for move in stage.moves:
        yield _Said(f"{key} {move.verb}", part, move.label, _move(mech, move))


def _move(mech: Mechanism, move: Move) -> str:
    by = "、".join(mech.role(role).label for role in move.by)
    onward = [f"到“{mech.stage(move.to).label}”"] if move.to else []
    must = "、".join(mech.fact(key).label for key in move.needs)
    guards = [guard_text(call, mech) for call in move.guards]
    return "；".join([by, *onward, *([f"留：{must}"] if must else []), *guards])


def _duty(mech: Mechanism, rule: DutyRule) -> Iterator[_Said]:
    key, part = f"duty {rule.role}", f"责任：{mech.role(rule.role).label}"
    sign = rule.sign_within.text if rule.sign_within else NONE
    limit = rule.extend_limit.text if rule.extend_limit else NONE
    urge = [f"{mech.role(role).label} {weight} 分" for role, weight in rule.urge]
    yield _Said(f"{key} sign", part, "签收或退回", sign)
    yield _Said(f"{key} returns", part, "能退几次", str(rule.returns))
    yield _Said(f"{key} limit", part, "最长延到", limit)
    yield _Said(f"{key} urge", part, "谁可以催", "、".join(urge) or NONE)


def _fact(fact: Fact) -> str:
    bounds = [f"{word} {bound:g}" for word, bound in _bounds(fact)]
    choices_said = ["可选：" + "、".join(choice.label for choice in fact.choices)]
    return "；".join([fact.help, *bounds, *(choices_said if fact.choices else [])]).strip("；")


def _bounds(fact: Fact) -> list[tuple[str, float]]:
    return [
        (word, bound)
        for word, bound in (("至少", fact.min), ("至多", fact.max))
        if bound is not None
    ]
