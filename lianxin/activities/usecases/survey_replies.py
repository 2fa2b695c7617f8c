"""收回一份：手机上填的、纸上录的。一部手机、一个票号只收一份；写的话先遮住个人信息再入库。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction

from lianxin.activities.models import Survey, SurveyMark, SurveyQuestion, SurveyReply
from lianxin.activities.survey_slips import read_slip
from lianxin.activities.usecases.survey_building import Kind, SurveyRefused, locked, log
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean, redact
from lianxin.orgs.models import Region
from lianxin.orgs.transactions import whole

LONGEST_TEXT = 1000
_MOST_NUMBER = Decimal("9999999999")
#: 一题交来的：勾的几项（从 1 数起）、分、数，或写的话。
Given = list[int] | str


class AnsweredTwice(SurveyRefused, Conflict):
    """这部手机、这个票号已经答过。"""


class SurveyOver(SurveyRefused):
    """不在收：还没开始，或已经结束。"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """交来的一份：各题的答案，住在哪个街道，票号。"""

    answers: Mapping[int, Given]
    region: str = ""
    slip: str = ""


@whole
def answer_survey(
    *, serial: str, sheet: Sheet, device: bytes, actor: Actor, at: datetime
) -> SurveyReply:
    """群众自己填的一份。

    :param device: 这部手机在这份问卷里的摘要，见 :func:`surveys.slips.device_of`
    :raises NotVisible: 没有这份问卷
    :raises SurveyOver: 没开始或已经结束
    :raises AnsweredTwice: 这部手机或票号答过了
    :raises SurveyRefused: 空的、漏了必答题、太长，或票号不对
    """
    survey = Survey.objects.exclude(state=Survey.State.DRAFT).filter(serial=serial).first()
    if survey is None or not survey.by_link:
        raise NotVisible("没有这份问卷。")
    check_open(survey, on=day_of(at))
    slip = _slip(survey, sheet.slip) if survey.slips else ""
    row = SurveyReply(survey=survey, way="link", device=None if slip else device, slip=slip)
    _keep(row, sheet, is_strict=True, on=day_of(at))
    record(
        actor=actor,
        at=at,
        verb="survey.answered",
        subject_kind="survey",
        subject_id=survey.pk,
        jurisdiction_id=survey.congress_id,
        facts={"way": "扫码填"},
    )
    return row


@whole
def enter_paper(
    *, survey_id: int, sheet: Sheet, received_on: date, actor: Doer, at: datetime
) -> SurveyReply:
    """录一份纸质的：纸上没答的题留空；票号写在卷角上，一个号一份。

    :raises SurveyOver: 已经结束，或收到的日子不在收的那几天
    :raises AnsweredTwice: 这个号录过了
    :raises SurveyRefused: 空的、号不对
    """
    survey = locked(survey_id, actor)
    if received_on > day_of(at):
        raise SurveyRefused("收到的日子还没到。", {"received_on": "请写收到这份的日子。"})
    check_open(survey, on=received_on)
    slip = _slip(survey, sheet.slip) if survey.slips else clean(sheet.slip)[:20]
    if not slip:
        raise SurveyRefused("请写卷号。", {"slip": "没有号的，先在卷角上编一个号，免得录重。"})
    row = SurveyReply(survey=survey, way="paper", slip=slip, entered_by=str(actor.actor()))
    _keep(row, sheet, is_strict=False, on=received_on)
    log(survey, "survey.entered", actor, at, slip=slip)
    return row


@whole
def void_reply(*, survey_id: int, slip: str, reason: str, actor: Doer, at: datetime) -> None:
    """作废录错的一份纸质的，同一个号可以重录。

    :raises SurveyRefused: 没有这个号，没写为什么，或问卷已经结束
    """
    survey = locked(survey_id, actor)
    if survey.state != Survey.State.OPEN:
        raise SurveyOver("问卷已经结束，收回的不再动。")
    rows = SurveyReply.objects.select_for_update().filter(survey=survey, way="paper")
    row = rows.filter(slip=slip.strip(), voided_at__isnull=True).first()
    if row is None:
        raise SurveyRefused("没有录过这个号的。", {"slip": "核对一下号，要和录的时候一样。"})
    if not clean(reason):
        raise SurveyRefused("请写为什么作废。", {"reason": "如：第三题录错了。"})
    row.voided_at, row.void_reason = at, clean(reason)[:120]
    row.save(update_fields=["voided_at", "void_reason"])
    log(survey, "survey.voided", actor, at, slip=slip, reason=row.void_reason)


def check_open(survey: Survey, *, on: date) -> None:
    """此刻收不收。

    :raises SurveyOver: 没发出、没开始或已经结束
    """
    if survey.state == Survey.State.CLOSED or on > survey.closes_on:
        raise SurveyOver("这份问卷已经结束，不再收了。谢谢您。")
    if survey.state == Survey.State.DRAFT or on < survey.opens_on:
        raise SurveyOver(f"这份问卷 {survey.opens_on:%-m月%-d日}开始收，到那天再来。")


def _slip(survey: Survey, written: str) -> str:
    slip = read_slip(survey.serial, survey.slips, written)
    if slip is None:
        raise SurveyRefused("票号不对。", {"slip": "请照发给您的那张票，把号再抄一遍。"})
    return slip


def _keep(row: SurveyReply, sheet: Sheet, *, is_strict: bool, on: date) -> None:
    """先占住这部手机、这个号，再看一眼还收不收：和结束问卷撞上，也不会多出一份。"""
    survey = row.survey
    questions = list(SurveyQuestion.objects.filter(survey=survey).order_by("place"))
    marks = _marks(row, questions, sheet.answers, is_strict=is_strict)
    row.given_on, row.region_id = on, _street(survey, sheet.region, is_strict=is_strict)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise _twice(row) from twice
    check_open(Survey.objects.get(pk=survey.pk), on=on)
    SurveyMark.objects.bulk_create(marks)


def _twice(row: SurveyReply) -> AnsweredTwice:
    if row.slip:
        words = "这个号已经收过一份了，一个号只收一份。"
        return AnsweredTwice(words, {"slip": words})
    return AnsweredTwice("这部手机已经答过了，一部手机只收一份。谢谢您。")


def _street(survey: Survey, code: str, *, is_strict: bool) -> str | None:
    if not survey.asks_street or (not code and not is_strict):
        return None
    if not Region.objects.filter(pk=code, parent=survey.congress.region_id).exists():
        raise SurveyRefused("还有地方没填好。", {"region": "请选您住在哪个街道（乡镇）。"})
    return code


def _marks(
    row: SurveyReply,
    questions: list[SurveyQuestion],
    answers: Mapping[int, Given],
    *,
    is_strict: bool,
) -> list[SurveyMark]:
    wrong: dict[str, str] = {}
    marks: list[SurveyMark] = []
    for question in questions:
        try:
            made = _read(question, answers.get(question.pk, []))
        except ValueError as why:
            wrong[f"q{question.pk}"] = str(why)
            continue
        if not made and question.is_required and is_strict:
            wrong[f"q{question.pk}"] = f"第 {question.place} 题要答。"
        for each in made:
            each.reply, each.question = row, question
        marks += made
    if wrong:
        raise SurveyRefused("还有地方没填好，改一改标红的几处再交。", wrong)
    if not marks:
        raise SurveyRefused("一题也没有答，答了再交。")
    return marks


def _read(question: SurveyQuestion, given: Given) -> list[SurveyMark]:
    """一题交来的，读成几处；不像样的说清楚。"""
    if question.kind in (Kind.TEXT, Kind.NUMBER):
        text = given if isinstance(given, str) else ""
        return _written(question, clean(text))
    chosen = sorted(set(given)) if isinstance(given, list) else []
    top = question.most or 5 if question.kind == Kind.SCALE else len(question.options)
    if any(not 1 <= one <= top for one in chosen):
        raise ValueError(f"第 {question.place} 题只有 1 到 {top}，请核对。")
    most = question.most if question.kind == Kind.MULTI else 1
    if most and len(chosen) > most:
        raise ValueError(f"第 {question.place} 题最多选 {most} 项。")
    return [SurveyMark(choice=one) for one in chosen]


def _written(question: SurveyQuestion, text: str) -> list[SurveyMark]:
    if not text:
        return []
    if question.kind == Kind.NUMBER:
        return [SurveyMark(number=_number(question, text))]
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            f"第 {question.place} 题写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个，请说要紧的。"
        )
    return [SurveyMark(text=redact(text).text[:LONGEST_TEXT])]


def _number(question: SurveyQuestion, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > _MOST_NUMBER or number != round(number, 2):
        raise ValueError(f"第 {question.place} 题请填一个数，最多两位小数，不写单位。")
    return number
