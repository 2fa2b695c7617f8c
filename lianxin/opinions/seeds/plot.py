"""一条意见的一生：谁说的、从哪里来、按哪条路走、走到哪天。话和路都在 TOML 里，人是编的。"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from io import BytesIO
from typing import Any

from lianxin.casework.models import Case
from lianxin.casework.policies import SUBMITTER_DOER, Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.drawings import letter, picture
from lianxin.casework.seeds.telling import Story, Telling
from lianxin.casework.state import day_of
from lianxin.casework.usecases.doing import do
from lianxin.files.usecases import store_image
from lianxin.kernel.actors import PUBLIC, Actor
from lianxin.opinions.usecases import Contact, Draft, Registered, follow_opinion, register_opinion
from lianxin.orgs.models import Body, Region
from lianxin.stations.models import AccessCode, Station

_CALLED = ("王女士", "陈师傅", "李阿姨", "刘先生", "张大爷", "周女士", "吴老师", "黄师傅", "徐先生")
_OFFICE_HOURS, _HOME_HOURS = (9, 7), (8, 12)


@dataclass(frozen=True, slots=True)
class Voice:
    """一种说法：群众怎么说、办好了怎么讲、该谁办。``{place}`` 换成地点。"""

    category: str
    text: str
    answer: str = ""
    fix: str = ""
    unit: str = ""
    scene: str = ""
    door: str = ""
    reason: str = ""
    title: str = ""
    grounds: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Tale:
    """一条意见的走法：哪种说法、在哪里、多少天前说的、走哪条路、停在哪一步。

    ``deputy`` 是街道的第几位代表；``turns`` 是路上的枝节；``finish`` 是办了几天；
    ``joined`` 是几天后有邻居说“我也是”；``into`` 是并到哪一条（写它的 ``key``）。
    """

    voice: str
    street: str
    ago: int
    path: str
    key: str = ""
    village: int | None = None
    place: str = ""
    channel: str = "scan"
    deputy: int | None = None
    contact: bool = True
    publish: bool = False
    unit: str = ""
    other: str = ""
    turns: tuple[str, ...] = ()
    stop: str = ""
    finish: int = 20
    result: str = ""
    rate: str = ""
    comment: str = ""
    reopen: str = ""
    joined: tuple[int, ...] = ()
    into: str = ""


def voices(name: str, package: str = __package__) -> dict[str, Voice]:
    """读一份说法。"""
    return {key: Voice(**raw) for key, raw in _toml(package, name)["voice"].items()}


def tales(name: str, package: str = __package__) -> list[Tale]:
    """读一份走法，早的在前。"""
    rows: list[dict[str, Any]] = _toml(package, name)["tale"]
    read = [Tale(**{key: _fixed(value) for key, value in row.items()}) for row in rows]
    return sorted(read, key=lambda tale: -tale.ago)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _toml(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(f"{name}.toml").read_text("utf-8"))


@dataclass
class Plot:
    """正在讲的一条。``number`` 是第几条，用来换着样子。"""

    telling: Telling
    cast: Cast
    tale: Tale
    voice: Voice
    number: int
    others: dict[str, Plot]
    child: int = 0
    registered: Registered | None = field(default=None)

    @property
    def day0(self) -> date:
        """说这件事的那天。"""
        return self.telling.today - timedelta(days=self.tale.ago)

    @property
    def receipt(self) -> Registered:
        """登记得到的编号与查询码；还没讲到就是剧本写错了。"""
        if self.registered is None:
            raise LookupError(f"“{self.tale.key or self.tale.voice}”还没有登记")
        return self.registered

    @cached_property
    def village(self) -> Region | None:
        """说的是哪个村（社区）。"""
        chosen = self.tale.village
        return None if chosen is None else self.cast.villages(self.tale.street)[chosen]

    @property
    def place(self) -> str:
        """话里的地点。"""
        town = self.cast.body(self.tale.street).region.name
        return self.tale.place or (self.village.name if self.village else town)

    @property
    def committee(self) -> Body:
        """属地工委。"""
        return self.cast.body(self.tale.street)

    @property
    def unit(self) -> str:
        """区里哪家办（机构代号）；空着就是街道自己办。"""
        return self.tale.unit

    @property
    def undertaker(self) -> str:
        """承办单位的代号：区里的一家，或街道办事处。"""
        return self.tale.unit or f"{self.tale.street}-office"

    @property
    def clerk(self) -> Doer:
        """接件的人：有站点管理员的，一半由他接。"""
        return self.cast.of(self.tale.street, keeper=self.number % 2 == 0)

    @property
    def head(self) -> Doer:
        """街道工委主任。"""
        return self.cast.of(self.tale.street)

    def deputy(self) -> Doer:
        """所找的代表。"""
        return self.cast.person(self._deputy_id or 0)

    def pick(self, words: Sequence[str]) -> str:
        """换着样子说。"""
        return words[self.number % len(words)]

    def said(self, words: str) -> str:
        """把地点填进话里。"""
        return words.format(place=self.place)

    def stage(self, case: int = 0) -> str:
        """此刻在哪个环节。"""
        return Case.objects.get(pk=case or self.receipt.case_id).stage

    def submit(self) -> None:
        """登记；有邻居要跟的，排好日子。"""
        actor = self._teller()
        self.registered = register_opinion(draft=self._draft(), actor=actor, at=self.telling.now)
        for days in self.tale.joined:
            day = self.day0 + timedelta(days=days)
            if day <= self.telling.today:
                at = self.telling.moment(day, hour=19, minute=days, at_work=False)
                self.telling.begin(at, self._neighbour(days))

    def on_root(self, doer: Doer, verb: str, **facts: Any) -> None:
        """在收件那一件上走一步。"""
        self._do(self.receipt.case_id, doer, verb, facts)

    def on_child(self, doer: Doer, verb: str, **facts: Any) -> None:
        """在办理（或建议）那一件上走一步。"""
        self._do(self.child, doer, verb, facts)

    def on_case(self, case: int, doer: Doer, verb: str, **facts: Any) -> None:
        """在旁办的那一件上走一步。"""
        self._do(case, doer, verb, facts)

    def by_submitter(self, verb: str, *, on: int = 0, **facts: Any) -> None:
        """提交人自己走一步；``on`` 是办理的那一件，不写就是收件那一件。"""
        self._do(on or self.receipt.case_id, SUBMITTER_DOER, verb, facts)

    def take_child(self) -> None:
        """记住刚派生出来的那一件。"""
        thread = Case.objects.filter(thread=self.receipt.case_id).exclude(pk=self.receipt.case_id)
        self.child = thread.latest("id").pk

    def photo(self, doer: Doer | None, *, done: bool = True) -> list[str]:
        """传一张现场照片；没有画的就不传。"""
        if not self.voice.scene:
            return []
        name = "办好以后.jpg" if done else "现场.jpg"
        return [self._kept(picture(self.voice.scene, done=done), name, "submitter", doer)]

    def letter(self, doer: Doer, lines: int = 12) -> str:
        """传一份盖章的函。"""
        return self._kept(letter(lines), "函.jpg", "staff", doer)

    def _do(self, case: int, doer: Doer, verb: str, facts: dict[str, Any]) -> None:
        do(case_id=case, verb=verb, actor=doer, at=self.telling.now, facts=facts)

    def _kept(self, drawn: BytesIO, name: str, audience: str, doer: Doer | None) -> str:
        actor = doer.actor() if doer else PUBLIC
        kept = store_image(
            upload=drawn, original_name=name, audience=audience, actor=actor, at=self.telling.now
        )
        return str(kept.pk)

    @property
    def _deputy_id(self) -> int | None:
        chosen = self.tale.deputy
        return None if chosen is None else self.cast.deputy(self.tale.street, chosen)

    def _teller(self) -> Actor:
        if self.tale.channel in ("scan", "web"):
            return PUBLIC
        return (self.deputy() if self.tale.channel == "deputy" else self.clerk).actor()

    def _draft(self) -> Draft:
        scanned = self._code() if self.tale.channel == "scan" else None
        station = scanned.station if scanned else self._station()
        shows = self.number % 3 == 0 and self.tale.channel in ("scan", "web")
        return Draft(
            jurisdiction_id=self.cast.congress.pk,
            text=self.said(self.voice.text),
            channel=self.tale.channel,
            region_id=self.village.code if self.village else self.committee.region_id,
            place=self.place,
            code_id=scanned.pk if scanned else None,
            station_id=station.pk if station else None,
            local_body_id=self.committee.pk,
            deputy_id=self._deputy_id,
            contact=self._contact() if self.tale.contact else None,
            consents=("publish",) if self.tale.publish else (),
            files=tuple(self.photo(None, done=False)) if shows else (),
            where=station.name if station else "",
        )

    def _contact(self) -> Contact:
        return Contact(name=self.pick(_CALLED), phone=f"1390000{self.number:04d}")

    def _code(self) -> AccessCode:
        codes = AccessCode.objects.select_related("station").filter(congress=self.cast.congress)
        if self._deputy_id:
            return codes.filter(kind="deputy", deputy=self._deputy_id).order_by("id")[0]
        here = codes.filter(kind="station", station__body=self.committee)
        near = here.filter(station__region=self.village) if self.village else here
        return (near.first() or here.order_by("id")[0]) if near else here.order_by("id")[0]

    def _station(self) -> Station | None:
        if self.tale.channel not in ("visit", "phone", "letter_box", "activity"):
            return None
        found = Station.objects.filter(body=self.committee, region=self.committee.region)
        return found.order_by("id").first()

    def _neighbour(self, days: int) -> Story:
        follow_opinion(
            target_id=self.receipt.opinion_id,
            contact=Contact(
                name=_CALLED[(self.number + days) % len(_CALLED)],
                phone=f"1380{days:03d}{self.number:04d}",
            ),
            channel="scan",
            actor=PUBLIC,
            at=self.telling.now,
        )
        yield from ()


@dataclass(frozen=True, slots=True)
class Step:
    """路上的一步：第几天、做什么。

    ``turn`` 不空的，只有写了这个枝节的才走；``needs`` 是收件那一件要先到哪一环；
    ``since`` 是从哪天数起（start 说的那天，finish 办好那天，last 上一步）；
    ``home`` 是群众自己走的。
    """

    name: str
    day: int
    act: Callable[[Plot], None]
    turn: str = ""
    needs: str = ""
    since: str = "start"
    home: bool = False

    def on(self, plot: Plot) -> date:
        """这一步在哪天。"""
        finished = plot.day0 + timedelta(days=plot.tale.finish)
        known = {"start": plot.day0, "finish": finished, "last": day_of(plot.telling.now)}
        return known[self.since] + timedelta(days=self.day)


def along(plot: Plot, steps: Sequence[Step]) -> Story:
    """沿着一条路往下走，走到今天，或走到写明要停的那一步。"""
    for place, step in enumerate(steps):
        if step.turn and step.turn not in plot.tale.turns:
            continue
        day = step.on(plot)
        if day > plot.telling.today:
            return
        yield _hour(plot, step, place, day)
        while step.needs and plot.stage() != step.needs:
            day = day_of(plot.telling.now) + timedelta(days=1)
            if day > plot.telling.today:
                return
            yield _hour(plot, step, place, day)
        step.act(plot)
        if step.name == plot.tale.stop:
            return


def _hour(plot: Plot, step: Step, place: int, day: date) -> datetime:
    first, spread = _HOME_HOURS if step.home else _OFFICE_HOURS
    hour = first + (plot.number + place) % spread
    minute = (plot.number * 7 + place * 13) % 60
    return plot.telling.moment(day, hour=hour, minute=minute, at_work=not step.home)
