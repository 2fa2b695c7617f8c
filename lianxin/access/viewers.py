"""看的人：一次请求里算好一次，往下层传；不看“当前用户”。"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.access.models import Account
from lianxin.kernel.actors import Actor
from lianxin.orgs.models import Body
from lianxin.orgs.statements import fetch

#: 在这些机构任职的人，看得见本级人大账上的全部办件。
OFFICE_KINDS = frozenset(
    {
        Body.Kind.CONGRESS,
        Body.Kind.STANDING_COMMITTEE,
        Body.Kind.CHAIR_COUNCIL,
        Body.Kind.DEPUTY_AFFAIRS,
    }
)


#: 在这些机构任职的人，看得见属地的全部办件。
LOCAL_KINDS = frozenset({Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM})


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
    """看的人：账号、人、在任岗位、在任代表资格所在的人大、替哪些小组办事。"""

    account_id: int | None
    person_id: int | None
    name: str
    posts: tuple[HeldPost, ...] = ()
    deputy_of: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()

    @property
    def acts_for(self) -> frozenset[int]:
        """替哪些机构办事：任职的机构，加上他当组长（含兼任的）、副组长、联系人的小组。"""
        return self.body_ids | self.groups

    @property
    def body_ids(self) -> frozenset[int]:
        """任职的机构。"""
        return frozenset(post.body_id for post in self.posts)

    @property
    def office_of(self) -> frozenset[int]:
        """在哪几级人大的机关任职，看得见那一级的全部。"""
        return frozenset(p.congress_id for p in self.posts if p.body_kind in OFFICE_KINDS)

    @property
    def local_bodies(self) -> frozenset[int]:
        """任职的属地工委、主席团：看得见属地的全部。"""
        return frozenset(p.body_id for p in self.posts if p.body_kind in LOCAL_KINDS)

    @property
    def unit_bodies(self) -> frozenset[int]:
        """任职的其他机构：只看得见交到自己手上的。"""
        others = (*OFFICE_KINDS, *LOCAL_KINDS)
        return frozenset(p.body_id for p in self.posts if p.body_kind not in others)

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
        """以哪个机构的身份经办；不指明的，代表用代表身份，别人用第一个岗位。"""
        if body_id is None and self.is_deputy:
            return Actor(id=self.account_id, name=self.name, post="人大代表")
        post = next((p for p in self.posts if body_id in (None, p.body_id)), None)
        unposted = "人大代表" if self.is_deputy else ""
        words = f"{post.body_name} {post.title}" if post else unposted
        return Actor(id=self.account_id, name=self.name, post=words)


STRANGER = Viewer(account_id=None, person_id=None, name="群众")


#: 一个人在任的岗位与代表资格，搭在取人的那一句里；``p`` 是人，``today`` 是哪一天。
#: 替小组办事的，除了编在组里的组长、副组长、联系人，还有章程写明由哪家负责人兼任的：跟着岗位走。
STANDING = """
p.name,
ARRAY(SELECT json_build_array(o.id, o.kind, o.title, b.id, b.kind, b.short_name,
                              coalesce(b.congress_id, b.id))::text
        FROM orgs_post o JOIN orgs_body b ON b.id = o.body_id
       WHERE o.person_id = p.id AND o.starts_on <= %(today)s
         AND (o.ends_on IS NULL OR o.ends_on > %(today)s)
       ORDER BY o.id),
ARRAY(SELECT m.congress_id FROM orgs_mandate m
       WHERE m.person_id = p.id AND m.state = 'active' AND m.starts_on <= %(today)s
         AND (m.ends_on IS NULL OR m.ends_on > %(today)s)),
ARRAY(SELECT g.body_id FROM orgs_membership g
       WHERE g.person_id = p.id AND g.role IN ('leader', 'deputy_leader', 'contact')
         AND g.starts_on <= %(today)s AND (g.ends_on IS NULL OR g.ends_on > %(today)s)
      UNION
      SELECT c.body_id FROM orgs_groupcharter c JOIN orgs_post h ON h.body_id = c.lead_body_id
        JOIN orgs_body t ON t.id = c.body_id AND (t.ends_on IS NULL OR t.ends_on > %(today)s)
       WHERE h.person_id = p.id AND h.kind = 'head' AND h.starts_on <= %(today)s
         AND (h.ends_on IS NULL OR h.ends_on > %(today)s))
"""
_OF_PERSON = f"SELECT {STANDING} FROM orgs_person p WHERE p.id = %(person)s"  # noqa: S608


def viewer_for(account: Account, *, today: date) -> Viewer:
    """算出这个账号此刻是谁。一次查询；停用的账号、不属于任何人的账号，等于陌生人。"""
    if not account.is_active or account.person_id is None:
        return STRANGER
    (found,) = fetch(_OF_PERSON, {"person": account.person_id, "today": today})
    return standing_viewer(account.pk, account.person_id, *found)


def standing_viewer(
    account_id: int,
    person_id: int,
    name: str,
    posts: Iterable[str],
    congresses: Iterable[int],
    groups: Iterable[int],
) -> Viewer:
    """把 :data:`STANDING` 取来的写成看的人。"""
    return Viewer(
        account_id=account_id,
        person_id=person_id,
        name=name,
        posts=tuple(HeldPost(*json.loads(post)) for post in posts),
        deputy_of=frozenset(congresses),
        groups=frozenset(groups),
    )
