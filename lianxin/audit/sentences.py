"""动作名对应的中文：时间线上给人看的一句话。各模块在 ``AppConfig.ready`` 里登记自己的。"""

from collections.abc import Iterable, Mapping
from typing import Any

_templates: dict[str, str] = {}


class _Blanks(dict[str, Any]):
    """材料里没有的，空着。"""

    def __missing__(self, key: str) -> str:
        return ""


def register(verb_prefix: str, template: str) -> None:
    """登记一个动作，或一族动作（点分前缀）的说法；``{材料名}`` 填进这条留痕的材料。"""
    before = _templates.setdefault(verb_prefix, template)
    if before != template:
        raise ValueError(f"动作 {verb_prefix} 的说法登记了两次：{before}／{template}")


def register_all(templates: Mapping[str, str]) -> None:
    """登记一批。"""
    for verb_prefix, template in templates.items():
        register(verb_prefix, template)


def sentence(verb: str, facts: Mapping[str, Any]) -> str:
    """这一条留痕说成中文。

    机制里的一步没有固定说法，用留痕里的 ``label``；再没有就用动作名，
    :func:`missing` 会在测试里指出来。
    """
    template = _template(verb)
    if template:
        return template.format_map(_Blanks(facts))
    return str(facts.get("label") or verb)


def missing(verbs: Iterable[str]) -> list[str]:
    """哪些动作还没有中文说法。"""
    return sorted(verb for verb in set(verbs) if not _template(verb))


def _template(verb: str) -> str:
    """越长的前缀越优先：``opinion.merge`` 先于 ``opinion``。"""
    while verb:
        if verb in _templates:
            return _templates[verb]
        verb = verb.rpartition(".")[0]
    return ""
