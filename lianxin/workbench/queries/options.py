"""填表时的可选项：单位按建议排在前、类别分两级、人员只列该列的。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from lianxin.casework.available import Available
from lianxin.casework.facts import UNDERTAKERS
from lianxin.casework.fields import Group
from lianxin.casework.forms import Filling
from lianxin.casework.models import Duty
from lianxin.casework.state import CaseState
from lianxin.kernel.mechanism.model import Fact
from lianxin.lexis.categories import suggest_category
from lianxin.orgs.models import Body, Mandate, Post, in_force
from lianxin.orgs.queries import BodyCard, bodies_of_kind, categories
from lianxin.workbench.queries.sorting import domain_of

#: 这几类机构认地方：就近的排在前。
LOCAL_KINDS = frozenset(
    {
        Body.Kind.SUBDISTRICT,
        Body.Kind.SECTION,
        Body.Kind.VILLAGE,
        Body.Kind.GROUP,
        Body.Kind.STREET_COMMITTEE,
    }
)
LEADERS = (Body.Kind.CHAIR_COUNCIL, Body.Kind.STANDING_COMMITTEE)
SUGGESTED = "建议的单位"


def filling_for(
    *,
    state: CaseState,
    step: Available,
    today: date,
    text: str = "",
    given: Mapping[str, Any] | None = None,
) -> Filling:
    """这一步的表怎么摆：可选项，以及能替人先填好的。

    :param text: 这件事的原话，用来推荐类别与单位
    :param given: 从别处带来的（如“并到这一件”带来的编号）
    """
    asked = (*step.needs, *step.may)
    duty = next((duty for duty in state.duties if duty.pk == step.duty_id), None)
    domain = domain_of(state, text)
    choices = {
        fact.key: groups
        for fact in asked
        if (groups := _choices(fact, state, duty, domain, today)) is not None
    }
    initial = {**_initial(asked, state, duty, text, choices), **(given or {})}
    return Filling(choices=choices, initial=initial)


def _choices(
    fact: Fact, state: CaseState, duty: Duty | None, domain: str, today: date
) -> tuple[Group, ...] | None:
    if fact.kind in ("body", "bodies"):
        return body_groups(
            jurisdiction_id=state.case.jurisdiction_id,
            kinds=fact.body_kinds or UNDERTAKERS,
            domain=domain,
            near=(state.case.region_id or "")[:9],
        )
    if fact.kind == "person" and _is_for_deputy(fact, state):
        return _deputies(state, today)
    if fact.kind == "person":
        return _people(state, duty, today)
    return category_groups() if fact.kind == "category" else None


def body_groups(
    *, jurisdiction_id: int, kinds: Iterable[str], domain: str = "", near: str = ""
) -> tuple[Group, ...]:
    """单位分组：管这个领域的、就近的先列为“建议的单位”，其余按种类。"""
    cards = bodies_of_kind(jurisdiction_id, *kinds)
    best = [card for card in cards if _fits(card, domain, near)]
    rest = defaultdict(list)
    for card in cards:
        if card not in best:
            rest[card.kind_label].append(card)
    best.sort(key=lambda card: (domain not in card.domains, len(card.domains), card.id))
    groups = [(SUGGESTED, _options(best))] if best else []
    return (*groups, *((label, _options(some)) for label, some in rest.items()))


def _fits(card: BodyCard, domain: str, near: str) -> bool:
    if domain and domain in card.domains:
        return True
    return bool(near) and card.kind in LOCAL_KINDS and card.region_code[:9] == near


def _options(cards: Iterable[BodyCard]) -> tuple[tuple[str, str], ...]:
    return tuple((str(card.id), card.short_name) for card in cards)


def category_groups() -> tuple[Group, ...]:
    """类别两级：每一组的第一项是整类，拿不准就选它。"""
    return tuple(
        (
            top.label,
            (
                (top.key, f"{top.label}（整类）" if top.children else top.label),
                *((child.key, child.label) for child in top.children),
            ),
        )
        for top in categories()
    )


def _people(state: CaseState, duty: Duty | None, today: date) -> tuple[Group, ...]:
    """派到人的，列本单位在任的人；领衔的，列主任会议和常委会的人。"""
    posts = Post.objects.filter(in_force(today)).select_related("person", "body")
    if duty is not None:
        posts = posts.filter(body=duty.holder_body_id)
    else:
        posts = posts.filter(body__congress=state.case.jurisdiction_id, body__kind__in=LEADERS)
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for post in posts.order_by("body", "id"):
        groups[post.body.short_name][str(post.person_id)] = f"{post.person.name}　{post.title}"
    return tuple((body, tuple(people.items())) for body, people in groups.items())


def _is_for_deputy(fact: Fact, state: CaseState) -> bool:
    """这一项是不是请哪位代表来提，或者定由哪位代表担任代表的身份。"""
    known = state.mechanism
    calls = [call for _, move in known.moves() for call in move.effects]
    return any(call.name == "draft_for" and call.args[0] == fact.key for call in calls) or any(
        call.name == "hold"
        and call.args[1] == fact.key
        and "deputy" in known.role(call.args[0]).kinds
        for call in calls
    )


def _deputies(state: CaseState, today: date) -> tuple[Group, ...]:
    """本级在任代表，这一件的领衔代表排在最前。"""
    rows = Mandate.objects.filter(
        in_force(today), congress=state.case.jurisdiction_id, state=Mandate.State.ACTIVE
    )
    found = list(rows.order_by("number").values_list("person_id", "person__name"))
    found.sort(key=lambda one: one[0] != state.case.deputy_id)
    return (("本级在任代表", tuple((str(pk), name) for pk, name in found)),)


def _initial(
    asked: Iterable[Fact],
    state: CaseState,
    duty: Duty | None,
    text: str,
    choices: Mapping[str, tuple[Group, ...]],
) -> dict[str, Any]:
    known = {fact.key for fact in asked}
    initial: dict[str, Any] = dict(_known_already(asked, state))
    if "answer" in known and state.facts.get("child_answer"):
        initial["answer"] = state.facts["child_answer"]
    if "category" in known:
        initial["category"] = state.case.category_id or _guess(text, choices["category"])
    if "to_body" in known and duty is not None and duty.return_to_id:
        initial["to_body"] = str(duty.return_to_id)
    return initial


def _known_already(asked: Iterable[Fact], state: CaseState) -> Iterator[tuple[str, Any]]:
    """以前填过的日期、编号、姓名，不叫人再填一遍；哪天交办的，照交办那一步。"""
    for fact in asked:
        if fact.kind in ("date", "line") and not fact.each and state.facts.get(fact.key):
            yield fact.key, state.facts[fact.key]
        elif fact.key == "dispatched_on" and (day := state.marked_on("dispatch")):
            yield fact.key, day.isoformat()


def _guess(text: str, groups: tuple[Group, ...]) -> str:
    """读一读原话猜一个类别；有把握、本地也有这个类别才先选上。"""
    if not text:
        return ""
    best = suggest_category(text, limit=1)[0]
    there = {key for _, options in groups for key, _ in options}
    return best.key if best.score > 0 and best.key in there else ""
