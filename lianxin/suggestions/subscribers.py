"""意见转为建议：办件走到“提为代表建议”这一步时，在同一事务里立起建议。"""

from lianxin.casework.models import Case
from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.opinions.models import Opinion
from lianxin.suggestions.models import Draft
from lianxin.suggestions.usecases.briefing import brief_of
from lianxin.suggestions.usecases.carrying import carry_suggestion
from lianxin.suggestions.usecases.joining import on_joined_moved
from lianxin.suggestions.usecases.lending import Lent, draft_for_deputy
from lianxin.suggestions.usecases.raising import (
    SuggestionDraft,
    SuggestionRefused,
    raise_suggestion,
)
from lianxin.suggestions.usecases.reviewing import (
    accept_draft,
    is_reviewed,
    rewrite_draft,
    send_for_review,
    settle_draft,
)
from lianxin.suggestions.usecases.versions import rewrite

#: 留痕动作的中文。
SENTENCES = {
    "suggestion.raised": "提出代表建议",
    "suggestion.carried": "滚动到下一年，另立接办的一件",
    "suggestion.draft_started": "起草建议",
    "suggestion.draft_saved": "保存建议稿",
    "suggestion.draft_lent": "替代表起一份建议稿：{title}",
    "suggestion.review_sent": "建议稿送双重联审",
    "suggestion.draft_discarded": "不提这份建议稿了",
    "suggestion.draft_submitted": "把建议稿提出来",
    "suggestion.cosponsor_invited": "请代表附议",
    "suggestion.cosponsor_uninvited": "不再请代表附议",
    "suggestion.cosponsor_answered": "回话附议或不附议",
    "suggestion.window_set": "定大会建议的截止时间",
    "suggestion.joined": "{label}",
    "suggestion.parted": "{label}",
    "suggestion.rewritten": "修改建议，另存一稿",
}


def on_case_moved(event: CaseMoved) -> None:
    """走的这一步带“转为建议”的效果，就把意见立成建议。"""
    converts = any(
        call.name == "convert" and call.args[0] == "suggestion" for call in event.effects
    )
    if not converts:
        return
    case = Case.objects.get(pk=event.case_id)
    if event.subject_kind == "draft":
        accept_draft(draft_id=event.subject_id, review=case, actor=event.actor, at=event.at)
        return
    if case.deputy_id is None:
        raise SuggestionRefused("还没有写明由哪位代表领衔，请先选定代表。")
    opinion = Opinion.objects.filter(pk=event.subject_id).first()
    if is_reviewed(event.jurisdiction_id):
        _send_for_review(event, case, opinion)
        return
    raise_suggestion(
        draft=_brief(event, case, opinion), actor=event.actor, at=event.at, parent=case
    )


def _brief(event: CaseMoved, case: Case, opinion: Opinion | None) -> SuggestionDraft:
    """有正在提出的建议稿，就照稿子（连同附议）；没有就照这一步的材料。"""
    draft = _draft_in_hand(case, opinion)
    if draft is not None:
        return brief_of(draft, at=event.at)
    facts = event.facts
    return SuggestionDraft(
        jurisdiction_id=event.jurisdiction_id,
        lead_id=case.deputy_id or 0,
        title=facts.get("suggestion_title") or case.title,
        grounds=facts.get("grounds", ""),
        proposal=facts.get("proposal", ""),
        permission=facts.get("permission", "full"),
        opinion_id=opinion.pk if opinion else None,
        category_id=case.category_id,
        region_id=case.region_id,
        local_body_id=case.local_body_id,
    )


def _draft_in_hand(case: Case, opinion: Opinion | None) -> Draft | None:
    """代表正在提出的那一份稿。"""
    drafts = Draft.objects.filter(
        opinion=opinion, lead=case.deputy_id, state=Draft.State.SUBMITTED, suggestion__isnull=True
    )
    return drafts.select_related("opinion").first() if opinion else None


def _send_for_review(event: CaseMoved, case: Case, opinion: Opinion | None) -> None:
    """采用了双重联审：没有写过稿的，照这一步的材料起一份，再去联审。"""
    draft = _draft_in_hand(case, opinion) or _draft_from(event, case, opinion)
    send_for_review(draft_id=draft.pk, actor=event.actor, at=event.at, parent=case)


def _draft_from(event: CaseMoved, case: Case, opinion: Opinion | None) -> Draft:
    brief = _brief(event, case, opinion)
    return Draft.objects.create(
        jurisdiction_id=brief.jurisdiction_id,
        lead_id=brief.lead_id,
        title=brief.title[:80],
        grounds=brief.grounds,
        proposal=brief.proposal,
        category_id=brief.category_id,
        permission=brief.permission,
        source=Draft.Source.OPINION if opinion else Draft.Source.NONE,
        opinion=opinion,
        exclusions_clear=True,
        created_at=event.at,
        updated_at=event.at,
        updated_by=event.actor.name[:80],
    )


def on_reviewed(event: CaseMoved) -> None:
    """联审走了一步：没有采纳、撤回的稿子跟着变；改好再送的，稿子跟着改。"""
    if event.subject_kind != "draft":
        return
    settle_draft(draft_id=event.subject_id, result=event.result or "")
    said = {name: str(event.facts.get(key, "")) for name, key in _SAID.items()}
    if event.verb == "resubmit" and all(said.values()):
        rewrite_draft(draft_id=event.subject_id, said=said, actor=event.actor, at=event.at)


def on_resubmitted(event: CaseMoved) -> None:
    """代表改好再提交：建议本身跟着改，原来的一稿留着。"""
    said = {name: event.facts.get(key, "") for name, key in _SAID.items()}
    if event.subject_kind != "suggestion" or event.verb != "resubmit" or not all(said.values()):
        return
    rewrite(suggestion_id=event.subject_id, said=said, actor=event.actor, at=event.at)


_SAID = {"title": "suggestion_title", "grounds": "grounds", "proposal": "proposal"}


def on_draft_for(event: CaseMoved) -> None:
    """走的这一步带“替代表起一份建议稿”：照这一步的材料起一份，提不提由代表定。"""
    for call in event.effects:
        if call.name == "draft_for":
            _lend(event, int(event.facts[call.args[0]]))


def _lend(event: CaseMoved, deputy_id: int) -> None:
    case = Case.objects.get(pk=event.case_id)
    said = {name: str(event.facts.get(key, "")) for name, key in _SAID.items()}
    draft_for_deputy(
        lent=Lent(
            jurisdiction_id=event.jurisdiction_id,
            lead_id=deputy_id,
            source_note=str(case.facts.get("document_no") or case.number),
            thread=case.thread,
            category_id=case.category_id,
            **said,
        ),
        actor=event.actor,
        at=event.at,
    )


def on_carried_over(event: CaseMoved) -> None:
    """走的这一步带“滚动到下一年”的效果，就在同一事务里立起接办的一件。"""
    if not any(call.name == "carry_over" for call in event.effects):
        return
    case = Case.objects.get(pk=event.case_id)
    words = str(case.facts.get("look_note", ""))
    main = case.main_id or case.pk
    carry_suggestion(case_id=main, words=words, actor=event.actor, at=event.at)


def connect() -> None:
    """接上事件。"""
    subscribe(CaseMoved, on_draft_for)
    subscribe(CaseMoved, on_reviewed)
    subscribe(CaseMoved, on_carried_over)
    subscribe(CaseMoved, on_case_moved)
    subscribe(CaseMoved, on_resubmitted)
    subscribe(CaseMoved, on_joined_moved)
