"""领衔代表还在不在任；不在任的，谁能接着领衔。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.casework.models import Case, Party
from lianxin.orgs.models import Mandate
from lianxin.suggestions.policies import sits, sitting


@dataclass(frozen=True, slots=True)
class LeadGone:
    """领衔代表不在任了：是谁、为什么、哪几位附议代表（人员编号、姓名）能接。"""

    name: str
    why: str
    candidates: tuple[tuple[int, str], ...]


def lead_gone(*, case: Case, today: date) -> LeadGone | None:
    """领衔代表不在任的说明；还在任、办结了、不是主办的建议，都为空。一到三条查询。"""
    if case.subject_kind != "suggestion" or case.beside or case.closed_at or not case.deputy:
        return None
    if sits(case.deputy.pk, congress_id=case.jurisdiction_id, on=today):
        return None
    held = Mandate.objects.filter(person=case.deputy, congress=case.jurisdiction_id)
    in_post = sitting(case.jurisdiction_id, on=today).values("person")
    parties = Party.objects.filter(case=case, kind="cosponsor", until__isnull=True)
    found = parties.filter(person__in=in_post).order_by("id").values_list("person", "person__name")
    return LeadGone(case.deputy.name, _why(held.order_by("-id").first()), tuple(found))


def _why(mandate: Mandate | None) -> str:
    if mandate is None or mandate.state == Mandate.State.ACTIVE:
        return "代表资格已经到期"
    if mandate.state == Mandate.State.SUSPENDED:
        return "暂时停止执行代表职务"
    ends = mandate.ends_on
    day = f"{ends.year} 年 {ends.month} 月 {ends.day} 日" if ends else ""
    return f"代表资格 {day}终止（{mandate.end_reason}）"
