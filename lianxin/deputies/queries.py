"""读：代表名录与代表页。没同意公开的，从查询起就不取出来。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lianxin.deputies.models import Profile
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Constituency, Mandate, Membership, Person, Post, in_force
from lianxin.orgs.queries import MandateCard, mandates_of

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class DeputyCard:
    """名录里的一位代表。"""

    mandate_id: int
    person_id: int
    name: str
    workplace: str
    work_title: str
    number: str
    constituency: str
    levels: tuple[str, ...]
    groups: tuple[str, ...]
    expertise: str


@dataclass(frozen=True, slots=True)
class DeputyList:
    """名录的一页；``next_cursor`` 为空就是最后一页。"""

    cards: tuple[DeputyCard, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class DeputyPage:
    """代表页的全部公开内容。"""

    person_id: int
    name: str
    gender: str
    workplace: str
    work_title: str
    mandates: tuple[MandateCard, ...]
    posts: tuple[str, ...]
    groups: tuple[str, ...]
    introduction: str
    expertise: str
    contact: str


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """代表看自己的资料：填了什么、同意公开哪几项。"""

    introduction: str
    expertise: str
    contact: str
    public_fields: tuple[str, ...]


def deputy_list(
    *,
    on: date,
    congress_id: int | None = None,
    text: str = "",
    group_id: int | None = None,
    region_code: str = "",
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> DeputyList:
    """在任代表名录，按代表证号；可按姓名单位、小组、选区所在地区找。

    兼任几级的只列一次：没指明人大时，列层级靠前登记的那一份资格。
    """
    rows = _sitting(on, congress_id=congress_id, text=text, region_code=region_code)
    if group_id is not None:
        inside = Membership.objects.filter(in_force(on), body=group_id)
        rows = rows.filter(person__in=inside.values("person"))
    found = _after(rows, cursor).select_related("person", "constituency")
    page = list(found.order_by("number", "id")[: limit + 1])
    shown, more = page[:limit], page[limit:]
    return DeputyList(
        cards=tuple(_cards(shown, on=on)),
        next_cursor=f"{shown[-1].number}|{shown[-1].pk}" if more else "",
    )


def deputy_page(*, person_id: int, today: date) -> DeputyPage:
    """一位代表的公开页；不是（或不再是）代表就抛 :class:`NotVisible`。"""
    mandates = mandates_of(person_id, on=today)
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not mandates:
        raise NotVisible("没有这位代表")
    public = _public([person_id]).get(person_id, {})
    posts = Post.objects.filter(in_force(today), person=person).select_related("body")
    return DeputyPage(
        person_id=person.pk,
        name=person.name,
        gender=person.gender,
        workplace=person.workplace,
        work_title=person.work_title,
        mandates=tuple(mandates),
        posts=tuple(f"{post.body.short_name}{post.title}" for post in posts.order_by("id")),
        groups=_groups([person_id], on=today)[person_id],
        introduction=public.get("introduction", ""),
        expertise=public.get("expertise", ""),
        contact=public.get("contact", ""),
    )


def own_profile(*, person_id: int) -> OwnProfile:
    """代表自己看的资料，没填的为空。只给本人，调用前须核对是本人。"""
    profile = Profile.objects.filter(person=person_id).first() or Profile()
    return OwnProfile(
        profile.introduction,
        profile.expertise,
        profile.contact,
        tuple(profile.public_fields),
    )


def _sitting(
    on: date, *, congress_id: int | None, text: str, region_code: str
) -> QuerySet[Mandate]:
    where = in_force(on) & Q(state=Mandate.State.ACTIVE)
    if congress_id is not None:
        where &= Q(congress=congress_id)
    rows = Mandate.objects.filter(where)
    if congress_id is None:
        firsts = rows.order_by("person", "congress", "id").distinct("person")
        rows = Mandate.objects.filter(pk__in=firsts.values("pk"))
    if region_code:
        near = Q(regions=region_code) | Q(regions__parent=region_code)
        rows = rows.filter(constituency__in=Constituency.objects.filter(near).values("pk"))
    if text:
        rows = rows.filter(
            Q(person__name__icontains=text)
            | Q(person__workplace__icontains=text)
            | Q(constituency__name__icontains=text)
        )
    return rows


def _after(rows: QuerySet[Mandate], cursor: str) -> QuerySet[Mandate]:
    number, _, mandate_id = cursor.rpartition("|")
    if not mandate_id.isdecimal():
        return rows
    return rows.filter(Q(number__gt=number) | Q(number=number, id__gt=int(mandate_id)))


def _cards(rows: list[Mandate], *, on: date) -> list[DeputyCard]:
    ids = [row.person_id for row in rows]
    levels, groups, public = _levels(ids, on=on), _groups(ids, on=on), _public(ids)
    return [
        DeputyCard(
            mandate_id=row.pk,
            person_id=row.person_id,
            name=row.person.name,
            workplace=row.person.workplace,
            work_title=row.person.work_title,
            number=row.number,
            constituency=row.constituency.name if row.constituency else "",
            levels=levels[row.person_id],
            groups=groups[row.person_id],
            expertise=public.get(row.person_id, {}).get("expertise", ""),
        )
        for row in rows
    ]


def _levels(person_ids: list[int], *, on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = Mandate.objects.filter(
        in_force(on), person__in=person_ids, state=Mandate.State.ACTIVE
    ).order_by("congress")
    for person_id, name in rows.values_list("person_id", "congress__short_name"):
        found[person_id] += (name,)
    return found


def _groups(person_ids: list[int], *, on: date) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = Membership.objects.filter(in_force(on), person__in=person_ids).order_by("id")
    for person_id, name in rows.values_list("person_id", "body__short_name"):
        found[person_id] += (name,)
    return found


def _public(person_ids: list[int]) -> dict[int, dict[str, str]]:
    """只留同意公开的项；别的项到不了卡片里。"""
    rows = Profile.objects.filter(person__in=person_ids)
    return {row.pk: {name: getattr(row, name) for name in row.public_fields} for row in rows}
