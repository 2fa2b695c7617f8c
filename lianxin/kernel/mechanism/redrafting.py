"""意见书改稿：哪个环节可以改，写在机制里；印发以后的环节不许改。"""

from collections.abc import Iterator

from lianxin.kernel.mechanism.graph import edges_of, reachable
from lianxin.kernel.mechanism.model import Mechanism, Stage
from lianxin.kernel.mechanism.source import Place
from lianxin.kernel.mechanism.vocabulary import REWRITTEN_FACT

Finding = tuple[Place, str]


def may_redraft(stage: Stage) -> bool:
    """这个环节可以修改意见书：有一步要写明改了什么。"""
    return any(REWRITTEN_FACT in move.needs for move in stage.moves)


def redraft_findings(mechanism: Mechanism) -> Iterator[Finding]:
    """“改了什么”只有意见书的机制能用，写一段话，而且只在印发以前。"""
    for number, fact in enumerate(mechanism.facts):
        if fact.key != REWRITTEN_FACT:
            continue
        if mechanism.subject != "letter":
            yield ("fact", number), f"材料 {fact.key} 是修改监督意见书专用的，请换一个名字"
        elif fact.kind != "text":
            yield ("fact", number), f"材料 {fact.key} 写的是改了什么，kind 应是 text"
    issued = _after_issuing(mechanism)
    for number, stage in enumerate(mechanism.stages):
        if stage.key in issued and may_redraft(stage):
            says = f"要填 {REWRITTEN_FACT}，可印发以后还走得到这里，发出去的不能再改"
            yield ("stage", number), f"环节“{stage.label}”{says}"


def _after_issuing(mechanism: Mechanism) -> frozenset[str]:
    """逐项派生（印发）以后走得到的环节。"""
    edges = edges_of(mechanism)
    issued = [e.end for e in edges if any(c.name == "spawn_items" for c in e.move.effects)]
    return reachable(issued, [(edge.start, edge.end) for edge in edges])
