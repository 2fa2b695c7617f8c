"""活动与公文的数：场次、人次、人、走访对象、意见、事项；公文、批示、规章。数的是查询本身，列清单也用它。

一场算一次，几家合办也只算一次；取消的、还没办的不算。人次是有名有姓的到场、签到的手机与人头相加，
人是不同的人；走访对象按规整后的名称去重，同一处去几次算一处。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from lianxin.activities.models import (
    Activity,
    Attendance,
    Headcount,
    Item,
    Programme,
    Target,
    Voice,
)
from lianxin.activities.queries.kinds import FAMILIES, ROLES, kinds
from lianxin.documents.models import Document, Instruction, Rule, RuleCategory
from lianxin.documents.models import standing as rule_standing
from lianxin.insight.scope import Rows, Scope, Where
from lianxin.insight.stationed import station_names
from lianxin.opinions.models import Opinion
from lianxin.orgs.models import Person
from lianxin.publicity.models import Coverage

#: 办过了的几种状态。
HELD: Final = ("recorded", "summarised", "archived")
#: 来的群众；扫码签到的手机也算群众。
PUBLIC_ROLES: Final = ("resident", "voter", "firm", "farmer")
_SOLVED: Final = ("resolved", "kept", "late", "implemented")
#: 事项怎么算解决：当场的，或跟到底办成的。
_ON_SPOT = Q(disposition="solved")
_LATER = Q(case__closed_at__isnull=False, case__result__in=_SOLVED)
_WAYS: Final[Mapping[str, Q]] = MappingProxyType({"onspot": _ON_SPOT, "later": _LATER & ~_ON_SPOT})
_WAY_WORDS: Final = {"onspot": "现场解决", "later": "后来办成"}


def activities(scope: Scope, where: Where) -> QuerySet[Activity]:
    """这段时间办过的活动。"""
    since, until = scope.moments
    rows = Activity.objects.filter(
        congress=scope.jurisdiction_id, state__in=HELD, starts_at__gte=since, starts_at__lt=until
    )
    if "kind" in where:
        rows = rows.filter(kind=where["kind"])
    if "family" in where:
        inside = [kind.key for kind in kinds().values() if kind.family == where["family"]]
        rows = rows.filter(kind__in=inside)
    return rows.filter(station=int(where["station"])) if "station" in where else rows


def _arrived(scope: Scope, where: Where) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(activity__in=activities(scope, where), state="attended")
    return rows.filter(role=where["role"]) if "role" in where else rows


def _visits(*roles: str) -> Rows:
    """各场活动的到场人次：有名有姓的、手机、人头相加。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Activity]:
        wanted = [where["role"]] if "role" in where else list(roles)
        found: QuerySet[Any] = with_visits(scope, where, wanted, phones=bool(roles))
        return found.filter(value__gt=0)

    return rows


def with_visits(
    scope: Scope, where: Where, roles: Sequence[str] = (), *, phones: bool = False
) -> QuerySet[Any]:
    """各场活动，``value`` 是到场人次；只数几种身份的，``phones`` 说签到的手机算不算。"""
    named, heads = Attendance.objects.filter(state="attended"), Headcount.objects.all()
    if roles:
        mine = Q(role__in=roles)
        named = named.filter(mine | Q(device__isnull=False) if phones else mine)
        heads = heads.filter(role__in=roles)
    counted = _of_each(named, Count("pk")) + _of_each(heads, Sum("count"))
    return activities(scope, where).annotate(value=counted)


def _of_each(rows: QuerySet[Any], measure: Any) -> Coalesce:
    """每场活动的一个合计，没有的是零。"""
    inside = rows.filter(activity=OuterRef("pk")).order_by().values("activity")
    total = inside.annotate(total=measure).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _people(role: str = "") -> Rows:
    """到过场的不同的人；凭手机、数人头的不知道是谁，不在内。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Person]:
        asked = {**where, "role": role} if role else where
        came = _arrived(scope, asked).filter(person__isnull=False)
        return Person.objects.filter(pk__in=came.values("person"))

    return rows


def _targets(scope: Scope, where: Where) -> QuerySet[Target]:
    """去过的不同的地方，各取头一次。"""
    rows = Target.objects.filter(activity__in=activities(scope, {}))
    if "kind" in where:
        rows = rows.filter(kind=where["kind"])
    firsts = rows.order_by().values("kind", "key").annotate(first=Min("pk")).values("first")
    return Target.objects.filter(pk__in=firsts)


def _voices(extra: Q = Q()) -> Rows:  # noqa: B008 （Q 不可变）
    """活动上收到的意见。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Opinion]:
        said = Voice.objects.filter(activity__in=activities(scope, where))
        return Opinion.objects.filter(extra, pk__in=said.values("opinion"))

    return rows


