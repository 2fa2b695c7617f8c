"""意见转为建议：办件走到“提为代表建议”这一步时，在同一事务里立起建议。"""

from lianxin.casework.models import Case
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.opinions.models import Opinion
from lianxin.suggestions.usecases.raising import (
    SuggestionDraft,
    SuggestionRefused,
    raise_suggestion,
)

#: 留痕动作的中文。
SENTENCES = {"suggestion.raised": "提出代表建议"}


def on_case_moved(event: CaseMoved) -> None:
    """走的这一步带“转为建议”的效果，就把意见立成建议。"""
    converts = any(
        call.name == "convert" and call.args[0] == "suggestion" for call in event.effects
    )
    if not converts:
        return
    case = Case.objects.get(pk=event.case_id)
    if case.deputy_id is None:
        raise SuggestionRefused("还没有写明由哪位代表领衔，请先选定代表。")
    opinion = Opinion.objects.filter(pk=event.subject_id).first()
    facts = event.facts
    raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=event.jurisdiction_id,
            lead_id=case.deputy_id,
            title=facts.get("suggestion_title") or case.title,
            grounds=facts.get("grounds", ""),
            proposal=facts.get("proposal", ""),
            permission=facts.get("permission", "full"),
            opinion_id=opinion.pk if opinion else None,
            category_id=case.category_id,
            region_id=case.region_id,
            local_body_id=case.local_body_id,
        ),
        actor=event.actor,
        at=event.at,
        parent=case,
    )


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_case_moved)
