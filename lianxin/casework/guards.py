"""条件：机制里写的每个词，在这里算出成不成立。词表在 ``kernel.mechanism.vocabulary``。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from lianxin.casework import tallies
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer, roles_of
from lianxin.casework.state import CaseState
from lianxin.kernel.mechanism.model import Call
from lianxin.kernel.mechanism.vocabulary import guard_text
from lianxin.kernel.timespans import Timespan
from lianxin.orgs.models import Person

Guard = Callable[[CaseState, Doer, date, tuple[str, ...]], bool]


def failing(guards: tuple[Call, ...], state: CaseState, doer: Doer, today: date) -> list[str]:
    """不成立的条件，各说成一句中文；空列表表示全部成立。"""
    return [
        _says(call, state)
        for call in guards
        if not GUARDS[call.name](state, doer, today, call.args)
    ]


def _says(call: Call, state: CaseState) -> str:
    """派生的办件用的是另一份机制，那一步叫什么到那份里查。"""
    text = guard_text(call, state.mechanism)
    children = state.children() if call.name == "children_passed" else []
    for child in children[:1]:
        verb = call.args[0]
        text = text.replace(f"“{verb}”", f"“{mechanism(child.mechanism_id).verb_label(verb)}”")
    return text


def _has(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return bool(state.facts.get(args[0]))


def _contact_logged(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return int(state.case.counts.get("log_contact", 0)) >= int(args[0])


def _is_in(case: Case, wanted: str) -> bool:
    closed = case.closed_at is not None
    known = {"open": not closed, "closed": closed, "answered": bool(case.result)}
    return known.get(wanted, case.result == wanted)


def _count(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return sum(_is_in(child, args[0]) for child in state.children()) >= int(args[1])


def _share(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    children = state.children()
    met = sum(_is_in(child, args[0]) for child in children)
    return bool(children) and met >= float(args[1]) * len(children)


def _all_children(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return all(_is_in(child, args[0]) for child in state.children())


def _any_child(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return any(_is_in(child, args[0]) for child in state.children())


def _fact_is(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    value = state.facts.get(args[0])
    if isinstance(value, dict):
        # 各单位各填各的：都是所列之一才算。
        return bool(value) and all(_plain(each) in args[1:] for each in value.values())
    return _plain(value) in args[1:]


def _fact_not(state: CaseState, doer: Doer, today: date, args: tuple[str, ...]) -> bool:
    return not _fact_is(state, doer, today, args)


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)


def _elapsed(state: CaseState, _doer: Doer, today: date, args: tuple[str, ...]) -> bool:
    since = state.marked_on(args[0])
    span = Timespan.parse(args[1])
    return since is not None and today >= state.calendar.due(since, span, roll=False).date


def _within(state: CaseState, _doer: Doer, today: date, args: tuple[str, ...]) -> bool:
    since = state.marked_on(args[0])
    span = Timespan.parse(args[1])
    return since is not None and today <= state.calendar.due(since, span).date


def _times(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return int(state.case.counts.get(args[0], 0)) < int(args[1])


def _cosponsors(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return sum(party.kind == "cosponsor" for party in state.parties) >= int(args[0])


def _decision_by(state: CaseState, doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return args[0] in roles_of(doer, state)


def _manual_approval(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return f"approved_by_{args[0]}" in state.case.flags


def _not_same_unit(state: CaseState, doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    units = {party.body_id for party in state.held_by(args[0])} - {None}
    if units & doer.viewer.acts_for:
        return False
    person = doer.viewer.person_id
    return person is None or not Person.objects.filter(pk=person, employer__in=units).exists()


def _consent(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return bool(state.facts.get(f"consent_{args[0]}"))


def _signed(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return all(duty.signed_at is not None for duty in state.duties_of(args[0]))


def _discharged(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return not state.duties_of(args[0])


def _number(state: CaseState, key: str) -> float:
    value = state.facts.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _majority(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return 2 * _number(state, "votes_for") > _number(state, args[0]) > 0


def _quorum(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return 3 * _number(state, "present") >= 2 * _number(state, args[0]) > 0


def _size_between(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    value = state.facts.get(args[0])
    size = value if isinstance(value, int | float) else len(value or ())
    return float(args[1]) <= size <= float(args[2])


def _done(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return int(state.case.counts.get(args[0], 0)) >= int(args[1])


def _main(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    main = state.case.main
    return main is not None and _is_in(main, args[0])


def _beside(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return any(_is_in(each, args[1]) for each in state.alongside() if each.beside == args[0])


def _all_beside(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    return all(_is_in(each, args[1]) for each in state.alongside() if each.beside == args[0])


def _held(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    counted = tallies.of(state.case.subject_kind, state.case.subject_id)
    return counted >= int(args[0])


def _children_passed(state: CaseState, _doer: Doer, _today: date, args: tuple[str, ...]) -> bool:
    children = state.children()
    return bool(children) and all(int(each.counts.get(args[0], 0)) for each in children)


GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "has": _has,
        "contact_logged": _contact_logged,
        "count": _count,
        "share": _share,
        "all_children": _all_children,
        "any_child": _any_child,
        "rating_in": _fact_is,
        "rating_not_in": _fact_not,
        "fact_is": _fact_is,
        "fact_not": _fact_not,
        "elapsed": _elapsed,
        "within": _within,
        "times": _times,
        "cosponsors": _cosponsors,
        "decision_by": _decision_by,
        "manual_approval": _manual_approval,
        "not_same_unit": _not_same_unit,
        "consent": _consent,
        "signed": _signed,
        "discharged": _discharged,
        "majority": _majority,
        "quorum": _quorum,
        "size_between": _size_between,
        "done": _done,
        "main": _main,
        "beside": _beside,
        "all_beside": _all_beside,
        "children_passed": _children_passed,
        "held": _held,
    }
)
