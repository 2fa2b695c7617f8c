"""演示里办事的人：写机构代号，就找得到替它办事的人。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef

from lianxin.access.models import Account
from lianxin.access.viewers import viewer_for
from lianxin.casework.policies import Doer
from lianxin.orgs.models import Body, Mandate, Post, Region
from lianxin.orgs.queries import find_body


@dataclass
class Cast:
    """一级人大里的人。``today`` 是演示的今天。"""

    congress: Body
    today: date
    _doers: dict[int, Doer] = field(default_factory=dict)
    _bodies: dict[str, Body] = field(default_factory=dict)
    _holders: dict[tuple[str, bool], Doer] = field(default_factory=dict)
    _villages: dict[str, list[Region]] = field(default_factory=dict)

    def body(self, slug: str) -> Body:
        """这级人大账上的一个机构；``slug`` 不带人大的代号，如 ``zjj``、``wulijie``。"""
        if slug not in self._bodies:
            self._bodies[slug] = find_body(f"{self.congress.slug}-{slug}")
        return self._bodies[slug]

    def of(self, slug: str, *, keeper: bool = False) -> Doer:
        """替这个机构办事的人；``keeper`` 为真时先找站点管理员。"""
        asked = (slug, keeper)
        if asked not in self._holders:
            self._holders[asked] = self._holder(slug, keeper=keeper)
        return self._holders[asked]

    def _holder(self, slug: str, *, keeper: bool) -> Doer:
        held = Post.objects.filter(body=self.body(slug), ends_on__isnull=True).filter(
            Exists(Account.objects.filter(person=OuterRef("person")))
        )
        keepers = held.filter(kind=Post.Kind.KEEPER) if keeper else held.none()
        post = keepers.first() or held.exclude(kind=Post.Kind.KEEPER).order_by("id").first()
        if post is None:
            raise LookupError(f"演示里没有人替 {slug} 办事")
        return self.person(post.person_id)

    def person(self, person_id: int) -> Doer:
        """这个人。"""
        if person_id not in self._doers:
            account = Account.objects.select_related("person").get(person=person_id)
            self._doers[person_id] = Doer(viewer_for(account, today=self.today))
        return self._doers[person_id]

    def deputy(self, street: str, place: int) -> int:
        """某街道选出的第几位代表（人员编号），从 0 数起。"""
        return self._deputies[self.body(street).region_id][place]

    def villages(self, street: str) -> list[Region]:
        """街道下面的村（社区），按区划代码排。"""
        if street not in self._villages:
            town = self.body(street).region_id
            self._villages[street] = list(Region.objects.filter(parent=town).order_by("code"))
        return self._villages[street]

    @cached_property
    def _deputies(self) -> dict[str, list[int]]:
        rows = Mandate.objects.filter(congress=self.congress).order_by("number")
        towns = rows.annotate(town=F("constituency__regions__parent")).distinct()
        found: dict[str, list[int]] = {}
        for town, person in towns.values_list("town", "person"):
            found.setdefault(town, []).append(person)
        return found
