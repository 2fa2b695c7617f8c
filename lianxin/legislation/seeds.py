"""演示的联络员与征求意见：五位联络员，一次反馈了结果，一次正在收。"""

from __future__ import annotations

from datetime import timedelta

from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import Garden
from lianxin.legislation.models import Consultation, ConsultationAsk
from lianxin.legislation.queries import officers_to_ask
from lianxin.legislation.usecases import (
    ConsultationDraft,
    OfficerDraft,
    answer_consultation,
    appoint_officer,
    return_result,
    send_consultation,
)

#: 哪个街道的第几位代表，聘作哪一种，在哪里。
_OFFICERS = (
    ("wulijie", 0, "legislation", "五里界街道童周岭村"),
    ("wulijie", 1, "legislation", "五里界街道"),
    ("jinkou", 0, "legislation", "金口街道"),
    ("wulijie", 0, "filing", "五里界街道"),
    ("jinkou", 1, "collector", "金口街道"),
)
_DONE = "住宅小区电动自行车停放充电管理规定（征求意见稿）"
_GOING = "物业管理办法（草案二次审议稿）"
_ANSWERS = (
    ("第九条“合理设置”太虚，建议写明每百户不少于几个充电口。", "adopted", "写进第九条第二款"),
    ("飞线充电的处罚先劝告再处罚，给老人一个改的机会。", "partly", "加了先行劝告，处罚额度没有动"),
    ("没有意见。", "noted", "谢谢，已记"),
)


def plant(garden: Garden) -> None:
    """城环委聘的、发的。"""
    cast = Cast(garden.get("jx"), garden.today)
    committee, since = cast.of("urban"), garden.today - timedelta(days=300)
    for street, place, function, where in _OFFICERS:
        appoint_officer(
            congress_id=cast.congress.pk,
            draft=OfficerDraft(
                function=function,
                person_id=cast.deputy(street, place),
                place=where,
                starts_on=since,
                ends_on=since + timedelta(days=730),
            ),
            actor=committee,
            at=garden.at - timedelta(days=300),
        )
    done = _sent(garden, cast, _DONE, back=40)
    verdicts = {}
    for ask, (text, taken, words) in zip(_asks(done), _ANSWERS, strict=True):
        at = garden.at - timedelta(days=33)
        answer_consultation(ask_id=ask.pk, answer=text, actor=committee, at=at)
        verdicts[ask.pk] = (taken, words)
    return_result(
        consultation_id=done.pk,
        result="改了第九条、第十四条，主任会议已经讨论过，下个月提请常委会审议。",
        verdicts=verdicts,
        actor=committee,
        at=garden.at - timedelta(days=20),
    )
    going = _sent(garden, cast, _GOING, back=3)
    answer_consultation(
        ask_id=_asks(going)[1].pk,
        answer="收费项目列成表，按平方米算给业主看，比写一段话清楚。",
        actor=committee,
        at=garden.at - timedelta(days=1),
    )


def _sent(garden: Garden, cast: Cast, title: str, *, back: int) -> Consultation:
    on = garden.today - timedelta(days=back)
    serving = officers_to_ask(congress_id=cast.congress.pk, on=on, function="legislation")
    return send_consultation(
        congress_id=cast.congress.pk,
        draft=ConsultationDraft(
            body_id=cast.body("urban").pk,
            function="legislation",
            title=title,
            text="请从群众看不看得懂、办不办得到两头说：哪一条写得不清，哪一条做起来难。",
            due_on=garden.today - timedelta(days=back - 10),
            officer_ids=[one.pk for one in serving],
        ),
        actor=cast.of("urban"),
        at=garden.at - timedelta(days=back),
    )


def _asks(row: Consultation) -> list[ConsultationAsk]:
    return list(row.asks.order_by("id"))
