"""报道说的是哪一件：下拉里给近来的活动、成果和在任代表。"""

from __future__ import annotations

from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.activities.models import Activity
from lianxin.casework.models import Case
from lianxin.orgs.queries import sitting_deputies
from lianxin.outcomes.models import Outcome

_RECENT = 40
Choices = list[tuple[str, str]]


def choices(*, viewer: Viewer, congress_id: int, on: date) -> dict[str, Choices]:
    """各下拉。四条语句。"""
    held = Activity.objects.visible_to(viewer).filter(congress=congress_id)
    recent = held.order_by("-starts_at").values_list("pk", "title", "starts_at")[:_RECENT]
    cases = Case.objects.visible_to(viewer).values("pk")
    made = Outcome.objects.counted().filter(jurisdiction=congress_id, case_id__in=cases)
    deputies = sitting_deputies(congress_id=congress_id, on=on)
    return {
        "activity": [(str(pk), f"{title}（{at:%-m月%-d日}）") for pk, title, at in recent],
        "outcome": [(str(row.pk), row.what) for row in made.order_by("-happened_on")[:_RECENT]],
        "deputy": [(str(one.person_id), one.person_name) for one in deputies],
    }


def case_numbered(*, viewer: Viewer, number: str) -> int | None:
    """编号是这个的主件；没有或看不见为空。"""
    rows = Case.objects.visible_to(viewer).filter(number=number.strip())
    return rows.order_by("id").values_list("pk", flat=True).first()
