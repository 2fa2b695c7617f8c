"""并案这一块：这一件并到哪里、哪几件并了进来；能并案的，相近的几件摆在旁边。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianxin.access.viewers import Viewer
from lianxin.casework.available import Available
from lianxin.casework.models import Case
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.queries import (
    SimilarSuggestion,
    Together,
    similar_suggestions,
    together,
)


@dataclass(frozen=True, slots=True)
class Joint:
    """并案的情况；``alike`` 是能并过去的相近的几件。"""

    together: Together | None
    alike: tuple[SimilarSuggestion, ...]


def joint_of(*, viewer: Viewer, case: Case, moves: Sequence[Available]) -> Joint | None:
    """只有建议才并案；没有并、也没有可并的，为空。"""
    if case.subject_kind != "suggestion" or case.beside:
        return None
    found = together(viewer=viewer, case=case)
    alike = tuple(_alike(viewer, case)) if any(each.verb == "merge" for each in moves) else ()
    return Joint(found, alike) if found or alike else None


def _alike(viewer: Viewer, case: Case) -> Iterable[SimilarSuggestion]:
    """还没有办结、相近的几件，最像的在前。"""
    mine = Suggestion.objects.get(pk=case.subject_id)
    found = similar_suggestions(
        text=f"{mine.title}\n{mine.grounds}\n{mine.proposal}",
        viewer=viewer,
        jurisdiction_id=case.jurisdiction_id,
    )
    around = [one for one in found if one.case_id not in (None, case.pk)]
    still = Case.objects.filter(
        pk__in=[one.case_id for one in around], closed_at__isnull=True, result=""
    )
    running = set(still.values_list("pk", flat=True))
    return [one for one in around if one.case_id in running]
