"""并案：一件并到另一件一起办。哪一件并到哪一件看关联，拆开就改成“拆自”，不另存状态。"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from lianxin.casework.changes import Changes
from lianxin.casework.models import Case, Link
from lianxin.casework.policies import Doer
from lianxin.casework.state import CaseState


def handled_with(case_id: int) -> Case | None:
    """这一件并到的那一件；没有并的为空。一条语句。"""
    link = Link.objects.filter(kind=Link.Kind.MERGED_INTO, source=case_id)
    found = link.select_related("target").order_by("-id").first()
    return found.target if found else None


def joined_to(case_id: int) -> QuerySet[Case]:
    """并到这一件来的，先并的在前。"""
    links = Link.objects.filter(kind=Link.Kind.MERGED_INTO, target=case_id).order_by("id")
    return Case.objects.filter(pk__in=links.values("source")).order_by("id")


def split(
    state: CaseState, changes: Changes, _doer: Doer, at: datetime, _args: tuple[str, ...]
) -> None:
    """从并入的那一件拆出来：不再跟着它，来历留着。"""
    merged = Link.objects.filter(kind=Link.Kind.MERGED_INTO, source=state.case.pk)
    changes.new_links += [
        Link(
            kind=Link.Kind.SPLIT_FROM,
            source_id=state.case.pk,
            target_id=link.target_id,
            made_at=at,
        )
        for link in merged
    ]
    merged.delete()


def same_answer(
    state: CaseState, _changes: Changes, _doer: Doer, _at: datetime, _args: tuple[str, ...]
) -> None:
    """结果照并入的那一件；那一件答复以前的联系，合办的都算联系过。"""
    answered = handled_with(state.case.pk)
    if answered is None:
        return
    case = state.case
    case.result = answered.result
    both = (int(each.counts.get("log_contact", 0)) for each in (case, answered))
    case.counts = {**case.counts, "log_contact": max(both)}
