"""出问卷：起一份，加题、换次序，发出以前随便改；发出以后要改，另出一版。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max

from lianxin.activities.models import Programme, Survey, SurveyQuestion
from lianxin.activities.survey_policies import MAKER_KINDS, may_run
from lianxin.activities.survey_slips import new_serial
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

Kind = SurveyQuestion.Kind
MOST_QUESTIONS, MOST_OPTIONS, MOST_SLIPS = 40, 20, 9999
#: 打分最多几分、最少几分。
SCALES = range(2, 11)


class SurveyRefused(RuleViolation):
    """问卷不能这样办；``fields`` 是哪一格的毛病。"""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """一份问卷的说明：谁发、问多少人、哪几天、怎么收。"""

    body_id: int
    title: str
    opens_on: date
    closes_on: date
    intro: str = ""
    population: int | None = None
    population_source: str = ""
    programme_id: int | None = None
    by_link: bool = True
    asks_street: bool = True
    slips: int = 0


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """一道题。``most``：多选最多选几项，打分满分是几。"""

    kind: str
    text: str
    note: str = ""
    is_required: bool = True
    options: tuple[str, ...] = ()
    most: int | None = None
    unit: str = ""


@whole
def draft_survey(*, congress_id: int, draft: SurveyDraft, actor: Doer, at: datetime) -> Survey:
    """起一份问卷。

    :raises SurveyRefused: 不是以自己任职的机构发，或总数没有来源、日子不对
    """
    _check_maker(draft.body_id, congress_id, actor)
    survey = Survey(
        congress_id=congress_id,
        serial=new_serial(),
        made_at=at,
        made_by=str(actor.actor(draft.body_id)),
    )
    _fill(survey, draft)
    log(survey, "survey.draft", actor, at, title=survey.title)
    return survey


@whole
def change_survey(*, survey_id: int, draft: SurveyDraft, actor: Doer, at: datetime) -> Survey:
    """改说明；发出以后不能改。

    :raises SurveyRefused: 已经发出，或填得不对
    """
    survey = drafted(survey_id, actor)
    _check_maker(draft.body_id, survey.congress_id, actor)
    _fill(survey, draft)
    log(survey, "survey.change", actor, at, title=survey.title)
    return survey


@whole
def put_question(
    *,
    survey_id: int,
    question: QuestionDraft,
    actor: Doer,
    at: datetime,
    question_id: int | None = None,
) -> SurveyQuestion:
    """加一道题，或改一道。

    :raises SurveyRefused: 已经发出，题太多，或选项不够
    """
    survey = drafted(survey_id, actor)
    rows = SurveyQuestion.objects.filter(survey=survey)
    if question_id is None:
        if rows.count() >= MOST_QUESTIONS:
            raise SurveyRefused(f"一份问卷最多 {MOST_QUESTIONS} 题，问多了没有人答得完。")
        last = rows.aggregate(last=Max("place"))["last"] or 0
        row = SurveyQuestion(survey=survey, place=last + 1)
    else:
        row = _question(survey, question_id)
    for name, value in _checked(question).items():
        setattr(row, name, value)
    row.save()
    log(survey, "survey.question", actor, at, place=row.place, text=row.text)
    return row


@whole
def move_question(*, survey_id: int, question_id: int, up: bool, actor: Doer, at: datetime) -> None:
    """一道题往前或往后挪一位；到头了就不动。"""
    survey = drafted(survey_id, actor)
    row = _question(survey, question_id)
    rows = SurveyQuestion.objects.filter(survey=survey)
    beside = (
        rows.filter(place__lt=row.place).order_by("-place")
        if up
        else rows.filter(place__gt=row.place).order_by("place")
    ).first()
    if beside is None:
        return
    row.place, beside.place = beside.place, row.place
    row.save(update_fields=["place"])
    beside.save(update_fields=["place"])
    log(survey, "survey.question", actor, at, place=row.place, text=row.text)


@whole
def drop_question(*, survey_id: int, question_id: int, actor: Doer, at: datetime) -> None:
    """去掉一道题，后面的往前补。"""
    survey = drafted(survey_id, actor)
    row = _question(survey, question_id)
    place, text = row.place, row.text
    row.delete()
    SurveyQuestion.objects.filter(survey=survey, place__gt=place).update(place=F("place") - 1)
    log(survey, "survey.question_dropped", actor, at, text=text)


def locked(survey_id: int, actor: Doer) -> Survey:
    """锁住一份有份办的问卷。

    :raises NotVisible: 没有，或不归他管
    """
    rows = Survey.objects.visible_to(actor.viewer).select_for_update(of=("self",))
    survey = rows.filter(pk=survey_id).first()
    if survey is None or not may_run(actor.viewer, survey):
        raise NotVisible("没有这份问卷。")
    return survey


def drafted(survey_id: int, actor: Doer) -> Survey:
    """锁住一份还没有发出的。

    :raises SurveyRefused: 已经发出去了
    """
    survey = locked(survey_id, actor)
    if survey.state != Survey.State.DRAFT:
        raise SurveyRefused(
            "问卷已经发出，题和说明都不能再改，不然前后答的不是同一份。要改请“出新的一版”。"
        )
    return survey


def log(survey: Survey, verb: str, actor: Doer, at: datetime, **facts: object) -> None:
    """留痕。"""
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="survey",
        subject_id=survey.pk,
        jurisdiction_id=survey.congress_id,
        facts=facts,
    )


def _check_maker(body_id: int, congress_id: int, actor: Doer) -> None:
    posts = actor.viewer.posts_in(*MAKER_KINDS)
    if not any(post.body_id == body_id and post.congress_id == congress_id for post in posts):
        raise SurveyRefused("问卷由人大机关、专（工）委、街道工委以自己的名义发。")


def _fill(survey: Survey, draft: SurveyDraft) -> None:
    wrong = _faults(survey.congress_id, draft)
    if wrong:
        raise SurveyRefused("还有几处没有填好，看下面标红的。", wrong)
    survey.body = Body.objects.get(pk=draft.body_id)
    survey.programme_id = draft.programme_id
    survey.title, survey.intro = clean(draft.title)[:80], clean(draft.intro)[:1000]
    survey.population = draft.population
    survey.population_source = clean(draft.population_source)[:120]
    survey.opens_on, survey.closes_on = draft.opens_on, draft.closes_on
    survey.by_link, survey.asks_street = draft.by_link, draft.asks_street
    survey.slips = draft.slips
    survey.save()


def _faults(congress_id: int, draft: SurveyDraft) -> dict[str, str]:
    wrong = {}
    if not clean(draft.title):
        wrong["title"] = "请写题目，群众一看就知道问的是什么。"
    if draft.closes_on < draft.opens_on:
        wrong["closes_on"] = "结束的日子在开始以前，请核对。"
    if draft.population is not None and draft.population < 1:
        wrong["population"] = "应答总数至少是 1；不知道就空着，不算回收率。"
    if draft.population and not clean(draft.population_source):
        wrong["population_source"] = "写了总数就要写明从哪来，如：公安户籍 2026 年 1 月数。"
    if not 0 <= draft.slips <= MOST_SLIPS:
        wrong["slips"] = f"票号最多发 {MOST_SLIPS} 张；不用票号的写 0。"
    if draft.programme_id and not _is_ours(draft.programme_id, congress_id):
        wrong["programme"] = "没有这项安排，请重新选。"
    return wrong


def _is_ours(programme_id: int, congress_id: int) -> bool:
    return Programme.objects.filter(pk=programme_id, congress=congress_id).exists()


def _question(survey: Survey, question_id: int) -> SurveyQuestion:
    row = SurveyQuestion.objects.filter(survey=survey, pk=question_id).first()
    if row is None:
        raise NotVisible("没有这道题。")
    return row


def _checked(given: QuestionDraft) -> dict[str, object]:
    options = [text for line in given.options if (text := clean(line)[:60])]
    wrong = _question_faults(given, options)
    if wrong:
        raise SurveyRefused("这道题还没有出好，看下面标红的。", wrong)
    chosen = given.kind in (Kind.SINGLE, Kind.MULTI)
    return {
        "kind": given.kind,
        "text": clean(given.text)[:200],
        "note": clean(given.note)[:200],
        "is_required": given.is_required,
        "options": options if chosen else options[:2] if given.kind == Kind.SCALE else [],
        "most": _most(given),
        "unit": clean(given.unit)[:12] if given.kind == Kind.NUMBER else "",
    }


def _most(given: QuestionDraft) -> int | None:
    if given.kind == Kind.SCALE:
        return given.most or 5
    return given.most if given.kind == Kind.MULTI else None


def _question_faults(given: QuestionDraft, options: list[str]) -> dict[str, str]:
    wrong = _option_faults(options) if given.kind in (Kind.SINGLE, Kind.MULTI) else {}
    if given.kind not in Kind.values:
        wrong["kind"] = "请选是哪种题。"
    if not clean(given.text):
        wrong["text"] = "请写问什么。"
    if given.kind == Kind.SCALE and given.most is not None and given.most not in SCALES:
        wrong["most"] = "打分满分在 2 分到 10 分之间。"
    if given.kind == Kind.MULTI and given.most is not None and not 1 <= given.most <= len(options):
        wrong["most"] = "最多选几项，不能多过选项的个数；不限就空着。"
    return wrong


def _option_faults(options: list[str]) -> dict[str, str]:
    if len(options) < 2:
        return {"options": "至少要两个选项，一行一个。"}
    if len(options) > MOST_OPTIONS:
        return {"options": f"选项最多 {MOST_OPTIONS} 个，太多了看不过来。"}
    if len(set(options)) < len(options):
        return {"options": "有两个选项一模一样，请去掉一个。"}
    return {}
