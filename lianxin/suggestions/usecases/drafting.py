"""写一件建议：起稿、保存、不要了、提出。保存时对一下是不是最新的，谁写的都不丢。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from lianxin.access.viewers import Viewer
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean, redact
from lianxin.opinions.models import Opinion
from lianxin.orgs.transactions import whole
from lianxin.suggestions.models import Draft, Invitation
from lianxin.suggestions.usecases.raising import SuggestionRefused
from lianxin.suggestions.writing import template

#: 一次保存认得的几项。
FIELDS = ("title", "grounds", "proposal", "category_id", "permission", "source_note")
_LONGEST = {"title": 80, "source_note": 80}


class DraftConflict(Conflict):
    """别处刚保存过；``saved`` 是那边写的，这边写的还在表上。"""

    def __init__(self, saved: Draft) -> None:
        who = saved.updated_by
        super().__init__(
            f"这份稿子刚由{who}在别处保存过，您写的还没有存。下面是那边写的；"
            "对照着改好，再保存一次，就以您的为准。"
        )
        self.saved = saved


@dataclass(frozen=True, slots=True)
class DraftStart:
    """从哪里写起：空白、样稿、一条群众意见，或一次活动。"""

    jurisdiction_id: int
    template: str = ""
    opinion_id: int | None = None
    activity: str = ""


@whole
def start_draft(*, start: DraftStart, doer: Doer, at: datetime) -> Draft:
    """起一份稿。

    :raises SuggestionRefused: 不是本级在任代表
    :raises NotVisible: 那条意见看不见
    """
    viewer = doer.viewer
    if start.jurisdiction_id not in viewer.deputy_of or viewer.person_id is None:
        raise SuggestionRefused("提建议的，须是本级在任的人大代表。")
    draft = Draft(
        jurisdiction_id=start.jurisdiction_id,
        lead_id=viewer.person_id,
        created_at=at,
        updated_at=at,
        updated_by=viewer.name,
    )
    _fill(draft, start, viewer)
    draft.save()
    _log(draft, "suggestion.draft_started", doer, at=at, source=draft.source)
    return draft


def _fill(draft: Draft, start: DraftStart, viewer: Viewer) -> None:
    if model := template(start.template):
        draft.title, draft.grounds, draft.proposal = model.title, model.grounds, model.proposal
    if start.opinion_id:
        _from_opinion(draft, start.opinion_id, viewer)
    elif start.activity.strip():
        draft.source, draft.source_note = Draft.Source.ACTIVITY, clean(start.activity)[:80]


def _from_opinion(draft: Draft, opinion_id: int, viewer: Viewer) -> None:
    """群众的原话先遮住个人信息，再放进案据。"""
    visible = Opinion.objects.visible_to(viewer).filter(jurisdiction=draft.jurisdiction_id)
    opinion = visible.filter(pk=opinion_id).select_related("category").first()
    if opinion is None:
        raise NotVisible("没有这条意见。")
    draft.source, draft.opinion = Draft.Source.OPINION, opinion
    draft.category_id = opinion.category_id
    said = redact(opinion.text).text
    draft.grounds = f"群众反映：{said}\n{draft.grounds}".strip()
    draft.title = draft.title or f"关于{redact(opinion.title).text}的建议"[:80]


@whole
def save_draft(
    *, draft_id: int, version: int, given: Mapping[str, Any], doer: Doer, at: datetime
) -> Draft:
    """保存一次。领衔代表和确认了附议的代表都能改。

    :param version: 打开这份稿时的存稿次数
    :param given: 改的几项，见 :data:`FIELDS`；``exclusions_clear`` 只有领衔代表能勾
    :raises DraftConflict: 别处先保存过
    :raises SuggestionRefused: 已经提出或不要了
    """
    draft = locked(draft_id, doer.viewer)
    _must_write(draft, doer.viewer)
    fresh = _changes(draft, given, doer.viewer)
    if not fresh:
        return draft
    if draft.version != version:
        raise DraftConflict(draft)
    for name, value in fresh.items():
        setattr(draft, name, value)
    draft.version += 1
    draft.updated_at, draft.updated_by = at, doer.viewer.name
    draft.save()
    _log(draft, "suggestion.draft_saved", doer, at=at, version=draft.version, changed=sorted(fresh))
    return draft


def _changes(draft: Draft, given: Mapping[str, Any], viewer: Viewer) -> dict[str, Any]:
    wanted = {name: _tidy(name, given[name]) for name in FIELDS if name in given}
    if draft.lead_id == viewer.person_id and "exclusions_clear" in given:
        wanted["exclusions_clear"] = bool(given["exclusions_clear"])
    return {name: value for name, value in wanted.items() if getattr(draft, name) != value}


def _tidy(name: str, value: Any) -> Any:
    if name == "category_id":
        return value or None
    return clean(str(value))[: _LONGEST.get(name)]


@whole
def discard_draft(*, draft_id: int, doer: Doer, at: datetime) -> Draft:
    """不提了；稿子留着，只是不再列出。

    :raises SuggestionRefused: 不是领衔代表，或已经提出
    """
    draft = locked(draft_id, doer.viewer)
    must_lead(draft, doer.viewer)
    draft.state = Draft.State.DISCARDED
    draft.save(update_fields=["state"])
    _log(draft, "suggestion.draft_discarded", doer, at=at)
    return draft


def locked(draft_id: int, viewer: Viewer) -> Draft:
    """锁住一份自己看得见的稿。

    :raises NotVisible: 不是自己领衔的，也没有请他附议
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None or not may_see(draft, viewer):
        raise NotVisible("没有这份建议稿。")
    return draft


