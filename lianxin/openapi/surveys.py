"""问卷：公开收的、公布了结果的人人可看；小程序从这里交一份，一部手机、一个票号只收一份，不记是谁。"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BeforeValidator, Field

from lianxin.activities.models import Survey, SurveyQuestion
from lianxin.activities.queries.survey_tallies import Tabulation, tabulate
from lianxin.activities.queries.surveys import (
    device_of,
    public_list,
    public_survey,
    state_words,
    streets_of,
)
from lianxin.activities.usecases.survey_replies import Sheet, answer_survey
from lianxin.kernel.actors import PUBLIC
from lianxin.openapi import cursors
from lianxin.openapi.addressing import congress_id
from lianxin.openapi.fields import Given, Id, Paged, Told, Words, storable
from lianxin.openapi.handlers import FieldRefused
from lianxin.openapi.limits import check_public_write
from lianxin.openapi.once import REQUIRED, answered_once

router = Router(tags=["问卷"])
SCOPE = "survey-replies"
SHORTEST_PHONE = 16
Serial = Annotated[str, BeforeValidator(storable), Field(min_length=1, max_length=12)]
Choice = Annotated[int, Field(ge=1, le=100)]


class SurveyFilters(Paged):
    """看哪一级人大的。"""

    congress: Words = Field("", max_length=60, description="哪一级人大的代号；不写就是最先登记的")


class SurveyListed(Told):
    """一份问卷；``is_published`` 为真时结果已经公布。"""

    id: int
    serial: str
    title: str
    body: str
    version: int
    opens_on: date
    closes_on: date
    state: str
    state_label: str
    is_published: bool


class Surveys(Told):
    """一页问卷。"""

    items: list[SurveyListed]
    next_cursor: str | None


class Asked(Told):
    """一道题；``most``：多选最多几项，打分满分几分。"""

    id: int
    place: int
    kind: str
    kind_label: str
    text: str
    note: str
    is_required: bool
    options: list[str]
    most: int | None
    unit: str


class Street(Told):
    """可选的街道。"""

    code: str
    name: str


class OptionCount(Told):
    """一项几份。"""

    label: str
    count: int
    share: str


class QuestionCount(Told):
    """一题数出来的；``figures`` 是平均、最小、最大。"""

    place: int
    text: str
    answered: int
    options: list[OptionCount]
    figures: dict[str, str]


class Result(Told):
    """公布的结果：只有汇总的数。"""

    total: int
    rate: str
    questions: list[QuestionCount]


class SurveyTold(SurveyListed):
    """一份问卷的题；``needs_slip`` 要票号，``streets`` 不空要选街道；``result`` 没公布为空。"""

    intro: str
    by_link: bool
    needs_slip: bool
    population: int | None
    population_source: str
    streets: list[Street]
    questions: list[Asked]
    result: Result | None


class AnswerGiven(Given):
    """一题的答案：选择、打分写 ``choices``（从 1 数起），填数、写话写 ``text``。"""

    question: Id
    choices: list[Choice] = Field(default_factory=list, max_length=20)
    text: Words = Field("", max_length=1000)


class ReplyGiven(Given):
    """交来的一份。"""

    phone: Words = Field(
        "",
        max_length=80,
        description="这部手机自己生成、自己留着的暗号，至少 16 个字；要票号的问卷不用写",
    )
    slip: Words = Field("", max_length=20, description="票号")
    region: Words = Field("", max_length=12, description="住在哪个街道的区划代码")
    answers: list[AnswerGiven] = Field(max_length=60)


class ReplyTaken(Told):
    """收下了。"""

    serial: str
    is_taken: bool


@router.get("surveys", response=Surveys, summary="问卷清单")
def list_surveys(request: HttpRequest, filters: Query[SurveyFilters]) -> dict[str, Any]:  # noqa: ARG001
    """正在收的、公布了结果的，新的在前；人人可看。凭票号答的不列，有票的照序号取。"""
    today = timezone.localdate()
    found = public_list(
        congress_id=congress_id(filters.congress),
        today=today,
        before=cursors.read_id("surveys", filters.cursor),
        limit=filters.limit + 1,
    )
    paged = cursors.page("surveys", found, filters.limit)
    return {**paged, "items": [_listed(row, today) for row in paged["items"]]}


@router.get("surveys/{serial}", response=SurveyTold, summary="一份问卷")
def one_survey(request: HttpRequest, serial: Serial) -> dict[str, Any]:  # noqa: ARG001
    """题、怎么收；结果公布了的，连同汇总的数。"""
    row = public_survey(serial=serial)
    streets = streets_of(row) if row.asks_street else []
    return {
        **_listed(row, timezone.localdate()),
        "intro": row.intro,
        "by_link": row.by_link,
        "needs_slip": row.slips > 0,
        "population": row.population,
        "population_source": row.population_source,
        "streets": [{"code": code, "name": name} for code, name in streets],
        "questions": [_asked(one) for one in row.questions.all()],
        "result": _result(tabulate(row)) if row.published_at else None,
    }


@router.post(
    "surveys/{serial}/replies",
    response={201: ReplyTaken},
    summary="交一份问卷",
    openapi_extra=REQUIRED,
)
def answer_one_survey(
    request: HttpRequest, response: HttpResponse, serial: Serial, payload: ReplyGiven
) -> dict[str, Any]:
    """不必登录，不记是谁；没收到答复就原样重发。这部手机、这个票号答过了，回 409。"""
    check_public_write(request)
    at = timezone.now()

    def take() -> dict[str, Any]:
        row = public_survey(serial=serial)
        _must_know_the_phone(row, payload)
        answer_survey(
            serial=row.serial,
            sheet=_sheet(payload),
            device=device_of(row.serial, payload.phone),
            actor=PUBLIC,
            at=at,
        )
        return {"serial": row.serial, "is_taken": True}

    return answered_once(
        request,
        response,
        scope=SCOPE,
        content=payload.model_dump(mode="json"),
        at=at,
        act=take,
        status=201,
        required=True,
    )


def _must_know_the_phone(row: Survey, payload: ReplyGiven) -> None:
    """没有票号的，要有暗号才知道答没答过。"""
    if not row.slips and len(payload.phone) < SHORTEST_PHONE:
        raise FieldRefused("phone", f"请带上这部手机的暗号，至少 {SHORTEST_PHONE} 个字。")


def _sheet(payload: ReplyGiven) -> Sheet:
    answers = {one.question: one.text or list(one.choices) for one in payload.answers}
    return Sheet(answers=answers, region=payload.region, slip=payload.slip)


def _listed(row: Survey, today: date) -> dict[str, Any]:
    plain = ("id", "serial", "title", "version", "opens_on", "closes_on", "state")
    return {
        **{name: getattr(row, name) for name in plain},
        "body": row.body.short_name,
        "state_label": state_words(row, today=today),
        "is_published": row.published_at is not None,
    }


def _asked(one: SurveyQuestion) -> dict[str, Any]:
    known = {name: getattr(one, name) for name in Asked.model_fields if name != "kind_label"}
    return {**known, "kind_label": one.get_kind_display()}


def _result(found: Tabulation) -> dict[str, Any]:
    """没有写的话：原话不公布。"""
    return {
        "total": found.total,
        "rate": found.rate,
        "questions": [
            {
                "place": one.place,
                "text": one.text,
                "answered": one.answered,
                "options": [
                    {"label": each.label, "count": each.count, "share": each.share_words}
                    for each in one.options
                ],
                "figures": dict(one.figures),
            }
            for one in found.questions
        ],
    }
