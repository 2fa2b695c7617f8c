"""一个入口办所有的步：页面、接口、回放都走这里；内置责任动词、启动旁办与机制里的步一样叫法。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.usecases.besides import open_beside
from lianxin.casework.usecases.dutyverbs import act_on_duty
from lianxin.casework.usecases.moving import move_case
from lianxin.casework.verbs import DUTY_VERBS
from lianxin.kernel.mechanism.vocabulary import OPENING_VERBS


def do(
    *,
    case_id: int,
    verb: str,
    actor: Doer,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    duty_id: int | None = None,
) -> Case:
    """办一步。

    :param duty_id: 责任动词用在哪一份责任上；机制里的步不用写
    :raises MoveRefused: 环节不对、身份不对或条件不够
    :raises FactsRefused: 材料不齐或不对
    """
    if verb in OPENING_VERBS:
        return open_beside(
            case_id=case_id, slot=OPENING_VERBS[verb], actor=actor, at=at, facts=facts
        )
    if verb in DUTY_VERBS:
        return act_on_duty(
            case_id=case_id, verb=verb, actor=actor, at=at, facts=facts, duty_id=duty_id
        )
    return move_case(case_id=case_id, verb=verb, actor=actor, at=at, facts=facts).case
