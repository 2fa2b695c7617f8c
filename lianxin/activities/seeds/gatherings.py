"""演示的活动：两个月里的板凳会、走访、接待日、协商、调研，一场预告着；人和事都是编的。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lianxin.activities.usecases import (
    ActivityDraft,
    Head,
    ItemDraft,
    Place,
    Present,
    Record,
    Said,
    announce,
    cancel_activity,
    open_series,
    plan_activity,
    record_activity,
    summarise,
)
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.orgs.models import Body
from lianxin.stations.models import Station, StationDeputy

_SALES = {"form": "直播带货", "sessions": 1, "sales": 18600, "orders": 240}
#: 几天前、哪一种、叫什么、来了多少群众、另外要填的。
_HELD: tuple[tuple[int, str, str, int, Mapping[str, Any]], ...] = (
    (2, "bench_talk", "湾子里的板凳会", 46, {"topic": "环境卫生"}),
    (6, "visit", "走访沿街商户", 9, {}),
    (9, "micro_advice", "路口加一面凸面镜", 0, {}),
    (15, "home_meeting", "村企家常会", 38, {"covenant": "门前三包，企业认一段、村里认一段。"}),
    (22, "study", "代表小组学代表法", 0, {"materials": "代表法", "hours": 2}),
    (30, "promotion", "藕带直播助农", 12, _SALES),
    (37, "volunteer", "清河道志愿服务", 5, {"hours": 3}),
    (44, "research", "农村饮水调研", 11, {"topic": "村里的水够不够喝"}),
)
_HEARD = (
    "湾口两个垃圾桶不够用，三天才收一次，夏天臭得很。",
    "集贸市场门口晚上占道，消防车进不去。",
)
_SIDES = (
    ("人大代表", "召集、盯进度"),
    ("物业公司", "清运和保洁"),
    ("村党组织", "发动村民"),
    ("经营户", "门前三包"),
)


def plant(garden: Garden) -> None:
    """都是五里界街道办的。"""
    ground = _Ground(garden)
    for back, kind, title, heads, given in _HELD:
        ground.hold(back, kind, title, heads, given)
    ground.negotiate()
    ground.foretell()


class _Ground:
    """一个街道：谁记、在哪个站、哪几位代表。"""

    def __init__(self, garden: Garden) -> None:
        self.garden = garden
        self.congress: Body = garden.get("jx")
        cast = Cast(self.congress, garden.today)
        self.street: Doer = cast.of("wulijie")
        self.body_id = cast.body("wulijie").pk
        rows = Station.objects.filter(body=self.body_id, closed_on__isnull=True)
        self.station = rows.order_by("pk")[0]
        placed = StationDeputy.objects.filter(station__body=self.body_id, ends_on__isnull=True)
        self.people = list(placed.order_by("pk").values_list("person_id", flat=True)[:4])

    def draft(self, kind: str, title: str, starts_at: datetime, **more: Any) -> ActivityDraft:
        """一场的安排。"""
        return ActivityDraft(
            congress_id=self.congress.pk,
            kind=kind,
            title=title,
            body_id=self.body_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            station_id=self.station.pk,
            region_id=self.station.region_id,
            **more,
        )

    def hold(self, back: int, kind: str, title: str, heads: int, given: Mapping[str, Any]) -> None:
        """``back`` 天以前办的一场。"""
        at = self.garden.at - timedelta(days=back)
        is_talk = kind == "bench_talk"
        record = Record(
            attended=tuple(Present(person) for person in self.people),
            heads=(Head("resident", heads, "about"),) if heads else (),
            targets=_SHOPS if kind == "visit" else (),
            voices=tuple(Said(words) for words in _HEARD) if is_talk else (),
            items=_SOLVED if is_talk else (),
            minutes="大家都说了话，记下的都有人办。",
        )
        begun = _on_the_hour(at - timedelta(hours=3))
        made = record_activity(
            draft=self.draft(kind, title, begun, fields=given),
            record=record,
            actor=self.street,
            at=at,
        )
        if is_talk:
            words = "听到两条意见，一件当场办了；垃圾桶的事交给街道，下次板凳会上回话。"
            summarise(activity_id=made.pk, words=words, actor=self.street, at=at)
            self.garden.point_out(DemoLink("一场公开的活动", f"/activities/{made.pk}/"))

    def negotiate(self) -> None:
        """四方协商，一次接一次。"""
        begun = self.garden.at - timedelta(days=50)
        series = open_series(
            congress_id=self.congress.pk,
            body_id=self.body_id,
            name="四方协商治湾子",
            purpose="治一次、管长久，不再反复",
            parties=_SIDES,
            actor=self.street,
            at=begun,
        )
        for place in range(3):
            at = begun + timedelta(days=14 * place)
            title = f"湾子环境协商（{place + 1}）"
            record_activity(
                draft=self.draft(
                    "consultation",
                    title,
                    _on_the_hour(at - timedelta(hours=3)),
                    series_id=series.pk,
                ),
                record=Record(heads=(Head("resident", 18 + place),), minutes="各方领了各方的事。"),
                actor=self.street,
                at=at,
            )

    def foretell(self) -> None:
        """一场预告着，一场取消了。"""
        at = self.garden.at
        coming = self.draft(
            "reception",
            "代表接待日",
            _on_the_hour(at + timedelta(days=4)),
            agenda="物业、停车、路灯，什么都可以说。",
        )
        for draft, reason in ((coming, ""), (self._rained_off(), "下雨改期，另行预告")):
            made = plan_activity(draft=draft, actor=self.street, at=at)
            announce(activity_id=made.pk, actor=self.street, at=at)
            if reason:
                cancel_activity(activity_id=made.pk, reason=reason, actor=self.street, at=at)

    def _rained_off(self) -> ActivityDraft:
        day = _on_the_hour(self.garden.at + timedelta(days=2))
        return self.draft("street_corner", "代表上街头", day)


def _on_the_hour(at: datetime) -> datetime:
    """活动都是整点开始的。"""
    return at.replace(minute=0, second=0, microsecond=0)


_SHOPS = (Place("firm", "湾口粮油店"), Place("firm", "老周面馆"), Place("firm", "新村农机铺"))
_SOLVED = (
    ItemDraft(
        "problem",
        "水沟口被杂物堵住",
        disposition="solved",
        answer="散会就叫人清了",
        answered_by="村干部",
    ),
)
