"""共评小组的写：立小组（抽签或点名）、开一轮、收轮、定后续、后续办了。打分用问卷，一位成员一张票号。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianxin.activities.usecases.survey_building import (
    QuestionDraft,
    SurveyDraft,
    draft_survey,
    put_question,
)
from lianxin.activities.usecases.survey_running import close_survey, open_survey
from lianxin.appraisal.drawing import lots
from lianxin.appraisal.models import (
    Panel,
    PanelAction,
    PanelMember,
    PanelRound,
    PanelSubject,
    PanelTrack,
)
from lianxin.appraisal.panel_policies import founder_posts, may_run_panel
from lianxin.appraisal.queries.panels import round_result
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body, CouncilSeat, in_force
from lianxin.orgs.transactions import whole

#: 少于几位，不记名的打分认得出是谁。
FEWEST_MEMBERS = 3
MOST_SUBJECTS = 20
TOP_SCORE = 5


class PanelRefused(RuleViolation):
    """共评不能这样办；``fields`` 是哪一格的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


@dataclass(frozen=True, slots=True)
class TrackDraft:
    """一路：哪一路、哪个议事组织、抽几位；点名的写明是哪几席。"""

    kind: str
    council_id: int
    wanted: int = 0
    seat_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class PanelDraft:
    """一个共评小组怎样立。"""

    body_id: int
    name: str
    purpose: str
    tracks: Sequence[TrackDraft]
    seed: str = ""
    seed_source: str = ""


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """评过以后怎么办。"""

    kind: str
    words: str
    doer: str
    decided_on: date
    due_on: date | None = None


@whole
def form_panel(*, congress_id: int, draft: PanelDraft, actor: Doer, at: datetime) -> Panel:
    """立一个共评小组：各路从议事组织的在任席位里抽签或点名。

    :raises PanelRefused: 不是以自己任职的机构立，重名，抽签没写种子，人不够，或不到三位
    """
    posts = founder_posts(actor.viewer, congress_id)
    if not any(post.body_id == draft.body_id for post in posts):
        raise PanelRefused("共评小组由人大机关、专（工）委、街道工委以自己的名义立。")
    name, purpose = clean(draft.name)[:40], clean(draft.purpose)[:200]
    if not name or not purpose:
        raise PanelRefused("请写名称和评什么。", {"name": "写明是哪里的小组。"})
    if Panel.objects.filter(body=draft.body_id, name=name, ended_at__isnull=True).exists():
        raise PanelRefused("已有同名的小组。", {"name": "先结束那一个，或换一个名字。"})
    panel = Panel.objects.create(
        congress_id=congress_id,
        body_id=draft.body_id,
        name=name,
        purpose=purpose,
        made_by=str(actor.actor(draft.body_id)),
        made_at=at,
        **_seed(draft),
    )
    number = sum(_fill(panel, one, on=day_of(at)) for one in draft.tracks)
    if number < FEWEST_MEMBERS:
        raise PanelRefused(
            f"一个小组至少 {FEWEST_MEMBERS} 位，太少了不记名的打分也认得出是谁，请多选几位。"
        )
    ways = "、".join(row.get_kind_display() + row.get_way_display() for row in panel.tracks.all())
    _log(panel, "panel.formed", actor, at, name=name, number=number, ways=ways)
    return panel


def _seed(draft: PanelDraft) -> dict[str, str]:
    if not any(one.wanted and not one.seat_ids for one in draft.tracks):
        return {}
    seed, source = clean(draft.seed)[:80], clean(draft.seed_source)[:80]
    if not seed or not source:
        words = "抽签要写种子和它从哪来，如：当天福彩开奖号，在场群众报的。"
        raise PanelRefused("请写抽签的种子。", {"seed": words})
    return {"seed": seed, "seed_source": source}


