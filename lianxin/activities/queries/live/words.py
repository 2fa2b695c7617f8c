"""现场用的词：几种选法各有哪几样、评的人分几类、哪一样算赞成。"""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def _words(**words: str) -> Words:
    return MappingProxyType(words)


CHOICES: Mapping[str, Words] = MappingProxyType(
    {
        "paddle": _words(satisfied="满意", dissatisfied="不满意"),
        "three": _words(satisfied="满意", basic="基本满意", dissatisfied="不满意"),
        "vote": _words(yes="赞成", no="反对", abstain="弃权"),
    }
)
"""选法 → 可以选的。"""
FOR: Words = _words(paddle="satisfied", three="satisfied", vote="yes")
"""选法里哪一样算赞成（满意）。"""
GROUPS = _words(voter="群众", deputy="代表", expert="专家", unit="部门")
"""评的人分几类；手机上自己选，结果分类列。"""
