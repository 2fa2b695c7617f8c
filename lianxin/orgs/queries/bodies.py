"""机构的查询：代工委是谁、这类事归谁办、对口委员会是谁。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.orgs.models import Body, in_force

#: 可以承办代表建议和群众意见的机构（代表法 47 条：有关机关、组织）。
UNDERTAKER_KINDS = frozenset(
    {
        Body.Kind.GOVERNMENT,
        Body.Kind.DEPARTMENT,
        Body.Kind.SUBDISTRICT,
        Body.Kind.SECTION,
        Body.Kind.COURT,
        Body.Kind.PROCURATORATE,
        Body.Kind.SUPERVISION,
        Body.Kind.VILLAGE,
        Body.Kind.SERVICE,
    }
)


class BodyMissing(RuleViolation):
    """该有的机构还没有登记。"""


@dataclass(frozen=True, slots=True)
class BodyCard:
    """一个机构要显示的内容。"""

    id: int
    name: str
    short_name: str
    kind: str
    kind_label: str
    slug: str
    level: str
    region_code: str
    congress_id: int
    parent_id: int | None
    domains: tuple[str, ...]


def find_body(slug: str) -> Body:
    """按代号取一个机构；没有就抛 :class:`NotVisible`。"""
    body = Body.objects.select_related("congress").filter(slug=slug).first()
    if body is None:
        raise NotVisible("没有这个机构")
    return body


def body_card(body_id: int) -> BodyCard:
    """按编号取一张卡片；没有就抛 :class:`NotVisible`。"""
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotVisible("没有这个机构")
    return _card(body)


def deputy_affairs_of(congress_id: int) -> Body:
    """这一级人大的代表工作委员会；还没登记就抛 :class:`BodyMissing`。"""
    body = Body.objects.filter(
        congress=congress_id, kind=Body.Kind.DEPUTY_AFFAIRS, ends_on=None
    ).first()
    if body is None:
        raise BodyMissing("这一级人大还没有登记代表工作委员会，请先登记")
    return body


def congresses() -> list[BodyCard]:
    """全部人大，层级高的在前。"""
    found = Body.objects.filter(kind=Body.Kind.CONGRESS, ends_on=None)
    return sorted(_cards(found), key=lambda card: (card.region_code[4:6] != "00", card.id))


def bodies_of_kind(congress_id: int, *kinds: str, on: date | None = None) -> list[BodyCard]:
    """这一级人大账上某几类机构；给了 ``on`` 就按那一天的在册情况。"""
    in_register = Q(ends_on=None) if on is None else in_force(on)
    found = Body.objects.filter(in_register, congress=congress_id, kind__in=kinds)
    return _cards(found.order_by("region_id", "id"))


def undertakers(congress_id: int) -> list[BodyCard]:
    """可以承办的单位：政府部门在前，法检监、街道、村社区在后。"""
    cards = bodies_of_kind(congress_id, *UNDERTAKER_KINDS)
    order = (Body.Kind.GOVERNMENT, Body.Kind.DEPARTMENT)
    return sorted(cards, key=lambda card: (card.kind not in order, card.kind, card.id))


def departments_for(domain: str, congress_id: int) -> list[BodyCard]:
    """这个领域归哪些单位办；管得专的在前，供交办时推荐。"""
    found = Body.objects.filter(
        congress=congress_id, kind__in=UNDERTAKER_KINDS, ends_on=None, domains__contains=[domain]
    )
    return sorted(_cards(found), key=lambda card: (len(card.domains), card.id))


def committee_for(domain: str, congress_id: int) -> Body | None:
    """这个领域的对口专（工）委；没有对口的为空，由代工委自己跟。"""
    return (
        Body.objects.filter(
            congress=congress_id,
            kind=Body.Kind.SPECIAL_COMMITTEE,
            ends_on=None,
            domains__contains=[domain],
        )
        .order_by("id")
        .first()
    )


def _cards(found: QuerySet[Body] | Iterable[Body]) -> list[BodyCard]:
    return [_card(body) for body in found]


def _card(body: Body) -> BodyCard:
    return BodyCard(
        id=body.pk,
        name=body.name,
        short_name=body.short_name,
        kind=body.kind,
        kind_label=Body.Kind(body.kind).label,
        slug=body.slug,
        level=body.level,
        region_code=body.region_id,
        congress_id=body.jurisdiction_id,
        parent_id=body.parent_id,
        domains=tuple(body.domains),
    )


def local_body_for(region_code: str, *, congress_id: int) -> int | None:
    """这个地方归哪个街道工委（乡镇为主席团）管；找不到就是空，由代表工作机构顶上。"""
    return (
        Body.objects.filter(
            congress=congress_id,
            kind__in=(Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM),
            region__in=(region_code, f"{region_code[:9]}000"),
            ends_on__isnull=True,
        )
        .values_list("pk", flat=True)
        .first()
    )
