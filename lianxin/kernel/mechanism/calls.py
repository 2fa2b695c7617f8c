"""条件与效果的写法：``名(参数, …)``。"""

import re
from collections.abc import Container, Iterator, Mapping
from difflib import get_close_matches

from lianxin.kernel.errors import RuleViolation
from lianxin.kernel.mechanism.model import Call, Fact, Mechanism
from lianxin.kernel.mechanism.vocabulary import (
    CLOSED_PARAMS,
    DUTY_VERBS,
    FACT_KINDS,
    STARTS,
    Param,
    Term,
)
from lianxin.kernel.timespans import Timespan, TimespanMistake

_SHAPE = re.compile(r"\s*([a-z_]+)\s*\(([^()]*)\)\s*")
_LITERALS = {
    "count": (r"[1-9]\d{0,3}", "应是正整数"),
    "size": (r"\d{1,6}", "应是整数"),
    "share": (r"0\.\d{1,3}|1(\.0+)?", "应是 0 到 1 之间的小数，如 0.6"),
    "word": (r"[a-z][a-z0-9_-]*", "应是小写英文标识"),
    "step": (r"[a-z][a-z0-9_-]*", "应是小写英文标识"),
}
NUMERIC = frozenset({"count", "size", "share", "span"})


class CallMistake(RuleViolation):
    """条件或效果写错了。"""


def parse_call(text: str, terms: Mapping[str, Term]) -> Call:
    """读一个条件或效果；名字、参数个数、数字和固定用词不对的抛 :class:`CallMistake`。"""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise CallMistake(f"“{text}”写法不对，应写成 名(参数, …)，括号和逗号用半角")
    if found[1] not in terms:
        raise CallMistake(f"没有“{found[1]}”这个词{near(found[1], terms)}")
    args = tuple(arg.strip() for arg in found[2].split(",")) if found[2].strip() else ()
    call = Call(found[1], args)
    for problem in _literal_problems(call, terms[call.name]):
        raise CallMistake(f"“{text}”{problem}")
    return call


def near(word: str, words: Mapping[str, object]) -> str:
    """“是不是想写……”；没有相近的就列出全部。"""
    close = get_close_matches(word, words, n=1)
    return f"，是不是想写 {close[0]}？" if close else f"，只能用：{'、'.join(words)}"


def paired(call: Call, term: Term) -> Iterator[tuple[Param, str]]:
    """参数的规定与实际写的，一一对上。"""
    for place, arg in enumerate(call.args):
        yield term.params[min(place, len(term.params) - 1)], arg


def _literal_problems(call: Call, term: Term) -> Iterator[str]:
    least, many = len(term.params), bool(term.params) and term.params[-1].many
    if len(call.args) < least or (len(call.args) > least and not many):
        yield f"参数个数不对，应写成 {term.signature}"
        return
    for param, arg in paired(call, term):
        yield from _literal_problem(param, arg)


def _literal_problem(param: Param, arg: str) -> Iterator[str]:
    if param.kind in CLOSED_PARAMS and arg not in CLOSED_PARAMS[param.kind]:
        yield f"里的 {arg} 不认得{near(arg, CLOSED_PARAMS[param.kind])}"
    if param.kind in _LITERALS:
        shape, says = _LITERALS[param.kind]
        if not re.fullmatch(shape, arg):
            yield f"里的“{arg}”{says}"
    if param.kind == "span":
        try:
            Timespan.parse(arg)
        except TimespanMistake as error:
            yield f"里的{error}"


def reference_problems(call: Call, term: Term, mechanism: Mechanism) -> Iterator[str]:
    """参数指向的材料、身份、步，在这份机制里有没有。"""
    facts = {fact.key: fact for fact in mechanism.facts}
    known: dict[str, tuple[str, Container[str]]] = {
        "role": ("身份", {role.key: role for role in mechanism.roles}),
        "verb": ("步", _verbs(mechanism)),
        "act": ("步", {**DUTY_VERBS, **_verbs(mechanism)}),
        "start": ("步", {**STARTS, **_verbs(mechanism)}),
    }
    for param, arg in paired(call, term):
        if param.kind == "fact":
            yield from _fact_problems(call, param, arg, facts)
        elif param.kind == "value" and call.args[0] in facts:
            yield from _value_problems(call, arg, facts[call.args[0]])
        elif param.kind in known and arg not in known[param.kind][1]:
            yield f"{call} 里的{known[param.kind][0]} {arg} 不存在"


def _verbs(mechanism: Mechanism) -> dict[str, str]:
    return {move.verb: move.label for _, move in mechanism.moves()}


def _fact_problems(call: Call, param: Param, arg: str, facts: Mapping[str, Fact]) -> Iterator[str]:
    if arg not in facts:
        yield f"{call} 里的材料 {arg} 不存在，请先写 [[fact]]"
    elif param.only and facts[arg].kind not in param.only:
        allowed = "、".join(FACT_KINDS[kind] for kind in sorted(param.only))
        yield f"{call} 里的材料“{facts[arg].label}”应是：{allowed}"


def _value_problems(call: Call, arg: str, fact: Fact) -> Iterator[str]:
    values = {"yes", "no"} if fact.kind == "yesno" else {c.value for c in fact.choices}
    if fact.kind in ("choice", "rating", "yesno") and arg not in values:
        yield f"{call} 里的 {arg} 不是“{fact.label}”的选项"
