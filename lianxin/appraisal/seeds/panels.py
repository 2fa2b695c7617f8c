"""演示的共评：一个社区三家议事组织坐满了人，抽出共评小组，评过两轮，奖了一个、换了一位、一个在改。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from lianxin.access.usecases.charters import seat_council
from lianxin.access.usecases.registers import register_body
from lianxin.activities.models import SurveyQuestion
from lianxin.activities.queries.surveys import all_slips
from lianxin.activities.usecases.survey_replies import Sheet, enter_paper
from lianxin.appraisal.models import Panel, PanelRound, PanelSubject
from lianxin.appraisal.usecases.panels import (
    ActionDraft,
    PanelDraft,
    TrackDraft,
    close_round,
    decide_action,
    finish_action,
    form_panel,
    open_round,
)
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import Garden
from lianxin.orgs.models import Body, Region

_COUNCILS = (
    ("议事会", "deliberate", 3, "田桂枝 彭友德 汪秀云 余长发 涂金玉 熊世明 祝春生 石大海"),
    ("理事会", "executive", 1, "邱正平 洪翠娥 柯以林 尹新华 段国栋"),
    ("监事会", "supervisory", 1, "龚守义 卢秋菊 廖本全"),
)
#: 头一轮评过以后换的人。
_OLD, _NEW = "便民服务队 程远志", "便民服务队 范小芹"
_SUBJECTS = (
    ("project", "口袋公园改造"),
    ("project", "三栋楼道照明"),
    ("steward", _OLD),
)
_FIRST = ((5, 3, 2), (4, 3, 2), (5, 2, 3), (5, 3, 1), (4, 4, 2))
_SECOND = ((5, 4, 4), (5, 4, 4), (4, 4, 5), (5, 5, 4))


def plant(garden: Garden) -> None:
    """三个月前立，一季评一轮。"""
    cast = Cast(garden.get("jx"), garden.today)
    street, since = cast.of("wulijie"), garden.today - timedelta(days=400)
    bodies = [
        _council(cast.villages("wulijie")[0], cast, one, since, garden.at) for one in _COUNCILS
    ]
    panel = form_panel(
        congress_id=cast.congress.pk,
        draft=PanelDraft(
            body_id=cast.body("wulijie").pk,
            name="社区微改造共评小组",
            purpose="微改造项目办得好不好，管事的人称不称职",
            seed="04 11 17 22 26 31 09",
            seed_source="当晚公布的福彩双色球号码，在场居民一起记下",
            tracks=tuple(
                TrackDraft(kind, body.pk, wanted)
                for body, (_, kind, wanted, _) in zip(bodies, _COUNCILS, strict=True)
            ),
        ),
        actor=street,
        at=garden.at - timedelta(days=100),
    )
    first = _round(panel, street, _FIRST, garden.at - timedelta(days=95))
    _settle(first, street, garden.at - timedelta(days=86))
    _round(panel, street, _SECOND, garden.at - timedelta(days=12))


def _council(
    village: Region, cast: Cast, plan: tuple[str, str, int, str], since: date, at: datetime
) -> Body:
    label, kind, _, names = plan
    note: dict[str, Any] = {"actor": cast.of("da").actor(), "at": at}
    body = register_body(
        kind=Body.Kind.COUNCIL,
        name=f"{village.name}居民{label}",
        slug=f"{cast.congress.slug}-{kind}",
        region=village,
        congress=cast.congress,
        starts_on=since,
        **note,
    )
    for number, name in enumerate(names.split(), start=1):
        role = "会长" if number == 1 else "居民代表"
        seat_council(council=body, number=number, name=name, role=role, on=since, **note)
    return body


def _round(
    panel: Panel, street: Doer, marks: tuple[tuple[int, ...], ...], at: datetime
) -> PanelRound:
    opens, is_later = at.date(), marks == _SECOND
    row = open_round(
        panel_id=panel.pk,
        subjects=[(kind, _NEW if name == _OLD and is_later else name) for kind, name in _SUBJECTS],
        opens_on=opens,
        closes_on=opens + timedelta(days=7),
        actor=street,
        at=at,
    )
    questions = list(SurveyQuestion.objects.filter(survey=row.survey_id).order_by("place"))
    slips = all_slips(row.survey.serial, row.survey.slips)
    for slip, given in zip(slips, marks, strict=False):
        answers = {one.pk: [score] for one, score in zip(questions, given, strict=True)}
        enter_paper(
            survey_id=row.survey_id,
            sheet=Sheet(answers, slip=slip),
            received_on=opens + timedelta(days=2),
            actor=street,
            at=at + timedelta(days=3),
        )
    words = "票都收齐了，当场唱票。" if len(marks) == len(_FIRST) else "一位成员外出，没有交票。"
    return close_round(round_id=row.pk, words=words, actor=street, at=at + timedelta(days=7))


def _settle(row: PanelRound, street: Doer, at: datetime) -> None:
    """奖一个、改一个、换一位；换的那位已经到岗。"""
    on = at.date()
    plans = (
        ("口袋公园改造", "reward", "授“金钥匙”流动牌，奖励工具一套", None),
        ("三栋楼道照明", "rectify", "二单元两层的灯位重排，加装感应开关", on + timedelta(days=100)),
        (_OLD, "replace", "由队员推选的范小芹接手管钥匙、排班", None),
    )
    for name, kind, words, due_on in plans:
        subject = PanelSubject.objects.get(round=row, name=name)
        draft = ActionDraft(kind, words, "社区居委会", on, due_on)
        made = decide_action(subject_id=subject.pk, action=draft, actor=street, at=at)
        if kind != "rectify":
            later = at + timedelta(days=7)
            finish_action(
                action_id=made.pk,
                on=later.date(),
                words="已办，在公示栏贴出来了",
                actor=street,
                at=later,
            )
