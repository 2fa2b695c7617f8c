"""领衔代表不在任了：代表工作机构请一位附议代表接着领衔，往后由他评价。"""

from __future__ import annotations

from datetime import datetime

from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.casework.usecases.handing import hand_over_deputy
from lianxin.lexis.text import clean
from lianxin.notify.usecases import post_notices
from lianxin.orgs.models import Person
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.policies import sits
from lianxin.suggestions.usecases.raising import SuggestionRefused


@whole
def hand_over_lead(
    *, case_id: int, to_person_id: int, reason: str, actor: Doer, at: datetime
) -> Suggestion:
    """换领衔代表；原来是谁提的，留在经过里。

    :param to_person_id: 接着领衔的附议代表
    :raises SuggestionRefused: 领衔代表还在任，接的人不在任，或没有写原因
    :raises MoveRefused: 不是代表工作机构，或接的人没有附议
    :raises MoveTooLate: 已经办结
    """
    suggestion = Suggestion.objects.select_for_update().filter(case=case_id).first()
    if suggestion is None:
        raise SuggestionRefused("只有代表建议才有领衔代表。")
    today, congress = day_of(at), suggestion.jurisdiction_id
    before = Person.objects.get(pk=suggestion.lead_id)
    if sits(suggestion.lead_id, congress_id=congress, on=today):
        raise SuggestionRefused(f"{before.name}代表还在任，仍由他领衔，不用换。")
    if not sits(to_person_id, congress_id=congress, on=today):
        raise SuggestionRefused("接着领衔的须是本级在任代表，请另选一位附议代表。")
    if not clean(reason):
        raise SuggestionRefused("请写明为什么换，如领衔代表的资格已经终止。")
    new = Person.objects.get(pk=to_person_id)
    label = f"领衔代表由{before.name}换为{new.name}"
    case = hand_over_deputy(
        case_id=case_id,
        to_person_id=new.pk,
        label=label,
        reason=clean(reason),
        actor=actor,
        at=at,
    )
    suggestion.lead = new
    suggestion.save(update_fields=["lead"])
    post_notices(
        readers=[(None, new.pk)],
        jurisdiction_id=congress,
        case_id=case.pk,
        text=f"{case.number}：{label}，往后请您联系承办单位、评价办理结果。",
        actor=actor.actor(),
        at=at,
    )
    return suggestion