def may_see(draft: Draft, viewer: Viewer) -> bool:
    """领衔代表，或请了他附议的本级在任代表。"""
    if draft.jurisdiction_id not in viewer.deputy_of:
        return False
    if draft.lead_id == viewer.person_id:
        return True
    return Invitation.objects.filter(draft=draft, person=viewer.person_id).exists()


def must_lead(draft: Draft, viewer: Viewer) -> None:
    """只有领衔代表，只在还没提出的时候。"""
    if draft.lead_id != viewer.person_id:
        raise SuggestionRefused("这一步由领衔代表来办，请与他联系。")
    _must_be_open(draft)


def _must_write(draft: Draft, viewer: Viewer) -> None:
    _must_be_open(draft)
    joined = Invitation.objects.filter(
        draft=draft, person=viewer.person_id, state=Invitation.State.CONFIRMED
    )
    if draft.lead_id != viewer.person_id and not joined.exists():
        raise SuggestionRefused("先确认附议，才能一起改这份稿。")


def _must_be_open(draft: Draft) -> None:
    if draft.state == Draft.State.SUBMITTED:
        raise SuggestionRefused("这件建议已经提出，稿子不能再改；要改，请等代表工作机构退回修改。")
    if draft.state == Draft.State.REVIEWING:
        raise SuggestionRefused("这份稿子正在联审，要改请等代表团或议案组退回，在那一步上改。")
    if draft.state == Draft.State.REJECTED:
        raise SuggestionRefused("联审没有采纳这份稿子，请照说明另起一份。")
    if draft.state == Draft.State.DISCARDED:
        raise SuggestionRefused("这份稿子已经不要了，请另起一份。")


def digest_of(draft: Draft) -> str:
    """三段话的摘要：附议代表确认的就是它，改了一个字也要再确认。"""
    said = "\x1f".join((draft.title, draft.grounds, draft.proposal))
    return sha256(said.encode()).hexdigest()


def _log(draft: Draft, verb: str, doer: Doer, *, at: datetime, **facts: Any) -> None:
    record(
        actor=doer.actor(),
        at=at,
        verb=verb,
        subject_kind="draft",
        subject_id=draft.pk,
        jurisdiction_id=draft.jurisdiction_id,
        facts=facts,
    )
