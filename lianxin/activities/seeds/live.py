"""演示的现场：办过的一期专线，正在开的一场议事厅，能约的网上接待。人和事都是编的。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from lianxin.activities.drafts import ActivityDraft, Head, ItemDraft, Present, Record
from lianxin.activities.models import Activity, Item, Poll
from lianxin.activities.usecases.items import note_item
from lianxin.activities.usecases.live import (
    Balance,
    PollDraft,
    SlotPlan,
    add_poll,
    count_hands,
    offer_slots,
    open_live,
    set_opening_balance,
    start_poll,
    turn_to,
)
from lianxin.activities.usecases.planning import announce, plan_activity
from lianxin.activities.usecases.recording import add_record
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.usecases.doing import do
from lianxin.kernel.seeding import DemoLink, Garden

_CALLS = (
    ("小区夜里施工，十一点还在响", "answered", "已经通知工地九点停工，今晚就去看"),
    ("三栋停水三天，物业说在等配件", "taken_back", ""),
    ("公交改道以后老人看病要走两站路", "taken_back", ""),
    ("路口信号灯时间太短，过不完马路", "solved", "绿灯已经从二十秒调到三十五秒"),
)
_PROBLEMS = ("老街的路灯坏了一半", "菜场门口乱停车", "村口的河沟臭")
_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("announce", {"notice": "本周议老街的路灯，想来的都可以来"}),
    ("research", {"research_note": "走了三条街，六十二盏坏了二十九盏"}),
    ("hear", {"heard_count": 42, "heard_note": "都说要修，有六位想换成太阳能的"}),
    ("draft_plan", {"plan": "先修坏的二十九盏，明年再换太阳能，钱由街道和区里各出一半"}),
)


def plant(garden: Garden) -> None:
    """专线、网上接待是区里的，议事厅是五里界街道的。"""
    cast = Cast(garden.get("jx"), garden.today)
    _line(cast, garden)
    number = _hall(cast, garden)
    cloud = _cloud(cast, garden)
    garden.point_out(DemoLink("正在开的议事厅大屏", f"/live/{number}/"))
    garden.point_out(DemoLink("约一次网上接待", f"/book/{cloud.pk}/"))


def _planned(cast: Cast, slug: str, at: datetime, start: datetime, **more: Any) -> Activity:
    draft: dict[str, Any] = {
        "congress_id": cast.congress.pk,
        "body_id": cast.body(slug).pk,
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        **more,
    }
    return plan_activity(draft=ActivityDraft(**draft), actor=cast.of(slug), at=at)


def _line(cast: Cast, garden: Garden) -> None:
    """上个月的一期：两个当场答，两个线下核实，一个已经回音。"""
    start = (garden.at - timedelta(days=12)).replace(minute=0, second=0, microsecond=0)
    note: dict[str, Any] = {"actor": cast.of("da"), "at": start + timedelta(hours=1)}
    episode = _planned(cast, "da", start, start, kind="hotline", title="人大代表专线第一百七十三期")
    on_air = [Present(cast.deputy("wulijie", place), duty="接听") for place in (0, 1)]
    officer = cast.of("zjj").viewer.person_id or 0
    on_air.append(Present(officer, "official", "答复", cast.body("zjj").pk))
    add_record(activity_id=episode.pk, record=Record(attended=tuple(on_air)), **note)
    rows = [note_item(activity_id=episode.pk, item=_call(cast, *said), **note) for said in _CALLS]
    _verified(cast, rows[1], garden)
    balance = Balance(
        cast.congress.pk, "hotline", date(2006, 5, 1), (start - timedelta(days=1)).date(),
        172, 344, 3508, 2613, "代表工作委员会历年总结",
    )  # fmt: skip
    set_opening_balance(balance=balance, **note)


def _call(cast: Cast, text: str, disposition: str, answer: str) -> ItemDraft:
    return ItemDraft(
        kind="call",
        text=text,
        body_id=cast.body("zjj").pk,
        disposition=disposition,
        answer=answer,
        answered_by="区住建局值班负责人" if answer else "",
        is_public=True,
    )


def _verified(cast: Cast, row: Item, garden: Garden) -> None:
    """核实清楚，已经在节目里回音。"""
    case, at = row.case_id or 0, garden.at - timedelta(days=6)
    said = {"verify_result": "配件到货，当晚抢修完，三栋三十六户都来水了"}
    do(case_id=case, verb="report_explained", actor=cast.of("zjj"), at=at, facts=said)
    told = {
        "echo_on": (garden.today - timedelta(days=5)).isoformat(),
        "echo_words": "上期说停水的三栋，三十六户都来水了",
    }
    echoed = at + timedelta(days=1)
    do(case_id=case, verb="echo", actor=cast.of("da"), at=echoed, facts=told)


def _hall(cast: Cast, garden: Garden) -> str:
    """今天正在开：头一个问题走到了表决，票还在收；返回现场号。"""
    planned = garden.at - timedelta(days=9)
    note: dict[str, Any] = {"actor": cast.of("wulijie"), "at": planned}
    hall = _planned(
        cast,
        "wulijie",
        planned,
        (garden.at - timedelta(minutes=40)).replace(minute=0, second=0, microsecond=0),
        kind="council_hall",
        title="五里界人民议事厅第八场",
        region_id=cast.body("wulijie").region_id,
    )
    rows = [note_item(activity_id=hall.pk, item=_problem(text), **note) for text in _PROBLEMS]
    for place, (verb, facts) in enumerate(_STEPS):
        at = planned + timedelta(days=place, hours=1)
        do(case_id=rows[0].case_id or 0, verb=verb, actor=note["actor"], at=at, facts=facts)
    now: dict[str, Any] = {**note, "at": garden.at}
    deputies = tuple(Present(cast.deputy("wulijie", place)) for place in (0, 1, 2))
    record = Record(attended=deputies, heads=(Head("resident", 24),))
    add_record(activity_id=hall.pk, record=record, **now)
    live = open_live(activity_id=hall.pk, roll=32, **now)
    turn_to(activity_id=hall.pk, item_id=rows[0].pk, **now)
    draft = PollDraft("老街路灯先修二十九盏", Poll.Scale.VOTE, item_id=rows[0].pk)
    poll = add_poll(activity_id=hall.pk, draft=draft, **now)
    start_poll(poll_id=poll.pk, **now)
    hands = {"yes": 19, "no": 2, "abstain": 1}
    count_hands(poll_id=poll.pk, group="voter", counts=hands, **now)
    return live.number


def _problem(text: str) -> ItemDraft:
    return ItemDraft(
        kind="topic", text=text, disposition=Item.Disposition.TAKEN_BACK, is_public=True
    )


def _cloud(cast: Cast, garden: Garden) -> Activity:
    """后天的网上接待，放出四段。"""
    day = timezone.localtime(garden.at) + timedelta(days=2)
    start = day.replace(hour=15, minute=0, second=0, microsecond=0)
    title = "代表网上接待：说说接送孩子的路"
    cloud = _planned(cast, "da", garden.at, start, kind="online_reception", title=title)
    plan = SlotPlan(start, 15, 4, "video")
    offer_slots(activity_id=cloud.pk, plan=plan, actor=cast.of("da"), at=garden.at)
    announce(activity_id=cloud.pk, actor=cast.of("da"), at=garden.at)
    return cloud
