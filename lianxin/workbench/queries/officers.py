"""聘得了联络员的人：本级在任的代表，和在本级账上有岗位的人。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from lianxin.orgs.models import Mandate, Person, Post, in_force


def people_to_appoint(*, congress_id: int, on: date) -> list[tuple[str, str]]:
    """可选的人：编号与“姓名（单位）”。一条语句。"""
    posts = Post.objects.filter(in_force(on), body__congress=congress_id).values("person")
    seats = Mandate.objects.filter(in_force(on), congress=congress_id, state="active")
    rows = Person.objects.filter(Q(pk__in=posts) | Q(pk__in=seats.values("person")))
    return [
        (str(row.pk), f"{row.name}（{row.workplace}）" if row.workplace else row.name)
        for row in rows.order_by("name", "pk")
    ]
