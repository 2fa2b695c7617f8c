"""看的人：一次请求里算好一次，往下层传；不看“当前用户”。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.access.models import Account
from lianxin.kernel.actors import Actor
from lianxin.orgs.models import Body, Mandate, Post, in_force

#: 在这些机构任职的人，看得见本级人大账上的全部办件。
OFFICE_KINDS = frozenset(
    {
        Body.Kind.CONGRESS,
        Body.Kind.STANDING_COMMITTEE,
        Body.Kind.CHAIR_COUNCIL,
        Body.Kind.DEPUTY_AFFAIRS,
    }
)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """看的人担任的一个岗位。"""

    id: int
    kind: str
    title: str
    body_id: int
    body_kind: str
    body_name: str
    congress_id: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """看的人：账号、人、在任岗位、在任代表资格所在的人大。"""

    account_id: int | None
    person_id: int | None
    name: str
    posts: tuple[HeldPost, ...] = ()
    deputy_of: frozenset[int] = frozenset()

    @property
    def body_ids(self) -> frozenset[int]:
        """任职的机构。"""
        return frozenset(post.body_id for post in self.posts)

    @property
    def office_of(self) -> frozenset[int]:
        """在哪几级人大的机关任职，看得见那一级的全部。"""
        return frozenset(p.congress_id for p in self.posts if p.body_kind in OFFICE_KINDS)

    @property
    def sees_nothing(self) -> bool:
        """没有岗位也不是代表：什么办件都看不见。"""
        return not self.posts and not self.deputy_of

    @property
    def is_deputy(self) -> bool:
        """是在任代表。"""
        return bool(self.deputy_of)

    def holds(self, *body_kinds: str) -> bool:
        """在这几类机构里有岗位。"""
        return any(post.body_kind in body_kinds for post in self.posts)

    def posts_in(self, *body_kinds: str) -> tuple[HeldPost, ...]:
        """在这几类机构里的岗位。"""
        return tuple(post for post in self.posts if post.body_kind in body_kinds)

    def as_actor(self, body_id: int | None = None) -> Actor:
        """以哪个机构的身份经办；不指明则用第一个岗位，代表用代表身份。"""
        post = next((p for p in self.posts if body_id in (None, p.body_id)), None)
        words = f"{post.body_name} {post.title}" if post else "人大代表" if self.is_deputy else ""
        return Actor(id=self.account_id, name=self.name, post=words)


STRANGER = Viewer(account_id=None, person_id=None, name="群众")


def viewer_for(account: Account, *, today: date) -> Viewer:
    """算出这个账号此刻是谁。三次查询以内；停用的账号等于陌生人。"""
    person = account.person
    if not account.is_active or person is None:
        return STRANGER
    return Viewer(
        account_id=account.pk,
        person_id=person.pk,
        name=person.name,
        posts=_posts_of(person.pk, today=today),
        deputy_of=_congresses_of(person.pk, today=today),
    )


def _posts_of(person_id: int, *, today: date) -> tuple[HeldPost, ...]:
    rows = (
        Post.objects.filter(in_force(today), person=person_id).select_related("body").order_by("id")
    )
    return tuple(
        HeldPost(
            id=post.pk,
            kind=post.kind,
            title=post.title,
            body_id=post.body_id,
            body_kind=post.body.kind,
            body_name=post.body.short_name,
            congress_id=post.body.jurisdiction_id,
        )
        for post in rows
    )


def _congresses_of(person_id: int, *, today: date) -> frozenset[int]:
    mandates = Mandate.objects.filter(in_force(today), person=person_id, state=Mandate.State.ACTIVE)
    return frozenset(mandates.values_list("congress_id", flat=True))