def _items(*item_kinds: str, extra: Q = Q()) -> Rows:  # noqa: B008 （Q 不可变）
    """活动带出的事项。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Item]:
        held = activities(scope, {k: v for k, v in where.items() if k == "station"})
        found = Item.objects.filter(extra, activity__in=held)
        found = found.filter(kind__in=item_kinds) if item_kinds else found
        return found.filter(_WAYS[where["way"]]) if "way" in where else found

    return rows


def _themes(scope: Scope, where: Where) -> QuerySet[Programme]:
    del where
    return Programme.objects.filter(
        congress=scope.jurisdiction_id, kind="theme", starts_on__range=scope.days
    ).exclude(state__in=["draft", "dropped"])


def _documents(scope: Scope, where: Where) -> QuerySet[Document]:
    since, until = scope.moments
    rows = Document.objects.filter(
        jurisdiction=scope.jurisdiction_id,
        issued_at__gte=since,
        issued_at__lt=until,
        withdrawn_at__isnull=True,
    )
    return rows.filter(kind=where["kind"]) if "kind" in where else rows


def _instructions(scope: Scope, where: Where) -> QuerySet[Instruction]:
    del where
    return Instruction.objects.filter(jurisdiction=scope.jurisdiction_id, made_on__range=scope.days)


def _rules(scope: Scope, where: Where) -> QuerySet[Rule]:
    del where
    return Rule.objects.filter(rule_standing("in_force", scope.on)).filter(
        jurisdiction=scope.jurisdiction_id, effective_on__lte=scope.on
    )


def _rule_categories(scope: Scope, where: Where) -> QuerySet[RuleCategory]:
    return RuleCategory.objects.filter(pk__in=_rules(scope, where).values("category"))


def _coverage(extra: Q = Q()) -> Rows:  # noqa: B008 （Q 不可变）
    """这段时间登的报道；同一家、同一篇只记一次，转载的各家各算一篇。"""

    def rows(scope: Scope, where: Where) -> QuerySet[Coverage]:
        found = Coverage.objects.filter(
            extra, jurisdiction=scope.jurisdiction_id, on__range=scope.days
        )
        names = {"kind": "medium", "outlet": "outlet"}
        return found.filter(**{names[one]: where[one] for one in names if one in where})

    return rows


_DONE: Final = _ON_SPOT | _LATER
_CLOSED: Final = Q(case__closed_at__isnull=False)
#: 哪一种、数哪些 → 查询。
HAPPENED: Final[Mapping[tuple[str, str], Rows]] = MappingProxyType(
    {
        ("activity", "held"): activities,
        ("attendance", "visits"): _visits(),
        ("attendance", "visitors"): _visits(*PUBLIC_ROLES),
        ("attendee", "people"): _people(),
        ("attendee", "deputies"): _people("deputy"),
        ("visit_target", "all"): _targets,
        ("voice", "all"): _voices(),
        ("voice", "closed"): _voices(_CLOSED),
        ("problem", "all"): _items("problem"),
        ("problem", "solved"): _items("problem", extra=_DONE),
        ("problem", "dispatched"): _items("problem", extra=Q(case__isnull=False)),
        ("problem", "implemented"): _items("problem", extra=_LATER),
        ("call", "all"): _items("call"),
        ("call", "solved"): _items("call", extra=_DONE | Q(disposition="answered")),
        ("commitment", "all"): _items("commitment"),
        ("commitment", "kept"): _items("commitment", extra=_LATER),
        ("agreed_item", "all"): _items("agreed"),
        ("item", "all"): _items(),
        ("theme", "released"): _themes,
        ("document", "issued"): _documents,
        ("instruction", "made"): _instructions,
        ("rule", "in_force"): _rules,
        ("rule_category", "in_force"): _rule_categories,
        ("coverage", "all"): _coverage(),
        ("coverage", "models"): _coverage(Q(kind="model")),
    }
)


def _kind_words(fact: str) -> Mapping[str, str]:
    if fact == "visit_target":
        return {key: str(label) for key, label in Target.Kind.choices}
    if fact == "document":
        return {key: str(label) for key, label in Document.Kind.choices}
    if fact == "coverage":
        return {key: str(label) for key, label in Coverage.Medium.choices}
    return {key: kind.label for key, kind in kinds().items()}


def _outlets(_fact: str) -> Mapping[str, str]:
    names = Coverage.objects.order_by("outlet").values_list("outlet", flat=True).distinct()
    return {name: name for name in names}


_WORDS: Final[Mapping[str, Callable[[str], Mapping[str, str]]]] = MappingProxyType(
    {
        "kind": _kind_words,
        "family": lambda _fact: FAMILIES,
        "role": lambda _fact: ROLES,
        "way": lambda _fact: _WAY_WORDS,
        "outlet": _outlets,
        "station": lambda _fact: station_names(),
    }
)
FACTS: Final = frozenset(fact for fact, _ in HAPPENED)


def known_here(fact: str, name: str) -> Mapping[str, str]:
    """活动、公文的这一项，有哪些可选，各叫什么。"""
    return _WORDS[name](fact)
