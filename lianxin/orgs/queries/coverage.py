"""工作力量全覆盖：每个街道工委、每个社区该有的岗位，有没有人、谁接了谁。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianxin.orgs.models import Body, Post, in_force


@dataclass(frozen=True, slots=True)
class Requirement:
    """一条配备要求：哪类机构要有什么岗位。"""

    key: str
    label: str
    body_kind: str
    post_kinds: frozenset[str]
    is_full_time: bool = False
    title_has: str = ""

    def is_met_by(self, post: Post) -> bool:
        """这个岗位算不算数。"""
        return (
            post.kind in self.post_kinds
            and (post.is_full_time or not self.is_full_time)
            and self.title_has in post.title
        )


#: 默认的配备要求；各地可以另给一组。
DEFAULT_REQUIREMENTS = (
    Requirement(
        key="street_head",
        label="专职主任（副主任）",
        body_kind=Body.Kind.STREET_COMMITTEE,
        post_kinds=frozenset({Post.Kind.HEAD}),
        is_full_time=True,
    ),
    Requirement(
        key="street_liaison",
        label="联络员",
        body_kind=Body.Kind.STREET_COMMITTEE,
        post_kinds=frozenset({Post.Kind.LIAISON}),
    ),
    Requirement(
        key="village_vice_secretary",
        label="负责人大工作的副书记",
        body_kind=Body.Kind.VILLAGE,
        post_kinds=frozenset({Post.Kind.HEAD, Post.Kind.STAFF, Post.Kind.LIAISON}),
        title_has="副书记",
    ),
)


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """一个机构的一条要求：由谁担任，空着没有。"""

    body_id: int
    body_name: str
    requirement: Requirement
    holders: tuple[str, ...]

    @property
    def is_vacant(self) -> bool:
        """空缺。"""
        return not self.holders


@dataclass(frozen=True, slots=True)
class Coverage:
    """某一天的配备表。"""

    on: date
    cells: tuple[CoverageCell, ...]

    @property
    def vacancies(self) -> tuple[CoverageCell, ...]:
        """全部空缺。"""
        return tuple(cell for cell in self.cells if cell.is_vacant)

    def ratio(self, key: str) -> tuple[int, int]:
        """某条要求配齐了几个、应配几个。"""
        cells = [cell for cell in self.cells if cell.requirement.key == key]
        return sum(not cell.is_vacant for cell in cells), len(cells)


@dataclass(frozen=True, slots=True)
class Handover:
    """一次交接：谁离任、谁接任、中间空了几天；还没人接的 ``incoming`` 为空。"""

    body_id: int
    body_name: str
    title: str
    outgoing: str
    left_on: date
    incoming: str
    gap_days: int


def coverage_matrix(
    *, congress_id: int, on: date, requirements: Sequence[Requirement] = DEFAULT_REQUIREMENTS
) -> Coverage:
    """某一天机构×应配岗位的对照表，空缺一目了然。"""
    kinds = {requirement.body_kind for requirement in requirements}
    bodies = Body.objects.filter(in_force(on), congress=congress_id, kind__in=kinds)
    posts = defaultdict(list)
    for post in Post.objects.filter(in_force(on), body__in=bodies).select_related("person"):
        posts[post.body_id].append(post)
    cells = tuple(
        CoverageCell(
            body.pk,
            body.short_name,
            requirement,
            tuple(post.person.name for post in posts[body.pk] if requirement.is_met_by(post)),
        )
        for body in bodies.order_by("region_id", "id")
        for requirement in requirements
        if requirement.body_kind == body.kind
    )
    return Coverage(on=on, cells=cells)


def handovers(
    *,
    congress_id: int,
    since: date,
    until: date,
    requirements: Sequence[Requirement] = DEFAULT_REQUIREMENTS,
) -> list[Handover]:
    """这段时间里离任了哪些应配岗位的人、谁接的，近的在前；空档算到 ``until``。"""
    kinds = {requirement.body_kind for requirement in requirements}
    posts = list(
        Post.objects.filter(body__congress=congress_id, body__kind__in=kinds)
        .select_related("person", "body")
        .order_by("starts_on", "id")
    )
    left = [post for post in posts if post.ends_on and since <= post.ends_on <= until]
    found = [
        _handover(post, requirement, posts, until=until)
        for post in left
        for requirement in requirements
        if requirement.body_kind == post.body.kind and requirement.is_met_by(post)
    ]
    return sorted(found, key=lambda handover: handover.left_on, reverse=True)


def _handover(post: Post, requirement: Requirement, posts: list[Post], *, until: date) -> Handover:
    left_on = post.ends_on or until
    follower = next(
        (
            other
            for other in posts
            if other.pk != post.pk
            and other.body_id == post.body_id
            and requirement.is_met_by(other)
            and post.starts_on <= other.starts_on <= until
            and (other.ends_on is None or other.ends_on > left_on)
        ),
        None,
    )
    resumed = follower.starts_on if follower else until
    return Handover(
        body_id=post.body_id,
        body_name=post.body.short_name,
        title=post.title,
        outgoing=post.person.name,
        left_on=left_on,
        incoming=follower.person.name if follower else "",
        gap_days=max((resumed - left_on).days, 0),
    )
