"""接手：一家撤了、并了，它在办的一件连同没尽到的责任转给接手的那一家。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.inheriting import succeed_body
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer, kinds_of
from lianxin.casework.state import lock_case
from lianxin.casework.usecases.moving import MoveRefused, MoveTooLate
from lianxin.casework.writing import announce_duties, log, write_rows
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole


@whole
def succeed(
    *, case_id: int, body_id: int, successor_id: int, reason: str, actor: Doer, at: datetime
) -> Case:
    """把一家担的身份和责任转给另一家；没到期的日子不变。

    :raises MoveRefused: 不是代表工作机构的人，或这一件不由那一家担着
    :raises MoveTooLate: 已经办结
    """
    state = lock_case(case_id)
    if "office" not in kinds_of(actor, state):
        raise MoveRefused("换一家接手由代表工作机构来办，您的岗位不能办这一步。")
    if state.case.closed_at is not None:
        raise MoveTooLate("这一件已经办结，不用再换人接手。")
    changes = succeed_body(state, body_id, successor_id, at=at)
    if not changes.ended_parties:
        raise MoveRefused("这一件不由那一家担着，请刷新看看现在归谁。")
    names = dict(Body.objects.filter(pk__in=(body_id, successor_id)).values_list("pk", "name"))
    by = actor.actor()
    write_rows(changes)
    words = f"由{names[body_id]}转给{names[successor_id]}接着办：{reason}"
    log(state, "case.succeeded", actor=by, at=at, facts={"label": words})
    announce_duties(state, changes, actor=by, at=at)
    return state.case
