"""一件事的详情：原话、能做的几步、经过、谁在负责、来龙去脉。每一块都按看的人裁过。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import Viewer
from lianxin.casework.available import available
from lianxin.casework.duties import deadline_of
from lianxin.casework.models import Case, Duty, Link
from lianxin.casework.policies import Doer
from lianxin.casework.queries import (
    DutyCard,
    duty_card,
    get_case,
    thread_lines,
    visible_links,
)
from lianxin.casework.state import CaseState, state_of
from lianxin.files.queries import AttachmentCard, attachments_by_id, attachments_on
from lianxin.kernel.mechanism.vocabulary import SLOTS, start_text
from lianxin.kernel.timespans import Timespan
from lianxin.opinions.queries import OpinionDetail, get_opinion
from lianxin.orgs.calendar import calendar_words
from lianxin.orgs.queries.places import place_words
from lianxin.suggestions.models import Draft, Suggestion
from lianxin.suggestions.queries import EarlierCard, LineageCard, lineage, recurring
from lianxin.suggestions.queries.handing import LeadGone, lead_gone
from lianxin.supervision.queries.letters import LetterLink, letter_behind
from lianxin.workbench.policies import runs_office
from lianxin.workbench.queries.companions import Companion, companions
from lianxin.workbench.queries.joint import Joint, joint_of
from lianxin.workbench.queries.queue import states_of
from lianxin.workbench.queries.sorting import Sorting, sorting_of
from lianxin.workbench.queries.sources import basis_words
from lianxin.workbench.queries.steps import Step, steps_of
from lianxin.workbench.queries.storyline import Happened, happened, mates

_STARTS = {"opened": "立件", "entered": "进入这个环节"}


@dataclass(frozen=True, slots=True)
class Passage:
    """一段话：小标题（可无）和正文。"""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """谁在负责：到哪天，为什么是那天，办到什么样。"""

    holder: str
    role_label: str
    owes: str
    light: str
    due_words: str
    due_date: date
    why_words: str
    is_provisional: bool
    history_words: str
    which: str


@dataclass(frozen=True, slots=True)
class Related:
    """来龙去脉里的一件。"""

    case_id: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """一件事的详情页。``opinion`` 为空的不是从群众意见来的，或看不见原件。"""

    id: int
    title: str
    number: str
    subject_words: str
    place_words: str
    stage_label: str
    light: str
    due_words: str
    is_closed: bool
    passages: tuple[Passage, ...]
    opinion: OpinionDetail | None
    files: tuple[AttachmentCard, ...]
    withheld: tuple[AttachmentCard, ...]
    steps: tuple[Step, ...]
    wait_words: str
    sorting: Sorting | None
    mechanism_id: int
    mechanism_words: str
    clock_words: str
    basis_words: str
    duties: tuple[DutyLine, ...]
    no_duty_words: str
    timeline: tuple[Happened, ...]
    related: tuple[Related, ...]
    companions: tuple[Companion, ...]
    lineage: tuple[LineageCard, ...]
    earlier: tuple[EarlierCard, ...]
    may_open_repeat: bool
    letter: LetterLink | None
    lead_gone: LeadGone | None
    may_hand_over: bool
    joint: Joint | None


def case_page(*, viewer: Viewer, pk: int, today: date) -> CasePage:
    """取一件事的详情。

    :raises NotVisible: 看不见与不存在同样对待
    """
    case = get_case(viewer=viewer, pk=pk)
    state = state_of(case)
    moves = available(state, Doer(viewer), today=today)
    opinion = _opinion(viewer, case)
    suggestion = _suggestion(case)
    rows = _open_duties(case)
    cards = [duty_card(row, state.calendar, today=today) for row in rows]
    lines = thread_lines(viewer=viewer, thread=_thread(case))
    thread = mates(case)
    told = attachments_by_id((one for line in lines for one in line.photos), seen_by="staff")
    files, withheld = attachments_on(_subjects(case, opinion))
    here = next((card for card in cards if card.case_id == case.pk), None)
    return CasePage(
        id=case.pk,
        title=opinion.title if opinion else case.title,
        number=case.number,
        subject_words=_joined(_beside_words(case), _subject_words(opinion, suggestion)),
        place_words=_place(case, opinion),
        stage_label=state.stage.label,
        light=here.light if here else "none",
        due_words=here.due_words if here else "",
        is_closed=case.closed_at is not None,
        passages=tuple(_passages(opinion, suggestion)),
        opinion=opinion,
        files=tuple(file for file in files if str(file.id) not in told),
        withheld=tuple(withheld),
        steps=steps_of(moves, state),
        wait_words=_wait_words(state, here),
        sorting=sorting_of(state=state, opinion=opinion),
        mechanism_id=case.mechanism_id,
        mechanism_words=f"{state.mechanism.label} 第 {state.mechanism.version} 版",
        clock_words=_clock_words(state, here),
        basis_words="、".join(basis_words(state.mechanism.basis)),
        duties=tuple(
            _duty_line(row, card, state, thread.names.get(row.case_id, ""))
            for row, card in zip(rows, cards, strict=True)
        ),
        no_duty_words=state.stage.waits or "已经办结，没有人还欠着事。",
        timeline=tuple(happened(lines, told, state, thread)),
        related=tuple(_related(viewer, case)),
        companions=companions(viewer=viewer, case=case, cards=cards, today=today),
        lineage=tuple(lineage(viewer=viewer, number=case.number)) if suggestion else (),
        earlier=tuple(_earlier(viewer, case, suggestion)),
        may_open_repeat=any(step.verb == "open_repeat" for step in moves),
        letter=letter_behind(viewer=viewer, subject_kind=case.subject_kind, pk=case.subject_id),
        lead_gone=lead_gone(case=case, today=today),
        may_hand_over=runs_office(viewer, case.jurisdiction_id),
        joint=joint_of(viewer=viewer, case=case, moves=moves),
    )


def _joined(*words: str) -> str:
    """有话的几样连起来。"""
    return " · ".join(filter(None, words))


def text_of(*, viewer: Viewer, case: Case) -> str:
    """这件事的原话（按看的人脱敏），填表时用来推荐类别。"""
    opinion = _opinion(viewer, case)
    return f"{opinion.title}\n{opinion.text}" if opinion else case.title


def written_of(case: Case) -> dict[str, str]:
    """建议、建议稿写着的三样：请代表修改时先填好，不用从头再打一遍。"""
    row = None if case.beside else _suggestion(case)
    if row is None:
        return {}
    return {"suggestion_title": row.title, "grounds": row.grounds, "proposal": row.proposal}


def _thread(case: Case) -> int:
    return case.thread or case.pk


def _opinion(viewer: Viewer, case: Case) -> OpinionDetail | None:
    if case.subject_kind != "opinion":
        return None
    return get_opinion(viewer=viewer, pk=case.subject_id)


def _suggestion(case: Case) -> Suggestion | Draft | None:
    """建议，或正在联审的建议稿。"""
    if case.subject_kind == "draft":
        return Draft.objects.select_related("lead").filter(pk=case.subject_id).first()
    if case.subject_kind != "suggestion":
        return None
    return Suggestion.objects.select_related("lead").filter(pk=case.subject_id).first()


def _subject_words(opinion: OpinionDetail | None, suggestion: Suggestion | Draft | None) -> str:
    if opinion:
        words = (opinion.kind, opinion.channel, opinion.station)
        return " · ".join(filter(None, words))
    if isinstance(suggestion, Draft):
        return f"建议稿 · {suggestion.lead.name}领衔 · {suggestion.get_state_display()}"
    if suggestion:
        return f"代表建议 · {suggestion.lead.name}领衔 · {suggestion.get_raised_in_display()}"
    return ""


def _beside_words(case: Case) -> str:
    """旁办的与主办件同一个标题，先说清这一页办的是旁边哪一样。"""
    return f"{SLOTS[case.beside]}（旁办）" if case.beside else ""


def _place(case: Case, opinion: OpinionDetail | None) -> str:
    region = case.region.name if case.region else ""
    return place_words(region, opinion.place) if opinion else region


def _passages(
    opinion: OpinionDetail | None, suggestion: Suggestion | Draft | None
) -> Iterable[Passage]:
    if opinion:
        yield Passage("", opinion.text)
        if opinion.answer:
            yield Passage("已经告诉提交人", opinion.answer)
    if suggestion:
        yield Passage("案据", suggestion.grounds)
        yield Passage("方案", suggestion.proposal)


def _subjects(case: Case, opinion: OpinionDetail | None) -> Iterable[tuple[str, int]]:
    if opinion:
        yield "opinion", opinion.id
    yield "case", case.pk


def _open_duties(case: Case) -> list[Duty]:
    """这条线索上没解除的责任，这一件的在前。"""
    rows = (
        Duty.objects.open()
        .filter(case__thread=_thread(case))
        .select_related("case__category", "case__local_body", "holder_body", "holder_person")
        .order_by("due_date", "id")
    )
    return sorted(rows, key=lambda row: row.case_id != case.pk)


def _duty_line(row: Duty, card: DutyCard, state: CaseState, which: str) -> DutyLine:
    return DutyLine(
        holder=card.holder or card.person,
        role_label=card.role,
        owes=card.owes,
        light=card.light,
        due_words=card.due_words,
        due_date=card.due_date,
        why_words=_why(row, card, state),
        is_provisional=card.is_provisional,
        history_words=" · ".join(_history(row, card)),
        which=which,
    )


def _why(row: Duty, card: DutyCard, state: CaseState) -> str:
    """为什么是那天：从哪件事起、多长、照哪一版日历。"""
    started = f"{card.started_on.month} 月 {card.started_on.day} 日"
    event = ""
    if row.case_id == state.case.pk and (deadline := deadline_of(state, row)):
        event = _STARTS.get(deadline.start) or f"“{start_text(deadline.start, state.mechanism)}”"
    span = Timespan.parse(card.within).text
    words = f"从 {started}{event}起 {span}，{calendar_words(card.calendar_version)}"
    if row.extended_from:
        before = row.extended_from
        words += f"；原定 {before.month} 月 {before.day} 日，已准延期"
    return words


def _history(row: Duty, card: DutyCard) -> Iterable[str]:
    if card.signed_at:
        yield "已签收"
    yield from states_of(card)
    if card.return_reason:
        yield f"退回：{card.return_reason}"
    if card.is_paused:
        yield f"中止：{row.pause_reason}"


def _wait_words(state: CaseState, here: DutyCard | None) -> str:
    if state.case.closed_at:
        return "这件事已经办结。"
    if here:
        return f"现在由{here.holder or here.person}{here.owes}；轮到您时会排进您的清单。"
    return f"{state.stage.waits}。" if state.stage.waits else ""


def _clock_words(state: CaseState, here: DutyCard | None) -> str:
    if here is None:
        return ""
    day = f"{here.due_date.month} 月 {here.due_date.day} 日"
    mark = "（暂定，那一年的放假安排还没公布）" if here.is_provisional else ""
    return f"“{state.stage.label}” {Timespan.parse(here.within).text}，{day}到期{mark}"


def _earlier(
    viewer: Viewer, case: Case, suggestion: Suggestion | Draft | None
) -> Iterable[EarlierCard]:
    """人大机关审查、督办时，往年提过还没解决的摆在旁边；旁办件上不再摆一遍。"""
    is_other = case.beside or not isinstance(suggestion, Suggestion)
    if is_other or case.jurisdiction_id not in viewer.office_of:
        return ()
    return recurring(viewer=viewer, suggestion_id=case.subject_id)


def _related(viewer: Viewer, case: Case) -> Iterable[Related]:
    for link in visible_links(viewer=viewer, case=case):
        forward = link.source_id == case.pk
        if forward and link.kind == Link.Kind.BESIDE:
            # 旁边在办的另有一块，写明到哪天。
            continue
        other = link.target if forward else link.source
        label = link.get_kind_display()
        yield Related(other.pk, label if forward else _BACK.get(link.kind, label), other.title)


_BACK = {
    "spawned": "由此派生",
    "converted_to": "转自",
    "merged_into": "并进来",
    "split_from": "拆出",
    "carries_over": "接办自",
    "recurs": "又提出",
    "answers": "答复",
    "beside": "主办件",
}
