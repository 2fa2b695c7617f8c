"""调研走访时可选的人：组里的代表、这家的工作人员、领导班子。"""

from __future__ import annotations

from datetime import date

from lianxin.activities.models import Research, ResearchAssignment
from lianxin.orgs.models import Body, Membership, Post, in_force


def people_of(assignment: ResearchAssignment, *, on: date) -> list[tuple[str, str]]:
    """``编号:身份`` 与名字；班子带着下去的调研，班子成员也在里面。三条语句。"""
    found = {
        pk: (f"{pk}:deputy", f"{name}（代表）")
        for pk, name in Membership.objects.filter(in_force(on), body=assignment.body_id)
        .order_by("id")
        .values_list("person", "person__name")
    }
    for pk, name, title in _posts(on, body=assignment.body_id):
        found.setdefault(pk, (f"{pk}:staff", f"{name}（{title}）"))
    if assignment.research.kind != Research.Kind.INQUIRY:
        leaders = {
            "body__congress": assignment.research.congress_id,
            "body__kind": Body.Kind.CHAIR_COUNCIL,
        }
        for pk, name, title in _posts(on, **leaders):
            found[pk] = (f"{pk}:leader", f"{name}（{title}）")
    return list(found.values())


def _posts(on: date, **where: object) -> list[tuple[int, str, str]]:
    rows = Post.objects.filter(in_force(on), **where).order_by("id")
    return list(rows.values_list("person", "person__name", "title"))
