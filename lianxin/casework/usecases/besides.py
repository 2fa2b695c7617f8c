"""由人在主办件旁边启动一件：重点督办、考评、落实回看……"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.casework.changes import Companion
from lianxin.casework.facts import clean
from lianxin.casework.mechanisms import NoPractice
from lianxin.casework.models import Case
from lianxin.casework.policies import Doer, kinds_of, posting_body
from lianxin.casework.startable import startable
from lianxin.casework.state import lock_case
from lianxin.casework.usecases.accompanying import stand_beside
from lianxin.casework.usecases.moving import MoveRefused, MoveTooLate, settle
from lianxin.casework.writing import attach_files
from lianxin.kernel.mechanism.vocabulary import SLOTS
from lianxin.orgs.transactions import whole


@whole
def open_beside(
    *,
    case_id: int,
    slot: str,
    actor: Doer,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Case:
    """在一件主办件旁边启动一件旁办，返回旁办的那一件。

    :param slot: 用途，如 ``key``、``lookback``
    :param facts: 机制头上 ``open_needs`` 写的材料
    :raises NoPractice: 这地没有采用这一段的机制，或不用在这种事上
    :raises MoveTooLate: 已经有一件在办
    :raises MoveRefused: 不是他能启动的
    :raises FactsRefused: 材料不齐或不对
    """
    main = lock_case(case_id)
    label = SLOTS.get(slot, slot)
    found = startable(main).get(slot)
    if found is None:
        raise NoPractice(f"这件事上不能启动“{label}”：这里没有采用这样的办法，或不用在这种事上。")
    if found.is_open:
        raise MoveTooLate(f"这件事上已经有一件“{label}”在办；可能刚有人启动，请刷新看看。")
    mech = found.mechanism
    if not kinds_of(actor, main) & found.kinds:
        who = "、".join(mech.role(role).label for role in mech.open_by) or "系统"
        raise MoveRefused(f"“{label}”由{who}启动，您的岗位不能启动。")
    wanted = tuple(mech.fact(key) for key in mech.open_needs)
    cleaned = clean(
        wanted,
        frozenset(mech.open_needs),
        facts or {},
        jurisdiction=main.case.jurisdiction_id,
    )
    by = actor.actor(posting_body(actor, main))
    shown = {
        key: {"label": mech.fact(key).label, "text": text, "audience": mech.fact(key).audience}
        for key, text in cleaned.shown.items()
    }
    opened = stand_beside(
        main,
        Companion(slot, cleaned.values),
        actor=by,
        at=at,
        words={"label": f"启动{label}", "facts": cleaned.values, "shown": shown},
    )
    if opened is None:
        raise MoveTooLate(f"这件事上已经有一件“{label}”在办；可能刚有人启动，请刷新看看。")
    attach_files(opened, wanted, cleaned.values, actor=by, at=at)
    if settle(case_id=opened.pk, at=at):
        opened.refresh_from_db()
    return opened
