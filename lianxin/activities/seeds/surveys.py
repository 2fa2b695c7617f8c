"""演示的问卷：一份正在收，手机填的、纸质录的都有；一份收完了，结果公布着。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.activities.models import Survey, SurveyQuestion
from lianxin.activities.queries.surveys import streets_of
from lianxin.activities.survey_slips import device_of
from lianxin.activities.usecases.survey_building import (
    QuestionDraft,
    SurveyDraft,
    draft_survey,
    put_question,
)
from lianxin.activities.usecases.survey_replies import (
    Given,
    Sheet,
    answer_survey,
    enter_paper,
)
from lianxin.activities.usecases.survey_running import (
    close_survey,
    open_survey,
    publish_result,
)
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.seeding import DemoLink, Garden

_RENEWAL = (
    QuestionDraft(
        "single", "您住的小区建成多少年了", options=("不到十年", "十到二十年", "二十年以上")
    ),
    QuestionDraft(
        "multi",
        "最盼着先办哪几样",
        options=("加装电梯", "停车位", "地下管网", "路灯", "充电桩"),
        most=2,
    ),
    QuestionDraft("scale", "给小区现在的管理打几分", options=("很不满意", "很满意"), most=5),
    QuestionDraft("text", "还有什么要说的", is_required=False),
)
_MEALS = (
    QuestionDraft("single", "社区办老年食堂，您家用不用得上", options=("常用", "偶尔用", "用不上")),
    QuestionDraft("number", "一顿午饭您觉得多少钱合适", unit="元", is_required=False),
)
_SAID = (
    "三号楼的电梯老坏，老人上下不方便。",
    "停车位晚上不够，能不能把空地划出来。",
    "",
    "下雨天一楼返水，管子该换了。",
    "",
)


def plant(garden: Garden) -> None:
    """都是五里界街道发的。"""
    cast = Cast(garden.get("jx"), garden.today)
    street = cast.of("wulijie")
    going = _made(garden, cast, "老旧小区改造，您最盼着先办哪一样", _RENEWAL, back=9, long=20)
    for number in range(34):
        _phone(garden, going, number)
    for number in range(1, 8):
        _paper(garden, street, going, number)
    done = _made(garden, cast, "老年食堂怎么办", _MEALS, back=70, long=20)
    for number in range(40):
        _phone(garden, done, number, back=60)
    ended = garden.at - timedelta(days=49)
    close_survey(survey_id=done.pk, words=_CLOSING, actor=street, at=ended)
    publish_result(survey_id=done.pk, actor=street, at=ended)
    garden.point_out(DemoLink("一份正在收的问卷", f"/q/{going.serial}/"))
    garden.point_out(DemoLink("公布的问卷结果", f"/q/{done.serial}/result/"))


_CLOSING = "谢谢大家。食堂选在社区服务中心一楼，价钱照大家说的定。"


def _made(
    garden: Garden,
    cast: Cast,
    title: str,
    questions: tuple[QuestionDraft, ...],
    *,
    back: int,
    long: int,
) -> Survey:
    """``back`` 天以前发出，收 ``long`` 天。"""
    street, at = cast.of("wulijie"), garden.at - timedelta(days=back)
    since = garden.today - timedelta(days=back)
    draft = SurveyDraft(
        body_id=cast.body("wulijie").pk,
        title=title,
        intro="只问几道题，一分钟答完。结果拿来定今年先办什么，收完以后公布。",
        opens_on=since,
        closes_on=since + timedelta(days=long),
        population=60,
        population_source="社区入户登记",
    )
    survey = draft_survey(congress_id=cast.congress.pk, draft=draft, actor=street, at=at)
    for question in questions:
        put_question(survey_id=survey.pk, question=question, actor=street, at=at)
    return open_survey(survey_id=survey.pk, actor=street, at=at)


def _phone(garden: Garden, survey: Survey, number: int, *, back: int = 5) -> None:
    streets = streets_of(survey)
    # 多半是五里界自己的人，也有住在别处的。
    home = next(code for code, name in streets if name.startswith("五里界"))
    answer_survey(
        serial=survey.serial,
        sheet=Sheet(
            _answers(survey, number), region=streets[number % 3][0] if number % 5 == 0 else home
        ),
        device=device_of(survey.serial, f"演示手机{number}"),
        actor=PUBLIC,
        at=garden.at - timedelta(days=back),
    )


def _paper(garden: Garden, street: Doer, survey: Survey, number: int) -> None:
    enter_paper(
        survey_id=survey.pk,
        sheet=Sheet(_answers(survey, number * 3), slip=f"A-{number:02d}"),
        received_on=garden.today - timedelta(days=2),
        actor=street,
        at=garden.at - timedelta(days=1),
    )


def _answers(survey: Survey, number: int) -> dict[int, Given]:
    return {
        one.pk: _answer(one, number)
        for one in SurveyQuestion.objects.filter(survey=survey).order_by("place")
    }


def _answer(question: SurveyQuestion, number: int) -> Given:
    """编得像样：前面的选项多些。"""
    top = question.most if question.kind == "scale" else len(question.options)
    match question.kind:
        case "text":
            return _SAID[number % len(_SAID)]
        case "number":
            return str(8 + number % 7)
        case "multi":
            first = number * number % 5
            return [first + 1, (first + 1 + number % 3) % 5 + 1] if number % 4 else [first + 1]
        case _:
            return [(number * number + number // 3) % (top or 1) + 1]