def _fill(panel: Panel, draft: TrackDraft, *, on: date) -> int:
    """一路的人：点名的照点，没点名的照种子抽。返回几位。"""
    council = Body.objects.filter(
        pk=draft.council_id, congress=panel.congress_id, kind=Body.Kind.COUNCIL
    ).first()
    if council is None or draft.kind not in PanelTrack.Kind:
        raise PanelRefused("请从本级登记的议事组织里选，写明算哪一路。")
    if PanelTrack.objects.filter(panel=panel, council=council).exists():
        raise PanelRefused(f"同一家只能算一路，“{council.short_name}”选了两次。")
    seats = {
        seat.number: seat
        for seat in CouncilSeat.objects.filter(in_force(on), body=council).order_by("number")
    }
    pool = [(seat.number, seat.name) for seat in seats.values()]
    is_named = bool(draft.seat_ids)
    chosen = (
        [number for number, seat in seats.items() if seat.pk in set(draft.seat_ids)]
        if is_named
        else [lot.number for lot in lots(panel.seed, council.name, pool)[: draft.wanted]]
    )
    if len(chosen) != (len(set(draft.seat_ids)) if is_named else draft.wanted) or not chosen:
        raise PanelRefused(
            f"“{council.short_name}”在任 {len(pool)} 席，要的人数对不上：写抽几位，或者勾上点名的。"
        )
    track = PanelTrack.objects.create(
        panel=panel,
        kind=draft.kind,
        council=council,
        way=PanelTrack.Way.NAMED if is_named else PanelTrack.Way.DRAWN,
        wanted=len(chosen),
        pool=pool,
    )
    begun = PanelMember.objects.filter(panel=panel).count()
    PanelMember.objects.bulk_create(
        PanelMember(
            panel=panel, track=track, number=begun + place, seat=seats[one], name=seats[one].name
        )
        for place, one in enumerate(chosen, start=1)
    )
    return len(chosen)


@whole
def end_panel(*, panel_id: int, reason: str, actor: Doer, at: datetime) -> Panel:
    """结束一个小组；评过的都留着。

    :raises PanelRefused: 没写原因，还有一轮没收，或已经结束
    """
    panel = _locked(panel_id, actor)
    if not clean(reason):
        raise PanelRefused("请写为什么结束，如：任期满了，重新抽。")
    if PanelRound.objects.filter(panel=panel).exclude(survey__state="closed").exists():
        raise PanelRefused("还有一轮没有收，先收轮再结束小组。")
    panel.ended_at, panel.end_reason = at, clean(reason)[:120]
    panel.save(update_fields=["ended_at", "end_reason"])
    _log(panel, "panel.ended", actor, at, name=panel.name, reason=panel.end_reason)
    return panel


@whole
def open_round(
    *,
    panel_id: int,
    subjects: Sequence[tuple[str, str]],
    opens_on: date,
    closes_on: date,
    actor: Doer,
    at: datetime,
) -> PanelRound:
    """开一轮：评几个项目、几位管事的人，各打一到五分；一位成员一张票号，不记名。

    :raises PanelRefused: 没写评谁，写重了，上一轮没收，或小组已经结束
    :raises SurveyRefused: 日子不对
    """
    panel = _locked(panel_id, actor)
    named = _subjects(subjects)
    rounds = PanelRound.objects.filter(panel=panel)
    if rounds.exclude(survey__state="closed").exists():
        raise PanelRefused("上一轮还没有收，先把它收了。")
    ordinal, members = rounds.count() + 1, panel.members.count()
    draft = SurveyDraft(
        body_id=panel.body_id,
        title=f"{panel.name}第{ordinal}轮共评",
        intro=f"{panel.purpose}。一人一张票号，不记名；一分最低，五分最高。",
        opens_on=opens_on,
        closes_on=closes_on,
        population=members,
        population_source="共评小组名单",
        asks_street=False,
        slips=members,
    )
    given: dict[str, Any] = {"actor": actor, "at": at}
    survey = draft_survey(congress_id=panel.congress_id, draft=draft, **given)
    made = PanelRound.objects.create(panel=panel, ordinal=ordinal, survey=survey)
    for kind, name in named:
        label = PanelSubject.Kind(kind).label
        asked = QuestionDraft(
            "scale", f"{label}“{name}”，打几分", options=("很差", "很好"), most=TOP_SCORE
        )
        question = put_question(survey_id=survey.pk, question=asked, **given)
        PanelSubject.objects.create(round=made, question=question, kind=kind, name=name)
    open_survey(survey_id=survey.pk, **given)
    _log(panel, "panel.round", actor, at, name=panel.name, ordinal=ordinal, number=len(named))
    return made


