"""谁此刻能领衔：本级在任、没有暂停执行职务的代表。依据：代表法 61、62 条。"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from lianxin.orgs.models import Mandate, in_force


def sitting(congress_id: int, *, on: date) -> QuerySet[Mandate]:
    """这一级人大此刻在任的代表资格。"""
    return Mandate.objects.filter(in_force(on), congress=congress_id, state=Mandate.State.ACTIVE)


def sits(person_id: int, *, congress_id: int, on: date) -> bool:
    """这人在这一级人大此刻在任，没有暂停执行职务。"""
    return sitting(congress_id, on=on).filter(person=person_id).exists()
