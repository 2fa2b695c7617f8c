"""演示的监督意见书：一个月前印发，一项销了号，一项报了措施，一项等着查验；另一份等主任会议通过。人和事都是编的。"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.drawings import letter, picture
from lianxin.casework.usecases.doing import do
from lianxin.files.usecases import store_image
from lianxin.kernel.seeding import Garden
from lianxin.supervision.models import LetterItem
from lianxin.supervision.usecases.letters import Wording, draft_letter, submit_letter

_OPENING = (
    "组织代表看了十三个村（社区）的路灯，亮灯率九成三，总体完好；也有几处坏了半年没有人修、"
    "修灯的电话没有人接、老线路年年跳闸的情况。"
)
_ITEMS = (
    ("两个月以内修好查出来的十一盏坏灯", "2m"),
    ("建立路灯巡查和报修制度，公布报修电话", "2m"),
    ("把老线路改造列入明年计划，三个月以内报方案", "3m"),
)
_MEASURE = "市政科牵头，分管副局长负责；每周五报一次进度。"
_PLAN = "分管副局长牵头，三项分到市政科、办公室和规划科，每月碰一次头。"


def issue_one(cast: Cast, garden: Garden) -> int:
    """一份给区住建局的意见书，返回它的编号。"""

    def ago(days: int) -> datetime:
        return garden.at - timedelta(days=days)

    drafted = draft_letter(
        jurisdiction_id=cast.congress.pk, wording=_wording(cast), actor=cast.of("urban"), at=ago(40)
    )
    case = submit_letter(letter_id=drafted.pk, actor=cast.of("urban"), at=ago(39))
    met = {"approved_on": f"{ago(35).date()}", "meeting": "第四十一次主任会议"}
    _step(case, cast.of("cc"), "approve", ago(35), **met)
    _step(case, cast.of("da"), "dispatch", ago(32), signer="陈诚")
    worker = cast.of("zjj")
    items = LetterItem.objects.filter(letter=drafted.pk).select_related("case").order_by("place")
    cases = [item.case for item in items if item.case]
    for item in cases:
        _step(item, worker, "plan_item", ago(24), measure=_MEASURE)
    paper = _kept(worker, letter(12), "办理方案.jpg", ago(22))
    _step(case, worker, "file_plan", ago(22), plan=_PLAN, plan_document=paper)
    _finish(cases, cast, worker, ago)
    return int(drafted.pk)


def _finish(cases: list[Case], cast: Cast, worker: Doer, ago: Any) -> None:
    """头一项销了号，第二项申请了销号，第三项还在办。"""
    lamps = _kept(worker, picture("lamp", done=True), "修好以后.jpg", ago(9))
    told = "十一盏都修好了，夜里逐盏看过。"
    _step(cases[0], worker, "claim", ago(9), item_result=told, proof=[lamps])
    seen = "和两位代表夜里去看，十一盏全亮。"
    _step(cases[0], cast.of("urban"), "strike_off", ago(6), check_note=seen)
    rules = _kept(worker, letter(9), "巡查制度.jpg", ago(3))
    told = "制度印发了，报修电话贴到了每根灯杆上。"
    _step(cases[1], worker, "claim", ago(3), item_result=told, proof=[rules])


def _wording(cast: Cast) -> Wording:
    return Wording(
        kind="research",
        title="关于农村路灯管护情况的调研意见",
        source="农村路灯管护情况专题调研",
        opening=_OPENING,
        unit_id=cast.body("zjj").pk,
        committee_id=cast.body("urban").pk,
        items=_ITEMS,
    )


def _step(case: Case, who: Doer, verb: str, at: datetime, **facts: Any) -> None:
    do(case_id=case.pk, verb=verb, actor=who, at=at, facts=facts)


def _kept(who: Doer, drawn: Any, name: str, at: datetime) -> str:
    kept = store_image(upload=drawn, original_name=name, audience="staff", actor=who.actor(), at=at)
    return str(kept.pk)


def propose_one(cast: Cast, garden: Garden) -> None:
    """三天前起草、报主任会议的一份，写给区城管局。"""
    wording = Wording(
        kind="supervision",
        title="关于城市管理综合执法检查的意见",
        source="城市管理综合执法检查",
        opening="检查组看了四个街道的执法记录，队伍在岗、记录齐全，有两件事要改。",
        unit_id=cast.body("cgj").pk,
        committee_id=cast.body("urban").pk,
        items=(
            ("占道经营的处罚标准各街道不一，请统一裁量基准并公布", "2m"),
            ("投诉转来的，多数没有回复投诉人，请定下几天回复", "1m"),
        ),
    )
    doer, at = cast.of("urban"), garden.at - timedelta(days=3)
    made = draft_letter(jurisdiction_id=cast.congress.pk, wording=wording, actor=doer, at=at)
    submit_letter(letter_id=made.pk, actor=doer, at=at)