def _subjects(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    named = [(kind, clean(name)[:60]) for kind, name in given if clean(name)]
    if not named or len(named) > MOST_SUBJECTS:
        raise PanelRefused(
            "请写评谁。", {"projects": f"项目、管事的人合起来 1 到 {MOST_SUBJECTS} 个。"}
        )
    if len(set(named)) != len(named):
        raise PanelRefused("有写重的。", {"projects": "同一个项目、同一个人只写一次。"})
    return named


@whole
def close_round(*, round_id: int, words: str, actor: Doer, at: datetime) -> PanelRound:
    """收这一轮：不再收票，结果从此不动。

    :raises PanelRefused: 没有这一轮；已经收过
    """
    row = _round(round_id, actor)
    if row.survey.state == "closed":
        raise PanelRefused("这一轮已经收过了。")
    close_survey(survey_id=row.survey_id, words=words, actor=actor, at=at)
    replies = round_result(row).replies
    facts = {"name": row.panel.name, "ordinal": row.ordinal, "replies": replies}
    _log(row.panel, "panel.round_closed", actor, at, **facts)
    return row


@whole
def decide_action(
    *, subject_id: int, action: ActionDraft, actor: Doer, at: datetime
) -> PanelAction:
    """照这一轮的结果定后续：奖励、更换、整改，写明谁来办、哪天定的。

    :raises PanelRefused: 还没收轮，日子不对，整改没写期限，更换的不是人，或定过了
    """
    subject = _subject(subject_id, actor)
    panel = subject.round.panel
    closed_at = subject.round.survey.closed_at
    if closed_at is None:
        raise PanelRefused("这一轮还在收票，收轮以后照结果定。")
    _check_action(subject, action, since=day_of(closed_at), today=day_of(at))
    row = PanelAction.objects.create(
        subject=subject,
        kind=action.kind,
        words=clean(action.words)[:300],
        doer=clean(action.doer)[:60],
        decided_on=action.decided_on,
        due_on=action.due_on,
        recorded_by=str(actor.actor()),
        recorded_at=at,
    )
    _log(panel, "panel.action", actor, at, **_said(row, row.words))
    return row


def _check_action(subject: PanelSubject, action: ActionDraft, *, since: date, today: date) -> None:
    wrong: dict[str, str] = {}
    if action.kind == PanelAction.Kind.REPLACE and subject.kind != PanelSubject.Kind.STEWARD:
        wrong["kind"] = "更换的是管事的人；项目请选奖励或整改。"
    if not since <= action.decided_on <= today:
        wrong["decided_on"] = "要在收轮以后、今天以前。"
    if action.kind == PanelAction.Kind.RECTIFY and action.due_on is None:
        wrong["due_on"] = "整改要写哪天以前改好。"
    if action.due_on is not None and action.due_on < action.decided_on:
        wrong["due_on"] = "期限在定下的日子以前，请核对。"
    if len(clean(action.words)) < 4 or not clean(action.doer):
        wrong["words"] = "写清怎样奖、换成谁、改什么，由谁来办。"
    if PanelAction.objects.filter(subject=subject, kind=action.kind).exists():
        wrong["kind"] = "这一样已经定过了，同一轮不重复定。"
    if wrong:
        raise PanelRefused("后续还没写好，看标红的几处。", wrong)


@whole
def finish_action(
    *, action_id: int, on: date, words: str, actor: Doer, at: datetime
) -> PanelAction:
    """后续办了：哪天、办得怎样。

    :raises PanelRefused: 已经记过，没写怎样办的，或日子不对
    """
    found = PanelAction.objects.filter(pk=action_id).first()
    if found is None:
        raise NotVisible("没有这一条。")
    panel = _subject(found.subject_id, actor).round.panel
    row = PanelAction.objects.select_for_update().get(pk=action_id)
    if row.done_on is not None:
        raise PanelRefused("这一条已经记过办了。")
    if len(clean(words)) < 4 or not row.decided_on <= on <= day_of(at):
        raise PanelRefused("请写哪天、办得怎样；日子在定下以后、今天以前。")
    row.done_on, row.done_words = on, clean(words)[:300]
    row.save(update_fields=["done_on", "done_words"])
    _log(panel, "panel.action_done", actor, at, **_said(row, row.done_words))
    return row


def _said(row: PanelAction, words: str) -> dict[str, object]:
    return {"kind": row.get_kind_display(), "subject": row.subject.name, "words": words}


def _locked(panel_id: int, actor: Doer) -> Panel:
    rows = Panel.objects.visible_to(actor.viewer).select_for_update(of=("self",))
    panel = rows.filter(pk=panel_id).first()
    if panel is None or not may_run_panel(actor.viewer, panel):
        raise NotVisible("没有这个小组。")
    if panel.ended_at is not None:
        raise PanelRefused("这个小组已经结束了。")
    return panel


def _round(round_id: int, actor: Doer) -> PanelRound:
    row = PanelRound.objects.select_related("survey", "panel").filter(pk=round_id).first()
    if row is None:
        raise NotVisible("没有这一轮。")
    _locked(row.panel_id, actor)
    return row


def _subject(subject_id: int, actor: Doer) -> PanelSubject:
    """评的一个；小组结束以后，后续照样定、照样办。"""
    rows = PanelSubject.objects.select_related("round__survey", "round__panel")
    row = rows.select_for_update(of=("self",)).filter(pk=subject_id).first()
    if row is None or not may_run_panel(actor.viewer, row.round.panel):
        raise NotVisible("没有评过这一个。")
    return row


def _log(panel: Panel, verb: str, actor: Doer, at: datetime, **facts: object) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="panel",
        subject_id=panel.pk,
        jurisdiction_id=panel.congress_id,
        facts=facts,
    )
