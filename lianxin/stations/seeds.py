"""演示的家站室、进站代表、接待安排和码。

江夏的数字按日期可复现：2024 年底 57 个；2025 年底工作室 42、联络站 18、联系点 5，其中枢纽型 8 个。
江汉四级阵地：中心站 12、街道站 13、社区站 109。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from django.db.models import F
from django.utils.timezone import make_aware

from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.orgs.models import Body, Mandate, Person, Region
from lianxin.stations import codes
from lianxin.stations.models import AccessCode, Station
from lianxin.stations.opening import Span
from lianxin.stations.usecases.codes import issue_code
from lianxin.stations.usecases.opening import set_special_day, set_week
from lianxin.stations.usecases.registry import record_event, register_station
from lianxin.stations.usecases.roster import Notice, assign_deputy, bind_group, plan_reception
from lianxin.stations.usecases.services import (
    answer_service,
    hand_service_over,
    receive_service,
    return_service,
)
from lianxin.stations.usecases.visits import note_visits

FIRST, NEW_2024, NEW_2025 = date(2022, 6, 1), date(2024, 5, 10), date(2025, 6, 18)
UPGRADED_2024, HUBS_ON = date(2024, 9, 12), date(2025, 10, 15)
NEW_2026, GROUPS_ON = date(2026, 4, 20), date(2025, 10, 16)
HUBS = 8
_BUILT_2025, _BUILT_2024, _WERE_POINTS, _PILOTS, _POINTS = 6, 3, 2, 8, 5
_THEMES = (
    ("农文旅融合", "项目地"),
    ("社区治理", "老旧小区"),
    ("营商环境", "产业园区"),
    ("养老服务", "便民中心"),
    ("生态环保", "湖泊周边"),
    ("乡村振兴", "村湾"),
)
_BRANDS = ("板凳会", "湾子夜话", "广场会", "家常会", "圆桌会", "茶馆议事")
_TOPICS = ("物业与停车", "农村饮水", "养老助餐", "道路与照明", "入学入园", "优化营商环境")
_PAST, _COMING = (75, 45, 15), (3, 31)
_NOTICE = timedelta(days=6)
_NOTICED = Notice(days=2)
_USED = 4
#: 有登录身份的街道，它的站用得最多，点进去就看得到。
_SHOWN = "五里界"
#: 哪种服务、要办什么、请街道办什么、街道怎么办的、怎么答复；空着是还没走到那一步。
_SERVICES = (
    (
        "guide",
        "老人办高龄津贴要带什么、到哪里办",
        "",
        "",
        "带身份证、户口本，到二号窗口，当天办好。",
    ),
    ("errand", "行动不便，想请人帮忙代交医保", "请便民窗口上门代办", "", ""),
    (
        "place",
        "想借议事厅开一次业主见面会",
        "请看周六议事厅空不空",
        "周六上午空着，已经留好，提前一天来登记。",
        "",
    ),
    ("other", "小区门口的路灯坏了一个月，晚上看不见路", "", "", ""),
)


@dataclass(slots=True)
class _Ground:
    """一级人大的阵地，边建边记。"""

    congress: Body
    garden: Garden
    streets: list[tuple[Body, list[Region]]]
    note: dict[str, Any]
    main: list[Station] = field(default_factory=list)
    rooms: list[Station] = field(default_factory=list)

    @property
    def shown(self) -> list[Station]:
        """开放时间、来访、便民服务写得细的头几个站。"""
        return sorted(self.main, key=lambda station: _SHOWN not in station.name)[:_USED]

    def build(
        self, committee: Body, name: str, kind: str, region: Region, on: date, **more: Any
    ) -> Station:
        """建一个站，主题、品牌轮着来。"""
        number = len(self.main) + len(self.rooms)
        theme, siting = _THEMES[number % len(_THEMES)]
        given = {"theme": theme, "siting": siting, **more}
        return register_station(
            congress=self.congress,
            body=committee,
            name=name,
            kind=kind,
            region=region,
            opened_on=on,
            address=f"{region.name}党群服务中心一楼",
            brand=f"{region.name.removesuffix('街道')}{_BRANDS[number % len(_BRANDS)]}",
            brand_story=f"每月一次，围绕{given['theme']}，代表与群众坐在一起，当场记、当场分、限时答复。",
            **given,
            **self.note,
        )


def plant(garden: Garden) -> None:
    """先建站，再请代表、小组进站，然后安排接待、发码。"""
    for step, (key, build) in enumerate((("jx", _jiangxia), ("jh", _jianghan)), 1):
        ground = _ground(garden, garden.get(key))
        build(ground)
        _move_in(ground)
        garden.progress("家站室", step, 2)
    _point_out(garden)


def _ground(garden: Garden, congress: Body) -> _Ground:
    committees = Body.objects.select_related("region").filter(
        congress=congress, kind=Body.Kind.STREET_COMMITTEE
    )
    streets = [
        (committee, list(Region.objects.filter(parent=committee.region).order_by("code")))
        for committee in committees.order_by("region")
    ]
    return _Ground(congress, garden, streets, {"actor": SYSTEM, "at": garden.at})


def _jiangxia(ground: _Ground) -> None:
    """总站带街道站，街道站带村（社区）工作室。"""
    first = ground.streets[0][0]
    top = ground.build(first, "江夏区代表联络总站", "hub", ground.congress.region, NEW_2026)
    homes: list[tuple[Body, Region, Station]] = []
    for number, (committee, villages) in enumerate(ground.streets):
        town = committee.region
        station = ground.build(
            committee, f"{town.name}代表联络站", "liaison", town, FIRST, parent=top
        )
        ground.main.append(station)
        homes += [(committee, village, station) for village in villages]
        if number < _POINTS:
            name = f"{town.name}农贸市场民情民意联系点"
            ground.build(committee, name, "point", town, FIRST, parent=station)
    _rooms(ground, homes)
    _milestones(ground)
    for (committee, _), industry in zip(
        ground.streets[2:4], ("光电子信息", "汽车零部件"), strict=True
    ):
        ground.build(
            committee,
            f"{industry}产业代表联系点",
            "industry",
            committee.region,
            NEW_2026,
            parent=top,
            industry=industry,
        )


def _rooms(ground: _Ground, homes: list[tuple[Body, Region, Station]]) -> None:
    """每村一个工作室；其中三处建成联络站。"""
    for number, (committee, village, parent) in enumerate(homes):
        if number < 3:
            kind, name = "liaison", f"{village.name}代表联络站"
            opened_on = FIRST if number == 0 else NEW_2025
        else:
            kind, name = "workroom", f"{village.name}代表工作室"
            opened_on = _room_opened_on(number - 3)
        was_point = 0 <= number - 3 - _BUILT_2025 - _BUILT_2024 < _WERE_POINTS
        room = ground.build(
            committee, name, "point" if was_point else kind, village, opened_on, parent=parent
        )
        if was_point:
            record_event(
                station_id=room.pk,
                kind="upgraded",
                happened_on=UPGRADED_2024,
                new_kind="workroom",
                note="由联系点提升为工作室",
                **ground.note,
            )
        ground.rooms.append(room)


def _room_opened_on(number: int) -> date:
    if number < _BUILT_2025:
        return NEW_2025
    return NEW_2024 if number < _BUILT_2025 + _BUILT_2024 else FIRST


def _milestones(ground: _Ground) -> None:
    """2024 年八个试点村，2025 年八个街道站提升为枢纽型。"""
    for room in ground.rooms[-_PILOTS:]:
        record_event(
            station_id=room.pk,
            kind="pilot",
            happened_on=UPGRADED_2024,
            note="列为枢纽型、功能型试点村（社区）",
            **ground.note,
        )
    for station in ground.main[:HUBS]:
        record_event(
            station_id=station.pk,
            kind="upgraded",
            happened_on=HUBS_ON,
            note="由单一功能提升为枢纽型",
            new_functions=["hub", "deliberation"],
            **ground.note,
        )


def _jianghan(ground: _Ground) -> None:
    """中心站带街道站，街道站带社区站；十二个街道各有一个中心站。"""
    for number, (committee, villages) in enumerate(ground.streets):
        town = committee.region
        center = None
        if number < len(ground.streets) - 1:
            center = ground.build(committee, f"{town.name}中心代表联络站", "center", town, FIRST)
        station = ground.build(
            committee, f"{town.name}代表联络站", "liaison", town, FIRST, parent=center
        )
        ground.main.append(station)
        ground.rooms += [
            ground.build(
                committee, f"{village.name}代表工作室", "workroom", village, FIRST, parent=station
            )
            for village in villages
        ]


def _move_in(ground: _Ground) -> None:
    """代表进站，小组进站，安排接待，发码。"""
    people = _people_by_town(ground.congress)
    for station in ground.main:
        here = people[station.region_id]
        for person in here:
            assign_deputy(station=station, person=person, on=FIRST, **ground.note)
        _receive(ground, station, here)
    rooms = {room.region_id: room for room in ground.rooms}
    for _, villages in ground.streets:
        # 村书记也在自己村的工作室。
        room, person = rooms[villages[-1].code], people[villages[-1].parent_id or ""][0]
        assign_deputy(station=room, person=person, on=max(FIRST, room.opened_on), **ground.note)
    _bind(ground)
    _open_doors(ground)
    _use(ground)
    _issue(ground, people)


def _people_by_town(congress: Body) -> dict[str, list[Person]]:
    """各街道选出的代表，按代表证号。"""
    found: dict[str, list[Person]] = {}
    rows = Mandate.objects.filter(congress=congress).select_related("person").order_by("number")
    towns = rows.annotate(town=F("constituency__regions__parent")).distinct()
    for row in towns:
        found.setdefault(row.town, []).append(row.person)
    return found


def _receive(ground: _Ground, station: Station, people: list[Person]) -> None:
    today, shift = ground.garden.today, station.pk % 7
    days = [-ago + shift for ago in _PAST] + [ahead + shift for ahead in _COMING]
    topics, pairs = cycle(_TOPICS), cycle(zip(people, people[1:] + people[:1], strict=True))
    for days_away in days:
        starts_at = _at(today + timedelta(days=days_away), 9)
        noticed_at = min(starts_at, ground.garden.at) - _NOTICE
        plan_reception(
            station=station,
            deputies=dict.fromkeys(next(pairs)),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            theme=next(topics),
            noticed_at=noticed_at,
            notice=_NOTICED,
            **ground.note,
        )


def _at(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))


def _bind(ground: _Ground) -> None:
    """普通小组进本街道的站；专业小组进枢纽型的站。"""
    homes = {station.region_id: station for station in ground.main}
    groups = Body.objects.filter(congress=ground.congress).order_by("id")
    for group in groups.filter(kind=Body.Kind.GROUP):
        bind_group(station=homes[group.region_id], group=group, on=FIRST, **ground.note)
    for number, group in enumerate(groups.filter(kind=Body.Kind.PROFESSIONAL_GROUP)):
        hub = ground.main[number % HUBS]
        bind_group(station=hub, group=group, on=GROUPS_ON, **ground.note)


def _open_doors(ground: _Ground) -> None:
    """头几个街道站中午关门、周六上午开，有一天停电检修。"""
    weekdays = [
        Span(day, time(opens), time(closes))
        for day in range(5)
        for opens, closes in ((9, 12), (14, 17))
    ]
    saturday = Span(5, time(9), time(12), "代表轮值")
    for station in ground.shown:
        set_week(station_id=station.pk, spans=[*weekdays, saturday], on=GROUPS_ON, **ground.note)
    set_special_day(
        station_id=ground.shown[0].pk,
        on=ground.garden.today + timedelta(days=9),
        opens=None,
        closes=None,
        note="停电检修",
        today=ground.garden.today,
        **ground.note,
    )


def _use(ground: _Ground) -> None:
    """头几个站近两个月每周记一天来访，收几件便民服务。"""
    today = ground.garden.today
    for number, station in enumerate(ground.shown):
        for weeks in range(8):
            counts = {"speak": 2 + (number + weeks) % 4, "ask": 5 + weeks % 3, "errand": 3 + number}
            note_visits(
                station_id=station.pk,
                on=today - timedelta(days=7 * weeks + 1),
                counts=counts,
                today=today,
                **ground.note,
            )
    for place, (kind, text, handed, reply, answer) in enumerate(_SERVICES):
        station = ground.shown[place % 2]
        made = receive_service(
            station_id=station.pk, kind=kind, text=text, today=today, at=ground.garden.at
        )
        given: dict[str, Any] = {"request_id": made.request_id, **ground.note}
        if handed:
            town = Body.objects.get(
                congress=ground.congress, kind=Body.Kind.SUBDISTRICT, region=station.region_id
            )
            hand_service_over(body=town, reason=handed, **given)
        if reply:
            return_service(reply=reply, **given)
        if answer:
            answer_service(answer=answer, **given)


def _issue(ground: _Ground, people: dict[str, list[Person]]) -> None:
    """每个站一个站点码，每位代表一个代表码。"""
    issue = partial(issue_code, congress=ground.congress, **ground.note)
    for station in Station.objects.filter(congress=ground.congress).order_by("id"):
        issue(kind="station", station=station, label="站点门口")
    for station in ground.main:
        for person in people[station.region_id]:
            issue(kind="deputy", station=station, deputy=person, label="代表名片")


def _point_out(garden: Garden) -> None:
    """告诉看演示的人，先扫哪几个码。"""
    shown = (
        ("五里界站点码", {"kind": "station", "station__name": "五里界街道代表联络站"}),
        ("代表周岭梅的代表码", {"kind": "deputy", "deputy__name": "周岭梅"}),
        ("江汉区民族街站点码", {"kind": "station", "station__name": "民族街代表联络站"}),
    )
    for label, where in shown:
        text = codes.sign(AccessCode.objects.get(**where).serial)
        garden.point_out(DemoLink(label, f"/s/{text}", text))
