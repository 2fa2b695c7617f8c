"""替哪一级人大办：代号怎么认；命令行上没有人登录，就以那一级代表工作机构的身份办。"""

from __future__ import annotations

from lianxin.access.viewers import HeldPost, Viewer
from lianxin.casework.models import Practice
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Post

_ACTS_FOR = (Body.Kind.DEPUTY_AFFAIRS, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)


class NoOffice(RuleViolation):
    """认不出替哪一级人大办，或者它还没有代表工作机构。"""


def congress_of(slug: str = "") -> Body:
    """按代号取一级人大；没写就是最先采用收件机制的那一级。

    :raises NoOffice: 没有这个代号，或者一级人大都还没有采用收件机制
    """
    found = Body.objects.filter(kind=Body.Kind.CONGRESS, ends_on=None)
    if slug:
        congress = found.filter(slug=slug).first()
        if congress is None:
            known = "、".join(found.order_by("id").values_list("slug", flat=True)[:12]) or "无"
            raise NoOffice(f"没有代号为“{slug}”的人大；已登记的有：{known}")
        return congress
    ready = Practice.objects.filter(slot="intake", ends_at__isnull=True)
    congress = found.filter(pk__in=ready.values("jurisdiction")).order_by("id").first()
    if congress is None:
        raise NoOffice("还没有一级人大采用收件机制；请先登记机构、采用机制，或运行 lianxin demo")
    return congress


def office_viewer(congress: Body, *, name: str) -> Viewer:
    """这级人大的代表工作机构，连同它替之办事的各街道工委、主席团；``name`` 记进留痕。

    :raises NoOffice: 还没有登记代表工作机构
    """
    bodies = Body.objects.filter(congress=congress, kind__in=_ACTS_FOR, ends_on=None)
    ranked = sorted(bodies, key=lambda body: (_ACTS_FOR.index(Body.Kind(body.kind)), body.pk))
    if not ranked or ranked[0].kind != Body.Kind.DEPUTY_AFFAIRS:
        raise NoOffice(f"“{congress.name}”还没有登记代表工作委员会，请先登记")
    return Viewer(account_id=None, person_id=None, name=name, posts=tuple(map(_post, ranked)))


def _post(body: Body) -> HeldPost:
    return HeldPost(
        id=0,
        kind=Post.Kind.STAFF,
        title="",
        body_id=body.pk,
        body_kind=body.kind,
        body_name=body.short_name,
        congress_id=body.jurisdiction_id,
    )


def acting(viewer: Viewer) -> Doer:
    """导入的人补记历史：属地工委当时办过的步，由他代为记下。"""
    return Doer(viewer, also=frozenset({"street"}))
