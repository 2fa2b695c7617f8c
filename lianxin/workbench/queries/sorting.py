"""分拣时的参考：类似的事、建议的类别与层级、该由谁办。只给管登记分拣的人看。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianxin.casework.state import CaseState
from lianxin.lexis.categories import Suggestion, shipped_categories, suggest_category
from lianxin.opinions.queries import OpinionDetail, SimilarCard, similar_to
from lianxin.orgs.queries import committee_for, departments_for

LEVELS = {"street": "街道级", "district": "区级", "city": "市级以上"}
_UNITS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """一条归类建议；``percent`` 是把握，``words`` 是凭哪些词。"""

    key: str
    label: str
    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """分拣时的参考。``level`` 是多半归哪一级，``units`` 是本地管这一块的单位。"""

    similar: tuple[SimilarCard, ...]
    guesses: tuple[Guess, ...]
    level: str
    units: tuple[str, ...]
    committee: str


def sorting_of(*, state: CaseState, opinion: OpinionDetail | None) -> Sorting | None:
    """看得到原话、事情还没办结的，才给参考。"""
    if opinion is None or opinion.is_redacted or state.case.closed_at is not None:
        return None
    text = f"{opinion.title}\n{opinion.text}"
    congress = state.case.jurisdiction_id
    guesses = suggest_category(text, limit=2)
    domain = domain_of(state, text)
    committee = committee_for(domain, congress) if domain else None
    return Sorting(
        similar=tuple(similar_to(text=text, jurisdiction_id=congress, exclude=opinion.id)),
        guesses=tuple(_guesses(guesses)),
        level=_level_of(guesses[0]),
        units=tuple(card.short_name for card in departments_for(domain, congress)[:_UNITS_SHOWN])
        if domain
        else (),
        committee=committee.short_name if committee else "",
    )


def _guesses(found: Iterable[Suggestion]) -> Iterable[Guess]:
    parents = {each.key: each.parent_label for each in shipped_categories()}
    for each in found:
        if each.score > 0:
            parent = parents.get(each.key, "")
            label = f"{parent} › {each.label}" if parent else each.label
            yield Guess(each.key, label, round(each.score * 100), "、".join(each.words))


def domain_of(state: CaseState, text: str) -> str:
    """这件事属于哪个业务领域：定了类别的按类别，没定的读一读原话。"""
    if state.case.category:
        return state.case.category.domain
    best = suggest_category(text, limit=1)[0] if text else None
    if best is None or best.score <= 0:
        return ""
    return next((each.unit for each in shipped_categories() if each.key == best.key), "")


def _level_of(guess: Suggestion) -> str:
    if guess.score <= 0:
        return ""
    level = next((e.level for e in shipped_categories() if e.key == guess.key), "")
    return LEVELS.get(level, "")
