"""发出、结束、公布、另出一版。"""

from __future__ import annotations

from datetime import datetime

from lianxin.activities.models import Survey, SurveyQuestion, SurveyReply
from lianxin.activities.survey_slips import new_serial
from lianxin.activities.usecases.survey_building import SurveyRefused, drafted, locked, log
from lianxin.casework.policies import Doer
from lianxin.casework.state import day_of
from lianxin.lexis.text import clean
from lianxin.orgs.transactions import whole

State = Survey.State


@whole
def open_survey(*, survey_id: int, actor: Doer, at: datetime) -> Survey:
    """发出去，开始收；从此不能改。

    :raises SurveyRefused: 一道题也没有，已经过了结束的日子，或上一版还在收
    """
    survey = drafted(survey_id, actor)
    if not SurveyQuestion.objects.filter(survey=survey).exists():
        raise SurveyRefused("还没有题，加好题再发出。")
    if survey.closes_on < day_of(at):
        raise SurveyRefused("结束的日子已经过了，先把日子改好再发出。")
    if survey.previous is not None and survey.previous.state != State.CLOSED:
        raise SurveyRefused("上一版还在收，先把它结束，免得两版一起收、数对不上。")
    survey.state, survey.opened_at = State.OPEN, at
    survey.save(update_fields=["state", "opened_at"])
    log(survey, "survey.open", actor, at, title=survey.title, version=survey.version)
    return survey


@whole
def close_survey(*, survey_id: int, words: str, actor: Doer, at: datetime) -> Survey:
    """结束：不再收，也不再录。

    :raises SurveyRefused: 没有发出，或已经结束
    """
    survey = locked(survey_id, actor)
    if survey.state != State.OPEN:
        raise SurveyRefused("这份问卷不在收，没有可结束的。")
    survey.state, survey.closed_at, survey.closing_words = State.CLOSED, at, clean(words)[:500]
    survey.save(update_fields=["state", "closed_at", "closing_words"])
    kept = SurveyReply.objects.filter(survey=survey, voided_at__isnull=True).count()
    log(survey, "survey.close", actor, at, title=survey.title, replies=kept)
    return survey


@whole
def publish_result(*, survey_id: int, actor: Doer, at: datetime) -> Survey:
    """把结果公布出去：只有汇总的数，没有一份一份的，也没有写的话。

    :raises SurveyRefused: 还没有结束，或已经公布
    """
    survey = locked(survey_id, actor)
    if survey.state != State.CLOSED:
        raise SurveyRefused("还在收，结束以后再公布，免得先答的影响后答的。")
    if survey.published_at is not None:
        raise SurveyRefused("结果已经公布了。")
    survey.published_at = at
    survey.save(update_fields=["published_at"])
    log(survey, "survey.publish", actor, at, title=survey.title)
    return survey


@whole
def renew_survey(*, survey_id: int, actor: Doer, at: datetime) -> Survey:
    """另出一版：题照抄一份，可以改；答过的留在上一版，两版分开数。

    :raises SurveyRefused: 还没有发出（直接改就行），或已经有了下一版
    """
    old = locked(survey_id, actor)
    if old.state == State.DRAFT:
        raise SurveyRefused("还没有发出，直接改就行，不用另出一版。")
    if Survey.objects.filter(previous=old).exists():
        raise SurveyRefused("已经有了新的一版，请到那一版上改。")
    questions = list(SurveyQuestion.objects.filter(survey=old).order_by("place"))
    survey = Survey.objects.get(pk=old.pk)
    survey.pk, survey.previous, survey.version = None, old, old.version + 1
    survey.serial, survey.state, survey.made_at = new_serial(), State.DRAFT, at
    survey.made_by = str(actor.actor())
    survey.opened_at = survey.closed_at = survey.published_at = None
    survey.closing_words = ""
    survey.opens_on = max(survey.opens_on, day_of(at))
    survey.closes_on = max(survey.closes_on, survey.opens_on)
    survey.save()
    for row in questions:
        row.pk, row.survey = None, survey
        row.save()
    log(survey, "survey.renew", actor, at, title=survey.title, version=survey.version)
    return survey
