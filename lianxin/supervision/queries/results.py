"""成果记在办件上：谁能记、谁来核，由他在这件事上的身份定。"""

from __future__ import annotations

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case, Duty, Party
from lianxin.casework.queries import get_case
from lianxin.casework.usecases.watching import WATCHING
from lianxin.orgs.models import Body
from lianxin.outcomes.usecases import Home

VERIFIERS = (Body.Kind.DEPUTY_AFFAIRS, Body.Kind.SPECIAL_COMMITTEE, Body.Kind.CHAIR_COUNCIL)


def home_of(*, viewer: Viewer, case_id: int) -> Home:
    """这个人在这件事上记得了、核得了成果没有。

    :raises NotVisible: 看不见这件事
    """
    case = get_case(viewer=viewer, pk=case_id)
    verifies = any(p.congress_id == case.jurisdiction_id for p in viewer.posts_in(*VERIFIERS))
    return Home(
        jurisdiction_id=case.jurisdiction_id,
        thread=case.thread or case.pk,
        case_id=case.pk,
        may_record=_handles(viewer, case),
        may_verify=verifies,
    )


def _handles(viewer: Viewer, case: Case) -> bool:
    """属地街道、代工委，和承担过、被指派过这件事的单位。"""
    offices = {post.congress_id for post in viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)}
    if case.jurisdiction_id in offices or case.local_body_id in viewer.body_ids:
        return True
    mine = viewer.body_ids
    return (
        Party.objects.filter(case=case, body__in=mine).exclude(role=WATCHING).exists()
        or Duty.objects.filter(case=case, holder_body__in=mine).exists()
    )
